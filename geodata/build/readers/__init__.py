"""Readers, one per publisher's format: each module has `read(file, context) -> Harvest`."""
