"""Whether SageMaker's serving containers call the functions of a script, and which of them it has."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

import libcst as cst

from sm_lint.flow.facts import ImportFact
from sm_lint.registry.context import Context
from sm_lint.sagemaker.frameworks import (
    Framework,
    framework_of_class,
    framework_of_distributions,
    framework_of_modules,
    server_modules,
)
from sm_lint.sagemaker.serving.handlers import handler_signatures
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.walk import children, walk

SERVING_NAMES = ("inference", "serve")
_ESTIMATOR_PARAMETERS = frozenset({"features", "labels", "mode", "params"})


class Serving(NamedTuple):
    """A script that the serving containers import.

    Attributes:
        functions: handlers that are defined at its top level.
        names: everything that its top level binds.
        open: it imports names that are not known (``from x import *``).
        framework: framework of the container that serves it; None where it is not known.
        stated: the framework comes from the contract or the job definition, not only from an import.
    """

    functions: Mapping[str, cst.FunctionDef]
    names: frozenset[str]
    open: bool
    framework: Framework | None
    stated: bool

    def has(self, name: str) -> bool:
        """Whether the module has, or may have, a function of this name."""
        return self.open or name in self.names


def serving(context: Context) -> Serving | None:
    """How a script serves; None where SageMaker's toolkits are not known to call its functions.

    Their names alone prove nothing: estimators of TensorFlow, data sets and servers of one's own have functions of the
    same names.
    """
    if "serving" not in context.memo:
        context.memo["serving"] = _serving(context)
    return cast("Serving | None", context.memo["serving"])


def _serving(context: Context) -> Serving | None:
    module = context.module
    names = handler_signatures()
    if not any(name in module.text for name in names):
        return None
    functions, bound, is_open = _top_level(module)
    handlers = {name: functions[name] for name in names if name in functions}
    if not handlers or any(_is_estimator(function) for function in handlers.values()):
        return None
    imported = {fact.module.partition(".")[0] for fact in context.facts.all(ImportFact)}
    if imported & server_modules():
        return None
    framework, stated = _framework(context, imported)
    if framework is not None and framework.toolkit == "other":
        return None
    used = _referenced(module, handlers)
    handlers = {name: function for name, function in handlers.items() if name not in used}
    if not handlers or not _is_evident(context, handlers):
        return None
    return Serving(handlers, frozenset(bound), is_open, framework, stated)


def served_here(context: Context) -> bool:
    """Whether the contract, the job that launches it, or the name of the file marks it as a serving script."""
    if any(contract.job in ("inference", "transform") for contract in context.contracts):
        return True
    stem = os.path.splitext(os.path.basename(context.path))[0].lower()
    return any(stem == name or stem.startswith((f"{name}_", f"{name}-")) for name in SERVING_NAMES)


def top_level(module: ParsedModule) -> Iterator[cst.CSTNode]:
    """What runs when the module is imported: simple statements and definitions, those in branches and blocks included.

    Code under a main guard does not run then.
    """
    stack: list[cst.CSTNode] = list(reversed(module.tree.body))
    while stack:
        node = stack.pop()
        if isinstance(node, cst.If) and is_main_guard(node):
            if node.orelse is not None:
                stack.append(node.orelse)
        elif isinstance(node, cst.BaseSmallStatement | cst.FunctionDef | cst.ClassDef):
            yield node
        else:
            stack.extend(child for child in reversed(children(node)) if isinstance(child, _BLOCKS))


_BLOCKS = (
    cst.BaseStatement,
    cst.BaseSmallStatement,
    cst.BaseSuite,
    cst.Else,
    cst.Finally,
    cst.ExceptHandler,
    cst.ExceptStarHandler,
)


def own_functions(module: ParsedModule) -> dict[str, cst.FunctionDef]:
    """Functions at the top level of a script, those whose names are bound once."""
    found: dict[str, cst.FunctionDef] = {}
    twice: set[str] = set()
    for node in top_level(module):
        names: set[str] = set()
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            names = {node.name.value}
        elif isinstance(node, cst.ImportFrom | cst.Import):
            names = set(_imported(node))
        elif isinstance(node, cst.Assign | cst.AnnAssign):
            names = set(_assigned(node))
        twice |= names & found.keys()
        if isinstance(node, cst.FunctionDef):
            found.setdefault(node.name.value, node)
    return {name: node for name, node in found.items() if name not in twice}


def bound_names(module: ParsedModule) -> tuple[frozenset[str], bool]:
    """Names that the top level of a script binds, and whether it may bind more: by `from x import *`."""
    _, bound, is_open = _top_level(module)
    return frozenset(bound), is_open


def is_main_guard(node: cst.If) -> bool:
    """``if __name__ == "__main__":``, alone or with more conditions."""
    return any(isinstance(part, cst.Name) and part.value == "__name__" for part in walk(node.test))


def _top_level(module: ParsedModule) -> tuple[dict[str, cst.FunctionDef], set[str], bool]:
    functions: dict[str, cst.FunctionDef] = {}
    bound: set[str] = set()
    is_open = False
    for node in top_level(module):
        if isinstance(node, cst.FunctionDef):
            functions[node.name.value] = node
            bound.add(node.name.value)
        elif isinstance(node, cst.ClassDef):
            bound.add(node.name.value)
        elif isinstance(node, cst.ImportFrom | cst.Import):
            is_open = is_open or isinstance(node.names, cst.ImportStar)
            bound.update(_imported(node))
        elif isinstance(node, cst.Assign | cst.AnnAssign):
            bound.update(_assigned(node))
    return functions, bound, is_open


def _imported(node: cst.ImportFrom | cst.Import) -> Iterator[str]:
    if isinstance(node.names, cst.ImportStar):
        return
    for alias in node.names:
        name: cst.CSTNode = alias.asname.name if alias.asname is not None else alias.name
        while isinstance(name, cst.Attribute):
            name = name.value
        if isinstance(name, cst.Name):
            yield name.value


def _assigned(node: cst.Assign | cst.AnnAssign) -> Iterator[str]:
    targets = [node.target] if isinstance(node, cst.AnnAssign) else [target.target for target in node.targets]
    for target in targets:
        yield from (part.value for part in walk(target) if isinstance(part, cst.Name))


def _is_estimator(function: cst.FunctionDef) -> bool:
    """Whether it is the function of a TensorFlow estimator, such as ``model_fn(features, labels, mode, params)``."""
    names = {parameter.name.value for parameter in function.params.params}
    return len(names & _ESTIMATOR_PARAMETERS) > 1 or "features" in names


def _referenced(module: ParsedModule, handlers: Mapping[str, cst.FunctionDef]) -> set[str]:
    """Handlers that the module itself calls or hands on, other than to try them out under a main guard."""
    found: set[str] = set()
    if all(module.text.count(name) == 1 for name in handlers):
        return found  # where they are defined
    stack: list[cst.CSTNode] = list(module.tree.body)
    while stack:
        node = stack.pop()
        if isinstance(node, cst.If) and is_main_guard(node):
            continue
        if isinstance(node, cst.FunctionDef) and node.name.value in handlers:
            stack.append(node.body)
            continue
        if isinstance(node, cst.Name) and node.value in handlers:
            found.add(node.value)
        elif isinstance(node, cst.Attribute | cst.Arg):
            stack.append(node.value)
            continue
        stack.extend(children(node))
    return found


def _framework(context: Context, imported: set[str]) -> tuple[Framework | None, bool]:
    for job in context.launched_by:
        found = framework_of_class(job.class_name)
        if found is not None:
            return found, True
    for contract in context.contracts:
        found = framework_of_distributions(requirement.name for requirement in contract.requirements)
        if found is not None:
            return found, True
    return framework_of_modules(imported), False


def _is_evident(context: Context, handlers: Mapping[str, cst.FunctionDef]) -> bool:
    """Whether more than one name marks the script as a serving script."""
    if served_here(context) or len(handlers) > 1:
        return True
    function = handlers.get("model_fn")
    if function is None:
        return False
    parameters = function.params.params
    return 1 <= len(parameters) <= 2 and "dir" in parameters[0].name.value
