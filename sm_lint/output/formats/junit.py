"""JUnit XML: a test suite per file, a failed test case per finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from sm_lint.diagnostics.finding import Finding
from sm_lint.output.context import FormatInfo, RenderContext
from sm_lint.output.text import one_line, relative, shown_note
from sm_lint.patterns import regex

INFO = FormatInfo(
    "junit",
    "JUnit XML, one test suite per file",
    language="xml",
    details="A test suite per file and a failed test per finding; a file without findings is a passed test.",
)

_NOT_XML = regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(findings: Sequence[Finding], context: RenderContext) -> Iterator[str]:
    """One document; a run without findings is one test case that passed."""
    total = len(findings)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f'<testsuites name="sm-lint" tests="{max(total, 1)}" failures="{total}" errors="0">\n'
    if not findings:
        yield '  <testsuite name="sm-lint" tests="1" failures="0" errors="0" skipped="0">\n'
        yield '    <testcase name="No findings" classname="sm-lint"/>\n'
        yield "  </testsuite>\n"
    for path, group in groupby(findings, key=lambda finding: finding.place.path):
        yield from _suite(one_line(relative(path, context.cwd)), list(group), context)
    yield "</testsuites>\n"


def _suite(path: str, findings: list[Finding], context: RenderContext) -> Iterator[str]:
    number = len(findings)
    yield f'  <testsuite name={_attribute(path)} tests="{number}" failures="{number}" errors="0" skipped="0">\n'
    for finding in findings:
        line, column = context.sources.file_line(finding.place), finding.place.span.column
        cell = f"cell {finding.place.cell}, " if finding.place.cell is not None else ""
        where = f"{cell}line {finding.place.span.line}, column {column}"
        body = "\n".join(
            [f"{where}: {one_line(finding.message)}", *(shown_note(note, context.cwd) for note in finding.notes)]
        )
        name = f"{finding.code} {finding.name}"
        yield (
            f"    <testcase name={_attribute(f'{name} ({where})')} classname={_attribute(path)}"
            f' file={_attribute(path)} line="{line}">\n'
            f"      <failure type={_attribute(name)} message={_attribute(one_line(finding.message))}>{_text(body)}</failure>\n"
            "    </testcase>\n"
        )
    yield "  </testsuite>\n"


def _legal(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _text(text: str) -> str:
    return escape(_legal(text))


def _attribute(text: str) -> str:
    return quoteattr(_legal(text))
