"""Facts about places, and who says so."""
