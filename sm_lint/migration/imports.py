"""``from sagemaker.x import a as b, c``: each name from where v3 has it."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import libcst as cst

from sm_lint.migration.model import Moved
from sm_lint.migration.names import future
from sm_lint.migration.plan import Text, is_ours
from sm_lint.migration.uses import Binding, dotted
from sm_lint.sagemaker.sdk.moves import moves
from sm_lint.syntax.position import source_of
from sm_lint.syntax.tokens import tokens

MAX_LINE = 100
"""Length of an import in one line; longer ones are put in parentheses."""


class _Item(NamedTuple):
    """A name of a statement, with the module that it is to come from and its text there."""

    binding: Binding
    home: str
    text: str
    moves: bool


def from_imports(text: Text) -> None:
    """Change the `from` imports of a text."""
    by_node: dict[int, list[Binding]] = {}
    for binding in text.uses.bindings:
        if isinstance(binding.node, cst.ImportFrom):
            by_node.setdefault(id(binding.node), []).append(binding)
    for bindings in by_node.values():
        node = bindings[0].node
        if isinstance(node, cst.ImportFrom) and not text.is_guarded(node):
            _change(text, node, [_item(text, binding) for binding in bindings])


def star_imports(text: Text) -> None:
    """Leave star imports, with what v3 has in the place of the module."""
    for node in text.uses.stars:
        module = dotted(node.module)
        fate = future(module)
        if fate.fate == "same":
            continue
        homes = [home for home, _ in Counter(moves().names.get(module, {}).values()).most_common()]
        if not homes:
            if is_ours(module):
                text.leave(node, module)
            continue
        listed = ", ".join(f"`{home}`" for home in homes[:4]) + (" and others" if len(homes) > 4 else "")
        text.leave(node, module, f"name what is used: v3 has the names of `{module}` in {listed}, and not all of them")


def _item(text: Text, binding: Binding) -> _Item:
    """A name, with where it is to come from: where it is, if it is left."""
    module = dotted(binding.node.module) if isinstance(binding.node, cst.ImportFrom) else ""
    name = dotted(binding.alias.name)
    stays = _Item(binding, module, _spelled(name, binding.bound), False)
    fate = future(binding.qualified)
    if fate.fate == "moved":
        if not fate.is_module or text.serves(binding, fate.qualified):
            return _Item(binding, fate.home, _spelled(fate.name, binding.bound), True)
        why = f"v3 has `{fate.qualified}`, but not all that is used of `{binding.qualified}`, or it is used as a whole"
        text.leave(binding.alias, binding.qualified, why)
    elif fate.fate == "gone" or (fate.fate == "unknown" and is_ours(binding.qualified)):
        text.leave(binding.alias, binding.qualified)
    return stays


def _spelled(name: str, bound: str) -> str:
    return name if name == bound else f"{name} as {bound}"


def _change(text: Text, node: cst.ImportFrom, items: list[_Item]) -> None:
    moved = [
        Moved(text.place(item.binding.alias), item.binding.qualified, f"{item.home}.{item.text.partition(' ')[0]}")
        for item in items
        if item.moves
    ]
    if not moved:
        return
    if len({item.home for item in items}) == 1 and node.module is not None:
        edits = [text.view.edit(text.span(node.module), items[0].home)]
        for item in items:
            alias = item.binding.alias
            name = item.text.partition(" ")[0]
            if name != dotted(alias.name):
                wanted, target = (name, alias.name) if alias.asname else (item.text, alias)
                edits.append(text.view.edit(text.span(target), wanted))
        text.plan.add(edits, moved)
        return
    comments = _comments(node, source_of(text.module.text, text.span(node)))
    if comments is None:
        for item in items:
            if item.moves:
                why = f"v3 has it in `{item.home}`; the comments in this import cannot be divided by a machine"
                text.leave(item.binding.alias, item.binding.qualified, why)
        return
    groups: dict[str, list[int]] = {}
    for index, item in enumerate(items):
        groups.setdefault(item.home, []).append(index)
    statements = [_statement(home, [(items[i].text, *comments[i]) for i in group]) for home, group in groups.items()]
    if text.margin(node) is None and any("#" in statement for statement in statements):
        for item in items:
            if item.moves:
                text.leave(
                    item.binding.alias,
                    item.binding.qualified,
                    f"v3 has it in `{item.home}`; put it on a line of its own",
                )
        return
    text.plan.add([text.view.edit(text.span(node), text.joined(node, statements))], moved)


def _statement(home: str, names: list[tuple[str, list[str], str]]) -> str:
    """An import of names, with the comments before each and the one behind it."""
    line = f"from {home} import {', '.join(name for name, _, _ in names)}"
    if len(line) <= MAX_LINE and not any(above or behind for _, above, behind in names):
        return line
    lines = []
    for name, above, behind in names:
        lines += [f"    {comment}" for comment in above]
        lines.append(f"    {name}," + (f"  {behind}" if behind else ""))
    return "\n".join([f"from {home} import (", *lines, ")"])


def _comments(node: cst.ImportFrom, code: str) -> list[tuple[list[str], str]] | None:
    """For each name, the comments on lines before it and the one on its line; None where one is elsewhere."""
    if isinstance(node.names, cst.ImportStar):
        return None
    above: list[list[str]] = [[] for _ in node.names]
    behind = ["" for _ in node.names]
    count = 0
    start = node.lpar.whitespace_after if node.lpar is not None else None
    if isinstance(start, cst.ParenthesizedWhitespace):
        first, others = _in_blank(start)
        above[0] = [*([first] if first else []), *others]
        count += len(above[0])
    for index, alias in enumerate(node.names):
        blank: cst.BaseParenthesizableWhitespace | None = None
        if isinstance(alias.comma, cst.Comma):
            blank = alias.comma.whitespace_after
        if (
            index == len(node.names) - 1
            and node.rpar is not None
            and not isinstance(blank, cst.ParenthesizedWhitespace)
        ):
            blank = node.rpar.whitespace_before
        if isinstance(blank, cst.ParenthesizedWhitespace):
            behind[index], others = _in_blank(blank)
            count += bool(behind[index])
            if index + 1 < len(node.names):
                above[index + 1] = others
                count += len(others)
    if count != sum(token.kind == "comment" for token in tokens(code)):
        return None
    return list(zip(above, behind, strict=True))


def _in_blank(blank: cst.ParenthesizedWhitespace) -> tuple[str, list[str]]:
    """The comment on the line where blanks begin, and those on later lines."""
    first = blank.first_line.comment
    return first.value if first is not None else "", [
        line.comment.value for line in blank.empty_lines if line.comment is not None
    ]
