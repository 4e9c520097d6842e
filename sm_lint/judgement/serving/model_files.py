"""Which files the model directory of a serving script holds: those that training saves there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import libcst as cst

from sm_lint.flow.facts import PathAccess
from sm_lint.jobs.definition.model import Job, Supplier
from sm_lint.jobs.resolve.supply import MODEL_DIR
from sm_lint.judgement.files.given_files import left_by
from sm_lint.judgement.files.left_files import LeftFiles, left_files
from sm_lint.judgement.files.lost_artifacts import is_plain_write, saves_model
from sm_lint.judgement.serving.serving_script import is_main_guard, serving
from sm_lint.registry.context import Context
from sm_lint.sagemaker.paths import is_under
from sm_lint.syntax.walk import walk

_CODE = f"{MODEL_DIR}/code"
"""Where the SDK puts the scripts of a model, beside what training has saved."""
_LOADS = "model_fn"
OUTPUT_DATA = "/opt/ml/output/data"
"""What a training job leaves here becomes `output.tar.gz`, which is no model."""


class Unsaved(NamedTuple):
    """A file that a serving script loads and that training does not save.

    Attributes:
        access: the read.
        name: the file, relative to the model directory.
        left: what training saves.
        supplier: the training job; None where the script itself trains.
    """

    access: PathAccess
    name: str
    left: tuple[LeftFiles, ...]
    supplier: Supplier | None


def not_saved(context: Context) -> Iterator[Unsaved]:
    """Files that `model_fn` certainly loads, and that nothing that trains the model saves."""
    loads = list(_loaded(context))
    if not loads:
        return
    known = list(_saved(context))
    for access, name in loads:
        missing = [(left, supplier) for left, supplier in known if not any(files.may_hold(name) for files in left)]
        if missing and len(missing) == len(known):
            yield Unsaved(access, name, *missing[0])


def _loaded(context: Context) -> Iterator[tuple[PathAccess, str]]:
    """What `model_fn` reads below the model directory, itself or by a function of the module that it calls."""
    inside = run_by_handlers(context, _LOADS)
    if not inside:
        return
    for access in context.facts.all(PathAccess):
        if access.mode != "read" or id(access.node) not in inside or not access.exact or access.directory:
            continue
        if access.conditional or access.guarded or access.path == MODEL_DIR or is_under(access.path, _CODE):
            continue
        if is_under(access.path, MODEL_DIR):
            yield access, access.path.removeprefix(f"{MODEL_DIR}/")


def run_by_handlers(context: Context, *names: str) -> set[int]:
    """Identities of the nodes of handlers, all if none is named, and of the functions of the module that they call."""
    found = serving(context)
    handlers = found.functions if found is not None else {}
    inside: set[int] = set()
    for name, function in handlers.items():
        if not names or name in names:
            inside |= _run_by(context, function)
    return inside


def _run_by(context: Context, function: cst.FunctionDef) -> set[int]:
    """The nodes of a function, and of those of the module that it calls by name."""
    functions = {node.name.value: node for node in context.module.tree.body if isinstance(node, cst.FunctionDef)}
    found: set[int] = set()
    pending, done = [function], {function.name.value}
    while pending:
        for node in walk(pending.pop().body):
            found.add(id(node))
            if isinstance(node, cst.Name) and node.value in functions and node.value not in done:
                done.add(node.value)
                pending.append(functions[node.value])
    return found


def _saved(context: Context) -> Iterator[tuple[tuple[LeftFiles, ...], Supplier | None]]:
    """What is saved, by each way in which the model is trained; nothing where one of them is not known."""
    found = serving(context)
    contract = context.contracts[0] if len(context.contracts) == 1 else None
    own = left_files(context.facts, MODEL_DIR, contract)
    if own is None or found is None:
        return
    handled = run_by_handlers(context)
    writes = [access for access in own.writes if id(access.node) not in handled]
    if writes and _trains(context, writes):
        yield (own,), None
        return
    for job in context.launched_by:
        suppliers = [supplier for supplier in job.suppliers if supplier.made == MODEL_DIR and not supplier.archive]
        if job.kind not in ("inference", "transform") or not suppliers or not all(each.sure for each in suppliers):
            continue
        left = left_by(context, suppliers)
        if left is not None:
            yield (*left, own), suppliers[0]


def _trains(context: Context, writes: Iterable[PathAccess]) -> bool:
    """Whether a serving script is also one that trains.

    What a serving script writes when it is imported, such as a lock or a marker, says nothing of what training saves.

    Args:
        context: the serving script.
        writes: its writes to the model directory outside its handlers.
    """
    if any(each.job == "training" for each in context.contracts):
        return True
    if any(job.kind == "training" for job in context.launched_by) or any(saves_model(access) for access in writes):
        return True
    return any(isinstance(node, cst.If) and is_main_guard(node) for node in context.module.tree.body)


def unsaved_model(context: Context, job: Job) -> PathAccess | None:
    """The call that saves the model to the output data directory while the model directory stays empty; None if there is none."""
    left = left_files(context.facts, MODEL_DIR, job.contract)
    if left is None or left.patterns or left.trees:
        return None
    for access in context.facts.all(PathAccess):
        named = not is_plain_write(access) or "model" in posixpath.basename(access.path).lower()
        if access.reached and access.exact and named and saves_model(access) and is_under(access.path, OUTPUT_DATA):
            return access
    return None
