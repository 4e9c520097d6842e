"""What is broken in a script: what it asks for under a name that the definition does not give."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

from seeded.arguments import declarations, type_of
from seeded.definition_operators import CHANNELS, channel_name, used_path
from seeded.mutant import Mutant, edit, last_part, misspelled, misspelled_path, reworded
from seeded.pairs import Pair

_FILE = re.compile(r"[\w.-]+\.(?:joblib|pkl|pickle|pth|pt|json|h5|bin|onnx|model|txt)")


def channels(pair: Pair) -> Iterator[Mutant]:
    """A channel is read under another name."""
    names = {name for mount in pair.job.mounts if (name := channel_name(pair, mount))}
    for literal in pair.running.literals():
        text = str(literal.value)
        for name in names:
            new = ""
            if text == f"SM_CHANNEL_{name.upper()}":
                new = "SM_CHANNEL_" + misspelled(name.upper())
            elif text == CHANNELS + name or text.startswith(f"{CHANNELS}{name}/"):
                new = misspelled_path(text, len(f"{CHANNELS}{name}".split("/")))
            if new:
                yield Mutant("rename a channel", "script", (reworded(pair.running, literal, new),), (name,))


def paths(pair: Pair) -> Iterator[Mutant]:
    """An input or output is looked for in another folder."""
    for mount in pair.job.mounts:
        path = used_path(pair, mount)
        if path is None or channel_name(pair, mount):
            continue
        path = path.rstrip("/")
        for literal in pair.running.literals():
            text = str(literal.value)
            if text == path or text.startswith(path + "/"):
                kind = "rename an input path" if mount.direction == "input" else "rename an output path"
                new = misspelled_path(text, len(path.split("/")))
                yield Mutant(kind, "script", (reworded(pair.running, literal, new),), (last_part(path),))


def arguments(pair: Pair) -> Iterator[Mutant]:
    """An argument that is passed is declared under another name."""
    passed = {item.text for item in pair.job.arguments.items} if pair.job.arguments is not None else set()
    given = pair.job.hyperparameters
    tuned = {f"--{key}" for key in given.keys} if given is not None else set()
    for _, name in declarations(pair):
        flag = str(name.value)
        if flag in passed | tuned:
            kind = "rename an argument" if flag in passed else "rename a hyperparameter"
            change = reworded(pair.running, name, misspelled(flag))
            yield Mutant(kind, "script", (change,), (flag, flag.lstrip("-").replace("-", "_")))


def variables(pair: Pair) -> Iterator[Mutant]:
    """A variable that the definition or the platform sets is read under another name."""
    keys = set(pair.job.environment.keys) if pair.job.environment is not None else set()
    platform = {"SM_MODEL_DIR", "SM_OUTPUT_DATA_DIR"} if pair.job.kind == "training" else set()
    for literal in pair.variables:
        text = str(literal.value)
        if text in keys | platform:
            new = "SM_" + misspelled(text[3:]) if text in platform else misspelled(text)
            yield Mutant("rename a variable", "script", (reworded(pair.running, literal, new),), (text, new))


def types(pair: Pair) -> Iterator[Mutant]:
    """An argument that is given a fraction is declared as an integer."""
    given = pair.job.hyperparameters
    passed = dict(zip((f"--{key}" for key in given.keys), given.items, strict=False)) if given is not None else {}
    items = pair.job.arguments.items if pair.job.arguments is not None else ()
    passed.update((flag.text or "", value) for flag, value in itertools.pairwise(items))
    for call, name in declarations(pair):
        kind = type_of(call)
        value = passed.get(str(name.value))
        if isinstance(kind, ast.Name) and kind.id == "float" and value is not None and "." in (value.text or ""):
            flag = str(name.value).lstrip("-")
            yield Mutant("change a type", "script", (edit(pair.running, kind, "int"),), (flag, value.text or ""))


def model_files(pair: Pair) -> Iterator[Mutant]:
    """What is saved under one name is loaded under another."""
    seen: dict[str, list[ast.Constant]] = {}
    for literal in pair.running.literals():
        if _FILE.fullmatch(last_part(str(literal.value))):
            seen.setdefault(last_part(str(literal.value)), []).append(literal)
    for name, literals in seen.items():
        inside = [literal for literal in literals if pair.running.within(literal, "model_fn")]
        if len(inside) == 1 and len(literals) > 1:
            new = misspelled_path(str(inside[0].value))
            yield Mutant("rename a file", "script", (reworded(pair.running, inside[0], new),), (name, last_part(new)))


OPERATORS = (channels, paths, arguments, variables, types, model_files)
