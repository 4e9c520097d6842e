"""Rewrites the contents of images from checkouts of the repositories that they are built from, and the modules of distributions.

``python -m sm_lint.sagemaker.image_contents.refresh CHECKOUT... --resolved FOLDER`` reads git checkouts with their tags and branches,
bare ones too, and no network. What the requirements of older images bring is read from the folder; with ``--uv uv`` what is not
there yet is resolved by `uv pip compile`. With ``--wheels FOLDER`` the wheels in a folder, as
``pip download --no-deps`` puts them there, are read as well: what a distribution that has none there installs stays as it was.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli

from sm_lint.patterns import regex
from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.image_contents.checkout import Checkout, checkout
from sm_lint.sagemaker.image_contents.contents import modules_by_distribution, read_packages
from sm_lint.sagemaker.image_contents.releases import Release, releases
from sm_lint.sagemaker.image_contents.resolution import Graph, eras, graph_of, packages, resolve
from sm_lint.sagemaker.image_contents.support import support_text
from sm_lint.sagemaker.image_contents.writing import contents_files, modules_text, requires_text, with_number_of_files
from sm_lint.sagemaker.images import normalised

FOLDER = Path(__file__).parent
_CONFIGURATION = regex(r"\.github/config/image/(?:pytorch|tensorflow|sklearn|xgboost)/[^/]+\.ya?ml")
_SCOPES = {"general": ["training", "processing", "inference"], "training": ["training", "processing"]}
_INSTALL = regex(r"\bpip3? (?:install|wheel) ([^\n;&|]+)")
_OPTIONS_WITH_VALUE = {
    "--python",
    "--wheel-dir",
    "-w",
    "-r",
    "-c",
    "--target",
    "-t",
    "--index-url",
    "-i",
    "--extra-index-url",
}
_IMPORTABLE = regex(r"\.(py|pyd|so)(\.\d+)*$")
"""Libraries too: a folder that has nothing else can be imported."""
_PINNED = regex(r"([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([\w.+!]+)")
_ELSEWHERE = regex(r"(?:sys_platform|platform_system|os_name) == '(?:win32|darwin|emscripten|Windows|Darwin|nt)'")


def images(source: Checkout) -> Iterator[dict[str, Any]]:
    """Images for SageMaker as the files of this folder have them, but `packages` is a mapping of names to versions."""
    import yaml

    files = frozenset(source.files())
    for path in sorted(files):
        if _CONFIGURATION.fullmatch(path) is None:
            continue
        described = yaml.safe_load(source.text(path))
        if described["metadata"]["customer_type"] == "sagemaker":
            yield _image(source, files, described)


def _image(source: Checkout, files: frozenset[str], described: dict[str, Any]) -> dict[str, Any]:
    about, build = described["metadata"], described["build"]
    repository, _, tag = about["prod_image"].partition(":")
    version, full = tag.partition("-cpu")[0].partition("-cu")[0].partition("-gpu")[0], about["framework_version"]
    dockerfile = source.text(build["dockerfile"]).replace("\\\n", " ")
    for name, value in {
        "FRAMEWORK_SHORT_VERSION": version,
        "TF_SERVING_VERSION": build.get("tf_serving_version", ""),
    }.items():
        dockerfile = dockerfile.replace(f"${{{name}}}", value)
    copied = re.findall(r"^COPY .*?(docker/\S+/(?:uv\.lock|requirements\.txt))", dockerfile, re.MULTILINE)
    origin = next((path for path in copied if path in files), None)
    if origin is None:
        raise ValueError(f"{build['dockerfile']} copies no list of packages that is there")
    is_lock = origin.endswith(".lock")
    packages = locked(source.text(origin)) if is_lock else dict(_pinned(source.text(origin)))
    beside, all_known = _installed(build["dockerfile"], dockerfile, packages)
    return {
        "repository": repository,
        "versions": [version, full] if full.startswith(f"{version}.") else [version],
        "scopes": _SCOPES.get(about["job_type"], [about["job_type"]]),
        "devices": [about["device_type"]],
        "python": build["python_version"],
        "basis": ("lock" if all_known else "dockerfile") if is_lock else "requirements",
        "source": f"{source.name}@{source.commit} {origin}, {build['dockerfile']}",
        "packages": {**packages, **{name: version or packages.get(name, "") for name, version in beside.items()}},
    }


def locked(text: str) -> dict[str, str]:
    """Versions by distribution in a `uv.lock`; what only other systems than Linux need is left out, the project itself too."""
    entries = tomli.loads(text)["package"]
    by_name: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        by_name.setdefault(entry["name"], []).append(entry)
    pending = [entry["name"] for entry in entries if {"virtual", "editable"} & entry["source"].keys()]
    own, reached = set(pending), set(pending)
    while pending:
        for entry in by_name[pending.pop()]:
            for needed in _needed(entry):
                if needed["name"] not in reached and not _ELSEWHERE.fullmatch(needed.get("marker", "")):
                    reached.add(needed["name"])
                    pending.append(needed["name"])
    # Where systems differ in the version, the one with a local part is that of Linux: ``2.12.1+cpu``.
    return {name: max((entry["version"] for entry in by_name[name]), key=len) for name in sorted(reached - own)}


def _needed(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from entry.get("dependencies", ())
    for more in entry.get("optional-dependencies", {}).values():
        yield from more


def _pinned(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        found = _PINNED.match(line.strip())
        if found is not None:
            yield normalised(found[1]), found[2]


def _installed(path: str, dockerfile: str, listed: Mapping[str, str]) -> tuple[dict[str, str], bool]:
    """What a Dockerfile installs beside its list, and whether that is all it may install."""
    found: dict[str, str] = {"pip": ""} if re.search(r"-m venv\b", dockerfile) else {}
    all_known = True
    additions = [entry for entry in load("image_contents/additions")["addition"] if entry["dockerfile"] == path]
    for command in _INSTALL.findall(re.sub(r"^\s*#.*$", "", dockerfile, flags=re.MULTILINE)):
        added = next((entry for entry in additions if entry["command"] in command), None)
        if added is not None:
            found.update(read_packages(added["packages"]))
            continue
        words = shlex.split(command)
        for number, word in enumerate(words):
            # A list that is given by `-r` is the one that is copied.
            if word.startswith("-") or (number and words[number - 1] in _OPTIONS_WITH_VALUE):
                continue
            name, version = _named(word)
            # What the list has, it has with its dependencies.
            all_known = all_known and bool(name) and ("--no-deps" in words or name in listed)
            if name:
                found[name] = version
    return found, all_known


def _named(word: str) -> tuple[str, str]:
    """The distribution and its version in an argument of pip: a wheel's file name, or a pin; empty for all else."""
    pinned = _PINNED.fullmatch(word)
    if pinned is not None:
        return normalised(pinned[1]), pinned[2]
    parts = os.path.basename(word).split("-")
    return (
        (normalised(parts[0]), parts[1]) if word.endswith(".whl") and len(parts) > 1 and "*" not in word else ("", "")
    )


