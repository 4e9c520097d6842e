"""Reads and writes the TOML files of contracts."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

import click

from sm_lint.config.toml import parse
from sm_lint.output.text import one_line, shown_name, shown_place
from sm_lint.syntax.span import Problem
from sm_lint.toml_editing.rewriting import encoded
from sm_lint.workspace import disk
from sm_lint.workspace.overwrite import overwrite
from sm_lint.workspace.source import MAX_BYTES
from sm_lint.workspace.write import write_output


class TomlFile(NamedTuple):
    """A TOML file that is to be edited.

    Attributes:
        path: absolute path.
        data: its content; None for a file that does not exist.
        text: its text with LF line endings.
    """

    path: str
    data: bytes | None
    text: str


def read_toml(path: str) -> TomlFile:
    """A TOML file, which need not exist.

    Raises:
        click.ClickException: it cannot be read, or is not valid TOML.
    """
    path = os.path.abspath(path)
    try:
        data = disk.read_file(path, MAX_BYTES)
    except FileNotFoundError:
        return TomlFile(path, None, "")
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror or error}") from error
    document = parse(data, path)
    if isinstance(document, Problem):
        raise click.ClickException(f"{shown_place(document.place, os.getcwd())}: {document.message}")
    return TomlFile(path, data, document.text)


def write_toml(file: TomlFile, text: str) -> None:
    """Replace the content of a file in one step; what was not edited keeps its bytes.

    Raises:
        click.ClickException: it cannot be written, or was changed meanwhile; it is then left as it was.
    """
    try:
        if file.data is None:
            if disk.is_file(file.path):
                raise _refused(file.path, "was made by another program meanwhile")
            write_output(file.path, text.encode("utf-8"))
            return
        if disk.read_file(file.path, MAX_BYTES) != file.data:
            raise _refused(file.path, "was changed by another program meanwhile")
        overwrite(file.path, encoded(file.data, text))
    except (OSError, ValueError) as error:
        raise _refused(file.path, f"cannot be written: {getattr(error, 'strerror', None) or error}") from error


def add_to(file: TomlFile, sections: Callable[[tuple[str, ...]], str]) -> None:
    """Add contracts to the end of a file, or make it.

    Args:
        file: the file.
        sections: gives the sections, for the keys that lead to the contracts in this file.

    Raises:
        click.ClickException: it cannot be added to or written; it is then left as it was.
    """
    import tomli

    from sm_lint.toml_editing.adding import appended, prefix_in
    from sm_lint.toml_editing.editor import NotEditable

    try:
        text = appended(file.text, sections(prefix_in(file.path, tomli.loads(file.text))))
    except NotEditable as error:
        raise click.ClickException(f"{shown_name(file.path, os.getcwd())}: {error}") from error
    write_toml(file, text)


def _refused(path: str, why: str) -> click.ClickException:
    return click.ClickException(f"{shown_name(path, os.getcwd())} {one_line(why)}")
