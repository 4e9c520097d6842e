"""Oracles for command lines: how they end, what they say, and that no file but their own is touched."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from unittest import mock

from click.testing import CliRunner

from sm_lint.cli.main import cli
from tests.fuzz.generators.configuration import RAN, SECRET
from tests.fuzz.inputs import Failure, Input
from tests.fuzz.linting import describe, workspace
from tests.fuzz.reports import check_report, check_runner_commands

_numbers = count()
_LONG_AGO = 978_310_000  # 2001: files so old are what a cache thinks that it may delete
_BROKE = re.compile(r"sm-lint broke: (.*)|(Traceback \(most recent call last\))")
_WRITES = ("--fix", "--add-noqa", "--write-baseline")
_OWN = re.compile(r"SMX900 .*?: (the linter failed.*|.*failed.*)")


@dataclass(frozen=True)
class Said:
    """What a command came back with."""

    status: int
    stdout: str
    stderr: str


@contextmanager
def project(given: Input) -> Iterator[str]:
    """The files of an input on the disk, in the working directory; gone afterwards."""
    folder = os.path.join(workspace(), f"run-{next(_numbers)}")
    root = os.path.join(folder, "project")
    os.makedirs(root)
    files = dict(given.files)
    if given.configuration:
        files.setdefault("sm-lint.toml", given.configuration)
    for base, content in ((root, files), (os.path.join(folder, "outside"), given.outside)):
        for path, data in content.items():
            _write(os.path.join(base, path), data)
    for path, target in given.links.items():
        with suppress(OSError):
            os.symlink(target, os.path.join(root, path))
    for name, _, names in os.walk(folder):
        for file in names:
            with suppress(OSError):
                os.utime(os.path.join(name, file), (_LONG_AGO, _LONG_AGO), follow_symlinks=False)
    before = os.getcwd()
    os.chdir(root)
    try:
        with mock.patch.dict(os.environ, {"HOME": os.path.join(folder, "home"), **given.environment}):
            yield root
    finally:
        os.chdir(before)
        shutil.rmtree(folder, ignore_errors=True)


def _write(path: str, data: bytes) -> None:
    # Names that this file system does not take are left out.
    with suppress(OSError, ValueError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)


def run(arguments: tuple[str, ...], stdin: bytes = b"") -> Said:
    """Run a command in this process.

    Raises:
        Failure: an exception left it, it broke inside, or its status means nothing.
    """
    result = CliRunner().invoke(cli, list(arguments), input=io.BytesIO(stdin), prog_name="sm-lint")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise Failure("exception", describe(result.exception))
    said = Said(result.exit_code, result.stdout, result.stderr)
    broke = _BROKE.search(said.stderr + said.stdout)
    if broke is not None:
        raise Failure("sm-lint broke", re.sub(r"/\S+", "…", broke[1] or broke[2]), said.stderr[-2000:])
    if "SMX900" in said.stdout and "failed" in said.stdout and arguments[0] == "check":
        own = _OWN.search(said.stdout)
        raise Failure("internal error", own[1][:150] if own else "SMX900", said.stdout[-2000:])
    if said.status not in (0, 1, 2):
        raise Failure("status", f"{arguments[0]} ends with {said.status}", said.stderr[-2000:])
    return said


def _contents(folder: str) -> dict[str, bytes | str | None]:
    """Content of every file below a folder, target of every link, None for folders."""
    found: dict[str, bytes | str | None] = {}
    for name, folders, files in os.walk(folder):
        for entry in (*folders, *files):
            path = os.path.join(name, entry)
            if os.path.islink(path):
                found[path] = os.readlink(path)
            elif entry in folders:
                found[path] = None
            else:
                with open(path, "rb") as file:
                    found[path] = file.read()
    return found


def examine(given: Input, number: int = 0) -> None:
    """Run the commands of an input.

    Raises:
        Failure: an oracle does not hold.
    """
    with project(given) as root:
        top = os.path.dirname(root)
        users = _contents(top).keys()
        for arguments in given.arguments:
            before = _contents(top)
            said = run(arguments, given.stdin)
            _check_files(before, _contents(top), users, root, arguments)
            _check_said(said, arguments, given.environment)


def _check_files(
    before: Mapping[str, object], after: Mapping[str, object], users: Set[str], root: str, arguments: tuple[str, ...]
) -> None:
    outside = os.path.dirname(root)
    for path, content in before.items():
        if path in after and after[path] == content:
            continue
        what = "deleted" if path not in after else "changed"
        name = os.path.relpath(path, outside)
        if not path.startswith(root + os.sep):
            raise Failure("file outside touched", f"{what} by {arguments[0]}", name)
        if path in users and not _is_own(path, root) and not any(option in arguments for option in _WRITES):
            raise Failure("file of the user touched", f"{what} by {arguments[0]}", name)
    for path in after.keys() - before.keys():
        name = os.path.relpath(path, outside)
        if os.path.basename(path) == RAN:
            raise Failure("code of the project was run", arguments[0], name)
        if not path.startswith(root + os.sep):
            raise Failure("file outside touched", f"made by {arguments[0]}", name)
        marks = os.path.basename(path) in (".gitignore", "CACHEDIR.TAG")
        if marks and os.path.dirname(path) in (root, *(known for known, content in before.items() if content is None)):
            raise Failure("mark in a folder of the user", f"made by {arguments[0]}", name)


def _is_own(path: str, root: str) -> bool:
    return ".sm_lint_cache" in os.path.relpath(path, root).split(os.sep)


def _check_said(said: Said, arguments: tuple[str, ...], environment: Mapping[str, str]) -> None:
    whole = said.stdout + said.stderr
    if SECRET in whole:
        raise Failure("value of a file outside told", arguments[0], whole[-3000:])
    form = arguments[arguments.index("--output-format") + 1] if "--output-format" in arguments else "full"
    form = arguments[arguments.index("--format") + 1] if "--format" in arguments else form
    listing = any(option in arguments for option in ("--statistics", "--diff", "--show-files", "--show-settings"))
    if (
        arguments[0] == "check"
        and "--output-format" in arguments
        and not listing
        and said.status < 2
        and not environment
    ):
        check_report(form, said.stdout)
    if environment:
        check_runner_commands(said.stdout, form)
        check_runner_commands(said.stderr, f"{form}, standard error")
    if said.status == 0 and arguments[0] != "check" and form == "json":
        json.loads(said.stdout)
    if arguments[0] == "graph" and form == "svg" and said.status == 0 and said.stdout:
        try:
            ET.fromstring(said.stdout)
        except ET.ParseError as error:
            raise Failure("invalid report", f"svg: {error}", said.stdout[:3000]) from error


def examine_cached(given: Input, number: int = 0) -> None:
    """A cache that is damaged changes nothing of what a run says.

    Raises:
        Failure: it does, or an oracle of commands does not hold.
    """
    damage = json.loads(given.stdin)
    command = ("check", "--output-format", "json", ".")
    with project(given) as root:
        first = run(command)
        if run(command) != first:
            raise Failure("not the same twice", "with a cache")
        kept = sorted(path for path, data in _contents(os.path.join(root, ".sm_lint_cache")).items() if data)
        if not kept:
            return
        _damage(kept, damage)
        after = run(command)
        if after.stdout != first.stdout or after.status != first.status:
            raise Failure("damaged cache changes the run", f"kind {damage['kind']}", f"{first}\n{after}")


def _damage(kept: list[str], damage: Mapping[str, float]) -> None:
    """Change one byte, cut, empty, exchange or replace a file of the cache."""
    path = kept[int(damage["file"] * len(kept))]
    with open(path, "rb") as file:
        data = bytearray(file.read())
    place, byte, kind = int(damage["place"] * len(data)), int(damage["byte"]), damage["kind"]
    if kind < 3:
        data[place] = byte
    elif kind == 3:
        del data[place:]
    elif kind == 4:
        data[place:place] = bytes([byte]) * 3
    elif kind == 5:
        data = bytearray(b'{"format": 1, "files": {}, "clean": {}}')
    else:
        with open(kept[(byte + 1) % len(kept)], "rb") as file:
            data = bytearray(file.read())
    with open(path, "wb") as file:
        file.write(data)
