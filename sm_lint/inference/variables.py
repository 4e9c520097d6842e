"""The environment variables that a script needs or may be given, and their defaults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from sm_lint.config.settings import Settings
from sm_lint.flow.facts import EnvRead, EnvWrite, ImportFact, ScriptFacts
from sm_lint.patterns import regex
from sm_lint.sagemaker.environment import is_platform_variable
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.libraries import sets_variables
from sm_lint.syntax.literal import text_value
from sm_lint.syntax.module import ParsedModule


class FoundVariable(NamedTuple):
    """One variable.

    Attributes:
        name: exact name, or a glob.
        required: whether the script cannot do without.
        default: the text that holds when it is not set; None where it is not known.
        read: the read that shows it.
        why: what shows it, in words.
        sure: whether that is proved.
    """

    name: str
    required: bool
    default: str | None
    read: EnvRead
    why: str
    sure: bool = True


def find_variables(facts: ScriptFacts, kind: JobKind | None, settings: Settings) -> Iterator[FoundVariable]:
    """The variables that the job has to, or may, set, in the order in which they are first read.

    Variables of the platform, those that the script sets itself, and those that the settings ignore are left out. So
    are all optional ones of a script that loads variables from a file.
    """
    written = {fact.name for fact in facts.all(EnvWrite)}
    loads = any(sets_variables(fact.module) for fact in facts.all(ImportFact))
    reads: dict[str, list[EnvRead]] = {}
    for read in facts.all(EnvRead):
        if read.reached and not _is_given(read.name, kind, settings) and read.name not in written:
            reads.setdefault(read.name, []).append(read)
    refusals = _Refusals((facts.module, *facts.modules))
    for name, found in reads.items():
        if name.strip("*_"):
            variable = _variable(name, found, refusals)
            if variable.required or not loads:
                yield variable


def _is_given(name: str, kind: JobKind | None, settings: Settings) -> bool:
    return is_platform_variable(name, kind) or is_platform_variable(name, None) or settings.ignores_variable(name)


def _variable(name: str, found: list[EnvRead], refusals: _Refusals) -> FoundVariable:
    needed = next((read for read in found if read.required and not read.guarded and not read.probe), None)
    if needed is not None and "*" not in name:
        return FoundVariable(name, True, None, needed, "read without a default")
    defaulted = next((read for read in found if read.default is not None), None)
    if defaulted is not None and not defaulted.default and refusals.names(name):
        return FoundVariable(name, True, None, defaulted, "the script ends without it")
    if defaulted is not None:
        return FoundVariable(name, False, defaulted.default, defaulted, "read with a default")
    computed = next((read for read in found if read.has_default), None)
    if computed is not None and "*" not in name:
        return FoundVariable(name, False, None, computed, "read with a default that is not known", sure=False)
    first = next((read for read in found if not read.probe), found[0])
    if "*" in name:
        return FoundVariable(name, False, "", first, "read by a pattern")
    if refusals.names(name):
        return FoundVariable(name, True, None, first, "the script ends without it")
    return FoundVariable(name, False, "", first, "read with `None` in its place", sure=False)


_MISSING = regex(
    r"\b(required|missing|unset|needed|must be (set|given|provided|specified)|(not|isn't|be) (set|given|provided|specified|defined))\b",
    re.IGNORECASE,
)


class _Refusals:
    """The messages with which a script refuses to run."""

    def __init__(self, modules: tuple[ParsedModule, ...]) -> None:
        self._modules = modules
        self._texts: list[str] | None = None

    def names(self, name: str) -> bool:
        """Whether an exception says that the variable is missing."""
        if self._texts is None:
            self._texts = [text for module in self._modules if "raise" in module.text for text in _raised(module)]
        pattern = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])")
        return any(pattern.search(text) for text in self._texts)


def _raised(module: ParsedModule) -> Iterator[str]:
    """The texts of `raise` statements at the end of an `if` that say that something is missing, and not one of several."""
    order = module.order
    for node in order.of(cst.If):
        last = node.body.body[-1] if node.body.body else None
        statement = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else None
        if isinstance(statement, cst.Raise):
            extent = order.extent(statement)
            text = " ".join(text_value(literal) or "" for literal in order.within(extent, cst.SimpleString))
            text += " ".join(part.value for part in order.within(extent, cst.FormattedStringText))
            if _MISSING.search(text) and " or " not in text:
                yield text
