"""Parsing outside of a run, in a process that may be lost where the text asks for one."""

from __future__ import annotations

from sm_lint.config.settings import Settings
from sm_lint.lint.linking.limits import memory_limited
from sm_lint.lint.linking.task import Batch, FileTask


def parses(path: str, text: str) -> bool:
    """Whether a text can be parsed, within the limits of a process if there may be one."""
    from sm_lint.lint.run.process_pool import Crew, may_start
    from sm_lint.syntax.parse import HeavyText, SyntaxProblem, parse

    if not may_start(spawn=False):
        return _parses(path, text)
    try:
        parse(path, text, light=True)
    except SyntaxProblem:
        return False
    except HeavyText:
        pass
    else:
        return True
    answers: list[bool] = []
    overlay = {path: text.encode("utf-8", "surrogatepass")}
    with Crew(1) as crew:
        crew.do(_parse_batch, [Batch(Settings(root=""), (FileTask(path),), overlay=overlay)], answers.append)
    return answers == [True]


def _parses(path: str, text: str) -> bool:
    from sm_lint.syntax.parse import SyntaxProblem, parse

    try:
        parse(path, text)
    except SyntaxProblem:
        return False
    return True


def _parse_batch(batch: Batch) -> list[bool]:
    """Whether each text of an overlay can be parsed."""
    with memory_limited():
        return [_parses(path, data.decode("utf-8", "surrogatepass")) for path, data in batch.overlay.items()]
