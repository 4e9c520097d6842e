"""The pinned requirements: they cover what pyproject.toml asks for, every file has a hash, and no index is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tomli
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.packaging

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / "requirements"
DATA = tomli.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
EXTRAS = DATA["project"]["optional-dependencies"]
RUNTIME = DATA["project"]["dependencies"]
ASKED = {
    "action": RUNTIME,
    "lowest": RUNTIME,
    "build": DATA["build-system"]["requires"],
    "test": [*RUNTIME, *EXTRAS["test"]],
    "test-aws": [*RUNTIME, *EXTRAS["test-aws"], *EXTRAS["aws"]],
    "ci": [*RUNTIME, *EXTRAS["test"], *EXTRAS["docs"], *EXTRAS["dev"], *DATA["build-system"]["requires"]],
    "release": [*DATA["build-system"]["requires"], "build", "cyclonedx-bom", "uv"],
}
WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))


def pins(name: str) -> list[tuple[Requirement, list[str]]]:
    """Each requirement of a file with its hashes."""
    text = (FOLDER / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    return [(Requirement(line.split("--hash")[0]), re.findall(r"--hash=(\S+)", line)) for line in lines if line]


@pytest.mark.parametrize("name", ASKED)
def test_every_requirement_is_pinned(name: str) -> None:
    found = pins(name)
    for wanted in map(Requirement, ASKED[name]):
        if wanted.name == "sm-lint":
            continue
        versions = [
            clause.version
            for pin, _ in found
            if canonicalize_name(pin.name) == canonicalize_name(wanted.name)
            for clause in pin.specifier
        ]
        assert versions, f"{wanted.name} is not in {name}.txt: run `make requirements`"
        assert all(wanted.specifier.contains(version) for version in versions), f"{wanted} and {versions}"


@pytest.mark.parametrize("name", ASKED)
def test_every_pin_is_exact_and_hashed(name: str) -> None:
    for pin, hashes in pins(name):
        assert [clause.operator for clause in pin.specifier] == ["=="], pin
        assert hashes
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", digest) for digest in hashes), pin


def test_the_lowest_versions_are_those_that_are_allowed() -> None:
    # Where there are two, the first is the one for the older versions of Python.
    pinned = {canonicalize_name(pin.name): pin for pin, _ in reversed(pins("lowest"))}
    for wanted in map(Requirement, RUNTIME):
        (bound,) = wanted.specifier
        (pin,) = pinned[canonicalize_name(wanted.name)].specifier
        assert (bound.operator, bound.version) == (">=", pin.version), f"{wanted.name}: run `make requirements`"


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_index_and_no_path_is_named(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|-e|--(extra-)?index-url|--find-links|--trusted-host|\.|/)", text, re.MULTILINE)


def test_the_same_version_everywhere() -> None:
    known: dict[tuple[str, str], str] = {}
    for name in ("ci", "test", "action"):
        for pin, _ in pins(name):
            key = pin.name, str(pin.marker)
            assert known.setdefault(key, str(pin.specifier)) == str(pin.specifier), f"{pin.name} of {name}.txt"


def _uses(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["uses"]] if isinstance(node.get("uses"), str) else []
        return own + [found for value in node.values() for found in _uses(value)]
    return [found for item in node for found in _uses(item)] if isinstance(node, list) else []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_name_actions_by_their_commit_and_ask_for_few_rights(path: Path) -> None:
    text = path.read_text("utf-8")
    workflow = yaml.safe_load(text)
    for used in _uses(workflow):
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used), used
        assert re.search(rf"{re.escape(used)} # v\d+\.\d+\.\d+$", text, re.MULTILINE), f"{used}: which version is it?"
    assert workflow["permissions"] == {}
    assert all("permissions" in job and "timeout-minutes" in job for job in workflow["jobs"].values())
    assert all("${{" not in step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"])


def test_no_job_of_a_release_that_may_write_runs_code_of_the_project() -> None:
    workflow = yaml.safe_load((PROJECT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
    for name, job in workflow["jobs"].items():
        if "write" in job["permissions"].values():
            assert not any(
                "checkout" in step.get("uses", "") or "make" in step.get("run", "") for step in job["steps"]
            ), name
