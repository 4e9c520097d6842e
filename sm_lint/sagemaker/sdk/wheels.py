"""Reads the public names of wheels of the SageMaker Python SDK, from their source text alone: nothing is imported or run.

``python -m sm_lint.sagemaker.sdk.wheels v2 sagemaker-2.257.7-py3-none-any.whl`` writes ``v2.json``;
``python -m sm_lint.sagemaker.sdk.wheels v3 sagemaker_core-*.whl sagemaker_train-*.whl sagemaker_serve-*.whl
sagemaker_mlops-*.whl`` writes ``v3.json``. The wheels come from ``pip download --no-deps``.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Literal, TypeGuard

from sm_lint.patterns import regex
from sm_lint.sagemaker.sdk.surface import ELSEWHERE, SUPER

HERE = Path(__file__).parent

_LOOKS_ONLY = regex(r"_kwargs$|validate|warn|^_setup_for_training")
"""Helpers of the SDK that are handed the whole of ``kwargs`` and look at keywords that other functions take."""

_FILLS_IN = regex(r"populate_inputs")
"""Decorators that take arguments that are not given from the configuration of the SDK."""

_READERS = frozenset({"pop", "get", "setdefault"})


def surface(wheels: Iterable[Path]) -> dict[str, Any]:
    """The public surface of several wheels together, in the form that :mod:`sm_lint.sagemaker.sdk.surface` reads."""
    modules: dict[str, Any] = {}
    sources: list[str] = []
    for wheel in wheels:
        name, version = wheel.name.split("-")[:2]
        sources.append(f"https://pypi.org/project/{name.replace('_', '-')}/{version}/")
        with zipfile.ZipFile(wheel) as archive:
            for path in sorted(archive.namelist()):
                if path.endswith(".py") and path.startswith("sagemaker/"):
                    found = _module(archive.read(path).decode("utf-8"), path)
                    modules.setdefault(_dotted(path), found)
    return {"sources": sources, "modules": dict(sorted(modules.items()))}


def _dotted(path: str) -> str:
    pure = PurePosixPath(path)
    parts = pure.parts[:-1] if pure.stem == "__init__" else (*pure.parts[:-1], pure.stem)
    return ".".join(parts)


def _module(text: str, path: str) -> dict[str, Any]:
    package = _dotted(path).split(".")
    if not path.endswith("/__init__.py"):
        package = package[:-1]
    names: dict[str, str] = {}
    classes: dict[str, Any] = {}
    functions: dict[str, Any] = {}
    stars: list[str] = []
    found: dict[str, Any] = {}
    for node in _statements(ast.parse(text).body):
        match node:
            case ast.Import() | ast.ImportFrom():
                imported = dict(_imported(node, package))
                stars += [imported.pop("*")] if "*" in imported else []
                names.update(imported)
            case ast.ClassDef():
                classes[node.name] = _class(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() if node.name == "__getattr__":
                lazy = dict(_lazy(node, package))
                if lazy:
                    names.update(lazy)
                else:
                    found["dynamic"] = True
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                functions[node.name] = _signature(node)
            case ast.Assign() | ast.AnnAssign():
                names.update(_bound(node))
            case _:
                pass
    # A name that is bound to the module's own definition by hand keeps the definition.
    names = {name: target for name, target in names.items() if name not in classes and name not in functions}
    parts = (("names", names), ("classes", classes), ("functions", functions), ("stars", stars))
    return {**found, **{key: value for key, value in parts if value}}


def _imported(node: ast.Import | ast.ImportFrom, package: list[str]) -> Iterator[tuple[str, str]]:
    """Names that a statement imports, with what they refer to; a star import has the key ``*``."""
    for alias in node.names:
        if isinstance(node, ast.Import):
            target = alias.name if alias.asname else alias.name.split(".")[0]
            yield alias.asname or target, target
        else:
            module = _absolute(node, package)
            yield alias.asname or alias.name, module if alias.name == "*" else f"{module}.{alias.name}"


def _bound(node: ast.Assign | ast.AnnAssign) -> Iterator[tuple[str, str]]:
    """Names that an assignment binds, with what they refer to."""
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        for inner in ast.walk(target):
            if isinstance(inner, ast.Name):
                yield inner.id, _alias(node.value, inner, target)


def _alias(value: ast.expr | None, name: ast.Name, target: ast.expr) -> str:
    """``B`` of ``A = B``; empty for any other value."""
    return value.id if isinstance(value, ast.Name) and target is name else ""


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a module, those under conditions and `try` too."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With):
            yield from _statements(node.body)
            yield from _statements(getattr(node, "orelse", []))
            for handler in getattr(node, "handlers", []):
                yield from _statements(handler.body)
            yield from _statements(getattr(node, "finalbody", []))


def _absolute(node: ast.ImportFrom, package: list[str]) -> str:
    if not node.level:
        return node.module or ""
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def _lazy(node: ast.FunctionDef | ast.AsyncFunctionDef, package: list[str]) -> Iterator[tuple[str, str]]:
    """Names that a module's ``__getattr__`` imports when they are asked for."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.ImportFrom):
            for alias in inner.names:
                yield alias.asname or alias.name, f"{_absolute(inner, package)}.{alias.name}"


