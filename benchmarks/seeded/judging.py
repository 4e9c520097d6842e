"""Whether the linter says something of a mutant, and nothing of what is not broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sm_lint
from seeded.mutant import Mutant
from seeded.pairs import Pair, read
from sm_lint.diagnostics.finding import Edit
from sm_lint.diagnostics.rewrite import rewrite

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Verdict:
    """What came of one mutant.

    Attributes:
        outcome: ``found``, ``unnamed`` for a finding that names nothing of what is broken, or ``missed``.
        findings: what is new, as text.
    """

    mutant: Mutant
    pair: Pair
    outcome: str
    findings: tuple[str, ...] = ()


class Judge:
    """Lints a pair and its mutants in one copy of its project.

    Attributes:
        resolver: where settings come from.
    """

    def __init__(self, resolver: sm_lint.Resolver) -> None:
        self.resolver = resolver
        self._known: dict[tuple[str, str], Counter[Key]] = {}

    def findings(self, pair: Pair, overlay: Mapping[str, bytes]) -> list[sm_lint.Finding]:
        """Errors and warnings in the two files of a pair."""
        files = sorted({pair.definition, pair.script})
        result = sm_lint.lint_paths(files, resolver=self.resolver, overlay=overlay, baseline=False, cache=not overlay)
        return [found for found in result.findings if found.severity.rank >= 1 and found.place.path in files]

    def before(self, pair: Pair) -> Counter[Key]:
        """What is said of a pair that is not broken."""
        key = (pair.definition, pair.script)
        if key not in self._known:
            self._known[key] = Counter(map(_key, self.findings(pair, {})))
        return self._known[key]

    def judge(self, pair: Pair, mutant: Mutant) -> Verdict:
        """Lint one mutant.

        Raises:
            ValueError: the edits cannot be made.
        """
        new = self._new(pair, mutant.edits)
        named = [found for found in new if _names(found, mutant.names)]
        outcome = "found" if named else "unnamed" if new else "missed"
        return Verdict(mutant, pair, outcome, tuple(f"{found.code} {found.message}" for found in new))

    def unbroken(self, pair: Pair) -> tuple[str, ...]:
        """What is said of the pair with a comment at the end of both files, and was not said without it."""
        overlay = {
            path: read(path) + b"\n# the end\n" for path in {pair.definition, pair.script} if path.endswith(".py")
        }
        known = self.before(pair)
        return tuple(f"{found.code} {found.message}" for found in _beyond(self.findings(pair, overlay), known))

    def _new(self, pair: Pair, edits: Sequence[Edit]) -> list[sm_lint.Finding]:
        path = edits[0].place.path
        overlay = {path: rewrite(path, read(path), edits)}
        known = self.before(pair)
        return _beyond(self.findings(pair, overlay), known)


def _beyond(found: Sequence[sm_lint.Finding], known: Counter[Key]) -> list[sm_lint.Finding]:
    left = Counter(known)
    new = []
    for finding in found:
        if left[_key(finding)]:
            left[_key(finding)] -= 1
        else:
            new.append(finding)
    return new


def _key(found: sm_lint.Finding) -> Key:
    return found.code, found.place.path, found.message


def _names(found: sm_lint.Finding, names: Sequence[str]) -> bool:
    text = "\n".join((found.message, *(note.message for note in found.notes))).lower()
    return any(name.lower() in text for name in names if name)
