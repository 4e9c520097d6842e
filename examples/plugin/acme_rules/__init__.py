"""Acme's own rules for sm-lint."""