def _class(node: ast.ClassDef) -> dict[str, Any]:
    methods: dict[str, Any] = {}
    fields: list[str] = []
    attributes: list[str] = []
    found: dict[str, Any] = {"bases": [ast.unparse(base) for base in node.bases]}
    maker = _maker(node)
    for item in _statements(node.body):
        match item:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                if not item.name.startswith("_") or item.name in {"__init__", "__new__", "__call__"}:
                    methods[item.name] = _signature(item)
                attributes += _set_on_self(item)
            case ast.AnnAssign(target=ast.Name(id=name)):
                if "ClassVar" not in ast.unparse(item.annotation):
                    fields += _field(name, item.value, maker)
                attributes.append(name)
            case ast.Assign():
                bound = [target.id for target in item.targets if isinstance(target, ast.Name)]
                attributes += bound
                if _is_attrs_field(item.value):
                    fields += [field for name in bound for field in _field(name, item.value, "attrs")]
                if "model_config" in bound and "forbid" in ast.unparse(item.value):
                    found["forbids"] = True
            case ast.ClassDef():
                attributes.append(item.name)
            case _:
                pass
    if maker:
        found["dataclass"] = True
    if methods:
        found["methods"] = methods
    if fields:
        found["fields"] = " ".join(fields)
    public = sorted({name for name in attributes if not name.startswith("_")} - set(methods))
    if public:
        found["attributes"] = " ".join(public)
    return found


def _maker(node: ast.ClassDef) -> Literal["attrs", "dataclass", ""]:
    """What makes the constructor of a class from its fields; empty where its bases may, as those of pydantic do."""
    decorators = " ".join(ast.unparse(decorator) for decorator in node.decorator_list)
    if re.search(r"\battr\.(s|attrs|define)\b|\battrs\.", decorators):
        return "attrs"
    return "dataclass" if "dataclass" in decorators else ""


def _field(name: str, value: ast.expr | None, maker: str) -> list[str]:
    """The parameter that a field makes, if any.

    That of attrs has no underscore in front; a dataclass keeps it; and to pydantic such a name is no field at all.
    """
    if isinstance(value, ast.Call) and any(_is_false(each.value) for each in value.keywords if each.arg == "init"):
        return []
    if maker == "attrs":
        name = name.lstrip("_")
        if value is not None and _is_attrs_field(value):
            return [f"{name}=" if _has_default(value) else name]
    elif name.startswith("_") and not maker:
        return []
    return [f"{name}=" if value is not None and not _is_required(value) else name]


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _set_on_self(node: ast.AST) -> list[str]:
    """Attributes that a method sets."""
    return [
        inner.attr
        for inner in ast.walk(node)
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store) and _is_self(inner.value)
    ]


def _is_attrs_field(value: ast.expr) -> TypeGuard[ast.Call]:
    return isinstance(value, ast.Call) and ast.unparse(value.func) in {"attr.ib", "attr.attrib", "attrs.field"}


def _has_default(value: ast.expr) -> bool:
    """A field of attrs with a default."""
    given = {keyword.arg for keyword in value.keywords} if isinstance(value, ast.Call) else set()
    return bool(given & {"default", "factory"})


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def _is_required(value: ast.expr) -> bool:
    """``Field(...)`` and ``Field(description=…)`` of pydantic have no default."""
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in {"Field", "field"}):
        return False
    if any(keyword.arg in {"default", "default_factory"} for keyword in value.keywords):
        return False
    return not value.args or (isinstance(value.args[0], ast.Constant) and value.args[0].value is Ellipsis)


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, Any]:
    """Parameters in Python's own order and notation, ``=`` for those that have a default."""
    given = node.args
    positional = [*given.posonlyargs, *given.args]
    plain = len(positional) - len(given.defaults)
    parts = [name.arg + ("=" if index >= plain else "") for index, name in enumerate(positional)]
    if given.vararg is not None:
        parts.append(f"*{given.vararg.arg}")
    elif given.kwonlyargs:
        parts.append("*")
    parts += [
        name.arg + ("=" if default is not None else "")
        for name, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
    ]
    found: dict[str, Any] = {}
    if given.kwarg is not None:
        parts.append(f"**{given.kwarg.arg}")
        reads, to = _keywords(node, given.kwarg.arg)
        if reads:
            found["reads"] = " ".join(sorted(reads))
        if to:
            found["to"] = " ".join(sorted(to))
    lists = [name.arg for name in [*positional, *given.kwonlyargs] if _is_list(name.annotation)]
    if lists:
        found["lists"] = " ".join(lists)
    found["parameters"] = " ".join(parts)
    decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
    for mark in ("staticmethod", "classmethod", "property", "cached_property"):
        if mark in decorators or f"functools.{mark}" in decorators:
            found["is"] = "property" if mark == "cached_property" else mark
    if any(_FILLS_IN.search(decorator) for decorator in decorators):
        found["filled"] = True
    return found


