"""Releases of images whose packages no lock lists: where their Dockerfiles are, and what these ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sm_lint.patterns import regex
from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.image_contents.checkout import Checkout, git
from sm_lint.sagemaker.image_contents.dockerfile import Asked, asked

_TAG = regex(
    r"v(?P<patch>\d+\.\d+)-(?P<hf>hf-(?:(?P<transformers>\d[\d.]*)-)?)?(?P<framework>pt|tf)-(?:sagemaker-)?"
    r"(?P<version>\d+\.\d+\.\d+)(?:-(?P<purpose>tr|inf))?(?:-(?:cpu|gpu))?(?:-py\d+)?(?:-(?:cpu|gpu))?"
)
"""A tag of aws/deep-learning-containers; those for EC2 and for special processors do not match."""
_FRAMEWORKS = {"pt": "pytorch", "tf": "tensorflow"}
_PURPOSES = {"tr": ("training",), "inf": ("inference",), None: ("training", "inference")}
_SCOPES = {"training": ("training", "processing"), "inference": ("inference",)}
_BRANCH = regex(r"\d+\.\d+-\d+|0\.20\.0")
_AWS_IMAGE = regex(r"763104351884\.dkr\.ecr\.[\w-]+\.amazonaws\.com/([\w-]+):(\d[\d.]*)-")


class Release(NamedTuple):
    """One version of an image.

    Attributes:
        repository: the last part of its URI.
        versions: as its tags and `framework_version` have them.
        scopes: kinds of jobs that run it.
        devices: ``cpu``, ``gpu``.
        python: its Python, such as ``3.8``.
        source: the repository with the commit, and the files.
        day: the day of the commit, as ``2021-12-22``.
        requirements: what pip and conda are asked for.
        present: names of what is there without being asked for.
        unread: what of the Dockerfiles is not understood.
    """

    repository: str
    versions: tuple[str, ...]
    scopes: tuple[str, ...]
    devices: tuple[str, ...]
    python: str
    source: str
    day: str
    requirements: tuple[str, ...]
    present: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def name(self) -> str:
        """A name for files."""
        return f"{self.repository}-{self.versions[0]}-py{self.python}"


def releases(source: Checkout) -> Iterator[Release]:
    """All releases that a checkout describes, oldest first."""
    if source.name == "aws/deep-learning-containers":
        yield from _of_tags(source)
    else:
        yield from _of_branches(source)


def _of_tags(source: Checkout) -> Iterator[Release]:
    newest: dict[tuple[str, str, str, str], tuple[int, str]] = {}
    listed = git(source.folder, "for-each-ref", "--format=%(refname:short) %(creatordate:unix)", "refs/tags")
    for line in listed.splitlines():
        name, _, moment = line.partition(" ")
        found = _TAG.fullmatch(name)
        if found is None or not moment:
            continue
        for purpose in _PURPOSES[found["purpose"]]:
            key = ("huggingface" if found["hf"] else "", found["framework"], found["version"], purpose)
            if found["transformers"]:
                key = (f"huggingface {found['transformers']}", *key[1:])
            newest[key] = max(newest.get(key, (0, "")), (int(moment), name))
    made: dict[tuple[str, str], Release] = {}
    for (family, framework, version, purpose), (_, tag) in sorted(newest.items()):
        for release in _of_tag(source, tag, family, _FRAMEWORKS[framework], version, purpose, made):
            made.setdefault((release.repository, version), release)
            yield release


def _of_tag(
    source: Checkout,
    tag: str,
    family: str,
    framework: str,
    version: str,
    purpose: str,
    made: dict[tuple[str, str], Release],
) -> Iterator[Release]:
    at = source.at(tag)
    files = at.files()
    folder = f"{'huggingface/' if family else ''}{framework}/{purpose}/docker/"
    short = version.rpartition(".")[0]
    pattern = re.compile(
        rf"{folder}(?:{re.escape(version)}|{re.escape(short)})/py3\d*/(?:cu\d+/)?Dockerfile(?:\.(?:sagemaker|e3|ec2))?\.(cpu|gpu)"
    )
    arguments = _arguments(at, files, family, framework, version)
    by_python: dict[str, list[tuple[str, str, Asked]]] = {}
    for path in files:
        found = pattern.fullmatch(path)
        if found is None:
            continue
        text = at.text(path)
        described = asked(text, "sagemaker", arguments, *_additions())
        parent = _AWS_IMAGE.match(described.parent)
        below = made.get((parent[1], parent[2])) if parent is not None else None
        python = below.python if below is not None else _python(text)
        by_python.setdefault(python, []).append((path, found[1], described))
    for python, described_files in by_python.items():
        parents = [_AWS_IMAGE.match(each.parent) for _, _, each in described_files]
        named = [(parent[1], parent[2]) for parent in parents if parent is not None]
        own = (f"{framework}-{purpose}", version) if not family else None
        # An image for SageMaker may build on that for EC2 of its own version, whose Dockerfile is among these.
        bases = [made.get(each) for each in named if each != own]
        yield _joined(at, family, framework, version, purpose, python, described_files, bases, arguments)


def _joined(
    at: Checkout,
    family: str,
    framework: str,
    version: str,
    purpose: str,
    python: str,
    files: list[tuple[str, str, Asked]],
    bases: list[Release | None],
    arguments: dict[str, str],
) -> Release:
    repository = f"{'huggingface-' if family else ''}{framework}-{purpose}"
    known = [base for base in bases if base is not None]
    unread = [word for _, _, each in files for word in (*each.unread, *each.files)]
    unread += ["FROM"] * (len(known) < len(bases))
    unread += [word for _, _, each in files for word in each.requirements if "$" in word]
    versions = (
        (f"{version}-transformers{arguments['TRANSFORMERS_VERSION']}",)
        if family and "TRANSFORMERS_VERSION" in arguments
        else (version,)
    )
    return Release(
        repository,
        versions,
        _SCOPES[purpose],
        tuple(sorted({device for _, device, _ in files})),
        python,
        f"{at.name}@{at.commit} " + ", ".join(path for path, _, _ in files),
        at.day(),
        _unique(_requirements(each) for _, _, each in files) + _unique(base.requirements for base in known),
        _unique([*(_present(each) for _, _, each in files), *(base.present for base in known)]),
        tuple(dict.fromkeys([*unread, *(word for base in known for word in base.unread)])),
    )


def _arguments(at: Checkout, files: Iterable[str], family: str, framework: str, version: str) -> dict[str, str]:
    """What the build of a Hugging Face image sets, by the `buildspec` of the version."""
    if not family:
        return {}
    wanted = family.partition(" ")[2]
    for path in files:
        if not re.fullmatch(rf"huggingface/{framework}/(?:\w+/)?buildspec[\w.-]*\.yml", path):
            continue
        text = at.text(path)
        said = dict(re.findall(r"\b(transformers_version|datasets_version): (?:&\w+ )?\"?([\d.]+)", text))
        is_it = re.search(rf"^version: (?:&\w+ )?\"?{re.escape(version)}\"?\s*$", text, re.MULTILINE)
        if is_it and said.get("transformers_version") and said["transformers_version"].startswith(wanted):
            return {name.upper(): value for name, value in said.items()}
    return {"TRANSFORMERS_VERSION": wanted} if wanted else {}


def _of_branches(source: Checkout) -> Iterator[Release]:
    repository = source.name.rpartition("/")[2].removesuffix("-container")
    branches = git(source.folder, "for-each-ref", "--format=%(refname:short)", "refs/heads").split()
    for branch in sorted(filter(_BRANCH.fullmatch, branches)):
        at = source.at(branch)
        paths = [
            path
            for path in at.files()
            if re.fullmatch(rf"docker/{re.escape(branch)}/(?:base|final)/Dockerfile\.cpu", path)
        ]
        described = [(path, "cpu", asked(at.text(path), "", {}, *_additions())) for path in paths]
        if not described:
            continue
        texts = [at.text(path) for path in paths]
        lines = [line.partition("#")[0].strip() for line in at.text("requirements.txt").splitlines()]
        own = repository.replace("scikit-learn", "sklearn") + "-container"
        unread = [word for _, _, each in described for word in each.unread if own.replace("-", "_") not in word]
        yield Release(
            repository,
            (branch,),
            ("training", "processing", "inference"),
            ("cpu", "gpu") if "nvidia/cuda" in "".join(texts) else ("cpu",),
            next(filter(None, map(_python, texts))),
            f"{at.name}@{at.commit} requirements.txt, " + ", ".join(paths),
            at.day(),
            _unique([*(_requirements(each) for _, _, each in described), [line for line in lines if line]]),
            _unique([*(_present(each) for _, _, each in described), [own]]),
            tuple(dict.fromkeys(unread)),
        )


def _python(text: str) -> str:
    """The Python of a Dockerfile: ``3.8``; empty where it is not said."""
    for pattern in (
        r"PYTHON_VERSION=\"?(3\.\d+)",
        r"PYTHON=python(3\.\d+)",
        r"python=+(3\.\d+)",
        r"python(3\.\d+)-dev",
        r"\bpython(3\.\d+)\b",
    ):
        found = re.search(pattern, text)
        if found is not None:
            return found[1]
    return "3.6" if re.search(r"ubuntu:?18\.04", text) else ""


def _requirements(described: Asked) -> list[str]:
    names: dict[str, str] = load("image_contents/additions")["conda"]["names"]
    found = list(described.requirements)
    for word in described.conda:
        name = re.split(r"[<>=!~]", word, maxsplit=1)[0]
        renamed = next((to for pattern, to in names.items() if re.fullmatch(pattern, name)), name)
        if renamed:
            found.append(renamed + word[len(name) :])
    return found


def _present(described: Asked) -> list[str]:
    bases: dict[str, str] = load("image_contents/additions")["present"]
    found = bases["always"].split()
    found += bases["conda" if described.base else "system"].split()
    if "deep-learning-containers/base" in described.parent:
        found += bases["base-image"].split()
    return found


def _additions() -> tuple[dict[str, str], dict[str, str]]:
    data = load("image_contents/additions")
    return data["git"]["distributions"], data["lists"]["names"]


def _unique(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in lists for word in words))
