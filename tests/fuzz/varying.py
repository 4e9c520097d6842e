"""Oracle: a script written in another way has the same findings and the same fixes."""

from __future__ import annotations

import ast
import os

from sm_lint import RunResult
from tests.fuzz.generators.variants import VARIANTS
from tests.fuzz.inputs import Failure, Input
from tests.fuzz.linting import Linting
from tests.fuzz.texts import compiles, text_of


def examine(given: Input, number: int = 0) -> None:
    """Lint and fix a script and its variant and compare.

    Raises:
        Failure: they differ.
    """
    name, path = given.stdin.decode().split("\n")
    vary = VARIANTS[name]
    before = given.files[path]
    after = vary(before)
    if not _equivalent(before, after):
        return
    one = Linting(given.files, given.configuration)
    other = Linting({**given.files, path: after}, given.configuration)
    target = os.path.join(one.cwd, path)
    expected, found = _seen(one.lint()), _seen(other.lint())
    if expected != found:
        detail = f"only before: {sorted(set(expected) - set(found))}\nonly after: {sorted(set(found) - set(expected))}"
        raise Failure("variant has other findings", name, detail)
    fixed, varied = _fixed(one, target), _fixed(other, target)
    if vary(fixed) != varied and compiles(vary(fixed)):
        raise Failure("variant is fixed in another way", name, f"{vary(fixed)!r}\n{varied!r}")


def _equivalent(before: bytes, after: bytes) -> bool:
    """Do both compile to the same, but for a statement that does nothing?"""
    if not (compiles(before) and compiles(after)):
        return False
    trees = []
    for data in (before, after):
        tree = ast.parse(text_of(data).replace("\r\n", "\n").replace("\r", "\n"))
        body = [
            s
            for s in tree.body
            if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant) and s.value.value in (0, "ab"))
        ]
        trees.append([ast.dump(statement) for statement in body])
    # An empty script is another thing than one with a comment.
    return bool(trees[0]) and trees[0] == trees[1]


def _seen(result: RunResult) -> list[tuple[object, ...]]:
    return sorted((f.code, f.place.path, f.place.span, f.message) for f in result.findings)


def _fixed(run: Linting, path: str) -> bytes:
    changes = {change.path: change.after for change in run.fix(run.files).changes}
    return changes.get(path, run.files[path])
