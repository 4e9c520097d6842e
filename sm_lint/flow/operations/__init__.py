"""Transfer functions: what expressions and operations do with abstract values."""
