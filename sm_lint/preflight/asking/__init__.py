"""Finds what to ask in what files define."""
