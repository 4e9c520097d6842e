"""How findings are written: one module per format, each with a `render` that yields pieces of text."""
