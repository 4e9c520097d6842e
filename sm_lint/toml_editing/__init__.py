"""Writes TOML, and edits it: what is not edited keeps its bytes, with comments, order and style."""
