"""Parses the documentation of a rule: its class docstring.

The docstring is Markdown in sections under fixed headings. `sm-lint rule`, the pages of the site and the tests of the
examples are generated from it: code under "Example" must make the rule fire, code under "Use instead" must not.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from sm_lint.patterns import regex
from sm_lint.registry.rule_info import RuleInfo

if TYPE_CHECKING:
    from sm_lint.registry.bases import Rule

HEADINGS = ("What it does", "Why is this bad?", "Example", "Use instead", "Options", "Fix safety", "References")
REQUIRED = HEADINGS[:4]

_BY_FOLDED = {heading.rstrip("?").lower(): heading for heading in HEADINGS}
_HASHES = regex(r"#{1,6}\s+")
_FENCE = regex(r"(?P<fence>`{3,}|~{3,})\s*(?P<language>[\w+-]*)\s*(?P<info>.*)")
_TITLE = regex(r"""title=(["'])(?P<title>.+?)\1""")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of code: its language, its text and the file name in ``title="..."``, or ''."""

    language: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """Consecutive blocks that form one example.

    Blocks without prose between them form one example, except that each untitled Python block starts a new one. An
    example without a ``toml`` block shares the last one above it.
    """

    blocks: tuple[Block, ...]

    @property
    def python(self) -> str:
        """The script: the first Python block, or an empty string if the example is TOML only."""
        return self._first("python")

    @property
    def toml(self) -> str:
        """The configuration, or an empty string."""
        return self._first("toml")

    def _first(self, language: str) -> str:
        return next((block.text for block in self.blocks if block.language == language), "")


@dataclass(frozen=True, slots=True)
class RulePage:
    """The documentation of a rule.

    Attributes:
        summary: the first paragraph, on one line.
        sections: heading → Markdown, in the original order.
        bad_examples: examples under "Example".
        good_examples: examples under "Use instead".
    """

    summary: str
    sections: Mapping[str, str]
    bad_examples: tuple[Example, ...]
    good_examples: tuple[Example, ...]


def page(rule: type[Rule]) -> RulePage:
    """The documentation of a rule class, without inherited sections."""
    return parse(rule.__dict__.get("__doc__") or "")


def parse(docstring: str) -> RulePage:
    """Parse a docstring."""
    lead, sections = _split(inspect.cleandoc(docstring).splitlines())
    summary = _first_paragraph(lead) or _first_paragraph(sections.get("What it does", ""))
    bad, configuration = _examples(sections.get("Example", ""), None)
    good, _ = _examples(sections.get("Use instead", ""), configuration)
    return RulePage(summary, MappingProxyType(sections), bad, good)


def markdown(rule: RuleInfo, shown: RulePage) -> str:
    """The page of a rule as Markdown, with a heading and the properties from the catalogue."""
    parts = [f"# {rule.name} ({rule.code})", "", f"{traits(rule)}", ""]
    if shown.summary != _first_paragraph(shown.sections.get("What it does", "")):
        parts += [shown.summary, ""]
    for heading, body in shown.sections.items():
        parts += [f"## {heading}", "", body, ""]
    return "\n".join(parts)


def traits(rule: RuleInfo) -> str:
    """One line on severity, selection and fix."""
    said = [f"Severity: {rule.severity.value}."]
    if rule.preview:
        said.append("In preview: runs with `--preview` only.")
    elif not rule.enabled:
        said.append("Off unless selected.")
    fix = {"never": "", "sometimes": "A fix is sometimes available.", "always": "A fix is always available."}
    return " ".join([*said, fix[rule.fixable]]).rstrip()


def _split(lines: list[str]) -> tuple[str, dict[str, str]]:
    found: dict[str, list[str]] = {}
    current: list[str] = []
    lead = current
    fence = ""
    for number, line in enumerate(lines):
        fence = _after(line, fence)
        heading = None if fence else _heading(line, lines[number - 1] if number else "")
        if heading is not None:
            current = found.setdefault(heading, [])
        elif not (current is not lead and not current and _is_rule(line)):
            current.append(line)
    return "\n".join(lead).strip(), {heading: "\n".join(body).strip("\n") for heading, body in found.items()}


def _after(line: str, fence: str) -> str:
    """The fence that is open after a line: its opening marker, or an empty string."""
    stripped = line.strip()
    if fence:
        closes = len(stripped) >= len(fence) and set(stripped) == {fence[0]}
        return "" if closes else fence
    match = _FENCE.fullmatch(stripped)
    return match["fence"] if match else ""


def _heading(line: str, before: str) -> str | None:
    """The fixed heading on a line: ``## Example``, or the bare words after an empty line."""
    text = line.rstrip()
    hashes = _HASHES.match(text)
    if hashes is not None:
        text = text[hashes.end() :].rstrip("#").rstrip()
    elif before.strip() or text[:1].isspace():
        return None
    return _BY_FOLDED.get(text.rstrip("?:").lower())


def _is_rule(line: str) -> bool:
    return re.fullmatch(r"[-=~]{3,}", line.strip()) is not None


def _first_paragraph(text: str) -> str:
    return " ".join(re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0].split())


def _examples(section: str, configuration: Block | None) -> tuple[tuple[Example, ...], Block | None]:
    """The examples of a section, and the configuration in force after it."""
    found: list[Example] = []
    for run in _runs(section):
        tables = [block for block in run if block.language == "toml"]
        shared = [block for block in run if block.language == "toml" or block.title]
        if tables:
            configuration = tables[-1]
        elif configuration is not None:
            shared.insert(0, configuration)
        alone = [block for block in run if block.language == "python" and not block.title]
        found += [Example((*shared, block)) for block in alone] or ([Example(tuple(shared))] if shared else [])
    return tuple(found), configuration


def _runs(section: str) -> Iterator[list[Block]]:
    """Fenced blocks separated only by empty lines."""
    run: list[Block] = []
    fence, opened, body = "", None, list[str]()
    for line in section.splitlines():
        before, fence = fence, _after(line, fence)
        if fence and not before:
            opened, body = _FENCE.fullmatch(line.strip()), []
        elif before and not fence and opened is not None:
            run.append(_block(opened, body))
        elif fence:
            body.append(line)
        elif line.strip() and run:
            yield run
            run = []
    if run:
        yield run


def _block(opened: re.Match[str], body: list[str]) -> Block:
    title = _TITLE.search(opened["info"])
    return Block(opened["language"], "\n".join(body) + "\n", title["title"] if title else "")
