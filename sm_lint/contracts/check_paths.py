"""The container paths of a contract: absolute, in a place that the kind of job has, and not in each other's way."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple, TypeVar

from sm_lint.config.decode import Decoded
from sm_lint.config.glob import match_names, split
from sm_lint.config.node import Reporter, shorten
from sm_lint.contracts.model import Contract, Input, Output
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.paths import is_under
from sm_lint.syntax.span import Place

KIND = "SMC014"

CHECKPOINTS = "/opt/ml/checkpoints"
_CODE = "/opt/ml/code"
_SERVING = ("/opt/ml/model", "/opt/ml/models", "/opt/ml/metadata", "/opt/ml/additional-model-data-sources", _CODE)
_TRAINING = ("/opt/ml/input", "/opt/ml/model", "/opt/ml/output", CHECKPOINTS, _CODE)


class Roots(NamedTuple):
    """Where the paths of a kind of job may lie, and the roots of other kinds, which mean that the kind is wrong.

    Code that is baked into the image or shipped with the script may bring data of its own: /opt/ml/code is a place
    for inputs everywhere.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    foreign: tuple[tuple[str, str], ...]


ROOTS: dict[JobKind, Roots] = {
    "processing": Roots(
        ("/opt/ml/processing", "/opt/ml/config", _CODE),
        ("/opt/ml/processing",),
        (
            ("/opt/ml/input", "training"),
            ("/opt/ml/output", "training"),
            (CHECKPOINTS, "training"),
            ("/opt/ml/model", "training or inference"),
        ),
    ),
    "training": Roots(_TRAINING, _TRAINING, (("/opt/ml/processing", "processing"),)),
    "transform": Roots(_SERVING, _SERVING, (("/opt/ml/processing", "processing"), ("/opt/ml/input/data", "training"))),
    "inference": Roots(_SERVING, _SERVING, (("/opt/ml/processing", "processing"), ("/opt/ml/input/data", "training"))),
}

Part = TypeVar("Part", Input, Output)


def check_paths(contract: Contract, table: Decoded, report: Reporter) -> Contract:
    """Report paths that cannot be; gives back the contract with unusable ones taken out of it.

    An input or output without a usable path keeps its name, as one whose place is not known.
    """
    _check_allowed(table, report)
    contract = replace(
        contract,
        inputs=tuple(_absolute(item, "input", report) for item in contract.inputs),
        outputs=tuple(_absolute(item, "output", report) for item in contract.outputs),
        allow_paths=tuple(path for path in contract.allow_paths if path.startswith("/")),
    )
    for item in contract.inputs:
        if item.source == "mount":
            _check_root(item, contract, "input", report)
    for output in contract.outputs:
        _check_root(output, contract, "output", report)
    _check_distinct(contract.inputs, "inputs", report)
    _check_distinct(contract.outputs, "outputs", report)
    _check_nesting(contract, report)
    return contract


def _check_allowed(table: Decoded, report: Reporter) -> None:
    listed = table.get("allow-paths")
    for item in listed.items() if listed is not None else ():
        if not item.value.startswith("/"):
            _report_relative(item.value, "`allow-paths`", item.node.place, report)


def _absolute(item: Part, what: str, report: Reporter) -> Part:
    if item.path is None or item.path.startswith("/"):
        return item
    _report_relative(item.path, f"{what} `{shorten(item.name)}`", item.place, report)
    return replace(item, path=None)


def _report_relative(path: str, what: str, place: Place, report: Reporter) -> None:
    hint = ""
    if path.startswith("opt/ml"):
        hint = f"did you mean `/{shorten(path)}`?"
    elif path.startswith("s3:"):
        hint = "the contract says where the data is in the container; the job says where it is in S3"
    report.add_at(place, f"the path of {what} is not absolute: `{shorten(path)}`", hint=hint)


def _check_root(item: Input | Output, contract: Contract, what: str, report: Reporter) -> None:
    if item.path is None or contract.job is None or _is_allowed(item.path, contract):
        return
    roots = ROOTS[contract.job]
    own = roots.inputs if what == "input" else roots.outputs
    if item.path == "/opt/ml" or any(is_under(item.path, root) for root in own):
        return
    name, path = shorten(item.name), shorten(item.path)
    for root, kind in roots.foreign:
        if is_under(item.path, root):
            message = f"{what} `{name}` of a {contract.job} job is at `{path}`, which only a {kind} job has"
            report.add_at(item.place, message, code=KIND)
            return
    message = f"{what} `{name}` is at `{path}`, where SageMaker mounts nothing in a {contract.job} job"
    report.add_at(item.place, message, hint=_root_hint(item.path, own))


def _is_allowed(path: str, contract: Contract) -> bool:
    names = split(path)
    return any(match_names(names, split(pattern)) for pattern in contract.allow_paths)


def _root_hint(path: str, roots: tuple[str, ...]) -> str:
    import difflib

    for root in roots:
        depth = len(split(root))
        head = "/" + "/".join(split(path)[:depth])
        if difflib.SequenceMatcher(None, head, root).ratio() > 0.85:
            return f"did you mean `{shorten(root + path[len(head) :])}`?"
    return "it has to lie under " + " or ".join(f"`{root}`" for root in roots if root != _CODE)


def _check_distinct(items: tuple[Input, ...] | tuple[Output, ...], what: str, report: Reporter) -> None:
    seen: dict[str, str] = {}
    for item in items:
        if item.path is None:
            continue
        if item.path in seen:
            both = f"`{shorten(seen[item.path])}` and `{shorten(item.name)}`"
            report.add_at(item.place, f"{what} {both} are two names for one path, `{shorten(item.path)}`")
        seen.setdefault(item.path, item.name)


def _check_nesting(contract: Contract, report: Reporter) -> None:
    for output in contract.outputs:
        # A checkpoint directory is restored at the start and uploaded all along: it is an input and an output.
        if output.path is None or (contract.job != "processing" and is_under(output.path, CHECKPOINTS)):
            continue
        for item in contract.inputs:
            if item.path is not None and item.source == "mount" and is_under(output.path, item.path):
                name, inside = shorten(output.name), shorten(item.name)
                where = "is the same directory as" if output.path == item.path else "lies inside"
                report.add_at(output.place, f"output `{name}` {where} input `{inside}`, `{shorten(item.path)}`")
                break
