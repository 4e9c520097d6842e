"""The command line: its entry point, and what its verbs share."""
