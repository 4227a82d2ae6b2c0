"""The rating of a place: score, interval, band set, floors and review triggers (method sections 9.4 and 9.5)."""
