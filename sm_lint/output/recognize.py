"""Recognizes earlier reports. A configuration can name any file of its project as the output file."""

from __future__ import annotations

from sm_lint.patterns import regex

HEAD = 4096
"""Number of bytes needed to recognize a report."""

_CODE = r"[A-Z]{2,}[0-9]{3,}"
_REPORTS = [
    regex(pattern)
    for pattern in (
        r"\[\s*\]\s*\Z",
        r"\[\s*\{\s*\"(?:code|description)\": \"" + _CODE,
        r"\{\"code\": \"" + _CODE,
        r"\{\s*\"source\": \{\s*\"name\": \"sm-lint\"",
        r"\{\s*\"\$schema\": \"[^\"]*sarif[^\"]*\",[^']*?\"name\": \"sm-lint\"",
        r"<\?xml [^>]*>\s*<testsuites name=\"sm-lint\"",
        r"::(?:error|warning|notice) title=sm-lint \(",
        r"##vso\[task\.logissue [^\]\n]*code=" + _CODE,
        r"[^\n]+:[0-9]+:[0-9]+: (?:error|warning|info) " + _CODE + r" \[",
        r"[^\n]+:[0-9]+:[0-9]+ " + _CODE + r" \[",
        r"[^\n]+:\n  [0-9]+:[0-9]+ +" + _CODE + r" \[",
        r"[^\n]+:[0-9]+: \[" + _CODE + r"\(",
    )
]


def is_report(head: bytes) -> bool:
    """Whether a file begins like a report in any of the output formats, or is empty.

    Args:
        head: the first :data:`HEAD` bytes of the file.
    """
    text = head.decode("utf-8", "replace").strip()
    return not text or any(pattern.match(text) for pattern in _REPORTS)
