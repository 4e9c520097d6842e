"""What scripts are called with and what their parsers take."""