def _is_list(annotation: ast.expr | None) -> bool:
    """Whether an annotation allows lists (and None), and nothing else."""
    match annotation:
        case ast.Constant(value=str(text)):
            try:
                return _is_list(ast.parse(text, mode="eval").body)
            except SyntaxError:
                return False
        case ast.Subscript(value=outer, slice=inner):
            name = ast.unparse(outer).rpartition(".")[2]
            if name in {"List", "list"}:
                return True
            if name in {"Optional", "Union"}:
                options = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                kinds = [
                    option for option in options if not (isinstance(option, ast.Constant) and option.value is None)
                ]
                return bool(kinds) and all(_is_list(option) for option in kinds)
            return False
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            sides = [side for side in (left, right) if not (isinstance(side, ast.Constant) and side.value is None)]
            return bool(sides) and all(_is_list(side) for side in sides)
        case _:
            return False


def _keywords(node: ast.AST, name: str) -> tuple[set[str], set[str]]:
    """Keys that a function takes out of its ``**kwargs``, and what it hands the rest to."""
    reads: set[str] = set()
    to: set[str] = set()
    followed: set[int] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            for keyword in inner.keywords:
                spread = _spread(keyword.value, name) if keyword.arg is None else None
                if spread is not None:
                    to.add(_callee(inner.func))
                    followed.add(id(spread))
            read, seen = _read_by(inner, name)
            reads |= read
            followed |= seen
        elif isinstance(inner, ast.Subscript) and _named(inner.value, name):
            if isinstance(inner.slice, ast.Constant):
                if not isinstance(inner.ctx, ast.Store):
                    reads.add(str(inner.slice.value))
                followed.add(id(inner.value))
        elif isinstance(inner, ast.Compare) and any(_named(side, name) for side in inner.comparators):
            if isinstance(inner.left, ast.Constant):
                reads.add(str(inner.left.value))
            followed |= {id(side) for side in inner.comparators}
        elif isinstance(inner, ast.BoolOp | ast.UnaryOp | ast.If):
            test = [inner.test] if isinstance(inner, ast.If) else []
            values = inner.values if isinstance(inner, ast.BoolOp) else test
            followed |= {id(value) for value in values if _named(value, name)}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and inner.id == name and id(inner) not in followed:
            to.add(ELSEWHERE)
    return reads, to


def _read_by(call: ast.Call, name: str) -> tuple[set[str], set[int]]:
    """Keys that a call takes out of ``kwargs``, and the uses of it that are accounted for."""
    function = call.func
    if isinstance(function, ast.Attribute) and _named(function.value, name):
        first = call.args[0] if call.args else None
        if function.attr in _READERS and isinstance(first, ast.Constant):
            return {str(first.value)}, {id(function.value)}
        return set(), {id(function.value)} if function.attr == "update" and isinstance(first, ast.Dict) else set()
    given = {id(argument) for argument in call.args if _named(argument, name)}
    if not given:
        return set(), set()
    # renamed_kwargs("train_max_run", "max_run", max_run, kwargs) and its relations read old names.
    texts = {str(each.value) for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    helper = getattr(function, "id", getattr(function, "attr", ""))
    return (texts, given) if texts or _LOOKS_ONLY.search(helper) else (set(), set())


def _spread(node: ast.expr, name: str) -> ast.expr | None:
    """The ``kwargs`` of ``**kwargs``, ``**dict(kwargs, a=1)`` and ``**{**kwargs, "a": 1}``."""
    match node:
        case ast.Name(id=found) if found == name:
            return node
        case ast.Call(func=ast.Name(id="dict"), args=[ast.Name(id=found) as inner]) if found == name:
            return inner
        case ast.Dict(keys=[None, *_], values=[ast.Name(id=found) as inner, *_]) if found == name:
            return inner
        case _:
            return None


def _named(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _callee(node: ast.expr) -> str:
    match node:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super"))):
            return f"{SUPER}.{node.attr}"
        case ast.Attribute(value=ast.Name(id="self")):
            return f"self.{node.attr}"
        case ast.Name():
            return node.id
        case ast.Attribute(value=ast.Name()) if node.attr == "__init__":
            return f"{SUPER}.__init__"
        case _:
            return ELSEWHERE


def main(arguments: list[str]) -> int:
    """Write the table of one generation from its wheels; exit status 2 where the arguments are not understood."""
    if len(arguments) < 2 or arguments[0] not in {"v2", "v3"}:
        print(__doc__, file=sys.stderr)
        return 2
    found = surface(map(Path, arguments[1:]))
    target = HERE / f"{arguments[0]}.json"
    # One module a line keeps the file small and its differences readable.
    lines = [
        f"{json.dumps(name)}:{json.dumps(module, separators=(',', ':'))}" for name, module in found["modules"].items()
    ]
    head = json.dumps(found["sources"])
    target.write_text(f'{{"sources":{head},\n"modules":{{\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
