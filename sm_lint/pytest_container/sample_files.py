"""Writes the files of an input, of the format that their names say."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Union

Content = Union[str, bytes, "Mapping[str, Any]", "Sequence[Any]", "os.PathLike[str]", None]
"""Text or bytes as they are; rows or values for the format of the name; a mapping of members for an archive or a folder;
a path, for a copy of that file or folder; None for an empty file."""

_ARCHIVES = (".tar.gz", ".tgz", ".tar", ".zip")
MAX_FILES, MAX_BYTES = 5_000, 1 << 28
"""Of a folder that is copied into a container."""


def rows(number: int, columns: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """A table of so many rows; the values of a column are repeated."""
    return [{name: values[row % len(values)] for name, values in columns.items()} for row in range(number)]


def write_all(folder: Path, files: Mapping[str, Content]) -> None:
    """Write files into a folder.

    Args:
        folder: is made if necessary.
        files: content by path relative to the folder.

    Raises:
        ValueError: the content does not fit the name, or a path leads out of the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        target = folder / name
        if not target.resolve().is_relative_to(folder.resolve()):
            raise ValueError(f"{name!r} is not below the input")
        write(target, content)


def write(target: Path, content: Content) -> None:
    """Write one file, archive or folder.

    Raises:
        ValueError: the content does not fit the name.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, os.PathLike):
        copy(Path(content), target)
        return
    if isinstance(content, Mapping) and not target.suffix:
        write_all(target, content)
        return
    target.write_bytes(encoded(target.name, content))


def copy(source: Path, target: Path) -> None:
    """Copy a file or folder; a folder whose name ends like that of an archive becomes one.

    Raises:
        ValueError: the folder has more files than a test should copy.
    """
    import shutil

    if source.is_file():
        shutil.copyfile(source, target)
        return
    if source.name.endswith(_ARCHIVES):
        members = {path.relative_to(source).as_posix(): path.read_bytes() for path in _files_of(source)}
        target.write_bytes(encoded(source.name, members))
        return
    for path in _files_of(source):
        relative = path.relative_to(source)
        archive = next((part for part in reversed(relative.parents) if part.name.endswith(_ARCHIVES)), None)
        if archive is not None:
            if not (target / archive).exists():
                (target / archive).parent.mkdir(parents=True, exist_ok=True)
                copy(source / archive, target / archive)
            continue
        (target / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / relative)


_LEFT_OUT = frozenset({"__pycache__", "node_modules", "venv"})


def _files_of(folder: Path) -> list[Path]:
    found: list[Path] = []
    size = 0
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _LEFT_OUT)
        for name in sorted(names):
            path = Path(top, name)
            if not path.is_file():
                continue
            found.append(path)
            size += path.stat().st_size
            if len(found) > MAX_FILES or size > MAX_BYTES:
                raise ValueError(f"{folder} has too many files to be copied for a test; name a smaller folder")
    return found


def encoded(name: str, content: Content) -> bytes:
    """The bytes of a file.

    Raises:
        ValueError: the content does not fit the name.
    """
    if content is None:
        return b""
    if isinstance(content, bytes):
        return content
    lower = name.lower()
    for ending, archive in ((".tar.gz", _tar), (".tgz", _tar), (".tar", _tar), (".zip", _zip)):
        if lower.endswith(ending):
            if not isinstance(content, Mapping):
                raise ValueError(f"the content of {name} must be a mapping of its members")
            return archive(content, "w:gz" if lower.endswith("gz") else "w")
    if lower.endswith(".gz"):
        return gzip.compress(encoded(name[:-3], content), mtime=0)
    if isinstance(content, str):
        return content.encode()
    ending = os.path.splitext(lower)[1]
    if ending not in _FORMATS:
        raise ValueError(
            f"sm-lint does not write {ending or 'such'} files; give the content of {name} as text or bytes"
        )
    return _FORMATS[ending](content)


def _tar(members: Mapping[str, Any], mode: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload] # both modes are among its literals
        for name, content in members.items():
            data = encoded(name, content)
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def _zip(members: Mapping[str, Any], mode: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, encoded(name, content))
    return buffer.getvalue()


def _rows(content: Any) -> list[dict[str, Any]]:
    if not isinstance(content, Sequence) or not all(isinstance(row, Mapping) for row in content):
        raise ValueError("a table is a list of rows, each a mapping of columns")
    return [dict(row) for row in content]


def _csv(content: Any, delimiter: str = ",") -> bytes:
    rows = _rows(content)
    buffer = io.StringIO()
    if rows:
        writer = csv.DictWriter(buffer, list(rows[0]), delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return buffer.getvalue().encode()


def _parquet(content: Any) -> bytes:
    try:
        pd = import_module("pandas")
    except ImportError:
        raise ValueError("parquet files need pandas and pyarrow where the tests run") from None
    buffer = io.BytesIO()
    pd.DataFrame(_rows(content)).to_parquet(buffer)
    return buffer.getvalue()


def _numpy(content: Any) -> bytes:
    try:
        np = import_module("numpy")
    except ImportError:
        raise ValueError("NumPy files need NumPy where the tests run") from None
    buffer = io.BytesIO()
    np.save(buffer, np.asarray(content))
    return buffer.getvalue()


def _pickle(content: Any) -> bytes:
    import pickle

    return pickle.dumps(content)


def _yaml(content: Any) -> bytes:
    return json.dumps(content, indent=2).encode()  # JSON is YAML


_FORMATS: dict[str, Callable[[Any], bytes]] = {
    ".csv": _csv,
    ".tsv": lambda content: _csv(content, "\t"),
    ".json": lambda content: json.dumps(content, indent=2).encode(),
    ".jsonl": lambda content: "".join(json.dumps(row) + "\n" for row in _rows(content)).encode(),
    ".npy": _numpy,
    ".parquet": _parquet,
    ".pickle": _pickle,
    ".pkl": _pickle,
    ".txt": lambda content: "".join(f"{line}\n" for line in content).encode(),
    ".yaml": _yaml,
    ".yml": _yaml,
}
