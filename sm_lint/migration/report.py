"""What a migration did and what is left, as text, JSON and Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sm_lint.migration.model import FileMigration, Left, Moved, Rewritten
from sm_lint.output.text import count, encodable, inside_line, json_text, one_line, shown_name, shown_path, shown_place

NOTHING = "nothing to migrate: no name of SDK v2 that v3 has elsewhere or no more"


def as_text(files: Sequence[FileMigration], target: str, cwd: str, *, written: bool) -> str:
    """What is left to do, a line for each file, and a closing line.

    Args:
        files: the files that there is something to say of.
        target: the version that is migrated to.
        cwd: folder that paths are relative to.
        written: the files were written.
    """
    if not files:
        return f"{NOTHING}\n"
    lines = []
    for file in files:
        for each in file.rewritten:
            said = one_line("; ".join((_as_what(each), *each.notes)))
            lines.append(f"{shown_place(each.place, cwd)}: {said}")
        lines += [f"{shown_place(each.place, cwd)}: {one_line(each.advice)}" for each in file.left]
    if any(file.left for file in files):
        links = sorted({each.link for file in files for each in file.left})
        lines += ["", *(f"See {link}" for link in links), ""]
    lines += [f"{shown_name(file.path, cwd)}: {_said(file, written)}" for file in files]
    return "\n".join([*lines, _total(files, target, written)]) + "\n"


def as_markdown(files: Sequence[FileMigration], target: str, cwd: str, *, written: bool) -> str:
    """The same as a page: a table of files, and a list of what is left in each."""
    lines = [f"# Migration to SageMaker Python SDK {target}", "", _total(files, target, written), ""]
    if files:
        lines += ["| File | Moved | Rewritten | By hand | |", "|---|---:|---:|---:|---|"]
        for file in files:
            lines.append(
                f"| {_code(shown_name(file.path, cwd))} | {len(file.moved)} | {len(file.rewritten)} | {len(file.left)} | "
                f"{_cell(file.problem)} |"
            )
        lines.append("")
    for file in files:
        if file.left or file.rewritten:
            lines += [f"## {_code(shown_name(file.path, cwd))}", ""]
            for each in file.rewritten:
                said = inside_line("; ".join((_as_what(each), *each.notes)))
                lines.append(f"- {_where(each)}: {said}")
            lines += [f"- [ ] {_where(item)}: {inside_line(item.advice)} ([more]({item.link}))" for item in file.left]
            lines.append("")
    return "\n".join(lines)


def as_json(files: Sequence[FileMigration], target: str, cwd: str, *, written: bool) -> str:
    """The same for programs."""
    return json_text(
        {
            "version": 1,
            "to": target,
            "written": written,
            "files": [
                {
                    "path": shown_path(file.path, cwd),
                    "changed": file.change is not None,
                    "problem": encodable(file.problem),
                    "moved": [{**_place(each), "old": each.old, "new": each.new} for each in file.moved],
                    "rewritten": [
                        {
                            **_place(each),
                            "old": each.old,
                            "new": each.new,
                            "notes": [encodable(note) for note in each.notes],
                        }
                        for each in file.rewritten
                    ],
                    "left": [
                        {
                            **_place(each),
                            "kind": each.kind,
                            "name": encodable(each.name),
                            "advice": encodable(each.advice),
                            "link": each.link,
                        }
                        for each in file.left
                    ],
                }
                for file in files
            ],
            "total": {
                "files": len(files),
                "changed": sum(file.change is not None for file in files),
                "moved": sum(len(file.moved) for file in files),
                "rewritten": sum(len(file.rewritten) for file in files),
                "left": sum(len(file.left) for file in files),
                "problems": sum(bool(file.problem) for file in files),
            },
        },
        indent=2,
    )


def _place(item: Moved | Rewritten | Left) -> dict[str, Any]:
    return {"line": item.place.span.line, "column": item.place.span.column, "cell": item.place.cell}


def _where(item: Rewritten | Left) -> str:
    cell = f"cell {item.place.cell}, " if item.place.cell is not None else ""
    return f"{cell}line {item.place.span.line}"


def _said(file: FileMigration, written: bool) -> str:
    if file.problem:
        return one_line(file.problem)
    verb = "moved" if written or not file.moved else "to move"
    calls = f"{_rewritten(len(file.rewritten), written)}, " if file.rewritten else ""
    return f"{len(file.moved)} {verb}, {calls}{len(file.left)} left to do by hand"


def _rewritten(number: int, written: bool) -> str:
    return f"{count(number, 'definition')} {'rewritten' if written else 'to rewrite'}"


def _as_what(item: Rewritten) -> str:
    old, new = (name.rpartition(".")[2] for name in (item.old, item.new))
    return f"`{old}` is written as `{new}` of v3" if old != new else f"`{old}` is written as v3 takes it"


def _total(files: Sequence[FileMigration], target: str, written: bool) -> str:
    changed = sum(file.change is not None for file in files)
    moved, left = sum(len(file.moved) for file in files), sum(len(file.left) for file in files)
    problems = sum(bool(file.problem) for file in files)
    said = (
        f"{count(changed, 'file')} {'changed' if written else 'would change'} for SDK {target}: {count(moved, 'name')} "
    )
    done = sum(len(file.rewritten) for file in files)
    calls = f"{_rewritten(done, written)}, " if done else ""
    said += f"{'moved' if written else 'to move'}, {calls}{left} left to do by hand"
    return said + (f", {count(problems, 'file')} not migrated" if problems else "")


def _code(text: str) -> str:
    return "`" + inside_line(text).replace("`", "'").replace("|", "\\|") + "`"


def _cell(text: str) -> str:
    return inside_line(text).replace("|", "\\|")
