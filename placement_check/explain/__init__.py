"""The full working of one assessment: every step of its rating, and its inputs at map-point level (method S-58)."""
