"""Tests of rules: cases written as Markdown, and what holds a package of rules to its documentation and its catalogue.

The functions serve the built-in rules and those of plugins. A file of cases is prose with fenced blocks. Each heading of the second level begins a case::

    ## A file below the declared directory is silent

    ```toml
    [tool.sm-lint.contracts.c]
    entry-point = "script.py"
    expected-input-paths = { raw = "/opt/ml/processing/input" }
    ```

    ```python
    open("/opt/ml/processing/input/data.csv")
    open("/opt/ml/processing/other.csv")  # SMC001
    ```

    ```text
    script.py:2:1 SMC001 error: `/opt/ml/processing/other.csv` is read, but ...
    ```

- ``toml`` is the ``pyproject.toml``; one before the first case holds for every case without its own.
- ``python`` is a script, called as the contract's entry point or else ``script.py``; ``path=dir/name.py`` behind the
  language names it otherwise. Any block with a path is written as a file, so that a case may hold several.
- A trailing comment of nothing but codes says what must fire on the line: that, and nothing else. It works in TOML too, and in a
  Dockerfile on a line of its own, for the line below it.
- ``text`` holds all findings as ``path:line:column CODE severity: message``. With lines that begin with ``=``, their notes
  are compared, too: ``= declared at pyproject.toml:4:7``.
- A block with the word ``fixed`` behind the language holds what a file, named in the same way, must be after all fixes.

Use it with pytest::

    @pytest.mark.parametrize("case", read_cases(Path("tests/cases/ACM001.md").read_text()), ids=str)
    def test_case(case, tmp_path):
        check_case(case, str(tmp_path), select=["ACM001"], plugins=["acme_rules"])

:func:`rule_classes` gives the rules of a package, :func:`page` their documentation with its examples, and
:func:`check_catalogue` holds the generated catalogue to the rules.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sm_lint.patterns import regex
from sm_lint.registry.docs import Block, Example, RulePage, page
from sm_lint.workspace.document_kind import DocumentKind, document_kind

if TYPE_CHECKING:
    from sm_lint.config.load import Resolver
    from sm_lint.diagnostics.finding import Finding, Note
    from sm_lint.diagnostics.result import RunResult
    from sm_lint.registry.bases import Rule
    from sm_lint.syntax.span import Place

__all__ = [
    "Block",
    "Case",
    "Example",
    "RulePage",
    "check_case",
    "check_catalogue",
    "lint_files",
    "page",
    "read_cases",
    "rule_classes",
    "script_name",
]

CONFIGURATION = "pyproject.toml"
_SCRIPT = "script.py"
_CODE = r"[A-Z]{2,8}[0-9]{2,5}"
_MARK = regex(rf"#\s*({_CODE}(?:[\s,]+{_CODE})*)\s*$")
_FENCE = regex(r"(?P<fence>`{3,}|~{3,})\s*(?P<language>[\w+-]*)\s*(?P<info>.*)")
_PATH = regex(r"""(?:path|title)=(?:"([^"]+)"|(\S+))""")
_ENTRY_POINT = regex(r"""^[ \t]*entry-point[ \t]*=[ \t]*["']([^"'*?\[]+)["']""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """One case.

    Attributes:
        title: its heading.
        line: line of the heading in the Markdown file.
        files: content of each file, by path relative to the case's directory.
        expected: codes that must fire, by path and line.
        findings: the findings as text, in order; None where the case does not spell them out.
        fixed: content of files after all fixes, by path.
    """

    title: str
    line: int
    files: Mapping[str, str]
    expected: Mapping[tuple[str, int], Counter[str]]
    findings: tuple[str, ...] | None = None
    fixed: Mapping[str, str] | None = None

    def __str__(self) -> str:
        return re.sub(r"\W+", "-", self.title.lower()).strip("-")

    @property
    def codes(self) -> frozenset[str]:
        """Every code that the case speaks of."""
        return frozenset(code for found in self.expected.values() for code in found)


def read_cases(text: str) -> list[Case]:
    """Take a Markdown file of cases apart.

    Raises:
        ValueError: a case has no file, two for one path, or a fence that is not closed.
    """
    shared: str | None = None
    cases: list[Case] = []
    for title, line, blocks in _sections(text):
        if title:
            cases.append(_case(title, line, blocks, shared))
        else:
            shared = next((block.text for block in blocks if block.language == "toml" and not block.path), None)
    return cases


@dataclass(frozen=True, slots=True)
class _CaseBlock:
    language: str
    info: str
    text: str

    @property
    def path(self) -> str | None:
        match = _PATH.search(self.info)
        return (match[1] or match[2]) if match else None

    @property
    def is_fixed(self) -> bool:
        return "fixed" in self.info.split()


def _sections(text: str) -> Iterator[tuple[str, int, list[_CaseBlock]]]:
    """Title, line and blocks of each case, after those of the text before the first heading, whose title is ''."""
    title, start = "", 1
    blocks: list[_CaseBlock] = []
    lines = iter(enumerate(text.splitlines(), start=1))
    for number, line in lines:
        opened = _FENCE.fullmatch(line.strip())
        if opened:
            blocks.append(_CaseBlock(opened["language"], opened["info"], _body(lines, opened["fence"], number)))
        elif line.startswith("## "):
            yield title, start, blocks
            title, start, blocks = line[3:].strip(), number, []
    yield title, start, blocks


def _body(lines: Iterator[tuple[int, str]], fence: str, opened: int) -> str:
    body: list[str] = []
    for _, line in lines:
        if line.strip() == fence:
            return "".join(f"{part}\n" for part in body)
        body.append(line)
    raise ValueError(f"the fence of line {opened} is not closed")


def _case(title: str, line: int, blocks: Sequence[_CaseBlock], shared: str | None) -> Case:
    configuration = next((b.text for b in blocks if b.language == "toml" and not b.path and not b.is_fixed), shared)
    files: dict[str, str] = {} if configuration is None else {CONFIGURATION: configuration}
    fixed: dict[str, str] = {}
    findings: list[str] | None = None
    for block in blocks:
        if block.language == "text" and not block.path:
            findings = [*(findings or []), *(part.strip() for part in block.text.splitlines() if part.strip())]
            continue
        path = block.path or _default_path(block, configuration)
        if path is None or (path == CONFIGURATION and not block.is_fixed):
            continue
        target = fixed if block.is_fixed else files
        if path in target:
            raise ValueError(f"{title} (line {line}): `{path}` is given twice")
        target[path] = block.text
    if not set(files) - {CONFIGURATION} and configuration is shared:
        raise ValueError(f"{title} (line {line}): the case has no file")
    return Case(title, line, files, _expected(files), None if findings is None else tuple(findings), fixed or None)


def _default_path(block: _CaseBlock, configuration: str | None) -> str | None:
    if block.language == "toml":
        return CONFIGURATION
    return script_name(configuration) if block.language == "python" else None


def script_name(configuration: str | None) -> str:
    """Name that a script without one goes by: the first literal entry point of a configuration, else ``script.py``."""
    match = _ENTRY_POINT.search(configuration or "")
    return match[1] if match else _SCRIPT


def _expected(files: Mapping[str, str]) -> dict[tuple[str, int], Counter[str]]:
    found: dict[tuple[str, int], Counter[str]] = {}
    for path, text in files.items():
        for number, line in enumerate(text.splitlines(), start=1):
            match = _MARK.search(line)
            if match:
                # A comment of a Dockerfile takes a whole line, and marks the one below it.
                number += document_kind(path) is DocumentKind.DOCKERFILE
                found[path, number] = Counter(re.findall(_CODE, match[1]))
    return found


def lint_files(
    files: Mapping[str, str], directory: str, *, select: Iterable[str] = (), plugins: Iterable[str] = ()
) -> RunResult:
    """Write files into an empty directory and lint it with some rules, those in preview included.

    Args:
        files: content by relative path.
        directory: an existing directory that nothing else uses.
        select: codes to run; none for the default selection.
        plugins: rule packages to load.
    """
    from sm_lint.lint.run.runner import lint_paths

    _write(files, directory)
    return lint_paths(["."], resolver=_resolver(directory, select, plugins), cache=False, baseline=False)


def check_case(case: Case, directory: str, *, select: Iterable[str] = (), plugins: Iterable[str] = ()) -> None:
    """Run a case in an empty directory.

    Args:
        case: what :func:`read_cases` gave.
        directory: an existing directory that nothing else uses.
        select: codes to run beside those that the case speaks of.
        plugins: rule packages to load.

    Raises:
        AssertionError: what was found is not what the case says.
    """
    chosen = sorted({*select, *case.codes})
    result = lint_files(case.files, directory, select=chosen, plugins=plugins)
    shown = [*_shown(result.findings, directory, notes=True)]
    where = f"{case.title} (line {case.line})"
    assert not result.internal_errors, f"{where}: the linter broke\n" + "\n".join(shown)
    found = _by_line(result.findings, directory)
    expected = dict(case.expected)
    assert found == expected, f"{where}: {_difference(expected, found)}\nfound:\n" + "\n".join(shown)
    if case.findings is not None:
        _check_text(case, result.findings, directory, where)
    if case.fixed is not None:
        _check_fixes(case.fixed, directory, chosen, plugins, where)


def rule_classes(package: str) -> tuple[type[Rule], ...]:
    """The rules that the modules of a package define, sorted by code; imports all of them.

    Args:
        package: dotted name of an importable package.

    Raises:
        PluginError: a module cannot be imported, a rule has no code, name or documentation, or two share a code or name.
    """
    from sm_lint.registry.packages import load_class, search

    return tuple(map(load_class, search(package)))


def check_catalogue(package: str) -> None:
    """Compare the catalogue of a package with its rules.

    Args:
        package: dotted name of an importable package.

    Raises:
        AssertionError: the catalogue is missing, or is not what the rules would be described by now.
        PluginError: there is no such package, or its rules cannot be described.
    """
    from sm_lint.registry.catalogue import path_of, render
    from sm_lint.registry.packages import search

    path = path_of(package)
    advice = f"run `python -m sm_lint.registry.catalogue {package}`"
    try:
        with open(path, encoding="utf-8", newline="") as file:
            written = file.read()
    except FileNotFoundError:
        raise AssertionError(f"`{package}` has no catalogue; {advice}") from None
    assert written == render(package, search(package)), f"the catalogue of `{package}` is out of date; {advice}"


def _write(files: Mapping[str, str], directory: str) -> None:
    for path, text in files.items():
        target = os.path.join(directory, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8", newline="") as file:
            file.write(text)


def _resolver(directory: str, select: Iterable[str], plugins: Iterable[str]) -> Resolver:
    from sm_lint.config.load import Resolver

    overrides: dict[str, object] = {"preview": True}
    if chosen := list(select):
        overrides["select"] = chosen
    if packages := list(plugins):
        overrides["plugins"] = packages
    return Resolver(overrides, cwd=directory)


def _by_line(findings: Sequence[Finding], directory: str) -> dict[tuple[str, int], Counter[str]]:
    found: dict[tuple[str, int], Counter[str]] = {}
    for finding in findings:
        key = os.path.relpath(finding.place.path, directory), finding.place.span.line
        found.setdefault(key, Counter())[finding.code] += 1
    return found


def _difference(expected: Mapping[tuple[str, int], Counter[str]], found: Mapping[tuple[str, int], Counter[str]]) -> str:
    parts: list[str] = []
    for what, some, others in (("missing", expected, found), ("unexpected", found, expected)):
        for (path, line), codes in sorted(some.items()):
            rest = codes - others.get((path, line), Counter())
            if rest:
                parts.append(f"{what} {path}:{line} {' '.join(sorted(rest.elements()))}")
    return ", ".join(parts)


def _check_text(case: Case, findings: Sequence[Finding], directory: str, where: str) -> None:
    wanted = case.findings or ()
    notes = any(line.startswith("=") for line in wanted)
    shown = [line.strip() for line in _shown(findings, directory, notes=notes)]
    assert shown == list(wanted), f"{where}: the findings read\n" + "\n".join(shown)


def _shown(findings: Sequence[Finding], directory: str, *, notes: bool) -> Iterator[str]:
    for finding in findings:
        where = _position(finding.place, directory)
        yield f"{where} {finding.code} {finding.severity.value}: {finding.message}"
        if notes:
            yield from (f"  = {_note(note, directory)}" for note in finding.notes)


def _note(note: Note, directory: str) -> str:
    return f"{note.message} {_position(note.place, directory)}" if note.place else note.message


def _position(place: Place, directory: str) -> str:
    return f"{os.path.relpath(place.path, directory)}:{place.span.line}:{place.span.column}"


def _check_fixes(
    fixed: Mapping[str, str], directory: str, select: Iterable[str], plugins: Iterable[str], where: str
) -> None:
    from sm_lint.lint.fixing.fix_run import fix_paths

    fix_paths(["."], unsafe=True, resolver=_resolver(directory, select, plugins), cache=False, baseline=False)
    for path, text in fixed.items():
        with open(os.path.join(directory, path), encoding="utf-8", newline="") as file:
            after = file.read()
        assert after == text, f"{where}: after all fixes {path} is\n{after}"
