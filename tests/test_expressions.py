"""Every regular expression of the packages takes linear time on whatever it is given."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import sm_lint
import sm_lint_rules
from sm_lint.patterns import Deferred
from sm_lint.sagemaker.data import load

pytestmark = pytest.mark.slow

try:
    from re import _parser as sre
except ImportError:  # Python 3.10
    import sre_parse as sre  # type: ignore[no-redef]

LENGTH = 16_000
SECONDS = 0.4  # where time grows with the square it takes seconds, where it grows with the length some milliseconds
SEARCHING = {"search", "finditer", "findall", "sub", "subn", "split"}
METHODS = {"match", "fullmatch", *SEARCHING}
# Modules that make expressions while they run, of texts that are escaped or names; the expressions of `metric_regex_capture`
# are those of users and are never matched.
MADE = {
    "sm_lint_rules/serving/dependency_in_lib.py",  # an escaped name at the start of a line
    "sm_lint/files/wildmatch.py",  # tests/files/test_gitignore.py
    "sm_lint/flow/document_values.py",  # an escaped text between two classes of one character
    "sm_lint/jobs/resolve/made_by_shell.py",
    "sm_lint/sagemaker/paths.py",
    "sm_lint_rules/tuning/metric_regex_capture.py",
    "sm_lint_rules/pipelines/unknown_property.py",
    "sm_lint/config/decode.py",  # the form of an option, on a value of the configuration: `s3-pattern`, linear
    "sm_lint/inference/variables.py",  # an escaped name between two classes of one character
    "sm_lint/policies/compare.py",  # users' expressions, of those that are simple: tests/config/test_policies.py
    "sm_lint/pytest_container/judge.py",  # an escaped path
    "sm_lint/sagemaker/file_system.py",  # paths with classes between slashes
    # A name between expressions of its own line, or of a bounded length.
    "sm_lint_rules/pipelines/unformatted_uri.py",
    "sm_lint/jobs/resolve/shell_script.py",
    "sm_lint/judgement/arguments/command_values.py",
    "sm_lint/judgement/files/containers.py",
    "sm_lint/judgement/files/lost_constraints.py",
    "sm_lint/judgement/definitions/probes.py",
    "sm_lint/lint/run/touched.py",
    "sm_lint_rules/arguments/undefined_argument_attribute.py",
    "sm_lint_rules/handlers/handler_arity.py",
    "sm_lint_rules/handlers/unrecognised_handler_name.py",
    "sm_lint_rules/security/secret_in_job_config.py",
    "sm_lint/server/renaming/in_definitions.py",
    "sm_lint/server/renaming/in_references.py",
    "sm_lint/server/renaming/in_shell.py",
    "sm_lint/server/renaming/names.py",
    "sm_lint/migration/definitions/objects.py",
    "sm_lint/migration/definitions/rewrite.py",
    "sm_lint/sagemaker/image_contents/contents.py",  # an escaped version
    "sm_lint/judgement/definitions/printed_texts.py",  # users' expressions, of those that are simple: tests/judgement/definitions
}
OF_OWN_TEXTS = {
    "sm_lint/lint/caching/folder.py",
    "sm_lint/syntax/tokens.py",
    "sm_lint/judgement/definitions/sdk_requirements.py",
    "sm_lint/testing.py",
}  # made at import, or of one that is
REFRESHING = {
    "sm_lint/sagemaker/image_contents/dockerfile.py",
    "sm_lint/sagemaker/image_contents/releases.py",
    "sm_lint/sagemaker/image_contents/writing.py",
}  # they read published files to make data of the package, and are no part of a run
OF_DATA = {
    "sm_lint/contracts/check_limits.py",
    "sm_lint/sagemaker/framework_writers.py",
    "sm_lint/sagemaker/paths.py",
    "sm_lint_rules/environment/env_limit_exceeded.py",
    "sm_lint_rules/jobs/invalid_name.py",
    "sm_lint_rules/sdk/endpoint_name.py",
}


class Expression(NamedTuple):
    """An expression, and what is done with it."""

    where: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


@cache
def trees() -> dict[str, ast.Module]:
    """Modules of the packages by path."""
    found = {}
    for package in (sm_lint, sm_lint_rules):
        base = Path(package.__path__[0])
        for path in sorted(base.rglob("*.py")):
            name = f"{base.name}/{path.relative_to(base).as_posix()}"
            if name not in REFRESHING:
                found[name] = ast.parse(path.read_text("utf-8"))
    return found


def module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def held(value: object) -> Iterator[re.Pattern[Any]]:
    """Expressions that a value is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Deferred):
        yield value._compiled()
    elif isinstance(value, dict):
        yield from held(list(value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from held(each)


def uses(tree: ast.Module, name: str) -> frozenset[str]:
    """What a module does with the expressions that a name of its own holds; all it does with any, if that is not told."""
    found: dict[str, set[str]] = {"": set()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in METHODS:
            holder = node.value
            while isinstance(holder, ast.Subscript):
                holder = holder.value
            if isinstance(holder, ast.Name) and holder.id != "re":
                found.setdefault(holder.id, set()).add(node.attr)
                found[""].add(node.attr)
    return frozenset(found.get(name) or found[""] or METHODS)


def calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Calls of functions of `re`, and of `regex`, that take an expression."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "regex":
            yield node, "compile"
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        method, module = node.func.attr, node.func.value
        if method in METHODS | {"compile"} and isinstance(module, ast.Name) and module.id == "re":
            yield node, method


def expressions() -> Iterator[Expression]:
    """All expressions that are known before a run."""
    for path, tree in trees().items():
        if not path.endswith("__main__.py"):
            for name, value in vars(importlib.import_module(module_name(path))).items():
                for pattern in held(value):
                    yield Expression(f"{path}: {name}", pattern, uses(tree, name))
        for call, method in calls(tree):
            if isinstance(call.args[0], ast.Constant) and method != "compile":
                flags = re.IGNORECASE if "IGNORECASE" in ast.dump(call) else 0
                text = call.args[0].value
                yield Expression(f"{path}:{call.lineno}", re.compile(text, flags), frozenset({method}))
    for entry in load("api/limits")["pattern"]:
        yield Expression(f"api/limits.toml: {entry['id']}", re.compile(entry["regex"]), frozenset({"fullmatch"}))
    for entry in load("paths")["host"]:
        yield Expression(f"paths.toml: {entry['pattern']}", re.compile(entry["pattern"]), frozenset({"match"}))


@cache
def known() -> dict[str, Expression]:
    """The expressions, each once."""
    found: dict[tuple[Any, int, frozenset[str]], Expression] = {}
    for each in expressions():
        found.setdefault((each.pattern.pattern, each.pattern.flags, each.methods), each)
    return {f"{each.where} {number}": each for number, each in enumerate(found.values())}


POOL = "a0_ -.\t\n\r\"'=,:;#/\\*?!%()[]{}<>$&|+~@^`éAZX\u2028"


def members(items: Iterable[tuple[Any, Any]]) -> list[str]:
    """Some characters of a set."""
    negated = False
    tests: list[Callable[[str], bool]] = []
    extra: list[str] = []
    for kind, value in items:
        if kind is sre.NEGATE:
            negated = True
        elif kind is sre.LITERAL:
            tests.append(lambda character, value=value: ord(character) == value)  # type: ignore[misc]
            extra.append(chr(value))
        elif kind is sre.RANGE:
            tests.append(lambda character, value=value: value[0] <= ord(character) <= value[1])  # type: ignore[misc]
            extra.append(chr(value[0]))
        elif kind is sre.CATEGORY:
            name = str(value).lower().removeprefix("category_").removeprefix("not_")
            letter = {"digit": r"\d", "space": r"\s", "word": r"\w"}[name]
            wanted = "not_" not in str(value).lower()
            tests.append(lambda character, letter=letter, wanted=wanted: bool(re.match(letter, character)) is wanted)  # type: ignore[misc]
    found = [character for character in [*extra, *POOL] if any(test(character) for test in tests) is not negated]
    return list(dict.fromkeys(found)) or ["a"]


def shortest(tree: Iterable[tuple[Any, Any]]) -> str:
    """A short text that an expression matches, as far as that is told from its parts."""
    return "".join(map(part, tree))


def part(item: tuple[Any, Any]) -> str:
    kind, value = item
    if kind is sre.LITERAL:
        return chr(value)
    if kind in (sre.NOT_LITERAL, sre.ANY):
        return "a" if value != ord("a") else "b"
    if kind is sre.IN:
        return members(value)[0]
    if kind is sre.BRANCH:
        return shortest(value[1][0])
    if kind is sre.SUBPATTERN:
        return shortest(value[3])
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None)):
        return shortest(value[2]) * value[0]
    if kind is getattr(sre, "ATOMIC_GROUP", None):
        return shortest(value)
    return ""


def repeats(tree: Iterable[tuple[Any, Any]], before: str = "") -> Iterator[tuple[str, list[tuple[Any, Any]]]]:
    """What may stand any number of times, each with a text that leads up to it."""
    for kind, value in tree:
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None)):
            if value[1] > 10:
                yield before, list(value[2])
            yield from repeats(value[2], before)
        elif kind is sre.SUBPATTERN:
            yield from repeats(value[3], before)
        elif kind is sre.BRANCH:
            for each in value[1]:
                yield from repeats(each, before)
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            yield from repeats(value[1], before)
        elif kind is getattr(sre, "ATOMIC_GROUP", None):
            yield from repeats(value, before)
        before += part((kind, value))


