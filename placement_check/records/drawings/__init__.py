"""The pictures of a report: plain values in, SVG with its alternative text and its list in words out."""
