"""What a script needs another Python for than the one that it is run by."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from sm_lint.judgement.files.shipping import tried_imports
from sm_lint.sagemaker.python_names import Version, added_in, is_backported, removed_in
from sm_lint.syntax.module import ParsedModule

_GENERIC = frozenset({"dict", "frozenset", "list", "set", "tuple", "type"})
_TYPES = _GENERIC | {"bool", "bytes", "complex", "float", "int", "object", "str"}
_TYPE_PARAMETERS: tuple[type[cst.CSTNode], ...] = (cst.TypeParameters, cst.TypeAlias)


class Need(NamedTuple):
    """Something that only some versions of Python have.

    Attributes:
        node: where it is.
        what: what it is, for a message.
        added: the first version that has it; None for all before `removed`.
        removed: the first version that has it no more; None for all since `added`.
    """

    node: cst.CSTNode
    what: str
    added: Version | None = None
    removed: Version | None = None

    def is_met(self, python: Version) -> bool:
        """Whether a version has it."""
        return (self.added is None or self.added <= python) and (self.removed is None or python < self.removed)


def needs(module: ParsedModule) -> Iterator[Need]:
    """All that fails in other versions as soon as a module is run, or even read."""
    yield from _syntax(module)
    yield from _imports(module)
    yield from _annotations(module)


def _syntax(module: ParsedModule) -> Iterator[Need]:
    order = module.order
    for kind, what, version in (
        (cst.NamedExpr, "an assignment expression (`:=`)", (3, 8)),
        (cst.ParamSlash, "a positional-only parameter (`/`)", (3, 8)),
        (cst.Match, "a `match` statement", (3, 10)),
        (cst.TryStar, "an `except*` clause", (3, 11)),
        (cst.TypeAlias, "a `type` statement", (3, 12)),
        (cst.TypeParameters, "a type parameter list", (3, 12)),
    ):
        for node in order.of(kind):
            yield Need(node, what, version)
            break
    for field in order.of(cst.FormattedStringExpression):
        if field.equal is not None:
            yield Need(field, "`=` in an f-string", (3, 8))
            break
    for manager in order.of(cst.With):
        if isinstance(manager.lpar, cst.LeftParen) and (len(manager.items) > 1 or manager.items[0].asname is not None):
            yield Need(manager, "parentheses around the items of `with`", (3, 9))
            break
    for text in order.of(cst.FormattedString):
        if _repeats_quote(text):
            yield Need(text, "an f-string that contains its own quotes", (3, 12))
            break


def _repeats_quote(text: cst.FormattedString) -> bool:
    """Whether a field of an f-string has a string with the f-string's quotes."""
    quote = text.end
    pending: list[cst.CSTNode] = [
        part.expression for part in text.parts if isinstance(part, cst.FormattedStringExpression)
    ]
    while pending:
        node = pending.pop()
        if isinstance(node, cst.SimpleString) and quote in node.value:
            return True
        if isinstance(node, cst.FormattedString) and quote in node.start + node.end:
            return True
        pending += node.children
    return False


def _imports(module: ParsedModule) -> Iterator[Need]:
    """Imports at the top of a module, whose failure is not caught."""
    tried = tried_imports(module)
    for statement in _always_run(module.tree.body):
        if id(statement) in tried:
            continue
        if isinstance(statement, cst.Import):
            for alias in statement.names:
                yield from _imported(alias, _dotted(alias.name))
        elif isinstance(statement, cst.ImportFrom) and statement.module is not None and not statement.relative:
            name = _dotted(statement.module)
            yield from _imported(statement, name)
            for alias in statement.names if not isinstance(statement.names, cst.ImportStar) else ():
                yield from _imported_name(alias, name, _dotted(alias.name))


def _imported(node: cst.CSTNode, name: str) -> Iterator[Need]:
    added, removed = added_in(name), removed_in(name)
    if (added is not None or removed is not None) and not is_backported(name):
        yield Need(node, f"the module `{name}`", added, removed)


