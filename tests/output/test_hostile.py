"""Names of files and texts in messages reach neither the terminal nor the runner of a CI job."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from itertools import product
from urllib.parse import unquote

import pytest

from sm_lint.diagnostics.finding import Applicability, Edit, Finding, Fix, Note, Severity
from sm_lint.output import formats
from sm_lint.output.context import RenderContext
from sm_lint.output.sources import Sources
from sm_lint.output.text import inside_line, one_line, shown_name
from sm_lint.syntax.span import Place, Span

from .runners import azure_command, commands, github_command

NAMES = [
    "::stop-commands::x.py",
    "  ::stop-commands::x.py",
    "\u3000::error file=a.py::x.py",
    "::add-mask::.py",
    "::set-output name=a::b.py",
    "a\n::error::b.py",
    "a\r::error::b.py",
    "a\u2028::error::b.py",
    "a%0A::error::b.py",
    "##[add-path]x.py",
    "a ##[set-env name=PATH]x.py",
    "##vso[task.setvariable variable=a]b.py",
    "a ##vso[task.complete result=Succeeded;]b.py",
    "###vso[task.complete]b.py",
    "##teamcity[buildStatus status='SUCCESS'].py",
    "section_start:1560896352:a.py",
    "section_end:1560896352:a\r\x1b[0K.py",
    "\x1b[31mred\x1b[0m.py",
    "\x1b]0;title\x07.py",
    "\x9b31m\x85\x7f.py",
    "\u202egnp.py",
    "\u2066a\u2067b\u2068c\u2069.py",
    "\u2029.py",
    "\udcff\udc80.py",
    "a;b]c,d:e=f%25'\"<&>]]>.py",
    "a\tb\\n\x00.py",
]
TEXT_FORMATS = ("full", "concise", "grouped", "pylint")
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_COLOR = re.compile(r"\x1b\[[0-9;]*m")


def finding(name: str) -> Finding:
    place = Place(f"/project/{name}", Span(1, 3, 1, 5))
    edit = Edit(place, name, "")
    return Finding(
        code="SMC001",
        name="unknown-input-path",
        severity=Severity.WARNING,
        message=name,
        place=place,
        notes=(Note(name, place), Note(name), Note(f"value from {name}", place)),
        fix=Fix(name, (edit,), Applicability.SAFE),
        contract=name,
    )


def rendered(format_name: str, name: str, color: bool = False) -> str:
    found = finding(name)
    # The span begins in the middle of a command, so that a code frame could put it together again.
    source = f"# {name}\nx##vso[a.b]c ##[d]\n".encode("utf-8", "surrogatepass")
    given = {found.place.path: b"##vso[task.complete]\n" + source}
    context = RenderContext("/project", Sources(given), color=color)
    return "".join(formats.load(format_name).render([found], context))


@pytest.mark.parametrize(("format_name", "name"), list(product(formats.NAMES, NAMES)))
def test_no_format_lets_control_characters_or_commands_through(
    format_name: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(variable, raising=False)
    text = rendered(format_name, name)
    assert _FORBIDDEN.search(text) is None
    text.encode("utf-8")
    expected = 1 if format_name in ("github", "azure") else 0
    assert len(commands(text)) == expected, text
    if format_name in TEXT_FORMATS:
        colored = rendered(format_name, name, color=True)
        assert _COLOR.sub("", colored) == text


@pytest.mark.parametrize("name", NAMES)
def test_github_commands_are_those_that_are_meant(name: str) -> None:
    lines = rendered("github", name).splitlines()
    assert len(lines) == 1
    command = github_command(lines[0])
    assert command is not None
    assert command.name == "warning"
    assert set(command.properties) == {"title", "file", "line", "endLine", "col", "endColumn"}
    assert command.properties["file"] == inside_line(name)
    assert command.properties["title"] == "sm-lint (SMC001)"
    assert command.text.split("\n")[0].endswith(f"SMC001 [unknown-input-path] {one_line(name)}")
    assert len(command.text.split("\n")) == 4
    assert commands(command.text) == []


@pytest.mark.parametrize("name", NAMES)
def test_azure_commands_are_those_that_are_meant(name: str) -> None:
    lines = rendered("azure", name).splitlines()
    assert len(lines) == 1
    command = azure_command(lines[0])
    assert command is not None
    assert command.name == "task.logissue"
    assert set(command.properties) == {"type", "sourcepath", "linenumber", "columnnumber", "code"}
    assert commands(command.text) == []


@pytest.mark.parametrize("name", NAMES)
def test_machine_formats_keep_what_is_meant(name: str) -> None:
    """What a program decodes is the name and the message; only what UTF-8 cannot hold is escaped."""
    shown = re.sub("[\udc80-\udcff]", lambda match: f"\\x{ord(match.group()) - 0xDC00:02x}", name)
    record = json.loads(rendered("json", name))[0]
    assert (record["path"], record["message"], record["fix"]["edits"][0]["content"]) == (shown, shown, shown)
    assert json.loads(rendered("json-lines", name)) == record
    assert json.loads(rendered("gitlab", name))[0]["location"]["path"] == shown
    assert json.loads(rendered("rdjson", name))["diagnostics"][0]["location"]["path"] == shown
    result = json.loads(rendered("sarif", name))["runs"][0]["results"][0]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri, errors="surrogateescape") == name
    assert result["message"]["text"].startswith(shown)
    suite = ET.fromstring(rendered("junit", name))[0]
    assert suite.attrib["name"] == one_line(name)
    assert suite[0][0].attrib["message"] == one_line(name)


@pytest.mark.parametrize(
    "name", ["a.py", "a b/ü.py", "a::b.py", "../::a.py", "a#b.py", "a##b.py", "section_a.py", "漢.py"]
)
def test_ordinary_names_are_as_they_are(name: str) -> None:
    assert shown_name(f"/project/{name}", "/project") == name
    assert one_line(f"reads {name}[::2] at C::D") == f"reads {name}[::2] at C::D"


def test_a_code_frame_shows_slices_and_comments_as_they_are() -> None:
    line = "x[::2]  # [a]##b"
    found = Finding("SMC001", "a", Severity.ERROR, "m", Place("/project/a.py", Span(1, 3, 1, 5)))
    context = RenderContext("/project", Sources({"/project/a.py": line.encode()}))
    shown = "".join(formats.load("full").render([found], context)).splitlines()
    assert shown[2:4] == [f"   1 | {line}", "     |   ^^"]


@pytest.mark.parametrize("column", range(1, 12))
def test_a_code_frame_does_not_put_a_command_together(column: int) -> None:
    found = Finding("SMC001", "a", Severity.ERROR, "m", Place("/project/a.py", Span(1, column, 1, column + 1)))
    context = RenderContext("/project", Sources({"/project/a.py": b"x ##vso[a.b]c\n"}))
    shown = "".join(formats.load("full").render([found], context))
    assert commands(shown) == []
    assert r"x #\x23vso[a.b]c" in shown
