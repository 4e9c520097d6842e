"""In what kind of job a script runs, and how that is known. Many rules are wrong without it, and stay silent then."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from sm_lint.contracts.model import Contract
from sm_lint.patterns import regex
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.paths import is_container_path, is_under, platform_place, root
from sm_lint.sagemaker.serving.handlers import handler_signatures
from sm_lint.syntax.literal import text_value
from sm_lint.syntax.module import ParsedModule

_VARIABLE = regex(r"SM_(CHANNEL_\w+|MODEL_DIR|OUTPUT_DATA_DIR|HPS|HP_\w+|TRAINING_ENV|INPUT_DATA_CONFIG)")
_NAMES: tuple[tuple[JobKind, re.Pattern[str]], ...] = (
    ("training", regex(r"(train|training|trainer|finetune|fine_tune)([_-].*)?|.*[_-](train|training)")),
    ("inference", regex(r"(inference|serve|predictor|predict|serving)([_-].*)?|.*[_-]inference")),
    ("processing", regex(r"(pre|post)?process(ing|or)?([_-].*)?|.*[_-]((pre|post)?process(ing)?|preprocessing)")),
    ("processing", regex(r"(evaluate|evaluation)([_-].*)?|.*[_-](evaluate|evaluation)")),
)
_SUFFIXLESS: dict[str, JobKind] = {"train": "training", "serve": "inference"}


class Guess(NamedTuple):
    """A kind of job, None where it is not known, and how it was found or why it is not known.

    `certain` is False where the kind is inferred from the name of the file alone.
    """

    kind: JobKind | None
    reason: str
    certain: bool = True


def job_kind(
    module: ParsedModule, stated: JobKind | None, declared: Sequence[Contract], launching: Sequence[Contract]
) -> Guess:
    """Work out what kind of job a script runs in.

    The strongest evidence decides: what the configuration states, the contracts that govern the script, the job
    definitions that launch it, container paths among its literals, handlers where it is no program, the platform's
    other places, variables of the training toolkit, a handler that it defines, its name.

    Args:
        module: the script.
        stated: kind given by the option ``job-kinds``.
        declared: contracts that name the script.
        launching: contracts made from job definitions that launch it.
    """
    if stated is not None:
        return Guess(stated, "stated by `job-kinds`")
    for contracts in (declared, launching):
        guess = _from_contracts(contracts)
        if guess is not None:
            return guess
    strings = list(_strings(module))
    paths = [text for text in strings if is_container_path(text)]
    variables = _from_variables(strings)
    return (
        _doubtful(paths, variables)
        or _from_paths(paths)
        or _from_service(module)
        or _from_places(paths)
        or variables
        or _from_handlers(module)
        or _from_name(module.path)
        or Guess(None, "no contract, job definition, container path, handler or file name indicates it")
    )


def _from_contracts(contracts: Sequence[Contract]) -> Guess | None:
    kinds = {contract.job: contract.label or contract.id for contract in contracts if contract.job is not None}
    if len(kinds) > 1:
        return Guess(None, " and ".join(f"{label} says {kind}" for kind, label in sorted(kinds.items(), key=str)))
    return next((Guess(kind, f"{label} says so") for kind, label in kinds.items()), None)


def _from_paths(paths: Sequence[str]) -> Guess | None:
    """A path below the processing root or a channel is proof."""
    proof: dict[JobKind, str] = {}
    for path in paths:
        if is_under(path, root("processing")):
            proof.setdefault("processing", path)
        elif is_under(path, root("channels")):
            proof.setdefault("training", path)
    if len(proof) > 1:
        return Guess(None, f"it uses both {' and '.join(sorted(proof.values()))}")
    if proof:
        return next(Guess(kind, f"it uses {path}") for kind, path in proof.items())
    return None


def _doubtful(paths: Sequence[str], variables: Guess | None) -> Guess | None:
    """The bare processing root is no proof against variables of training: it may be left over from a sibling."""
    if variables is None:
        return None
    used = {path.rstrip("/") for path in paths if is_under(path, root("processing"))}
    return Guess(None, f"{variables.reason} and {root('processing')}") if used == {root("processing")} else None


def _from_service(module: ParsedModule) -> Guess | None:
    """Several handlers in a module that is no program: a training script that brings its handlers along has a main part."""
    names = [node.name.value for node in module.tree.body if isinstance(node, cst.FunctionDef)]
    found = [name for name in names if name in handler_signatures()]
    if len(found) < 2 or "__main__" in module.text:
        return None
    return Guess("inference", f"it defines {found[0]} and {found[1]}")


def _from_places(paths: Sequence[str]) -> Guess | None:
    """Of the platform's other places all must agree."""
    kinds: set[JobKind] = {"processing", "training", "inference"}
    used = ""
    for path in paths:
        having = {kind for kind in kinds if platform_place(path, kind) is not None}
        if having and having != kinds:
            kinds, used = having, path
    return Guess(next(iter(kinds)), f"it uses {used}") if len(kinds) == 1 else None


def _from_variables(strings: Sequence[str]) -> Guess | None:
    name = next((text for text in strings if _VARIABLE.fullmatch(text)), None)
    return Guess("training", f"it uses {name}") if name else None


def _from_handlers(module: ParsedModule) -> Guess | None:
    for statement in module.tree.body:
        if isinstance(statement, cst.FunctionDef) and statement.name.value in handler_signatures():
            return Guess("inference", f"it defines {statement.name.value}")
    return None


def _from_name(path: str) -> Guess | None:
    name = os.path.basename(path)
    stem, suffix = os.path.splitext(name)
    if not suffix:
        kind = _SUFFIXLESS.get(stem)
        return Guess(kind, f"it is called {name}", False) if kind else None
    for kind, pattern in _NAMES:
        if pattern.fullmatch(stem.lower()):
            return Guess(kind, f"it is called {name}", False)
    return None


def _strings(module: ParsedModule) -> Iterator[str]:
    """Literal texts that the script may use, without docstrings and other strings that are statements of their own."""
    if "/opt/ml" not in module.text and "SM_" not in module.text:
        return
    unused = {id(node.value) for node in module.order.of(cst.Expr)}
    for node in module.order.of(cst.SimpleString):
        if ("/opt/ml" in node.value or "SM_" in node.value) and id(node) not in unused:
            value = text_value(node)
            if value is not None and not any(map(str.isspace, value)):
                yield value
    for part in module.order.of(cst.FormattedStringText):
        if part.value.startswith("/opt/ml"):
            yield part.value.rstrip("/")
