"""Scripts that are changed as trees: they parse, and say things that their authors never would."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from functools import cache
from random import Random

from tests.fuzz.generators import hostile
from tests.fuzz.generators.corpus import seeds

# A decimal number of so many digits is more than Python converts; the tree holds a name in the place of the literal.
_LONG_NUMBERS = {
    "HEX_NUMBER": "0x" + "f" * 3_600,
    "OCTAL_NUMBER": "0o" + "7" * 5_000,
    "BINARY_NUMBER": "0b" + "1" * 20_000,
    "DECIMAL_NUMBER": "9" * 4_000,
    "FLOAT_NUMBER": "1e99999",
}
_METHODS = (
    *("format", "join", "split", "replace", "encode", "decode", "strip", "get", "items", "keys", "values", "append"),
    *("update", "pop", "setdefault", "format_map", "translate", "zfill", "ljust", "expandtabs", "partition", "read"),
    *(
        "joinpath",
        "with_suffix",
        "parent",
        "open",
        "add_argument",
        "parse_args",
        "run",
        "fit",
        "properties",
        "to_string",
    ),
)
_FUNCTIONS = (
    *("open", "str", "int", "bytes", "list", "dict", "sorted", "map", "zip", "getattr", "setattr", "vars", "print"),
    *("os.path.join", "os.environ.get", "os.getenv", "os.listdir", "os.makedirs", "os.system", "Path", "pathlib.Path"),
    *("json.loads", "json.load", "glob.glob", "shutil.copy", "tarfile.open", "subprocess.run", "eval", "exec", "range"),
    *("argparse.ArgumentParser", "ProcessingInput", "ProcessingOutput", "Estimator", "TrainingInput", "Join", "super"),
)
_LARGEST = 1_500
"""Characters of the dump of a node that is put elsewhere: copying larger ones takes longer than linting."""
_CONSTANTS: tuple[object, ...] = (
    *hostile.TEXTS,
    *hostile.NUMBERS,
    *(t.encode("utf-8", "replace") for t in hostile.PATHS),
)


@cache
def _expressions() -> tuple[ast.expr, ...]:
    """Expressions of the corpus that are worth putting elsewhere."""
    kinds = (ast.Call, ast.JoinedStr, ast.Dict, ast.ListComp, ast.Subscript, ast.BinOp, ast.Lambda)
    found: dict[str, ast.expr] = {}
    for seed in seeds()[::3]:
        for path in seed.scripts:
            try:
                tree = ast.parse(seed.files[path])
            except SyntaxError:
                continue
            for node in ast.walk(tree):
                if isinstance(node, kinds) and len(dumped := ast.dump(node)) < _LARGEST:
                    found.setdefault(dumped, node)
    return tuple(found.values())


@cache
def _statements() -> tuple[ast.stmt, ...]:
    found: list[ast.stmt] = []
    for seed in seeds()[::5]:
        for path in seed.scripts:
            try:
                found += [node for node in ast.parse(seed.files[path]).body if len(ast.dump(node)) < _LARGEST]
            except SyntaxError:
                continue
    return tuple(found)


def changed(source: str, random: Random) -> str:
    """A script with some of its nodes changed; the script itself where it cannot be parsed or written."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return source
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        if random.random() < 0.7:
            _change_expression(tree, random)
        else:
            _change_block(tree, random)
    try:
        text = ast.unparse(ast.fix_missing_locations(tree))
    except (ValueError, RecursionError, AttributeError, TypeError):
        return source  # such a tree means nothing
    for name, literal in _LONG_NUMBERS.items():
        text = text.replace(name, literal)
    return text + "\n"


def _slots(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.expr]]:
    """Where expressions stand that may be replaced: the parent, its field, the index within it, the expression."""
    for parent in ast.walk(tree):
        if isinstance(parent, ast.JoinedStr | ast.FormattedValue):
            continue
        for name, value in ast.iter_fields(parent):
            if isinstance(value, ast.expr):
                yield parent, name, None, value
            elif isinstance(value, list):
                yield from ((parent, name, i, item) for i, item in enumerate(value) if isinstance(item, ast.expr))


def _change_expression(tree: ast.AST, random: Random) -> None:
    slots = list(_slots(tree))
    if not slots:
        return
    parent, name, index, old = random.choice(slots)
    new = _WRAPPERS[random.randrange(len(_WRAPPERS))](copy.deepcopy(old), random)
    if index is None:
        setattr(parent, name, new)
    else:
        getattr(parent, name)[index] = new


def _constant(random: Random) -> ast.expr:
    if random.random() < 0.1:
        return ast.Name(random.choice(list(_LONG_NUMBERS)))
    value = random.choice(_CONSTANTS)
    return ast.Constant(value)


def _other(random: Random) -> ast.expr:
    return copy.deepcopy(random.choice(_expressions())) if random.random() < 0.5 else _constant(random)


def _function(random: Random) -> ast.expr:
    return ast.parse(random.choice(_FUNCTIONS), mode="eval").body


def _bytes_of(node: ast.expr) -> ast.expr:
    """The same literal as bytes."""
    copied = copy.deepcopy(node)
    for part in ast.walk(copied):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            part.value = part.value.encode("utf-8", "replace")
    return copied


def _f_string(node: ast.expr, random: Random) -> ast.expr:
    specification = ast.JoinedStr([ast.Constant(random.choice((">99999999", "x", "%Y", ".3f", "=+")))])
    parts = [ast.Constant("/opt/ml/"), ast.FormattedValue(node, random.choice((-1, 114, 115)), None)]
    if random.random() < 0.3:
        parts.append(ast.FormattedValue(_constant(random), -1, specification))
    return ast.JoinedStr(parts)


