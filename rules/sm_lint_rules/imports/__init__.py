"""SMI: imports and packages."""
