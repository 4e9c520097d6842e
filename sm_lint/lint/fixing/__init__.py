"""Applies fixes and writes suppression comments."""
