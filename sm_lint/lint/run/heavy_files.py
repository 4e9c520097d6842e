"""Parses texts outside a run, in a disposable process for a text that requires one."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from sm_lint.config.settings import Settings
from sm_lint.lint.linking.limits import memory_limited
from sm_lint.lint.linking.task import Batch, FileTask

if TYPE_CHECKING:
    from sm_lint.syntax.parse import Guard


def parses(path: str, text: str) -> bool:
    """Whether a text can be parsed, in a process with resource limits if one may be started."""
    from sm_lint.lint.run.process_pool import ProcessPool, may_start
    from sm_lint.syntax.parse import HeavyText, not_here

    if not may_start(spawn=False):
        return _parses(path, text)
    try:
        return _parses(path, text, not_here)
    except HeavyText:
        pass
    answers: list[bool] = []
    overlay = {path: text.encode("utf-8", "surrogatepass")}
    with ProcessPool(1) as pool:
        pool.do(_parse_batch, [Batch(Settings(root=""), (FileTask(path),), overlay=overlay)], answers.append)
    return answers == [True]


def _parses(path: str, text: str, guard: Guard = nullcontext) -> bool:
    from sm_lint.syntax.parse import SyntaxProblem, parse

    try:
        parse(path, text, guard)
    except SyntaxProblem:
        return False
    return True


def _parse_batch(batch: Batch) -> list[bool]:
    """For each text of an overlay, whether it can be parsed."""
    texts = {path: data.decode("utf-8", "surrogatepass") for path, data in batch.overlay.items()}
    return [_parses(path, text, memory_limited) for path, text in texts.items()]
