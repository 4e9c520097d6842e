"""Reads ``*.step.yaml`` of cursus: the contract and the specification of a pipeline step."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from typing import Literal

from sm_lint.contracts.model import (
    Argument,
    Contract,
    EntryPoint,
    Input,
    NodeKind,
    Output,
    Requirement,
    Variable,
    argument_name,
)
from sm_lint.exchange.reading.alignment import misalignments
from sm_lint.exchange.reading.model import Imported, ImportProblem, Remark
from sm_lint.exchange.reading.specifiers import specifier_of
from sm_lint.exchange.reading.yaml_nodes import YamlNode, read_yaml
from sm_lint.output.text import one_line
from sm_lint.sagemaker.formats import suffix_kind
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.paths import channel_of, is_under, root
from sm_lint.syntax.span import Place
from sm_lint.toml_editing.contract import input_value
from sm_lint.toml_editing.values import Plain

SUFFIX = ".step.yaml"
_KINDS: dict[str, JobKind] = {
    "Processing": "processing",
    "Training": "training",
    "Tuning": "training",
    "Transform": "transform",
}
_KEYS = frozenset(
    {
        "arguments", "circular_ref_check", "computed_env_paths", "description", "entry_point", "env_vars",
        "framework_requirements", "include_job_type_in_path", "input_source_overrides", "inputs", "job_arguments",
        "output_path_token", "outputs", "runtime_requires", "sink", "skip_inputs", "source_dir",
    }
)  # fmt: skip
"""Keys of `contract`: those that are read, and those that concern the builder of the step."""
_NODES: dict[str, NodeKind] = {"source": "source", "internal": "internal", "sink": "sink"}


def read_step(text: str, path: str) -> list[Imported]:
    """The contract of a step, with remarks on where its specification does not fit it.

    Raises:
        ImportProblem: the file is not a step.
    """
    document = read_yaml(text, path)
    contract = document.table("contract")
    if contract is None:
        raise ImportProblem("there is no `contract` in it", document.place)
    step = _Step(document, contract, path)
    return [step.imported()]


class _Step:
    def __init__(self, document: YamlNode, contract: YamlNode, path: str) -> None:
        self._document = document
        self._table = contract
        self._path = path
        self._place = document.key_place("contract")
        self._remarks: list[Remark] = []

    def imported(self) -> Imported:
        id = os.path.basename(self._path).removesuffix(SUFFIX).removesuffix(".yaml").removesuffix(".yml")
        bundled = {item.value for item in self._table.texts("skip_inputs")}
        kind = self._kind()
        arguments = tuple(self._arguments())
        self._unread()
        contract = Contract(
            id=id,
            place=self._place,
            label=f"contract `{id}`",
            job=kind,
            node=self._node(kind),
            description=" ".join((self._table.text("description") or "").split()),
            entry_points=tuple(self._entry_points()),
            inputs=tuple(self._inputs(kind, bundled)),
            outputs=tuple(self._outputs()),
            environment=tuple(self._variables()),
            arguments=arguments,
            requirements=tuple(self._requirements()),
            open_arguments=not arguments,
        )
        remarks = [*self._remarks, *misalignments(self._document, self._table, contract)]
        return Imported(contract, dict(self._variants(contract)), tuple(remarks))

    def _unread(self) -> None:
        """Keys that no step has: what is below them would be lost without a word."""
        for key, _ in self._table.entries():
            if key not in _KEYS:
                self._remark(f"the key `{one_line(key)}` of `contract` is not read", self._table.key_place(key))

    def _kind(self) -> JobKind | None:
        registry = self._document.table("registry")
        name = registry.text("sagemaker_step_type") if registry is not None else None
        if name in _KINDS:
            return _KINDS[name]
        paths = [path for key in ("inputs", "outputs") for _, path, _ in self._mounts(key) if path is not None]
        return "processing" if paths and all(is_under(path, root("processing")) for path in paths) else None

    def _node(self, kind: JobKind | None) -> NodeKind | None:
        written = self._document.text("node_type")
        if written is None or kind != "processing":
            return None
        if written not in _NODES:
            self._remark(f"`node_type: {written}` is no kind of node", self._document.key_place("node_type"))
            return None
        return _NODES[written]

    def _entry_points(self) -> Iterator[EntryPoint]:
        written = self._table.text("entry_point")
        if written is not None:
            yield EntryPoint(written, self._place_of(self._table, "entry_point"))

    def _mounts(self, key: Literal["inputs", "outputs"]) -> Iterator[tuple[str, str | None, YamlNode]]:
        """Name, path and node of each input or output; a path alone is a short form."""
        table = self._table.table(key)
        for name, entry in table.entries() if table is not None else ():
            if isinstance(entry.value, str):
                yield name, _clean(entry.value), entry
            elif isinstance(entry.value, dict):
                path = entry.text("path")
                yield name, _clean(path) if path is not None else None, entry
            else:
                raise ImportProblem(f"`{name}` must be a path or a mapping", entry.place)

    def _inputs(self, kind: JobKind | None, bundled: set[str]) -> Iterator[Input]:
        for name, path, entry in self._mounts("inputs"):
            channels = tuple(item.value for item in entry.texts("channels"))
            if path is not None and channels == (channel_of(path),):
                channels = ()  # the path says it
            is_file = path is not None and kind == "training" and suffix_kind(path) == "file"
            yield Input(
                name,
                path,
                entry.place,
                required=entry.flag("required", True),
                kind="file" if is_file else "dir",
                channels=channels,
                source="bundled" if name in bundled else "mount",
            )

    def _outputs(self) -> Iterator[Output]:
        for name, path, entry in self._mounts("outputs"):
            yield Output(name, path, entry.place, required=entry.flag("required", True))

    def _variables(self) -> Iterator[Variable]:
        table = self._table.table("env_vars")
        seen: set[str] = set()
        for item in table.texts("required") if table is not None else ():
            seen.add(item.value)
            yield Variable(item.value, item.place, required=True)
        optional = table.table("optional") if table is not None else None
        for name, value in optional.entries() if optional is not None else ():
            if not isinstance(value.value, str | None):
                raise ImportProblem(f"the default of `{name}` must be a text", value.place)
            if name not in seen:
                seen.add(name)
                yield Variable(
                    name, optional.key_place(name) if optional is not None else value.place, value=value.value or ""
                )
        computed = self._table.table("computed_env_paths")
        for name, value in computed.entries() if computed is not None else ():
            if name not in seen:
                self._remark(f"`{name}` is computed when the pipeline is built", value.place)
                yield Variable(name, value.place, value="")

    def _arguments(self) -> Iterator[Argument]:
        seen: set[str] = set()
        listed = self._table.get("job_arguments")
        for entry in listed.value if listed is not None and isinstance(listed.value, list) else ():
            flag = entry.text("flag")
            spelling = flag.lstrip("-") if flag is not None else ""
            if not spelling:
                raise ImportProblem("an argument of `job_arguments` needs a `flag`", entry.place)
            seen.add(argument_name(spelling))
            yield Argument(argument_name(spelling), entry.place, required=True, spelling=spelling)
        table = self._table.table("arguments")
        for name, value in table.entries() if table is not None else ():
            spelling = name.lstrip("-")
            if argument_name(spelling) not in seen:
                described = isinstance(value.value, str) and re.search(r"[a-z] [a-z]+ ", value.value) is not None
                default = value.value if isinstance(value.value, str) and not described else None
                yield Argument(argument_name(spelling), value.place, value=default, spelling=spelling)

    def _requirements(self) -> Iterator[Requirement]:
        table = self._table.table("framework_requirements")
        for name, value in table.entries() if table is not None else ():
            specifier = specifier_of(value.value if isinstance(value.value, str) else "")
            if specifier is None:
                self._remark(f"`{value.value}` is no version specifier", value.place, wrong=True)
            yield Requirement(name, specifier or "", value.place)

    def _variants(self, contract: Contract) -> Iterator[tuple[str, dict[str, Plain]]]:
        """The variants in which an input is required and is not in the contract, or the other way about."""
        from dataclasses import replace

        inputs = {item.name: item for item in contract.inputs}
        table = self._document.table("variants")
        for name, variant in table.entries() if table is not None else ():
            spec = variant.table("spec")
            dependencies = spec.table("dependencies") if spec is not None else None
            changed: dict[str, Plain] = {}
            for key, entry in dependencies.entries() if dependencies is not None else ():
                if key in inputs and entry.get("required") is not None:
                    required = entry.flag("required", True)
                    if required != inputs[key].required:
                        value = input_value(replace(inputs[key], required=required))
                        changed[key] = {"required": True, "path": value} if isinstance(value, str) else value
            if changed:
                yield name, {"expected-input-paths": changed}

    def _place_of(self, table: YamlNode, key: str) -> Place:
        found = table.get(key)
        return found.place if found is not None else table.place

    def _remark(self, text: str, place: Place, *, wrong: bool = False) -> None:
        self._remarks.append(Remark(text, place, wrong))


def _clean(path: str) -> str:
    return posixpath.normpath(path) if path.startswith("/") else path
