"""Rewrites the contents of images from checkouts of aws/deep-learning-containers, and the modules of distributions from wheels.

``python -m sm_lint.sagemaker.image_contents.refresh CHECKOUT...`` reads git checkouts, bare ones too, and no network. With
``--wheels FOLDER`` the wheels in a folder, as ``pip download --no-deps`` puts them there, are read as well: what a distribution that
has none there installs stays as it was.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

import tomli

from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.image_contents.contents import modules_by_distribution, read_packages
from sm_lint.sagemaker.images import normalised

FOLDER = Path(__file__).parent
_CONFIGURATION = re.compile(r"\.github/config/image/(?:pytorch|tensorflow|sklearn|xgboost)/[^/]+\.ya?ml")
_SCOPES = {"general": ["training", "processing", "inference"], "training": ["training", "processing"]}
_INSTALL = re.compile(r"\bpip3? (?:install|wheel) ([^\n;&|]+)")
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
_IMPORTABLE = re.compile(r"\.(py|pyd|so)(\.\d+)*$")
"""Libraries too: a folder that has nothing else can be imported."""
_PINNED = re.compile(r"([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([\w.+!]+)")
_ELSEWHERE = re.compile(r"(?:sys_platform|platform_system|os_name) == '(?:win32|darwin|emscripten|Windows|Darwin|nt)'")


class Checkout(NamedTuple):
    """A git checkout.

    Attributes:
        folder: its folder, or that of a bare repository.
        name: `owner/name` of the repository on GitHub.
        commit: what is read.
    """

    folder: str
    name: str
    commit: str

    def files(self) -> list[str]:
        """Paths of all files."""
        return _git(self.folder, "ls-tree", "-r", "--name-only", self.commit).splitlines()

    def text(self, path: str) -> str:
        """The text of a file."""
        return _git(self.folder, "show", f"{self.commit}:{path}")


def checkout(folder: str) -> Checkout:
    """The commit that a checkout is at.

    Raises:
        ValueError: git knows nothing of the folder.
    """
    return Checkout(folder, "aws/deep-learning-containers", _git(folder, "rev-parse", "HEAD").strip())


def _git(folder: str, *words: str) -> str:
    done = subprocess.run(["git", "-C", folder, *words], capture_output=True, check=False)
    if done.returncode:
        raise ValueError(f"git {words[0]} in {folder}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode()


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


def contents_text(repository: str, entries: Sequence[dict[str, Any]]) -> str:
    """A file of this folder: what all images of a repository have alike is written once."""
    shared = set.intersection(*(set(entry["packages"].items()) for entry in entries)) if len(entries) > 1 else set()
    lines = [
        f"# Images of {repository}; written by `python -m sm_lint.sagemaker.image_contents.refresh`, see index.toml.",
        "",
    ]
    if shared:
        lines += [f"shared = {_listing(dict(shared))}", ""]
    for entry in entries:
        lines.append("[[image]]")
        for key, value in entry.items():
            if key == "packages":
                written = _listing({name: version for name, version in value.items() if (name, version) not in shared})
            elif isinstance(value, str):
                written = f'"{value}"'
            else:
                written = "[" + ", ".join(f'"{item}"' for item in value) + "]"
            lines.append(f"{key} = {written}")
        lines.append("")
    return "\n".join(lines)


def _listing(packages: dict[str, str]) -> str:
    words = [f"{name}=={version}" if version else name for name, version in sorted(packages.items())]
    return _block(words)


def _block(words: Iterable[str]) -> str:
    return '"""\n' + "\n".join(wrap(" ".join(words), 128, break_long_words=False, break_on_hyphens=False)) + '\n"""'


def modules_text(known: dict[str, frozenset[str]], source: str) -> str:
    """modules.toml: those that are called like their distribution are only named."""
    alike = sorted(name for name, modules in known.items() if modules == {name.replace("-", "_")})
    lines = [
        "# What distributions install, by first name of the module; from the lists of files in their wheels.",
        "#",
        "# alike    distributions that install one module of the same name, with `_` for `-`",
        "# modules  all others; empty for one that installs none",
        "",
        f'source = "{source}"',
        f"alike = {_block(alike)}",
        "",
        "[modules]",
    ]
    lines += [f'{name} = "{" ".join(sorted(known[name]))}"' for name in sorted(known) if name not in alike]
    return "\n".join(lines) + "\n"


def main(words: Sequence[str]) -> int:
    """Write the files; tell which distributions install modules that are not known."""
    parser = argparse.ArgumentParser(prog="refresh", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("checkouts", nargs="+", metavar="CHECKOUT")
    parser.add_argument("--wheels", type=Path)
    given = parser.parse_args(words)
    by_repository: dict[str, list[dict[str, Any]]] = {}
    for folder in given.checkouts:
        for entry in images(checkout(folder)):
            by_repository.setdefault(entry.pop("repository"), []).append(entry)
    for repository, entries in by_repository.items():
        (FOLDER / f"{repository}.toml").write_text(contents_text(repository, entries), encoding="utf-8")
    modules = dict(modules_by_distribution())
    if given.wheels is not None:
        modules |= modules_of_wheels(given.wheels)
        (FOLDER / "modules.toml").write_text(
            modules_text(modules, load("image_contents/modules")["source"]), encoding="utf-8"
        )
    named = {name for entries in by_repository.values() for entry in entries for name in entry["packages"]}
    print("not known what they install:", *sorted(named - modules.keys()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
