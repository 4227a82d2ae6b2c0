"""The words and numbers of a report: an assessment as a document of blocks, whatever will print it."""
