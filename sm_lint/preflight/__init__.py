"""Asks AWS whether what job definitions name is there, before anything starts; read-only, and only for ``sm-lint preflight``."""
