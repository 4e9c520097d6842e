"""Python source as a syntax tree: libcst, made fast and safe."""
