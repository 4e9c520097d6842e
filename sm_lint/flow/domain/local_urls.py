"""URLs of local files, such as Spark, Java and databases take."""

from __future__ import annotations

import re

LOCAL_URLS = ("file:", "jar:file:", "sqlite:////")
"""How they begin."""

_BEGINNING = re.compile(r"(?:jar:)?file:(?://(?=[/*])|(?!//))|sqlite:///(?=/)")


def without_local_url(path: str) -> str:
    """The path that the URL of a local file names; another text as it is."""
    return _BEGINNING.sub("", path, count=1) if path.startswith(LOCAL_URLS) and _BEGINNING.match(path) else path
