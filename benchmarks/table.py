"""Results as a Markdown table."""

from __future__ import annotations

from collections.abc import Iterable

from measures import Result

HEAD = "| measure | tree | median | lowest | highest | must reach | |\n|---|---|---:|---:|---:|---:|---|\n"


def table(results: Iterable[Result]) -> str:
    """The table of some results."""
    return HEAD + "".join(f"{row(result)}\n" for result in results)


def row(result: Result) -> str:
    """One result."""
    figure, unit = result.figure, result.unit
    bound = "" if result.bound is None else f"{'≥' if result.at_least else '≤'} {result.bound:g}"
    verdict = {True: "yes", False: "**no**", None: ""}[result.reached]
    numbers = " | ".join(f"{value:.2f}{unit and f' {unit}'}" for value in (figure.median, figure.low, figure.high))
    return f"| {result.measure} | {result.tree} | {numbers} | {bound} | {verdict} |"