def _imported_name(node: cst.CSTNode, module: str, name: str) -> Iterator[Need]:
    if (module, name) == ("__future__", "annotations"):
        yield Need(node, "`from __future__ import annotations`", (3, 7))
        return
    if is_backported(module):
        return
    added, removed = added_in(module, name), removed_in(module, name)
    if added is not None or removed is not None:
        yield Need(node, f"`{module}.{name}`", added, removed)
    yield from _imported(node, f"{module}.{name}")


def _dotted(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


def _always_run(body: object) -> Iterator[cst.BaseSmallStatement]:
    """The simple statements that are run whenever a module is: neither in a function nor under a condition."""
    for statement in body if isinstance(body, (list, tuple)) else ():
        if isinstance(statement, cst.SimpleStatementLine):
            yield from statement.body
        elif (isinstance(statement, cst.Try) and not statement.handlers) or isinstance(statement, cst.With):
            yield from _always_run(statement.body.body)


def _annotations(module: ParsedModule) -> Iterator[Need]:
    """Types that are computed when the module is run, and that older versions cannot compute."""
    if "annotations" in module.text and "__future__" in module.text:
        return
    own = {node.value for node in _bound(module)}
    seen: set[str] = set()
    for annotation in _computed(module.tree.body):
        for need in _types(annotation, own):
            if need.what not in seen:
                seen.add(need.what)
                yield need


def _bound(module: ParsedModule) -> Iterator[cst.Name]:
    for target in module.order.of(cst.AssignTarget):
        if isinstance(target.target, cst.Name):
            yield target.target
    yield from (definition.name for definition in module.order.of(cst.ClassDef))
    yield from (definition.name for definition in module.order.of(cst.FunctionDef))
    for alias in module.order.of(cst.ImportAlias):
        if isinstance(alias.asname, cst.AsName) and isinstance(alias.asname.name, cst.Name):
            yield alias.asname.name
        elif isinstance(alias.name, cst.Name):
            yield alias.name


def _computed(body: object) -> Iterator[cst.BaseExpression]:
    """Annotations that are computed when statements are run, those of methods too; not those inside of functions."""
    for statement in body if isinstance(body, (list, tuple)) else ():
        if isinstance(statement, cst.FunctionDef):
            yield from _of_function(statement)
        elif isinstance(statement, cst.ClassDef):
            yield from _computed(statement.body.body)
        elif isinstance(statement, cst.SimpleStatementLine):
            for small in statement.body:
                if isinstance(small, cst.AnnAssign):
                    yield small.annotation.annotation


def _of_function(function: cst.FunctionDef) -> Iterator[cst.BaseExpression]:
    parameters = function.params
    every = [*parameters.posonly_params, *parameters.params, *parameters.kwonly_params]
    every += [each for each in (parameters.star_arg, parameters.star_kwarg) if isinstance(each, cst.Param)]
    for parameter in every:
        if parameter.annotation is not None:
            yield parameter.annotation.annotation
    if function.returns is not None:
        yield function.returns.annotation


def _types(node: cst.CSTNode, own: set[str]) -> Iterator[Need]:
    """What of an expression for a type older versions cannot compute; texts are not computed."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        sides = (node.left, node.right)
        if any(_is_type(side, own) for side in sides) and all(_is_type_like(side) for side in sides):
            yield Need(node, "a type with `|` in an annotation", (3, 10))
    if isinstance(node, cst.Subscript) and isinstance(node.value, cst.Name) and node.value.value in _GENERIC - own:
        yield Need(node, f"`{node.value.value}[…]` in an annotation", (3, 9))
    for child in node.children:
        yield from _types(child, own)


def _is_type(node: cst.BaseExpression, own: set[str]) -> bool:
    if isinstance(node, cst.Subscript):
        return _is_type(node.value, own)
    return isinstance(node, cst.Name) and (node.value == "None" or node.value in _TYPES - own)


def _is_type_like(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.BinaryOperation):
        return _is_type_like(node.left) and _is_type_like(node.right)
    if isinstance(node, cst.Name):
        return node.value == "None" or not keyword.iskeyword(node.value)
    return isinstance(node, cst.Attribute | cst.Subscript)
