"""What facts about a place mean for a placement."""

__version__ = "0.1.0"
