"""The report: detection by kind of fault, by idiom of the script and by dialect of the definition."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from seeded.judging import Verdict


def tables(verdicts: Sequence[Verdict], noise: int) -> str:
    """Markdown tables of what was found."""
    parts = [
        _table("kind of fault", verdicts, lambda verdict: f"{verdict.mutant.kind} ({verdict.mutant.side})"),
        _table("idiom of the script", verdicts, lambda verdict: verdict.pair.idiom),
        _table("dialect of the definition", verdicts, lambda verdict: verdict.pair.job.dialect),
        f"New findings on pairs that are not broken: {noise}.",
    ]
    return "\n\n".join(parts)


def _table(title: str, verdicts: Iterable[Verdict], group: Callable[[Verdict], str]) -> str:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for verdict in verdicts:
        counts[group(verdict)][verdict.outcome] += 1
        counts["all"][verdict.outcome] += 1
    rows = [f"| {title} | found | named otherwise | missed | found of all |", "|---|--:|--:|--:|--:|"]
    for name in sorted(counts, key=lambda name: (name == "all", name)):
        count = counts[name]
        share = count["found"] / max(1, count.total())
        rows.append(f"| {name} | {count['found']} | {count['unnamed']} | {count['missed']} | {share:.0%} |")
    return "\n".join(rows)
