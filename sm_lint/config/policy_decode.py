"""Turns decoded tables of policies into policies, and reports what cannot be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sm_lint.config.decode import Decoded
from sm_lint.config.glob import anchor, is_glob
from sm_lint.config.node import Reporter, near_miss, shorten
from sm_lint.config.policy_tables import SELECTOR
from sm_lint.config.toml import INVALID
from sm_lint.policies.contradictions import between, contradiction, pattern_problem
from sm_lint.policies.data import Field, fields, frozen, packs
from sm_lint.policies.model import Expectation, Policy, Tests
from sm_lint.syntax.span import Problem
from sm_lint.workspace import disk

_BESIDE = {
    "pipeline-name": ("kinds", "steps"),
    "endpoint-name": ("steps", "pipelines"),
    "parameters": ("kinds", "steps"),
}
"""Names that selectors of jobs say nothing about: pipelines have no kind, endpoints are in no step."""
MOST_PATTERN = 1_000
"""Maximum length of a regular expression, in characters."""


def read_policies(decoded: Decoded, folder: str, report: Reporter) -> dict[str, Policy]:
    """The policies of one file by name, without those that say nothing.

    Args:
        decoded: the table of all policies.
        folder: absolute folder that their `paths` are relative to.
        report: collects the problems.
    """
    found = {}
    for name, member in decoded.entries():
        before = len(report.found)
        policy = _policy(name, member, folder, report)
        if member.is_whole and len(report.found) == before:
            found[name] = policy
    return found


def conflicts(policies: Iterable[Policy]) -> list[Problem]:
    """Pairs of policies that no job can meet, each at the later one."""
    found = []
    for one, expectation, other, against, why in between(
        sorted(policies, key=lambda policy: (policy.place.path, policy.place.span))
    ):
        where = (
            f"line {against.place.span.line}" if against.place.path == expectation.place.path else against.place.path
        )
        message = f"policies `{shorten(one.name)}` and `{shorten(other.name)}` contradict each other about `{expectation.field}`"
        hint = f"see {where}, or limit one of them to other jobs"
        found.append(Problem(INVALID, f"{message}: {why}", expectation.place, hint))
    return found


def _policy(name: str, member: Decoded, folder: str, report: Reporter) -> Policy:
    before = len(report.found)
    given = {key: value.plain() for key, value in member.entries() if key in SELECTOR}
    for key in ("kinds", "dialects", "steps", "pipelines", "paths", "extends"):
        node = member.get(key)
        if node is not None and node.elements is not None and not node.elements:
            report.add(node.node, f"{report.name(node.node)} is an empty list, which selects nothing")
    _look_for_paths(member.get("paths"), folder, report)
    own = [each for key, value in member.entries() if key in fields() for each in _expectation(key, value, report)]
    taken = list(_taken(member.get("extends"), {each.field for each in own}, report))
    kinds = tuple(given.get("kinds", ()))
    expectations = tuple(each for each in (*taken, *own) if not each.pack or _applies(each, kinds))
    for each in own:
        if not _applies(each, kinds):
            message = (
                f"`{each.field}` of policy `{shorten(name)}` selects nothing: {_none_has(fields()[each.field], kinds)}"
            )
            report.add_at(each.place, message)
    for each in own:
        for key in _BESIDE.get(each.field, ()):
            if given.get(key):
                message = f"`{each.field}` of policy `{shorten(name)}` selects nothing with `{key}`"
                report.add_at(each.place, message, hint="write it in a policy of its own")
    if not expectations and member.is_whole and len(report.found) == before:
        what = "expects nothing" if not given.get("extends") else "selects nothing of what its packs are about"
        hint = f"for example `{next(iter(fields()))}.present = true`"
        report.add(member.node, f"policy `{shorten(name)}` {what}", hint=hint, key=True)
    return Policy(
        name=name,
        place=member.node.key_place,
        kinds=kinds,
        dialects=tuple(given.get("dialects", ())),
        steps=tuple(given.get("steps", ())),
        pipelines=tuple(given.get("pipelines", ())),
        paths=tuple(anchor(pattern, folder) for pattern in given.get("paths", ())),
        unknown=given.get("unknown", "silent"),
        reason=given.get("reason", ""),
        extends=tuple(given.get("extends", ())),
        expectations=expectations,
    )


def _expectation(key: str, value: Decoded, report: Reporter) -> Iterator[Expectation]:
    """An expectation; none where it cannot be met, or says nothing."""
    tests = frozen(_as_written(value))
    before = len(report.found)
    _look_at_patterns(value, report)
    if not value.is_whole or len(report.found) > before:
        return
    if not tests:
        report.add(value.node, f"{report.name(value.node)} expects nothing of it", key=True)
        return
    type = fields()[key].type
    why = contradiction(type, tests) or _inner_contradiction(tests)
    if why:
        report.add(value.node, f"{report.name(value.node)} can never be met: {why}", key=True)
        return
    yield Expectation(key, tests, value.node.key_place)


def _inner_contradiction(tests: Tests) -> str:
    inner = dict(tests).get("values", ())
    rows: Any = inner if isinstance(inner, tuple) else ()
    return next((f"of `{name}`, {why}" for name, each in rows if (why := contradiction("text", each))), "")


def _as_written(value: Decoded) -> dict[str, Any]:
    """The comparisons with the names of TOML."""
    if value.members is None:
        return {}
    return {key: _value(member) for key, member in value.entries()}


def _value(member: Decoded) -> Any:
    if member.members is not None:
        return {key: inner.plain() if inner.members is None else _as_written(inner) for key, inner in member.entries()}
    return member.plain()


def _look_at_patterns(value: Decoded, report: Reporter) -> None:
    for key, member in value.entries():
        if key == "pattern":
            text = str(member.value)
            why = pattern_problem(text) if len(text) <= MOST_PATTERN else f"it has more than {MOST_PATTERN} characters"
            if why:
                report.add(member.node, f"{report.name(member.node)} is no regular expression: {shorten(why)}")
        elif member.elements is not None and not member.elements:
            report.add(member.node, f"{report.name(member.node)} is an empty list, which says nothing")
        elif key == "values":
            for _, inner in member.entries():
                _look_at_patterns(inner, report)
        elif key in {"inputs", "outputs", "models", "checkpoints"}:
            for item in member.items():
                if not str(item.value).startswith("s3://"):
                    report.add(
                        item.node, f"{report.name(item.node)} is no S3 URI", hint=f"`s3://{shorten(str(item.value))}`"
                    )


def _taken(extends: Decoded | None, own: set[str], report: Reporter) -> Iterator[Expectation]:
    """The expectations of packs, without those that the policy has itself."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for item in extends.items() if extends is not None else ():
        pack = packs().get(str(item.value))
        if pack is None:
            message = f"there is no pack `{shorten(str(item.value))}`"
            report.add(
                item.node, message, hint=near_miss(str(item.value), packs()) or f"there are {', '.join(packs())}"
            )
            continue
        for each in pack.expectations:
            if each.field not in own and (each.field, each.kinds) not in seen:
                seen.add((each.field, each.kinds))
                yield Expectation(each.field, each.tests, item.node.place, each.kinds, pack.name, each.control)


def _applies(expectation: Expectation, kinds: tuple[str, ...]) -> bool:
    """Whether a job of one of the kinds, or of any kind, has what is expected."""
    having = set(fields()[expectation.field].kinds)
    return bool(having & set(expectation.kinds or having) & set(kinds or having))


def _none_has(field: Field, kinds: tuple[str, ...]) -> str:
    named = " and ".join(f"`{kind}`" for kind in kinds)
    return f"jobs of the kind {named} have no `{field.name}`"


def _look_for_paths(paths: Decoded | None, folder: str, report: Reporter) -> None:
    """Report a path that is written out and not there."""
    for item in paths.items() if paths is not None else ():
        whole = anchor(str(item.value), folder)
        if "/" in whole and not is_glob(whole) and not (disk.is_file(whole) or disk.is_folder(whole)):
            report.add(item.node, f"{report.name(item.node)} names a file that is not there, and selects nothing")
