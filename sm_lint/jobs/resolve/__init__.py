"""Resolves the scripts that jobs launch."""
