"""Formats `sm-lint inspect` as tables of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sm_lint.output.columns import display_width
from sm_lint.output.paint import BOLD, FAINT, YELLOW, Paint
from sm_lint.output.text import count, one_line

Record = dict[str, Any]
_GROUPS = (
    ("reads", ("read", "read-back")),
    ("writes", ("write",)),
    ("probes and deletes", ("probe", "delete")),
    ("hands on", ("passed",)),
    ("objects in S3", ("object",)),
    ("environment", ("env", "env-write")),
    ("arguments", ("argument",)),
    ("logical names", ("logical-name",)),
    ("handlers", ("handler",)),
    ("imports", ("import",)),
)
Row = tuple[str, str, str, str]
_PLACES_OF = ("read", "read-back", "write", "probe", "delete", "passed")
_VALUE_WIDTH = 60
_PLACES = 4  # named places of one fact


def script_text(script: Record, paint: Paint) -> Iterator[str]:
    """The lines for one script."""
    yield paint(one_line(script["path"]), BOLD)
    if script.get("failure"):
        yield f"  {paint(one_line(script['failure']), YELLOW)}"
    if script.get("error"):
        yield f"  {paint(one_line(script['error']), YELLOW)}"
        return
    if script.get("launcher"):
        yield f"  launcher   of {count(len(script['jobs']), 'job')}"
        if script.get("sdk"):
            yield f"  sdk        {one_line(_sdk(script['sdk']))}"
        yield from _known(script, paint)
        return
    yield f"  job        {script['job'] or 'not known'}{_because(script)}"
    contracts = [_contract(item) for item in script["governed_by"]]
    yield f"  contracts  {', '.join(map(one_line, contracts)) or 'none'}"
    for environment in script["environments"]:
        yield from _environment(environment, paint)
    yield from _known(script, paint)


def _environment(item: Record, paint: Paint) -> Iterator[str]:
    """The image and the Python of a job, and where the packages that the script imports come from."""
    python = f"Python {item['python']}" if item["python"] else ""
    known = ", ".join(filter(None, (item["image"], python))) or "an image that is not known"
    yield f"  runs in    {one_line(known)} ({one_line(item['job'])})"
    width = max((display_width(package["module"]) for package in item["packages"]), default=0)
    for package in item["packages"]:
        yield f"    {one_line(package['module']).ljust(width)}  {paint(one_line(_package(package)), FAINT)}"


def _package(package: Record) -> str:
    named = " ".join(filter(None, (package["distribution"], package["version"])))
    match package["from"]:
        case "requirements":
            return f"{named}, required in {package['path']}:{package['line']}"
        case "image":
            return f"{named}, in the image" if named else "in the image"
        case "missing":
            return "neither in the image nor required"
    return "not known"


def _sdk(item: Record) -> str:
    """The SDK that the project asks for, and where."""
    where = f"cell {item['cell']}" if item["cell"] is not None else item["line"]
    return f"{item['generation']}, as {item['path']}:{where} asks for `{item['text']}`"


def _contract(item: Record) -> str:
    """A contract and its place; the label of a job contains it already."""
    return str(item["label"]) if item["origin"] == "job" else f"{item['label']} ({item['path']}:{item['line']})"


def _known(script: Record, paint: Paint) -> Iterator[str]:
    """The jobs and the facts, and their completeness."""
    for item in script.get("left_out", ()):
        text = f"cell {item['cell']} is left out: {one_line(item['why'])} in line {item['line']}"
        yield f"  {paint(text, YELLOW)}"
    yield from _jobs(script.get("jobs", ()), paint)
    for title, kinds in _GROUPS:
        facts = [fact for fact in script["facts"] if fact["kind"] in kinds]
        shown = [fact for fact in facts if title != "imports" or "site" not in fact]
        if facts:
            yield ""
            yield f"  {paint(title, BOLD)}"
            yield from _table(_gathered(sorted(shown, key=_order), script["path"]), paint)
        if len(shown) < len(facts):
            yield f"    {'':>7}  {paint(f'and {len(facts) - len(shown)} more in the modules that it imports', FAINT)}"
    if script["unresolved"]:
        yield ""
        yield f"  {paint('not resolved', BOLD)}"
        for item in sorted(script["unresolved"], key=_order):
            dead = "" if item["reached"] else ", in code that nothing calls"
            yield f"    {_where(item):>7}  {one_line(item['why'])}{_site(item)}{dead}"
    yield ""
    yield f"  {paint(_extent(script), FAINT)}"


def _extent(script: Record) -> str:
    """The completeness of the analysis."""
    places = [fact for fact in script["facts"] if fact["kind"] in _PLACES_OF]
    if not script["complete"] or any(fact["value"].startswith("*") for fact in places):
        return "some values could not be resolved; see above"
    if not all(item["reached"] for item in (*script["facts"], *script["unresolved"])):
        return "everything was resolved in the code that is called"
    return "everything was resolved"


def _jobs(jobs: Iterable[Record], paint: Paint) -> Iterator[str]:
    """The jobs that a file defines."""
    for job in jobs:
        yield ""
        made = job["class"] or job["api"]
        named = "" if made.lower() == job["kind"] else f" {made}"
        yield f"  {paint(one_line(job['label']), BOLD)}  {job['kind'] or ''}{named}".rstrip()
        script = job["script"]
        if script is not None:
            yield f"    script       {one_line(_found(script))}"
        for title, mounts in (("input", job["inputs"]), ("output", job["outputs"])):
            for mount in mounts:
                yield f"    {title:<11}  {one_line(mount['path'] or '*')}  {one_line(mount['name'] or '')}".rstrip()
        for title in ("arguments", "environment"):
            if job[title]:
                yield f"    {title:<11}  {one_line(', '.join(job[title]))}"
        if job["open"]:
            yield f"    {paint('may be more', FAINT)}  {', '.join(job['open'])}"


def _found(script: Record) -> str:
    """The file of a script and how it was resolved, or why it was not."""
    if script["path"] is not None:
        return f"{script['path']} ({script['found']})"
    named = f"`{script['written']}` " if script["written"] else ""
    return f"{named}{'does not exist' if script['missing'] else 'is not followed'} ({script['found']})"


def _because(script: Record) -> str:
    return f" ({one_line(script['job_reason'])})" if script.get("job_reason") else ""


def _order(fact: Record) -> tuple[int, int, int]:
    return (fact.get("cell") or 0, fact["line"], fact["column"])


def _gathered(facts: Iterable[Record], script: str) -> list[Row]:
    """Rows of place, value, kind and properties; equal facts at several places are merged."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for fact in facts:
        known = ", ".join([*_flags(fact), *_origin(fact, script)]) + _site(fact)
        rows.setdefault((one_line(fact["value"]), _how(fact), known), []).append(_where(fact))
    return [(places[0], what, how, known + _also(places[1:])) for (what, how, known), places in rows.items()]


