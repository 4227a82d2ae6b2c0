"""The consultation record and the letters of a case, as content that the renderers print."""
