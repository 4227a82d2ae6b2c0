"""The build: publishers' files in, an immutable release out. The only room that may touch the network."""