def _comprehension(node: ast.expr, random: Random) -> ast.expr:
    over = ast.comprehension(ast.Name("item"), _other(random), [], 0)
    made = random.choice((ast.ListComp, ast.SetComp, ast.GeneratorExp))
    return made(node, [over, copy.deepcopy(over)] if random.random() < 0.2 else [over])


_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Mod, ast.Pow, ast.LShift, ast.BitOr, ast.FloorDiv, ast.MatMult)
_Wrapper = Callable[[ast.expr, Random], ast.expr]
_WRAPPERS: tuple[_Wrapper, ...] = (
    lambda node, random: _constant(random),
    lambda node, random: _constant(random),
    lambda node, random: _other(random),
    lambda node, random: _bytes_of(node),
    lambda node, random: ast.Call(ast.Attribute(node, random.choice(_METHODS)), [_other(random)], []),
    lambda node, random: ast.Call(ast.Attribute(_bytes_of(node), random.choice(_METHODS)), [_constant(random)], []),
    lambda node, random: ast.Call(ast.Attribute(_constant(random), random.choice(_METHODS)), [node], []),
    lambda node, random: ast.Call(_function(random), [node], []),
    lambda node, random: ast.Call(_function(random), [node, _other(random)], [ast.keyword("a", _other(random))]),
    lambda node, random: ast.Call(_function(random), [ast.Starred(node)], [ast.keyword(None, _other(random))]),
    lambda node, random: ast.Call(node, [], []),
    lambda node, random: ast.BinOp(node, random.choice(_OPERATORS)(), _other(random)),
    lambda node, random: ast.BinOp(_constant(random), random.choice(_OPERATORS)(), node),
    lambda node, random: ast.Subscript(node, _other(random)),
    lambda node, random: ast.Subscript(node, ast.Slice(_constant(random), _other(random), _constant(random))),
    lambda node, random: ast.Attribute(node, random.choice(_METHODS)),
    _f_string,
    _f_string,
    _comprehension,
    lambda node, random: ast.IfExp(_other(random), node, _other(random)),
    lambda node, random: ast.BoolOp(random.choice((ast.And, ast.Or))(), [node, _other(random)]),
    lambda node, random: ast.Compare(node, [random.choice((ast.Eq, ast.In, ast.Is, ast.Lt))()], [_other(random)]),
    lambda node, random: ast.UnaryOp(random.choice((ast.Not, ast.USub, ast.Invert))(), node),
    lambda node, random: ast.Lambda(ast.arguments([], [ast.arg("item")], None, [], [], None, []), node),
    lambda node, random: ast.Dict([_other(random), None], [node, _other(random)]),
    lambda node, random: random.choice((ast.List, ast.Tuple, ast.Set))([node, _other(random)]),
    lambda node, random: ast.List([ast.Starred(node), node]),
    lambda node, random: ast.NamedExpr(ast.Name("item"), node),
    lambda node, random: random.choice((ast.Await, ast.YieldFrom))(node),
)


def _blocks(tree: ast.AST) -> list[list[ast.stmt]]:
    found = []
    for node in ast.walk(tree):
        for _, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                found.append(value)
    return found


def _change_block(tree: ast.AST, random: Random) -> None:
    blocks = _blocks(tree)
    if not blocks:
        return
    block = random.choice(blocks)
    index = random.randrange(len(block))
    change = random.randrange(7)
    if change == 0:
        block[index] = ast.Pass()
    elif change == 1:
        block.insert(index, copy.deepcopy(block[index]))
    elif change == 2:
        block.append(block.pop(index))
    elif change == 3:
        block.insert(index, copy.deepcopy(random.choice(_statements())))
    elif change == 4:
        block.insert(index, random.choice((ast.Return, ast.Raise))())
    else:
        block[index] = _wrapped(block[index], random)


def _wrapped(statement: ast.stmt, random: Random) -> ast.stmt:
    """A statement inside another."""
    body = [statement]
    pattern = ast.MatchMapping([ast.Constant("a")], [ast.MatchAs(None, "item")], "rest")
    handler = ast.ExceptHandler(ast.Name("Exception"), "error", [copy.deepcopy(statement)])
    arguments = ast.arguments([], [ast.arg("item")], ast.arg("rest"), [], [], ast.arg("more"), [_constant(random)])
    made: tuple[ast.stmt, ...] = (
        ast.If(_other(random), body, [copy.deepcopy(statement)]),
        ast.For(ast.Name("item"), _other(random), body, []),
        ast.While(_other(random), body, []),
        ast.With([ast.withitem(_other(random), ast.Name("item"))], body),
        ast.Try(body, [handler], [], [ast.Pass()]),
        ast.Try([ast.Pass()], [], [], body),
        ast.FunctionDef("made", arguments, body, [_other(random)], None),
        ast.AsyncFunctionDef("made", arguments, body, [], _other(random)),
        ast.ClassDef("Made", [_other(random)], [], body, []),
        ast.Match(_other(random), [ast.match_case(pattern, _other(random), body)]),
        ast.For(
            ast.Tuple([ast.Name("a"), ast.Starred(ast.Name("b"))]), _other(random), [*body, ast.Break()], [ast.Pass()]
        ),
    )
    return random.choice(made)
