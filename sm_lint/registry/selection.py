"""Resolves selectors (codes, prefixes, names, ``ALL``) against a catalogue; the most specific one decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from sm_lint.registry.families import prefix_of
from sm_lint.registry.rule_info import RuleInfo
from sm_lint.spelling import did_you_mean, suggest

ALL = "ALL"

MOST_SUGGESTIONS = 50
LONGEST_SUGGESTED = 100  # characters


class UnknownSelector(NamedTuple):
    """A selector that matches no rule.

    Attributes:
        selector: the selector as written.
        suggestion: a similar code or name, or an empty string.
    """

    selector: str
    suggestion: str = ""

    @property
    def message(self) -> str:
        """One sentence without a full stop."""
        return f"unknown rule selector `{self.selector}`"

    @property
    def hint(self) -> str:
        """How to fix it, or an empty string."""
        return did_you_mean(self.suggestion)


class Selection(NamedTuple):
    """The result of a selection.

    Attributes:
        codes: codes of the rules that run.
        unknown: selectors that match no rule, in the order given.
        redirected: (selector, code) for each former code or name that was used.
        needs_preview: codes that were selected exactly but run only with ``--preview``.
    """

    codes: frozenset[str]
    unknown: tuple[UnknownSelector, ...] = ()
    redirected: tuple[tuple[str, str], ...] = ()
    needs_preview: tuple[str, ...] = ()


class Selectors:
    """A catalogue, indexed by everything that users may write for its rules."""

    def __init__(self, rules: Iterable[RuleInfo]) -> None:
        self.rules = tuple(rules)
        self.by_code = {rule.code: rule for rule in self.rules}
        self._by_name = {rule.name: rule for rule in self.rules}
        self._formerly = {old.upper(): rule for rule in self.rules for old in rule.formerly}

    @property
    def words(self) -> tuple[str, ...]:
        """All selectors of rules, each once: ``ALL``, families, codes, names, then former codes and names."""
        families = dict.fromkeys(prefix_of(code) for code in self.by_code)
        former = [old for rule in self.rules for old in rule.formerly]
        return tuple(dict.fromkeys([ALL, *families, *self.by_code, *self._by_name, *former]))

    def rule(self, text: str) -> RuleInfo | None:
        """The rule that a code, a name or a former code or name refers to."""
        key = text.strip()
        return self.by_code.get(key.upper()) or self._by_name.get(key.lower()) or self._formerly.get(key.upper())

    def redirect(self, text: str) -> str | None:
        """The current code of a rule with this former code or name; None for any other text."""
        key = text.strip()
        if key.upper() in self.by_code or key.lower() in self._by_name:
            return None
        rule = self._formerly.get(key.upper())
        return rule.code if rule else None

    def expand(self, text: str) -> frozenset[str] | None:
        """The codes that a selector covers; None if it covers none and is not a known word."""
        key = text.strip().upper()
        if key == ALL:
            return frozenset(self.by_code)
        rule = self.rule(text)
        if rule is not None:
            return frozenset({rule.code})
        codes = frozenset(code for code in self.by_code if key and code.startswith(key))
        return codes or None

    def specificity(self, text: str) -> int:
        """The specificity of a selector: 0 for ``ALL``, the length of a prefix, more than any prefix for a rule."""
        key = text.strip().upper()
        if key == ALL:
            return 0
        return 1000 if self.rule(text) is not None else len(key)

    def unknown(self, selectors: Iterable[str]) -> tuple[UnknownSelector, ...]:
        """The selectors that match no rule, with the most similar one that does."""
        found = [text for text in selectors if self.expand(text) is None]
        # More unknown selectors are not typos, and each suggestion takes a millisecond or more.
        known = [self.nearest(text) for text in found[:MOST_SUGGESTIONS]]
        return tuple(map(UnknownSelector, found, [*known, *[""] * (len(found) - len(known))]))

    def nearest(self, text: str) -> str:
        """The code or name most similar to `text`, or an empty string."""
        if len(text) > LONGEST_SUGGESTED:
            return ""
        return suggest(text.strip(), [*self.by_code, *self._by_name], cutoff=0.7) or ""

    def covers(self, selectors: Iterable[str]) -> frozenset[str]:
        """The codes that any of the selectors covers; unknown ones cover nothing."""
        return frozenset().union(*(self.expand(text) or frozenset() for text in selectors))

    def select(
        self,
        select: Sequence[str] | None,
        ignore: Sequence[str] = (),
        extend_select: Sequence[str] = (),
        extend_ignore: Sequence[str] = (),
        *,
        preview: bool = False,
    ) -> Selection:
        """Resolve the four lists of selectors.

        The most specific selector that covers a rule decides; if equal, ``ignore`` beats ``select``. Without `select`,
        the default rules run. Preview rules run only if `preview` is set.
        """
        wanted = [*(select or ()), *extend_select]
        unwanted = [*ignore, *extend_ignore]
        chosen = set() if select is not None else {rule.code for rule in self.rules if rule.enabled}
        levels: dict[int, tuple[list[str], list[str]]] = {}
        for texts, side in ((wanted, 0), (unwanted, 1)):
            for text in texts:
                levels.setdefault(self.specificity(text), ([], []))[side].append(text)
        for _, (taken, left_out) in sorted(levels.items()):
            chosen |= self.covers(taken)
            chosen -= self.covers(left_out)
        held_back = {rule.code for rule in self.rules if rule.preview and not preview}
        named = [rule.code for text in wanted if (rule := self.rule(text)) is not None]
        both = (*wanted, *unwanted)
        return Selection(
            codes=frozenset(chosen - held_back),
            unknown=self.unknown(both),
            redirected=tuple((text, code) for text in both if (code := self.redirect(text)) is not None),
            needs_preview=tuple(code for code in dict.fromkeys(named) if code in held_back),
        )


@lru_cache(maxsize=8)
def selectors(rules: tuple[RuleInfo, ...]) -> Selectors:
    """The index of a catalogue, cached."""
    return Selectors(rules)
