"""Versions of contracts, ranges, and what a step from one version to the next announces."""

from __future__ import annotations

import pytest

from sm_lint.contracts.versions import Bump, VersionRange, needed_bump, parse_version


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("^1.2", ["1.2", "1.2.0", "1.9.9"], ["1.1.9", "2.0.0", "2.0.0-rc.1", "1.2.0-rc.1"]),
        ("1.2", ["1.2.0", "1.3"], ["2.0"]),
        ("^1", ["1.0.0", "1.9"], ["0.9", "2"]),
        ("^0.3", ["0.3.0", "0.3.9"], ["0.2.9", "0.4.0"]),
        ("^0.0.3", ["0.0.3"], ["0.0.4", "0.0.2"]),
        ("^0", ["0.0.1", "0.9"], ["1.0"]),
        ("~1.2", ["1.2.9"], ["1.3.0", "1.1"]),
        ("~1", ["1.9"], ["2.0"]),
        (">=1.2,<2", ["1.2", "1.99"], ["2", "1.1", "2.0.0-a"]),
        (">1.2", ["1.2.1"], ["1.2.0"]),
        ("<=1.2", ["1.2.0", "0.1"], ["1.2.1"]),
        ("=1.2.3", ["1.2.3", "v1.2.3"], ["1.2.4"]),
        ("==1.2.3", ["1.2.3+build"], ["1.2.2"]),
        ("1.2.*", ["1.2.0", "1.2.9"], ["1.3"]),
        ("1.*", ["1.0"], ["2"]),
        ("*", ["0.0.1", "99"], []),
    ],
)
def test_ranges(text: str, inside: list[str], outside: list[str]) -> None:
    versions = VersionRange(text)
    for each, expected in [*((one, True) for one in inside), *((one, False) for one in outside)]:
        version = parse_version(each)
        assert version is not None
        assert versions.holds(version) is expected, each


@pytest.mark.parametrize("text", ["", "^", "one", "^1.x", ">=1 <2", "1.2.3.4", ",", "^1.2,", "1.2." + "9" * 40])
def test_no_ranges(text: str) -> None:
    with pytest.raises(ValueError, match="is not a version or range"):
        VersionRange(text)


@pytest.mark.parametrize("text", ["", "1.2.3.4", "one", "1.", "-1", "1.2.3-", "1 2"])
def test_no_versions(text: str) -> None:
    assert parse_version(text) is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("1.2.3", "1.2.3", Bump.NONE),
        ("1.2.3", "1.2.2", Bump.NONE),
        ("1.2.3", "1.2.4", Bump.PATCH),
        ("1.2.3", "1.3.0", Bump.MINOR),
        ("1.2.3", "2.0.0", Bump.MAJOR),
        ("1.2.3", "2.0.0-rc.1", Bump.MAJOR),
        ("1.2.3", "3.1", Bump.MAJOR),
        ("0.3.1", "0.3.2", Bump.MINOR),
        ("0.3.1", "0.4.0", Bump.MAJOR),
        ("0.0.1", "0.0.2", Bump.MAJOR),
        ("2.0.0-rc.1", "2.0.0-rc.2", Bump.MAJOR),
        ("2.0.0-rc.10", "2.0.0-rc.9", Bump.NONE),
    ],
)
def test_what_a_step_announces(before: str, after: str, expected: Bump) -> None:
    first, second = parse_version(before), parse_version(after)
    assert first is not None
    assert second is not None
    assert needed_bump(first, second) is expected
