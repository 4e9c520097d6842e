"""Laying one contract table over another: for `extends`, and for variants."""

from __future__ import annotations

from sm_lint.config.node import Node
from sm_lint.contracts.schema import SHORTHANDS

REQUIRED, OPTIONAL = "required-env-vars", "optional-env-vars"
OWN_KEYS = frozenset({"entry-point", "description", "version", "extends"})
"""What belongs to one contract alone: a contract that extends another does not take it over."""


def table_of(members: dict[str, Node], like: Node) -> Node:
    """A table made of nodes from several places, which stands where `like` does."""
    return Node({}, like.document, like.path, merged=members)


def without(node: Node, keys: frozenset[str]) -> Node:
    """A table without some of its keys."""
    return table_of({key: member for key, member in node.table().items() if key not in keys}, node)


def lay_over(below: Node, above: Node) -> Node:
    """The contract table `above` with what it leaves out taken from `below`.

    Tables are merged by key at every level, all else is replaced. A variable that `above` calls required is no longer
    optional, and the reverse.
    """
    lower = dict(below.table())
    upper = above.table()
    _move_variables(lower, upper)
    for key, member in upper.items():
        lower[key] = _merge(lower[key], member, SHORTHANDS.get(key)) if key in lower else member
    return table_of(lower, above)


def _merge(below: Node, above: Node, short: str | None = None) -> Node:
    """One member over another; members of the two may be bare values that stand for the key `short`."""
    if not (below.is_table and above.is_table):
        return above
    members = dict(below.table())
    for key, member in above.table().items():
        if key not in members:
            members[key] = member
        elif short is not None:
            members[key] = _merge(_spelled_out(members[key], short), _spelled_out(member, short))
        else:
            members[key] = _merge(members[key], member)
    return table_of(members, above)


def _spelled_out(node: Node, short: str) -> Node:
    return node if node.is_table else table_of({short: node}, node)


def _move_variables(lower: dict[str, Node], upper: dict[str, Node]) -> None:
    if REQUIRED in upper and OPTIONAL in lower:
        required = {element.value for element in upper[REQUIRED].elements() if isinstance(element.value, str)}
        lower[OPTIONAL] = without(lower[OPTIONAL], frozenset(required))
    if OPTIONAL in upper and REQUIRED in lower:
        optional = upper[OPTIONAL].table()
        kept = [node for node in lower[REQUIRED].elements() if node.value not in list(optional)]
        lower[REQUIRED] = Node([], lower[REQUIRED].document, lower[REQUIRED].path, joined=kept)
