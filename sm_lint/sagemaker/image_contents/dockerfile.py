"""What a Dockerfile of SageMaker's own images asks pip and conda for."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from sm_lint.patterns import regex

_VALUED = frozenset(
    {
        *("-c", "-r", "-i", "-f", "-t", "-w", "-p", "-n"),
        *("--channel", "--constraint", "--requirement", "--index-url", "--extra-index-url", "--find-links", "--target"),
        *("--trusted-host", "--root", "--prefix", "--python", "--wheel-dir", "--solver", "--name", "--global-option"),
        *("--install-option", "--config-settings", "--file", "--timeout", "--retries"),
    }
)
"""Options of pip and conda that take a value as their next word."""
_PIP = regex(r"(?:\S*/)?pip[\d.]*")
_CONDA = regex(r"(?:\S*/)?(?:conda|mamba|micromamba)")
_INSTALLS = regex(r"\b(?:pip[\d.]*|conda|mamba|easy_install)\b.*\binstall\b")
_NAME = regex(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?")
_VARIABLE = regex(r"\$(?:\{(\w+)(?::?[-+]([^}]*))?\}|(\w+))")
_CONDA_BASE = regex(r"(?:Miniconda|Mambaforge|Miniforge)3?-", re.IGNORECASE)


class Asked(NamedTuple):
    """What a stage of a Dockerfile installs.

    Attributes:
        requirements: what pip is asked for, as it would be in a requirements file.
        conda: what conda is asked for, in the same form.
        files: names of the requirements files that pip is given.
        parent: the image that it builds on.
        base: whether it installs conda's own environment.
        unread: words and commands whose meaning is not known.
    """

    requirements: tuple[str, ...]
    conda: tuple[str, ...]
    files: tuple[str, ...]
    parent: str
    base: bool
    unread: tuple[str, ...]


class _Stage(NamedTuple):
    parent: str
    name: str
    lines: list[str]


def asked(
    text: str, target: str, arguments: Mapping[str, str], sources: Mapping[str, str], lists: Mapping[str, str]
) -> Asked:
    """What the stage `target` and those that it builds on ask for; the last stage, if there is none of that name.

    Args:
        text: the Dockerfile.
        target: the name of a stage.
        arguments: values of `ARG` that the build gives.
        sources: distributions that are built from git repositories, by the last part of the repository's URL.
        lists: what requirements files of other repositories ask for, by a part of their address.
    """
    variables = dict(arguments)
    stages = _stages(text, variables)
    by_name = {stage.name: stage for stage in stages if stage.name}
    chain = [by_name.get(target, stages[-1])]
    while chain[0].parent in by_name and by_name[chain[0].parent] is not chain[0]:
        chain.insert(0, by_name[chain[0].parent])
    found = _Found(sources, lists)
    for stage in chain:
        for line in stage.lines:
            found.line(line, variables, fixed=arguments)
    return Asked(
        tuple(dict.fromkeys(found.requirements)),
        tuple(dict.fromkeys(found.conda)),
        tuple(dict.fromkeys(found.files)),
        chain[0].parent,
        any(_CONDA_BASE.search(line) for stage in chain for line in stage.lines),
        tuple(dict.fromkeys(found.unread)),
    )


def _stages(text: str, variables: dict[str, str]) -> list[_Stage]:
    found: list[_Stage] = []
    joined = re.sub(r"\\[ \t]*\n", " ", re.sub(r"^[ \t]*#.*\n", "", text, flags=re.MULTILINE))
    for line in joined.splitlines():
        words = line.split()
        if words and words[0].upper() == "FROM":
            words = [word for word in words if not word.startswith("--")]
            named = words[3] if len(words) > 3 and words[2].upper() == "AS" else ""
            found.append(_Stage(_filled(words[1], variables), named, []))
        elif found:
            found[-1].lines.append(line.strip())
        elif words and words[0].upper() == "ARG":
            _set(" ".join(words[1:]), variables, fixed=variables)
    return found


def _set(text: str, variables: dict[str, str], fixed: Mapping[str, str]) -> None:
    """An `ARG` or `ENV`: ``A=1 B="2 3"`` or ``A 1``."""
    if re.match(r"\w+\s*=", text):
        for name, value in re.findall(r"(\w+)=(\"[^\"]*\"|'[^']*'|\S*)", text):
            if name not in fixed:
                variables[name] = _filled(value.strip("\"'"), variables)
        return
    name, _, value = text.partition(" ")
    if value and name not in fixed:
        variables[name] = _filled(value.strip(), variables)


def _filled(text: str, variables: Mapping[str, str]) -> str:
    for _ in range(3):  # values may name variables again
        text = _VARIABLE.sub(lambda found: variables.get(found[1] or found[3], found[2] or found[0]), text)
    return text


class _Found:
    def __init__(self, sources: Mapping[str, str], lists: Mapping[str, str]) -> None:
        self._sources = sources
        self._lists = lists
        self.requirements: list[str] = []
        self.conda: list[str] = []
        self.files: list[str] = []
        self.unread: list[str] = []

    def line(self, line: str, variables: dict[str, str], fixed: Mapping[str, str]) -> None:
        """One instruction."""
        instruction, _, rest = line.partition(" ")
        if instruction.upper() in {"ARG", "ENV"}:
            _set(rest.strip(), variables, fixed)
        elif instruction.upper() == "RUN":
            self._run(_filled(rest, variables))

    def _run(self, text: str) -> None:
        clones = re.findall(r"git clone [^&;|]*?([\w.-]+?)(?:\.git)?(?=\s|$|[&;|])", text)
        cloned = [
            self._sources[name]
            for name in re.findall(r"[\w-]+(?=\.git|\s|$)", " ".join(clones))
            if name in self._sources
        ]
        cloned += [
            value for name, value in self._sources.items() if re.search(rf"git clone[^&;|]*/{re.escape(name)}\b", text)
        ]
        if re.search(r"setup\.py (?:install|bdist_wheel)|pip[\d.]* (?:install|wheel)[^&;|]* \.(?:\s|$)", text):
            self.requirements += cloned
        for command in re.split(r"&&|\|\||[;|\n]|(?<!\S)then(?!\S)", text):
            try:
                words = shlex.split(command, comments=True)
            except ValueError:  # a quoted text of several commands
                if _INSTALLS.search(command):
                    self.unread.append(command.strip())
                continue
            self._command(words, cloned)

    def _command(self, words: list[str], cloned: list[str]) -> None:
        for at, word in enumerate(words[:-1]):
            if _PIP.fullmatch(word) and words[at + 1 :] and "install" in words[at + 1 : at + 4]:
                self._pip(words[words.index("install", at) + 1 :], cloned)
                return
            if _CONDA.fullmatch(word) and {"install", "create", "update"} & set(words[at + 1 : at + 3]):
                self._conda(words[at + 2 :])
                return

    def _pip(self, words: list[str], cloned: list[str]) -> None:
        for word, option in _arguments(words):
            if option in {"-r", "--requirement"}:
                self._file(word)
            elif not option:
                self._requirement(word, cloned)

    def _file(self, word: str) -> None:
        listed = next((names for part, names in self._lists.items() if part in word), None)
        if listed is None:
            self.files.append(word)
        else:
            self.requirements += listed.split()

    def _requirement(self, word: str, cloned: list[str]) -> None:
        # Some of these lack a comma: `a>=1<2`.
        word = re.sub(r"([<>=!~]=?\s*[\w.*+]+)(?=[<>!])", r"\1,", word)
        base = unquote(word.rstrip("/").rpartition("/")[2])
        if base.endswith((".whl", ".tar.gz", ".zip")):
            parts = re.sub(r"\.(whl|tar\.gz|zip)$", "", base).split("-")
            if _NAME.fullmatch(parts[0]):
                version = parts[1].partition("+")[0] if len(parts) > 1 and re.fullmatch(r"\d[\w.+!]*", parts[1]) else ""
                self.requirements.append(parts[0] + (f"=={version}" if version else ""))
            else:
                self._built(word, cloned)
        elif "://" in word or word.startswith((".", "/", "dist", "$")):
            self._built(word, cloned)
        elif _NAME.match(word):
            # A version that the build gives is not known here.
            self.requirements.append(re.sub(r"[<>=!~]+\$.*", "", word))
        else:
            self.unread.append(word)

    def _built(self, word: str, cloned: list[str]) -> None:
        """A distribution that is built from a checkout or a URL."""
        named = [value for name, value in self._sources.items() if re.search(rf"\b{re.escape(name)}\b", word)]
        if named:
            self.requirements += named
        elif not (cloned and "://" not in word):
            self.unread.append(word)

    def _conda(self, words: list[str]) -> None:
        for word, option in _arguments(words):
            if option or word in {"install", "-y"}:
                continue
            found = re.match(r"(?:[\w-]+::)?([A-Za-z0-9_][\w.-]*)\s*(.*)", word)
            if found is None:
                self.unread.append(word)
                continue
            name, rest = found[1], found[2]
            exact = re.fullmatch(r"={1,2}(\d[\w.]*)(?:\.?\*)?(?:=.*)?", rest)
            self.conda.append(name + (f"=={exact[1]}" if exact else "" if rest.startswith("=") else rest))


def _arguments(words: list[str]) -> Iterator[tuple[str, str]]:
    """Words with the option whose value they are, if any."""
    option = ""
    for word in words:
        if option:
            yield word, option
            option = ""
        elif word in _VALUED:
            option = word
        elif not word.startswith("-"):
            yield word, ""
