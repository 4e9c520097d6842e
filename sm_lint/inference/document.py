"""Inferred contracts as TOML, for a new file or at the end of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from sm_lint.inference.model import InferredContract
from sm_lint.syntax.span import Place
from sm_lint.toml_editing.contract import contract_text

_MOST_GAPS = 10


Spell = Callable[[Place], str]
"""Gives the text of a place in a comment, on one line."""


def document_text(found: Iterable[InferredContract], prefix: Sequence[str], spell: Spell) -> str:
    """Contracts as TOML, each under a comment that says what could not be inferred and why.

    Args:
        found: the contracts.
        prefix: keys of the table of contracts.
        spell: gives the text of a place.
    """
    return "\n".join(contract_text(item.contract, prefix, gap_lines(item, spell)) for item in found)


def gap_lines(found: InferredContract, spell: Spell) -> Iterator[str]:
    """The lines of a comment with what could not be inferred."""
    if not found.gaps:
        return
    yield f"Not all of `{found.contract.id}` could be inferred:"
    for gap in found.gaps[:_MOST_GAPS]:
        yield f"  {spell(gap.place)}: {gap.text}"
    if len(found.gaps) > _MOST_GAPS:
        yield f"  and {len(found.gaps) - _MOST_GAPS} more"
