"""Releases of popular distributions, and the versions of Python that each can be installed for."""
