"""Migrates files: plans, applies the changes in memory, and writes what parses."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from sm_lint.config.load import Resolver
from sm_lint.diagnostics.result import FileChange
from sm_lint.files.discover import discover
from sm_lint.lint.fixing.fixes import apply_fixes
from sm_lint.lint.fixing.parse_check import is_sound
from sm_lint.lint.linking.source_view import views
from sm_lint.migration.definitions.stage import Definitions, rewrite_definitions
from sm_lint.migration.model import FileMigration, Left, Moved, Rewritten
from sm_lint.migration.plan import Plan, plan
from sm_lint.syntax.parse import HeavyText, SyntaxProblem, not_here, parse
from sm_lint.syntax.span import Place, Problem
from sm_lint.workspace import disk
from sm_lint.workspace.document_kind import SCRIPTS, document_kind
from sm_lint.workspace.overwrite import expect_replaceable, overwrite
from sm_lint.workspace.source import MAX_BYTES, SourceProblem

_Item = TypeVar("_Item", Moved, Left)
_NOWHERE = Place("")
MAX_PASSES = 4
"""Changes that wait for another one are made in a later pass."""
_MARK = b"sagemaker"


def migrate_paths(
    paths: Sequence[str], resolver: Resolver, *, write: bool, calls: bool = True
) -> tuple[list[FileMigration], tuple[Problem, ...]]:
    """Migrate files and folders.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        resolver: provides the settings of each folder, which leave files out.
        write: write the files.
        calls: rewrite definitions too, and not only the names that have moved.

    Returns:
        The files that there is something to say of, sorted by path; and paths that are not there.
    """
    found = discover(paths, resolver)
    files = []
    for path in found.files:
        if document_kind(path) in SCRIPTS or "." not in path.rpartition("/")[2]:
            migration = migrate_file(path, write=write, calls=calls)
            if not migration.is_untouched:
                files.append(migration)
    return files, found.problems


def migrate_file(path: str, *, write: bool, calls: bool = True) -> FileMigration:
    """Migrate one file. Where it cannot be written, it stays as it was, and the result says why."""
    try:
        data = disk.read_file(path, MAX_BYTES)
    except OSError as error:
        return FileMigration(path, problem=f"cannot be read: {error.strerror or error}")
    if _MARK not in data:
        return FileMigration(path)
    migration = migrate_content(path, data, calls=calls)
    if write and migration.change is not None:
        reason = _write(path, migration.change)
        if reason:
            return FileMigration(path, left=migration.left, problem=reason)
    return migration


def migrate_content(path: str, data: bytes, *, calls: bool = True) -> FileMigration:
    """Migrate the content of a file, in memory.

    Args:
        path: of the file.
        data: its content.
        calls: rewrite definitions too, and not only the names that have moved.
    """
    try:
        if calls:
            first = rewrite_definitions(path, data)
            if first is not None:
                found = _migrated(path, first.content, data, first)
                stuck = {each.name for each in found.left if each.kind == "import"}
                if not found.problem and stuck.isdisjoint(first.needs):
                    return found
                return _migrated(path, data, data, first.undone(data))
        return _migrated(path, data, data, None)
    except SourceProblem as error:
        return FileMigration(path, problem=error.problem.message)
    except (SyntaxProblem, HeavyText, RecursionError) as error:
        said = error.problem.message if isinstance(error, SyntaxProblem) else "too large or too deeply nested"
        return FileMigration(path, problem=f"not migrated: {said}")


def _migrated(path: str, content: bytes, data: bytes, first: Definitions | None) -> FileMigration:
    """Move what has moved, after definitions were rewritten or not.

    Args:
        path: of the file.
        content: with the definitions that were rewritten.
        data: the file as it is on disk.
        first: what was decided of the definitions.
    """
    moved: list[Moved] = []
    left: list[Left] = []
    for number in range(MAX_PASSES):
        made = list(_plans(path, content))
        # The advice on calls is about names of v2, which the first pass still sees.
        left = [each for one in made for each in one.left] if not number else left
        changes = [change for one in made for change in one.changes]
        if not changes:
            break
        current = content
        applied = apply_fixes(changes, _reader(current), is_sound)
        known = {finding: each for one in made for finding, each in one.moved.items()}
        moved += [each for finding in applied.fixed for each in known[finding]]
        for refusal in applied.refused:
            if refusal.finding is not None:
                left += [
                    Left(each.place, each.old, f"v3 has `{each.new}`; {refusal.reason}")
                    for each in known[refusal.finding]
                ]
        if not applied.contents:
            break
        content = applied.contents[path]
    rewritten: tuple[Rewritten, ...] = ()
    if first is not None:
        before = list(_plans(path, data)) if first.content != data else []
        moved = _as_before(moved, [each for one in before for listed in one.moved.values() for each in listed])
        left = [*_as_before(left, [each for one in before for each in one.left]), *first.left]
        rewritten = tuple(sorted(first.rewritten, key=_order))
    change = FileChange(path, data, content) if content != data else None
    return FileMigration(path, change, tuple(sorted(moved, key=_order)), rewritten, tuple(sorted(left, key=_order)))


def _as_before(items: list[_Item], before: list[_Item]) -> list[_Item]:
    """Items with the places that they have in the file as it is on disk, where the same is found there."""
    places: defaultdict[_Item, deque[Place]] = defaultdict(deque)
    for each in before:
        places[_elsewhere(each)].append(each.place)
    found = []
    for each in items:
        known = places[_elsewhere(each)]
        found.append(replace(each, place=known.popleft()) if known else each)
    return found


def _elsewhere(item: _Item) -> _Item:
    return replace(item, place=_NOWHERE)


def _reader(content: bytes) -> Callable[[str], bytes]:
    return lambda _: content


def _plans(path: str, data: bytes) -> Iterator[Plan]:
    for view in views(path, data):
        if "sagemaker" in view.text:
            yield plan(view, parse(view.module_path, view.text, not_here))


def _order(item: Moved | Rewritten | Left) -> tuple[int, int, int]:
    return (item.place.cell or 0, item.place.span.line, item.place.span.column)


def _write(path: str, change: FileChange) -> str:
    """Write a file; returns why it was not, or an empty text."""
    try:
        expect_replaceable(path)
        if disk.read_file(path, MAX_BYTES) != change.before:
            return "was changed by another program meanwhile"
        overwrite(path, change.after)
    except (OSError, ValueError) as error:
        return f"cannot be written: {getattr(error, 'strerror', None) or error}"
    return ""