def characters(tree: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    """Characters that an expression speaks of."""
    for kind, value in tree:
        if kind is sre.LITERAL:
            yield chr(value)
        elif kind is sre.IN:
            yield from members(value)[:3]
        elif kind in (sre.NOT_LITERAL, sre.ANY):
            yield from "a "
        elif kind is sre.BRANCH:
            for each in value[1]:
                yield from characters(each)
        elif kind is sre.SUBPATTERN:
            yield from characters(value[3])
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None)):
            yield from characters(value[2])
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            yield from characters(value[1])
        elif kind is getattr(sre, "ATOMIC_GROUP", None):
            yield from characters(value)


def attacks(pattern: re.Pattern[Any]) -> Iterator[str]:
    """Long texts that an expression has most to do with: what it repeats, many times, and then something else."""
    source = pattern.pattern
    tree = list(sre.parse(source, pattern.flags & ~(re.UNICODE if isinstance(source, bytes) else 0)))
    starts = {"": list(dict.fromkeys(characters(tree)))[:12]}
    starts[""].append(shortest(tree) or "a")
    for before, body in repeats(tree):
        pumps = starts.setdefault(before, [])
        pumps += [shortest(body), *dict.fromkeys(characters(body))]
    for before, pumps in starts.items():
        for pump in dict.fromkeys(pumps):
            if pump:
                text = before + pump * (LENGTH // len(pump))
                yield from (text + end for end in ("", "\0", "\n!"))


def ask(pattern: re.Pattern[Any], methods: Iterable[str], text: Any) -> None:
    """Do with an expression what is done with it in the package."""
    if "match" in methods:
        pattern.match(text)
    if "fullmatch" in methods:
        pattern.fullmatch(text)
    if SEARCHING.intersection(methods):
        for _ in pattern.finditer(text):
            pass


def parts() -> list[str]:
    """Folders of the packages; to list the expressions themselves takes seconds, which a run of other tests should not."""
    roots = (Path(sm_lint.__file__).parent, Path(sm_lint_rules.__file__).parent)
    return sorted(
        f"{root.name}/{each.name}" for root in roots for each in root.iterdir() if (each / "__init__.py").exists()
    )


def part_of(where: str) -> str:
    """The folder that an expression is in: that of `sm_lint/cli/x.py: NAME`; empty for a package's own modules and for data."""
    folder = "/".join(where.split("/")[:2])
    return folder if folder in parts() else ""


@pytest.mark.parametrize("part", ["", *parts()])
def test_linear_time(part: str, limited: Callable[[float], AbstractContextManager[None]]) -> None:
    for name, (where, pattern, methods) in known().items():
        if part_of(where) != part:
            continue
        for attack in dict.fromkeys(attacks(pattern)):
            text = attack.encode("utf-8") if isinstance(pattern.pattern, bytes) else attack
            try:
                with limited(SECONDS):
                    ask(pattern, methods, text)
            except pytest.fail.Exception as error:
                pytest.fail(f"{name}: {error}: {pattern.pattern!r} on {attack[:40]!r}…")


def test_all_expressions_are_known() -> None:
    """Each call of a function of `re` has an expression that is pumped, or is listed."""
    made = {
        path
        for path, tree in trees().items()
        for call, method in calls(tree)
        if not isinstance(call.args[0], ast.Constant) and not is_kept(tree, call)
    }
    assert made == MADE | OF_DATA | OF_OWN_TEXTS
    assert not any(
        isinstance(node, ast.ImportFrom) and node.module == "re" for tree in trees().values() for node in ast.walk(tree)
    )


def is_kept(tree: ast.Module, call: ast.Call) -> bool:
    """Is an expression kept in a variable of the module, or made by a function that does nothing else for one?"""
    inside = any(
        isinstance(node, ast.FunctionDef) and any(each is call for each in ast.walk(node)) for node in ast.walk(tree)
    )
    return not inside


@pytest.mark.parametrize(
    ("source", "method"),
    [
        (r"^[ \t]*(?P<name>\S.*?)[ \t]*$", "match"),
        (r"(a|a)*b", "match"),
        (r"\s+$", "search"),
        (r"(?:a*)*b", "match"),
        (r"a*b?a*c", "match"),
    ],
)
def test_the_attacks_find_what_is_slow(
    source: str, method: str, limited: Callable[[float], AbstractContextManager[None]]
) -> None:
    pattern = re.compile(source)

    def attack() -> None:
        for text in attacks(pattern):
            ask(pattern, [method], text)

    with limited(SECONDS), pytest.raises(pytest.fail.Exception):
        attack()


def test_packages_are_whole() -> None:
    names = {
        name
        for package in (sm_lint, sm_lint_rules)
        for _, name, _ in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    }
    assert names <= {module_name(path) for path in (*trees(), *REFRESHING)}