def wheel_modules(names: Iterable[str]) -> frozenset[str]:
    """First names of the modules among the files of a wheel."""
    found = set()
    for name in names:
        parts = name.split("/")
        # `x.data/purelib` is unpacked into the same folder as the rest.
        if parts[0].endswith(".data"):
            parts = parts[2:] if parts[1] in {"purelib", "platlib"} else []
        if not parts or parts[0].endswith(".dist-info") or not _IMPORTABLE.search(parts[-1]):
            continue
        first = parts[0] if len(parts) > 1 else parts[0].partition(".")[0]
        # mypyc names a module of its own after a hash.
        if first.isidentifier() and not first.endswith("__mypyc") and first != "__init__":
            found.add(first)
    return frozenset(found)


def modules_of_wheels(folder: Path) -> dict[str, frozenset[str]]:
    """Modules by distribution of all wheels in a folder."""
    found = {}
    for path in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(path) as archive:
            found[normalised(path.name.split("-")[0])] = wheel_modules(archive.namelist())
    return found


def resolved(release: Release, graph: Graph) -> dict[str, Any]:
    """A release as the files of this folder have it."""
    found, unknown = packages(release, graph)
    return {
        "repository": release.repository,
        "versions": list(release.versions),
        "scopes": list(release.scopes),
        "devices": list(release.devices),
        "python": release.python,
        "basis": "requirements" if release.unread or unknown else "resolved",
        "source": release.source,
        "packages": found,
    }


