"""A small country drawn in code, in the publishers' formats, for tests that need a release of known content."""
