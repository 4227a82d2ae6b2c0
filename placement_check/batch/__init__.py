"""A file of candidate sites, assessed row by row in the file's order: never sorted, never ranked (method S-54)."""
