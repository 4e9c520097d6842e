"""Writes definitions of SDK v2 as v3 takes them: a definition with all that belongs to it, or nothing of it."""
