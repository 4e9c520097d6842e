"""The specification of a step against its contract: names, what is required, properties, paths and variables."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.contracts.model import Contract
from sm_lint.exchange.reading.model import Remark
from sm_lint.exchange.reading.yaml_nodes import YamlNode
from sm_lint.patterns import regex
from sm_lint.sagemaker.formats import suffix_kind
from sm_lint.spelling import did_you_mean, suggest

_OUTPUT = regex(r"ProcessingOutputConfig\.Outputs\[\s*['\"]([^'\"]+)['\"]\s*\]")
_MODEL, _DATA = "/opt/ml/model", "/opt/ml/output/data"
# What a property of a training step gives, by the container path that it is collected from.
_COLLECTED = {"properties.ModelArtifacts.S3ModelArtifacts": _MODEL, "properties.OutputDataConfig.S3OutputPath": _DATA}


def misalignments(document: YamlNode, contract: YamlNode, read: Contract) -> Iterator[Remark]:
    """Where the specification of a step and its contract contradict each other.

    Args:
        document: the whole file.
        contract: its `contract`.
        read: the contract that was read from it.
    """
    spec = document.table("spec")
    if spec is not None:
        yield from _dependencies(spec, contract, read)
        yield from _outputs(spec, read)
    yield from _node(document, spec, read)
    yield from _names(document, contract, read)
    yield from _variables(contract)


def _dependencies(spec: YamlNode, contract: YamlNode, read: Contract) -> Iterator[Remark]:
    table = spec.table("dependencies")
    inputs = {item.name: item for item in read.inputs}
    found = dict(table.entries()) if table is not None else {}
    for name, entry in found.items():
        place = table.key_place(name) if table is not None else entry.place
        item = inputs.get(name)
        if item is None:
            hint = did_you_mean(suggest(name, list(inputs)), "; ")
            yield Remark(f"dependency `{name}` is no input of the contract{hint}", place, wrong=True)
        elif item.source == "mount" and entry.flag("required", True) != item.required:
            words = ("required", "optional") if entry.flag("required", True) else ("optional", "required")
            text = f"dependency `{name}` is {words[0]}, and the contract's input is {words[1]}"
            yield Remark(text, place, wrong=True)
    overridden = contract.table("input_source_overrides")
    given = {name for name, _ in overridden.entries()} if overridden is not None else set()
    for name, item in inputs.items():
        if name not in found and item.source == "mount" and name not in given and item.required:
            yield Remark(f"input `{name}` is required, and no dependency brings it", item.place, wrong=True)


def _outputs(spec: YamlNode, read: Contract) -> Iterator[Remark]:
    table = spec.table("outputs")
    outputs = {item.name: item for item in read.outputs}
    found = dict(table.entries()) if table is not None else {}
    for name, entry in found.items():
        place = table.key_place(name) if table is not None else entry.place
        if name not in outputs:
            hint = did_you_mean(suggest(name, list(outputs)), "; ")
            yield Remark(f"output `{name}` of the specification is none of the contract's{hint}", place, wrong=True)
            continue
        written = entry.text("property_path") or ""
        named = _OUTPUT.search(written)
        if named is not None and named[1] != name:
            place = entry.value["property_path"].place
            yield Remark(f"the property of output `{name}` is that of `{named[1]}`", place, wrong=True)
        if read.job == "processing" and written and "ProcessingOutputConfig" not in written:
            yield Remark(f"`{written}` is no property of a processing step", place, wrong=True)
        wanted = _COLLECTED.get(written)
        path = outputs[name].path
        if read.job == "training" and wanted is not None and path is not None and path != wanted:
            text = f"output `{name}` is at `{path}`, and its property gives what is in `{wanted}`"
            yield Remark(text, place, wrong=True)
    for name, item in outputs.items():
        if name not in found:
            yield Remark(f"output `{name}` is not in the specification, so that no step can use it", item.place)
        if item.path is not None and suffix_kind(item.path) == "file":
            text = f"output `{name}` is the file path `{item.path}`: SageMaker makes a directory there"
            yield Remark(text, item.place, wrong=True)


def _node(document: YamlNode, spec: YamlNode | None, read: Contract) -> Iterator[Remark]:
    kind = document.text("node_type")
    place = document.key_place("node_type")
    dependencies = spec.table("dependencies") if spec is not None else None
    outputs = spec.table("outputs") if spec is not None else None
    if (
        kind == "source"
        and dependencies is not None
        and any(entry.flag("required", True) for _, entry in dependencies.entries())
    ):
        yield Remark("a source has a dependency that is required", place)
    if kind == "sink" and (read.outputs or (outputs is not None and outputs.value)):
        yield Remark("a sink has outputs", place, wrong=True)


def _names(document: YamlNode, contract: YamlNode, read: Contract) -> Iterator[Remark]:
    """Names of inputs in other parts of the file."""
    inputs = [item.name for item in read.inputs]
    patterns = document.table("patterns")
    listed = (
        [(item.value, item.place, "direct_input_keys") for item in patterns.texts("direct_input_keys")]
        if patterns
        else []
    )
    listed += [(item.value, item.place, "skip_inputs") for item in contract.texts("skip_inputs")]
    overridden = contract.table("input_source_overrides")
    if overridden is not None:
        listed += [(name, overridden.key_place(name), "input_source_overrides") for name, _ in overridden.entries()]
    for name, place, key in listed:
        if name not in inputs:
            text = f"`{key}` names no input: `{name}`{did_you_mean(suggest(name, inputs), '; ')}"
            yield Remark(text, place, wrong=key != "direct_input_keys")  # names of former versions may be kept there


def _variables(contract: YamlNode) -> Iterator[Remark]:
    table = contract.table("env_vars")
    optional = table.table("optional") if table is not None else None
    for item in table.texts("required") if table is not None else ():
        if optional is not None and item.value in optional.value:
            yield Remark(f"variable `{item.value}` is both required and optional", item.place, wrong=True)
