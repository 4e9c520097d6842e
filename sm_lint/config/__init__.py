"""Configuration: what may be written, where it is found, and what is in force for a file."""
