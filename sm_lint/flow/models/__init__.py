"""Models of the standard library and of shell commands."""