def _also(places: list[str]) -> str:
    more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
    return f", also {' '.join(places[:_PLACES])}{more}" if places else ""


def _where(fact: Record) -> str:
    cell = f"{fact['cell']}:" if fact.get("cell") else ""
    return f"{cell}{fact['line']}:{fact['column']}"


def _how(fact: Record) -> str:
    match fact["kind"]:
        case "read" | "read-back" | "write" | "passed":
            return str(fact["via"])
        case "probe" | "delete":
            return f"{fact['kind']} {fact['via']}"
        case "object":
            return f"{fact['mode']} {fact['via']}"
        case "env":
            return "asked for" if fact["probe"] else _default(fact)
        case "env-write":
            return "set"
        case "argument":
            return _default(fact)
        case "logical-name":
            return f"in {fact['mapping']}" + (", with a default" if fact["optional"] else "")
        case "handler":
            return f"({', '.join(fact['parameters'])})"
    return fact["resolved"] or ("when called" if fact["lazy"] else "")


def _default(fact: Record) -> str:
    if fact["required"]:
        return "required"
    if fact["default"] is not None:
        return f"default {one_line(repr(fact['default']))}"
    return "has a default" if fact["has_default"] else "optional"


def _flags(fact: Record) -> Iterator[str]:
    if not fact["reached"]:
        yield "unreached"
    if fact["guarded"]:
        yield "guarded"
    if fact["kind"] in ("read", "read-back", "write", "probe", "delete", "object") and fact["reached"]:
        yield "certain" if fact["certain"] else "possible"
    if fact["kind"] == "read-back":
        yield "its own"
    elif fact["kind"] == "argument" and not fact["used"]:
        yield "not used"


def _origin(fact: Record, script: str) -> Iterator[str]:
    """The origin of the value; the script itself is not repeated."""
    steps = []
    for step in fact.get("origin", ()):
        text = f" {one_line(step['text'])}" if step["text"] else ""
        if step.get("cell"):  # only the text of the script itself is in cells
            place = f"cell {step['cell']} line "
        else:
            place = "line " if step["path"] == script else f"{one_line(step['path'])}:"
        steps.append(f"from{text} {place}{step['line']}")
    yield from list(dict.fromkeys(steps))[:2]


def _site(fact: Record) -> str:
    site = fact.get("site")
    return f", at {one_line(site['path'])}:{site['line']}" if site else ""


def _table(rows: Iterable[Row], paint: Paint) -> Iterator[str]:
    listed = list(rows)
    if not listed:
        return
    value = min(_VALUE_WIDTH, max(display_width(row[1]) for row in listed))
    how = min(32, max(display_width(row[2]) for row in listed))
    for where, what, means, rest in listed:
        line = f"    {where:>7}  {_padded(what, value)}  {_padded(means, how)}  "
        yield (line + paint(rest.lstrip(", "), FAINT)).rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))
