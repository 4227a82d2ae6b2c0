"""The profile of many places at once: the same formulas as one check, laid out so that neighbours share their work."""
