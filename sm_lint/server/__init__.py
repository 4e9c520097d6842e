"""The language server: ``sm-lint server``.

Findings, hovers and everything else come from the analysis that `sm-lint check` makes, with unsaved buffers in place of
files. The package needs the extra ``sm-lint[server]``; only :mod:`sm_lint.server.protocol` imports pygls.
"""
