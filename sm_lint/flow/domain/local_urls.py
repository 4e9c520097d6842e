"""URLs of local files, as accepted by Spark, Java and databases."""

from __future__ import annotations

from sm_lint.patterns import regex

LOCAL_URLS = ("file:", "jar:file:", "sqlite:////")
"""Their prefixes."""

_BEGINNING = regex(r"(?:jar:)?file:(?://(?=[/*])|(?!//))|sqlite:///(?=/)")


def without_local_url(path: str) -> str:
    """The path in the URL of a local file; any other text is unchanged."""
    return _BEGINNING.sub("", path, count=1) if path.startswith(LOCAL_URLS) and _BEGINNING.match(path) else path
