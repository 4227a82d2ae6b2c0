"""Up to five candidate sites side by side, in the order given: no winner, no rank (method S-54)."""
