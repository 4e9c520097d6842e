"""The calls of a preflight, and what it did, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sm_lint.output.paint import BOLD, FAINT, Paint
from sm_lint.output.text import count, one_line, shown_place
from sm_lint.preflight.asking.collect import Asked
from sm_lint.preflight.calls import Plan
from sm_lint.preflight.model import Call, Use
from sm_lint.preflight.run import Result, named


def call_lines(asked: Asked, planned: Plan, cwd: str, paint: Paint) -> Iterator[str]:
    """Each call with the places that it is made for, then what is not asked."""
    for call, uses in _by_call(asked, planned).items():
        region = call.region or "the caller's region"
        yield f"{paint(f'{call.operation.service} {call.operation.method}', BOLD)} in {region}: {one_line(call.arguments)}"
        for use in uses:
            yield f"  {shown_place(use.place, cwd)}: {one_line(named(use))}"
    rest = list(_unasked(asked, planned))
    if rest:
        yield paint("not asked", BOLD)
    for place, subject, reason in rest:
        yield f"  {shown_place(place, cwd)}: {one_line(subject)}: {paint(one_line(reason), FAINT)}"
    if not asked.uses and not rest:
        yield "nothing to ask: no definition names anything in AWS"


def calls_record(asked: Asked, planned: Plan, cwd: str) -> dict[str, Any]:
    """The same as data."""
    return {
        "calls": [
            {
                "service": call.operation.service,
                "method": call.operation.method,
                "arguments": call.keywords,
                "region": call.region or None,
                "action": call.operation.action,
                "resource": call.resource,
                "for": [{"place": shown_place(use.place, cwd), "subject": named(use)} for use in uses],
            }
            for call, uses in _by_call(asked, planned).items()
        ],
        "unasked": [
            {"place": shown_place(place, cwd), "subject": subject, "reason": reason}
            for place, subject, reason in _unasked(asked, planned)
        ],
    }


def summary(asked: Asked, result: Result, cwd: str) -> Iterator[str]:
    """Remarks about questions without an answer, and what was asked."""
    for remark in result.remarks:
        yield f"{shown_place(remark.place, cwd)}: note: {one_line(remark.text)}"
    if not asked.uses:
        yield "nothing to ask: no definition names anything in AWS by a literal"
        return
    found = f"{count(len(result.findings), 'finding')}" if result.findings else "nothing is missing"
    left = f"; {count(len(asked.unasked), 'value')} not asked about, which --dry-run lists" if asked.unasked else ""
    open_ = f", {len(result.remarks)} without an answer" if result.remarks else ""
    yield f"{found}: {count(result.asked, 'question')}{open_}, {count(result.calls, 'call')} in {result.where.region}{left}"


def _by_call(asked: Asked, planned: Plan) -> dict[Call, list[Use]]:
    found: dict[Call, list[Use]] = {call: [] for call in planned.all}
    for question, calls in planned.calls.items():
        for call in calls:
            found[call] += asked.uses[question]
    return found


def _unasked(asked: Asked, planned: Plan) -> Iterator[tuple[Any, str, str]]:
    yield from asked.unasked
    for question, reason in planned.refused.items():
        for use in asked.uses[question]:
            yield use.place, named(use), reason
