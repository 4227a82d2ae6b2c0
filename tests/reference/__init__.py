"""A second implementation of the method, slow and plain, that shares no code with the first (decision 0005)."""
