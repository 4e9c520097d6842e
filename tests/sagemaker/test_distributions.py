"""Releases of distributions: the data, how it is made from the pages of an index, and what is concluded from it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from sm_lint.sagemaker.data import DIRECTORY
from sm_lint.sagemaker.distributions import refresh, releases
from sm_lint.sagemaker.distributions.releases import Releases, Run, does_not_exist, not_for

DATA = Path(DIRECTORY) / "distributions" / "data"
INDEX = tomli.loads((DATA / "index.toml").read_text("utf-8"))
ONE = "|".join(map(re.escape, INDEX["pythons"].split()))
PYTHONS = rf"^(({ONE})( ({ONE}))*)?$"
SCHEMA = {
    "type": "object",
    "required": ["source", "whole", "run"],
    "additionalProperties": False,
    "properties": {
        "source": {"type": "string", "pattern": r"^https://pypi\.org/simple/[a-z0-9-]+/$"},
        "whole": {"type": "boolean"},
        "run": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["pythons", "versions"],
                "additionalProperties": False,
                "properties": {
                    "pythons": {"type": "string", "pattern": PYTHONS},
                    "versions": {"type": "string", "minLength": 1},
                },
            },
        },
    },
}


@pytest.mark.slow
def test_the_data_has_its_form() -> None:
    files = sorted(DATA.glob(f"*{refresh.SUFFIX}"))
    assert len(files) == INDEX["distributions"]
    for path in files:
        data = tomli.loads(path.read_text("utf-8"))
        jsonschema.validate(data, SCHEMA)
        assert data["source"] == f"{INDEX['source']}/{path.name.removesuffix(refresh.SUFFIX)}/"
        versions = [Version(text) for run in data["run"] for text in run["versions"].split()]
        assert versions == sorted(set(versions)), path.name
        assert path.stat().st_size <= 9 * 1024


def file(name: str, python: str | None = None) -> dict[str, Any]:
    return {"filename": name, "requires-python": python}


@pytest.mark.parametrize(
    ("files", "pythons"),
    [
        ([file("a-1.0.tar.gz")], "3.6 3.7 3.8 3.9 3.10 3.11 3.12 3.13 3.14"),
        ([file("a-1.0.zip", ">=3.12.4")], "3.12 3.13 3.14"),
        ([file("a-1.0.tar.gz", "!=3.9.*,>=3.8,<3.11")], "3.8 3.10"),
        ([file("a-1.0.tar.gz", "what is this")], "3.6 3.7 3.8 3.9 3.10 3.11 3.12 3.13 3.14"),
        ([file("a-1.0-py3-none-any.whl", ">=3.13")], "3.13 3.14"),
        ([file("a-1.0-py2.py3-none-any.whl", ">=3.13")], "3.13 3.14"),
        ([file("a-1.0-py313-none-any.whl")], "3.13 3.14"),
        ([file("a-1.0-py2-none-any.whl")], ""),
        ([file("a-1.0-cp39-cp39-manylinux2014_x86_64.whl"), file("a-1.0-cp311-cp311-manylinux_2_17_aarch64.whl")], "3.9 3.11"),
        ([file("a-1.0-cp38-cp38-macosx_10_9_x86_64.whl"), file("a-1.0-cp39-cp39-win_amd64.whl")], ""),
        ([file("a-1.0-cp312-abi3-manylinux2014_x86_64.whl")], "3.12 3.13 3.14"),
        ([file("a-1.0-cp36-cp36m-manylinux1_x86_64.whl")], "3.6"),
        ([file("a-1.0-pp39-pypy39_pp73-manylinux2014_x86_64.whl")], ""),
        ([file("a-1.0-cp311-cp311-musllinux_1_1_x86_64.whl")], ""),
    ],
)  # fmt: skip
def test_what_can_be_installed(files: list[dict[str, Any]], pythons: str) -> None:
    found = refresh.releases({"files": files})
    assert {str(version): refresh._shown(each) for version, each in found.items()} == {"1.0": pythons}


def test_what_is_no_final_release_is_left_out() -> None:
    names = ["a-1.0rc1.tar.gz", "a-1.0.dev3.tar.gz", "a-1.0.exe", "a-1.0.egg", "nonsense.whl", "a-what.tar.gz", "a-1.0.post1.tar.gz"]  # fmt: skip
    assert [str(version) for version in refresh.releases({"files": list(map(file, names))})] == ["1.0.post1"]


@pytest.mark.slow
def test_what_is_written_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    many = [file(f"many-1.{number}.tar.gz", ">=3.8" if number < 2000 else ">=3.9") for number in range(3000)]
    (pages / "many.json").write_text(json.dumps({"files": many}))
    (pages / "few.json").write_text(json.dumps({"files": [file("few-2.0.tar.gz"), file("few-1.0.tar.gz")]}))
    (pages / "none.json").write_text(json.dumps({"files": []}))
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setattr(refresh, "FOLDER", data)
    refresh.main([str(pages), "--date", "2026-01-31"])
    assert sorted(path.name for path in data.iterdir()) == ["few.releases.toml", "index.toml", "many.releases.toml"]
    monkeypatch.setattr(
        releases, "load", lambda name: tomli.loads((data / f"{Path(name).name}.toml").read_text("utf-8"))
    )
    releases.releases.cache_clear()
    try:
        few, many_known = releases.releases("few"), releases.releases("many")
    finally:
        releases.releases.cache_clear()
    assert few is not None
    assert few.whole
    assert [str(version) for version in few.runs[0].versions] == ["1.0", "2.0"]
    assert many_known is not None
    assert not many_known.whole
    assert [[str(version) for version in run.versions] for run in many_known.runs] == [
        ["1.0", "1.1999"],
        ["1.2000", "1.2999"],
    ]
    assert many_known.pythons_of(Version("1.1234")) == many_known.runs[0].pythons
    assert many_known.pythons_of(Version("1.3000")) is None
    assert not does_not_exist(many_known, SpecifierSet("==1.5.5"))


def known(**runs: str) -> Releases:
    return Releases(
        tuple(
            Run(
                tuple(map(Version, versions.split())),
                frozenset((3, int(minor)) for minor in pythons[1:].split("_") if minor),
            )
            for pythons, versions in runs.items()
        ),
        whole=True,
    )


PACKAGE = known(p8_9="1.0.0 1.0.1 1.1.0", p9_10="1.2.0 1.2.2 2.0.0", p10_11="2.1.0 2.1.1", p="2.2.0")


@pytest.mark.parametrize(
    ("specifier", "minor", "expected"),
    [
        ("==1.0.0", 10, True),
        ("==1.0.0", 9, False),
        ("==2.1.0", 9, True),
        ("==2.1.0", 12, True),
        ("==2.2.0", 10, True),  # for other systems only
        ("==2.3.0", 9, False),  # may have come later
        ("==2.1.*", 9, True),
        (">=2.1", 9, True),  # releases do not go back to an older Python
        (">=2.1", 12, False),  # a newer one may
        ("<2", 11, True),
        ("<2", 9, False),
        ("~=1.2.0", 8, True),
        (">=2.3", 9, False),
        ("", 3, False),  # a Python that the data does not speak of
        ("!=2.0.0", 10, False),
    ],
)
def test_what_a_python_cannot_install(specifier: str, minor: int, expected: bool) -> None:
    assert not_for(PACKAGE, SpecifierSet(specifier), (3, minor)) is expected


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        ("==1.2.1", True),  # between two of a series
        ("==1.5.0", True),  # a series that there never was
        ("==1.2.0", False),
        ("==1.2.3", False),  # a further one of a series
        ("==2.2.1", False),
        ("==3.0.0", False),
        ("==1.2.1rc1", False),
        ("==1.2.1+cu118", False),
        ("==1.2.*", False),
        (">=1.2.1", False),
    ],
)
def test_what_does_not_exist(specifier: str, expected: bool) -> None:
    assert (does_not_exist(PACKAGE, SpecifierSet(specifier)) is not None) is expected


def test_unknown_distributions_are_unknown() -> None:
    assert releases.releases("acme-tools") is None
    assert releases.releases("a" * 5000) is None
    pandas = releases.releases("pandas")
    assert pandas is not None
    assert pandas.newest((3, 8)) == Version("2.0.3")
