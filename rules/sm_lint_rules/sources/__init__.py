"""Rules about the scripts and source folders that jobs name."""
