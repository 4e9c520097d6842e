"""Runs rules over files, in one process or several."""
