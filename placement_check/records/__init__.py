"""An assessment as others read it: JSON, GeoJSON, a table, and words on a screen."""
