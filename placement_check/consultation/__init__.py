"""The acts of a case, apart: consultation, notification, approval, ending, each with its own times and states."""
