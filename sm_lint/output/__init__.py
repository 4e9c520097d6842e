"""Output of findings: the formats are in :mod:`sm_lint.output.formats`, shared code is here."""
