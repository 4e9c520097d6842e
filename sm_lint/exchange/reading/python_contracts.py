"""Reads Python modules with calls of `ScriptContract` and `TrainingScriptContract`. They are parsed, never imported."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import libcst as cst

from sm_lint.contracts.model import (
    Argument,
    Contract,
    EntryPoint,
    Input,
    Output,
    Requirement,
    Variable,
    argument_name,
)
from sm_lint.exchange.reading.constants import Constants
from sm_lint.exchange.reading.model import Imported, ImportProblem, Remark
from sm_lint.exchange.reading.specifiers import specifier_of
from sm_lint.inference.naming import id_of_script
from sm_lint.patterns import regex
from sm_lint.sagemaker.formats import suffix_kind
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.paths import is_under, root
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.parse import SyntaxProblem, parse
from sm_lint.syntax.span import Place

_SUFFIX = "ScriptContract"
_WORDS = regex(r"_?(script_)?contract$", re.IGNORECASE)
_KNOWN = {
    "entry_point",
    "expected_input_paths",
    "expected_output_paths",
    "required_env_vars",
    "optional_env_vars",
    "framework_requirements",
    "expected_arguments",
    "description",
}
_IDENTIFIER = regex(r"[a-z0-9][a-z0-9._-]*", re.IGNORECASE)


def read_module(text: str, path: str) -> list[Imported]:
    """The contracts of a module, one for each call.

    Raises:
        ImportProblem: it is not Python, has no contract, or one that is not constant.
    """
    try:
        module = parse(path, text)
    except SyntaxProblem as error:
        raise ImportProblem(error.problem.message, error.problem.place) from None
    calls = list(_calls(module))
    if not calls:
        raise ImportProblem("no `ScriptContract(…)` is called in it", Place(path))
    module.locate([call.node for call in calls])
    constants = Constants(module)
    return [_Reading(module, constants, call).imported() for call in calls]


@dataclass(frozen=True, slots=True)
class _Found:
    """A call, the class that is called, and the name that its result gets."""

    node: cst.Call
    cls: str
    name: str


def _calls(module: ParsedModule) -> Iterator[_Found]:
    names = _names_of_values(module.tree)
    for node in module.order.of(cst.Call):
        called = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
        if isinstance(called, cst.Name) and called.value.endswith(_SUFFIX):
            yield _Found(node, called.value, names.get(id(node), ""))


def _names_of_values(tree: cst.CSTNode) -> dict[int, str]:
    """The name that a value is assigned to, or that of the function that returns it."""
    found: dict[int, str] = {}
    stack: list[tuple[cst.CSTNode, str]] = [(tree, "")]
    while stack:
        node, function = stack.pop()
        if isinstance(node, cst.FunctionDef):
            function = node.name.value
        elif isinstance(node, cst.Assign) and isinstance(node.targets[0].target, cst.Name):
            found[id(node.value)] = node.targets[0].target.value
        elif isinstance(node, cst.AnnAssign) and isinstance(node.target, cst.Name) and node.value is not None:
            found[id(node.value)] = node.target.value
        elif isinstance(node, cst.Return) and node.value is not None:
            found.setdefault(id(node.value), re.sub(r"^(get|make|build|create)_", "", function))
        if not isinstance(node, cst.BaseExpression):
            stack += [(child, function) for child in node.children]
    return found


class _Reading:
    def __init__(self, module: ParsedModule, constants: Constants, found: _Found) -> None:
        self._module = module
        self._constants = constants
        self._found = found
        self._place = module.place(found.node)
        self._given = self._arguments_of(found.node)
        self._remarks: list[Remark] = []

    def imported(self) -> Imported:
        entry = self._text("entry_point")
        inputs, outputs = tuple(self._inputs()), tuple(self._outputs())
        kind = self._kind([*(item.path for item in inputs), *(item.path for item in outputs)])
        id = self._id(entry)
        arguments = tuple(self._arguments())
        for name in self._given.keys() - _KNOWN:
            self._remark(f"`{name}` has no place in a contract", self._given[name])
        contract = Contract(
            id=id,
            place=self._place,
            label=f"contract `{id}`",
            job=kind,
            description=" ".join((self._text("description") or "").split()),
            entry_points=(EntryPoint(entry, self._at("entry_point")),) if entry else (),
            inputs=inputs,
            outputs=outputs,
            environment=tuple(self._variables()),
            arguments=arguments,
            requirements=tuple(self._requirements()),
            open_arguments=not arguments,
        )
        return Imported(contract, remarks=tuple(self._remarks))

    def _arguments_of(self, call: cst.Call) -> Mapping[str, cst.BaseExpression]:
        given: dict[str, cst.BaseExpression] = {}
        for argument in call.args:
            if argument.keyword is not None:
                given[argument.keyword.value] = argument.value
            elif argument.star == "**":
                given.update(self._constants.members(argument.value))
            else:
                raise ImportProblem("arguments of a contract are given by name", self._module.place(argument.value))
        return given

    def _text(self, name: str) -> str | None:
        node = self._given.get(name)
        return None if node is None else self._constants.text(node)

    def _at(self, name: str) -> Place:
        node = self._given.get(name)
        return self._place if node is None else self._module.place(node)

    def _members(self, name: str) -> Iterator[tuple[str, str | None, Place]]:
        """The entries of a dictionary; the last one of a name counts."""
        node = self._given.get(name)
        found = dict(self._constants.members(node)) if node is not None else {}
        self._module.locate(found.values())
        for key, value in found.items():
            yield key, self._constants.text(value), self._module.place(value)

    def _id(self, entry: str | None) -> str:
        name = _WORDS.sub("", self._found.name).strip("_").lower()
        if name and _IDENTIFIER.fullmatch(name):
            return name
        return id_of_script(entry or self._module.path)

    def _kind(self, paths: list[str | None]) -> JobKind | None:
        if "training" in self._found.cls.lower():
            return "training"
        known = [path for path in paths if path is not None]
        if any(is_under(path, root("processing")) for path in known):
            return "processing"
        training = any(path.startswith(("/opt/ml/input", "/opt/ml/output", "/opt/ml/model")) for path in known)
        return "training" if training else "processing" if self._found.cls == _SUFFIX else None

    def _inputs(self) -> Iterator[Input]:
        training = "training" in self._found.cls.lower()
        for name, path, place in self._members("expected_input_paths"):
            is_file = training and path is not None and suffix_kind(path) == "file"
            yield Input(name, _clean(path), place, kind="file" if is_file else "dir")

    def _outputs(self) -> Iterator[Output]:
        for name, path, place in self._members("expected_output_paths"):
            yield Output(name, _clean(path), place)

    def _variables(self) -> Iterator[Variable]:
        node = self._given.get("required_env_vars")
        required: list[str] = []
        elements = list(self._constants.elements(node)) if node is not None else []
        self._module.locate(elements)
        for element in elements:
            name = self._constants.text(element) or ""
            required.append(name)
            yield Variable(name, self._module.place(element), required=True)
        for name, default, place in self._members("optional_env_vars"):
            if name in required:
                self._remarks.append(Remark(f"variable `{name}` is both required and optional", place, wrong=True))
            else:
                yield Variable(name, place, value=default or "")

    def _arguments(self) -> Iterator[Argument]:
        for name, default, place in self._members("expected_arguments"):
            spelling = name.lstrip("-")
            yield Argument(argument_name(spelling), place, value=default or None, spelling=spelling)

    def _requirements(self) -> Iterator[Requirement]:
        for name, text, place in self._members("framework_requirements"):
            specifier = specifier_of(text or "")
            if specifier is None:
                self._remarks.append(Remark(f"`{text}` is no version specifier", place, wrong=True))
            yield Requirement(name, specifier or "", place)

    def _remark(self, text: str, node: cst.CSTNode) -> None:
        self._remarks.append(Remark(text, self._module.place(node)))


def _clean(path: str | None) -> str | None:
    return posixpath.normpath(path) if path is not None and path.startswith("/") else path
