"""What one fuzzed input consists of, the failure that an oracle raises, and how both are stored in a folder."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random


class Failure(AssertionError):  # noqa: N818 - of an oracle, not an error of this program
    """An oracle did not hold.

    Attributes:
        kind: the oracle, in a few words; inputs of one kind and one cause are counted together.
        cause: what tells causes of one kind apart, such as the exception and its line; free of names of files.
        detail: everything that helps to understand it.
    """

    def __init__(self, kind: str, cause: str, detail: str = "") -> None:
        super().__init__(f"{kind}: {cause}\n{detail}")
        self.kind = kind
        self.cause = cause
        self.detail = detail


@dataclass(frozen=True)
class Input:
    """A small project and what is done with it.

    Attributes:
        files: content by path relative to the project's folder.
        configuration: `sm-lint.toml`, where it is not one of `files`; it stays the same for many inputs.
        arguments: command lines, run one after the other; none: the files are linted by the Python interface.
        outside: files beside the project's folder, which nothing may change and whose content may not be shown.
        links: target of symbolic links by path in the project.
        environment: variables that are set while the commands run.
        stdin: what the commands read from standard input.
    """

    files: Mapping[str, bytes]
    configuration: bytes = b""
    arguments: tuple[tuple[str, ...], ...] = ()
    outside: Mapping[str, bytes] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    stdin: bytes = b""

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(map(len, self.files.values())) + len(self.configuration)


@dataclass(frozen=True)
class Area:
    """One kind of input.

    Attributes:
        name: what it is called on the command line and in the figures.
        inputs: ``inputs(seed, start, stop)`` gives the inputs of these numbers; the same arguments give the same inputs.
        examine: holds an input to the oracles; raises :class:`Failure`. Every so many inputs, as the number says, to more of them.
        share: how many of a hundred or so inputs of a long run belong to it.
        sample: how many inputs of it the test suite tries.
        available: what the area needs is installed.
        most: a long run takes no more, of inputs that are slow to make; 0 for any number.
        chunk: a worker takes so many at once.
    """

    name: str
    inputs: Callable[[int, int, int], Iterator[Input]]
    examine: Callable[[Input, int], None]
    share: int
    sample: int
    available: Callable[[], bool] = lambda: True
    most: int = 0
    chunk: int = 50


def numbered(name: str, generate: Callable[[Random], Input]) -> Callable[[int, int, int], Iterator[Input]]:
    """The `inputs` of an area whose inputs depend on their own number only."""

    def inputs(seed: int, start: int, stop: int) -> Iterator[Input]:
        for number in range(start, stop):
            yield generate(Random(f"{seed}/{name}/{number}"))

    return inputs


def store(folder: Path, area: str, number: int, given: Input, failure: Failure) -> None:
    """Write an input and its failure, for reading (the files as they are) and for running again (`input.json`)."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = asdict(given)
    for name in ("files", "outside"):
        plain[name] = {path: base64.b64encode(data).decode() for path, data in plain[name].items()}
    for name in ("configuration", "stdin"):
        plain[name] = base64.b64encode(plain[name]).decode()
    (folder / "input.json").write_text(json.dumps({"area": area, "number": number, **plain}, indent=1))
    text = f"{failure.kind}: {failure.cause}\n\n{failure.detail}\n"
    (folder / "failure.txt").write_text(text, encoding="utf-8", errors="backslashreplace")
    for path, data in given.files.items():
        target = folder / "files" / path
        # A name that the file system refuses is in `input.json`.
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        except (OSError, ValueError):
            continue
    if given.configuration:
        (folder / "configuration.toml").write_bytes(given.configuration)


def load(folder: str | os.PathLike[str]) -> tuple[str, Input]:
    """The area and the input that :func:`store` wrote."""
    plain = json.loads((Path(folder) / "input.json").read_text())
    area = plain.pop("area")
    plain.pop("number")
    for name in ("files", "outside"):
        plain[name] = {path: base64.b64decode(data) for path, data in plain[name].items()}
    for name in ("configuration", "stdin"):
        plain[name] = base64.b64decode(plain[name])
    plain["arguments"] = tuple(tuple(line) for line in plain["arguments"])
    return area, Input(**plain)
