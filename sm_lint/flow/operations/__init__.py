"""Transfer functions: the effect of expressions and operations on abstract values."""