def main(words: Sequence[str]) -> int:
    """Write the files; print which distributions install modules that are not known."""
    parser = argparse.ArgumentParser(prog="refresh", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("checkouts", nargs="+", metavar="CHECKOUT")
    parser.add_argument("--resolved", type=Path)
    parser.add_argument("--uv")
    parser.add_argument("--wheels", type=Path)
    given = parser.parse_args(words)
    by_repository: dict[str, list[dict[str, Any]]] = {}
    sources = [checkout(folder) for folder in given.checkouts]
    for source in sources:
        if source.name == "aws/deep-learning-containers":
            (FOLDER / "support.toml").write_text(support_text(source), encoding="utf-8")
    for entry in _entries(sources, given.resolved, given.uv):
        by_repository.setdefault(entry.pop("repository"), []).append(entry)
    index = (FOLDER / "index.toml").read_text(encoding="utf-8")
    for repository, entries in by_repository.items():
        for old in FOLDER.glob(f"{repository}.*toml"):
            old.unlink()
        texts = contents_files(repository, sorted(entries, key=_order))
        for number, text in enumerate(texts, 1):
            (FOLDER / f"{repository}.{number}.toml").write_text(text, encoding="utf-8")
        index = with_number_of_files(index, repository, len(texts))
    (FOLDER / "index.toml").write_text(index, encoding="utf-8")
    if given.resolved is not None:
        wanted = load("image_contents/additions")["popular"]["distributions"].split()
        text = requires_text(wanted, graph_of(given.resolved)[0])
        (FOLDER / "requires.toml").write_text(text, encoding="utf-8")
    modules = dict(modules_by_distribution())
    if given.wheels is not None:
        for name, found in modules_of_wheels(given.wheels).items():
            # Versions differ; what any of them installs counts.
            modules[name] = modules.get(name, frozenset()) | found
        (FOLDER / "modules.toml").write_text(
            modules_text(modules, load("image_contents/modules")["source"]), encoding="utf-8"
        )
    named = {name for entries in by_repository.values() for entry in entries for name in entry["packages"]}
    print("not known what they install:", *sorted(named - modules.keys()))
    return 0


def _entries(sources: Iterable[Checkout], folder: Path | None, uv: str | None) -> Iterator[dict[str, Any]]:
    there: set[tuple[str, str]] = set()
    older: list[Release] = []
    for source in sources:
        if source.name == "aws/deep-learning-containers":
            for entry in images(source):
                there.update((entry["repository"], version) for version in entry["versions"])
                yield entry
        older += releases(source)
    older = [release for release in older if release.python]
    if folder is None:
        return
    if uv is not None:
        for era in eras(older):
            resolve(era, folder, uv)
    _, pythons = graph_of(folder)
    graphs = {python: graph_of(folder, python)[0] for python in pythons}
    for release in older:
        is_locked = any((release.repository, version) in there for version in release.versions)
        if release.python in pythons and not is_locked:
            yield resolved(release, graphs[release.python])


def _order(entry: dict[str, Any]) -> tuple[list[int], list[str]]:
    return [int(number) for number in re.findall(r"\d+", entry["versions"][0])], entry["devices"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
