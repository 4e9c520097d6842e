"""URLs of local files are the paths that they name."""

from __future__ import annotations

import pytest

from sm_lint.flow.machine.recorder import normal


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("file:///opt/ml/a", "/opt/ml/a"),
        ("file:/opt/ml/a", "/opt/ml/a"),
        ("file:a/b", "a/b"),
        ("file://*/a", "*/a"),
        ("jar:file:/opt/ml/a.zip", "/opt/ml/a.zip"),
        ("jar:file:///opt/ml/a.zip", "/opt/ml/a.zip"),
        ("sqlite:////opt/ml/a.db", "/opt/ml/a.db"),
        ("file://host/a", None),
        ("sqlite:///a.db", None),
        ("jar:http://x/a.jar", None),
        ("s3://bucket/file:/a", None),
        ("/opt/ml/file:a", "/opt/ml/file:a"),
    ],
)
def test_path_of_a_url(written: str, path: str | None) -> None:
    assert normal(written, None) == path
