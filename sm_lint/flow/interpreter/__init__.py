"""The abstract interpreter: expressions, statements, calls, imports."""
