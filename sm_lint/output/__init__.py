"""How findings are written: the formats are in :mod:`sm_lint.output.formats`, what they share is here."""
