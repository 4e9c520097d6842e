"""Writes pytest files that try a script out against its contract."""
