"""What reports must be, whatever is in them: readable by those who read them, and free of control characters."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from jsonschema import Draft4Validator, Draft202012Validator

from sm_lint import Finding
from sm_lint.output.context import RenderContext
from sm_lint.output.formats import NAMES, load
from sm_lint.output.sources import Sources
from tests.fuzz.generators.corpus import PROJECT
from tests.fuzz.inputs import Failure

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_GITHUB = re.compile(r"::(error|warning|notice) [^:\r\n]*::[^\r\n]*")
_AZURE = re.compile(r"##vso\[task\.logissue type=[^\r\n\]]*\][^\r\n]*")


@cache
def _validator(name: str) -> Any:
    document = json.loads((PROJECT / "tests" / "output" / "schemas" / f"{name}.json").read_text("utf-8"))
    return (Draft4Validator if name.startswith("sarif") else Draft202012Validator)(document)


def _json(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def _of_schema(name: str) -> Callable[[str, int | None, bool], None]:
    def check(text: str, count: int | None, thorough: bool) -> None:
        document = _json(text)
        if thorough:
            _validator(name).validate(document)
        results = (
            document["runs"][0]["results"]
            if name.startswith("sarif")
            else document.get("diagnostics", ())
            if isinstance(document, dict)
            else document
        )
        assert count is None or len(results) == count, f"{len(results)} results, {count} findings"

    return check


def _array(text: str, count: int | None, thorough: bool) -> None:
    assert count is None or len(_json(text)) == count


def _json_lines(text: str, count: int | None, thorough: bool) -> None:
    lines = [_json(line) for line in text.split("\n") if line]
    assert count is None or len(lines) == count


def _junit(text: str, count: int | None, thorough: bool) -> None:
    suites = ET.fromstring(text.encode("utf-8"))
    failures = suites.findall(".//failure") + suites.findall(".//error")
    assert count is None or len(failures) == count, f"{len(failures)} failures, {count} findings"


def _commands(pattern: re.Pattern[str]) -> Callable[[str, int | None, bool], None]:
    def check(text: str, count: int | None, thorough: bool) -> None:
        lines = [line for line in text.split("\n") if line]
        wrong = [line for line in lines if not pattern.fullmatch(line)]
        assert not wrong, f"no command: {wrong[0]!r}"
        assert count is None or len(lines) == count

    return check


def _lines(text: str, count: int | None, thorough: bool) -> None:
    assert count is None or len([line for line in text.split("\n") if line]) >= count


CHECKS: dict[str, Callable[[str, int | None, bool], None]] = {
    "json": _array,
    "json-lines": _json_lines,
    "sarif": _of_schema("sarif-2.1.0"),
    "gitlab": _of_schema("gitlab"),
    "rdjson": _of_schema("rdjson"),
    "junit": _junit,
    "github": _commands(_GITHUB),
    "azure": _commands(_AZURE),
}
ALWAYS = ("json", "sarif", "junit")


def check_report(form: str, text: str, count: int | None = None, thorough: bool = True) -> None:
    """A report is what its format promises.

    Args:
        count: how many findings are in it, where that is known.
        thorough: hold it to the schema, too, which takes longer than making it.

    Raises:
        Failure: it is not.
    """
    try:
        CHECKS.get(form, _lines)(text, count, thorough)
        text.encode("utf-8")
    except Exception as error:  # every way in which a reader may fail
        raise Failure("invalid report", f"{form}: {type(error).__name__}: {str(error)[:150]}", text[:3000]) from error
    found = _CONTROL.search(text)
    if found is not None:
        around = text[max(found.start() - 80, 0) : found.end() + 80]
        raise Failure("control character", f"{form} lets U+{ord(found[0]):04X} through", repr(around))


def check_reports(findings: Sequence[Finding], cwd: str, files: dict[str, bytes], thorough: bool) -> None:
    """The reports of some findings; all formats where it is thorough, else those that machines read most."""
    context = RenderContext(cwd=cwd, sources=Sources(given=files))
    inside = [finding for finding in findings if finding.place.path.startswith(cwd)]
    for form in NAMES if thorough else ALWAYS:
        given = inside if form == "gitlab" else findings
        try:
            text = "".join(load(form).render(given, context))
        except Exception as error:
            raise Failure("exception", f"{form}: {type(error).__name__}: {error}") from error
        check_report(form, text, len(given), thorough)


def check_runner_commands(text: str, form: str) -> None:
    """No line gives a runner of GitHub or Azure a command other than to show a finding."""
    for line in re.split(r"[\r\n]", text):
        if line.lstrip().startswith("::") and not _GITHUB.fullmatch(line):
            raise Failure("runner command", f"{form}: a line begins with ::", repr(line))
        if re.search(r"##(vso)?\[", line) and not _AZURE.fullmatch(line):
            raise Failure("runner command", f"{form}: a line holds ##[ or ##vso[", repr(line))
