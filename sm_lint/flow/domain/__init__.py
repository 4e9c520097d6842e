"""Abstract values and their lattice."""
