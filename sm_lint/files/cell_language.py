"""The language of notebook cells: the declared one, and heuristics for code that is not Python."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sm_lint.patterns import regex

_PYTHON = regex(r"python|pyspark|^py\d*$|sage", re.IGNORECASE)
# Kernels for other languages than Python, by the name under which they are installed: IRkernel and SageMaker's conda
# environments with R, sparkmagic, Apache Toree, spylon, almond, IJulia, bash_kernel, IJavascript, tslab, IJava, evcxr.
_FOREIGN_KERNEL = regex(
    r"(?:ir|r|conda_r|conda-env-r-r|.*scala.*|spark(?:r)?kernel|spylon.*|almond.*|julia.*|bash.*|javascript|node.*|tslab"
    r"|jslab|java|ijava|rust|evcxr|xcpp.*|octave|matlab.*|sas|stata)",
    re.IGNORECASE,
)
_START = r"^[ \t]*(?![ \t])"
_SHELL_PROGRAMS = (
    "sudo aws docker git curl wget echo export cd mkdir apt apt-get yum pip3? conda source kubectl eksctl chmod tar unzip cat"
    " ls cp mv rm bash sh python3? terraform make"
)
# Beginnings of statements that are not Python. A cell is in a language if its first statement, or a third of its lines,
# match.
_MARKS: dict[str, re.Pattern[str]] = {
    language: regex(pattern, re.MULTILINE | (re.IGNORECASE if language == "SQL" else 0))
    for language, pattern in {
        "Scala": rf"{_START}(?:import\s+[\w.]+(?:\.(?:_|\*|\{{)|;)|(?:lazy\s+)?va[lr]\s+[\w(]|object\s+\w+|case\s+class\s"
        r"|package\s+[\w.]+|(?:public|private|static)\s+\w+|//|/\*|\}[ \t]*$)",
        "R": rf"{_START}(?:[\w.$\[\]\"']+\s*<-|[\w.]+\s*(?:<-|=)\s*function\s*\(|.*%>%|[\w.]+::\w+)",
        "JavaScript": rf"{_START}(?:(?:const|let|var|function)\s+\w+|.*=>\s*\{{|\}}\)*;?[ \t]*$|//)",
        "shell": rf"{_START}(?:#!/bin/|#!/usr/bin/env (?:ba)?sh|(?:{'|'.join(_SHELL_PROGRAMS.split())})[ \t]+[-\w./~$\"'{{]"
        r"|(?:if|for|while)\b.*;[ \t]*(?:then|do)[ \t]*$|(?:fi|done|esac|then|do)[ \t]*$|[A-Z_]+=\$)",
        "SQL": rf"{_START}(?:SELECT\s+[\w*`\"(]|INSERT\s+INTO\s|CREATE\s+(?:OR\s+REPLACE\s+|EXTERNAL\s+)?"
        r"(?:TABLE|DATABASE|VIEW|SCHEMA)\s|DROP\s+(?:TABLE|DATABASE|VIEW|SCHEMA)\s|ALTER\s+TABLE\s|WITH\s+\w+\s+AS\s*\("
        r"|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|SHOW\s+\w+|DESCRIBE\s+\w|USE\s+\w|MSCK\s+REPAIR)",
        "HTML": rf"{_START}</?[A-Za-z!][^>\r\n]*>",
        "Julia": rf"{_START}(?:using\s+[A-Z]\w*|end[ \t]*$|println\(.*\)[ \t]*$)",
        "Dockerfile": r"^(?:FROM|RUN|COPY|ADD|ENV|ARG|WORKDIR|ENTRYPOINT|CMD|EXPOSE)[ \t]+\S",
    }.items()
}
# A magic that other programs know by one sign, such as Databricks; and one that does not begin its cell.
_OTHER_MAGIC = regex(r"\s*%(?:sql|sh|md|scala|r|fs|markdown|html)\b", re.IGNORECASE)
_LATER_MAGIC = regex(r"[\r\n][ \t]*%%\w")
_WORDS = regex(
    r"(?:[-*>]\s+|\d+[.)]\s+)?[A-Za-z][\w'\u2019,.():/%-]*(?:[ \t]+[\w'\u2019\",.():/%&+-]+){2,}[.:!?]?[ \t]*"
)
_DATA = regex(r"\S+[ \t]+[-+]?\d[\d.,%]*[ \t]*|Traceback \(most recent call last\).*|-.*|[=+|*]{3}.*")
_STATEMENT = regex(
    r"(?:import|from|def|class|if|elif|else|for|while|with|try|except|finally|return|raise|assert|del|global|async|await"
    r"|yield|lambda|print|not|pass|nonlocal|match|case)\b"
)


def kernel_language(metadata: object) -> str:
    """The language of a notebook's kernel, read from where each format version keeps it; empty if it is not stated.

    The name of the kernel takes precedence if it is known to be for another language: `language_info` describes the
    last run, and the kernel may have been changed since.
    """
    if not isinstance(metadata, Mapping):
        return ""
    kernel = _text(metadata, "kernelspec", "name")
    if kernel and _FOREIGN_KERNEL.fullmatch(kernel):
        return kernel
    return _text(metadata, "language_info", "name") or _text(metadata, "kernelspec", "language")


def cell_language(cell: Mapping[str, Any]) -> str:
    """The language that a cell is marked with by an editor, by SoS or in format 3; empty if there is none."""
    return (
        _text(cell, "metadata", "vscode", "languageId") or _text(cell, "metadata", "kernel") or _text(cell, "language")
    )


def is_python(language: str) -> bool:
    """Whether a language, as notebooks name it, is Python; an unstated one is."""
    return not language or _PYTHON.search(language) is not None


def other_language(source: str) -> str | None:
    """What a cell that is not Python looks like: the name of a language, or "text"; None for Python with a mistake in it."""
    if _OTHER_MAGIC.match(source) or _LATER_MAGIC.search(source):
        return "another magic"
    rows = [row for row in source.splitlines() if row.strip() and not row.lstrip().startswith("#")]
    if not rows:
        return None
    for language, mark in _MARKS.items():
        found = sum(mark.match(row) is not None for row in rows)
        if mark.match(rows[0]) or found * 3 >= len(rows):
            return language
    prose = sum(_is_text(row.strip()) for row in rows)
    return "text" if prose * 3 >= len(rows) * 2 else None


def _is_text(row: str) -> bool:
    """Whether a line is prose or figures, as copied from a text or an output."""
    return not _STATEMENT.match(row) and (_WORDS.fullmatch(row) or _DATA.fullmatch(row)) is not None


def _text(table: Mapping[str, Any], *keys: str) -> str:
    value: Any = table
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""
