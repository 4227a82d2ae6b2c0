"""An assessment made again from the same inputs: the same bytes, or exactly which input differs."""
