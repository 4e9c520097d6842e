"""What is broken in a definition: what it gives under a name that the script does not use."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator

from seeded.arguments import declared
from seeded.mutant import Mutant, edit, last_part, literal_of, misspelled, misspelled_path, removed, reworded
from seeded.pairs import Pair
from sm_lint.jobs.definition.model import Mount

CHANNELS = "/opt/ml/input/data/"


def channel_name(pair: Pair, mount: Mount) -> str | None:
    """The name of a channel that the script uses; None for other mounts."""
    if pair.job.kind != "training" or mount.direction != "input" or mount.name is None or not mount.name.text:
        return None
    name = mount.name.text
    variable = f"SM_CHANNEL_{name.upper()}"
    return name if variable in pair.shared or pair.mentions(CHANNELS + name) else None


def used_path(pair: Pair, mount: Mount) -> str | None:
    """The container path of a mount that the script spells out."""
    path = mount.local.text if mount.local is not None else None
    return path if path and "*" not in path and pair.mentions(path.rstrip("/")) else None


def channels(pair: Pair) -> Iterator[Mutant]:
    """A channel has another name."""
    for mount in pair.job.mounts:
        name = channel_name(pair, mount)
        literal = literal_of(pair.defining, mount.name)
        if name is not None and literal is not None:
            change = reworded(pair.defining, literal, misspelled(name))
            yield Mutant("rename a channel", "definition", (change,), (name,))


def input_paths(pair: Pair) -> Iterator[Mutant]:
    """An input arrives in another folder."""
    yield from _paths(pair, "input", "rename an input path", misspelled_path)


def outputs_down(pair: Pair) -> Iterator[Mutant]:
    """An output is taken from one folder below the one that is written to."""
    yield from _paths(pair, "output", "move an output down", lambda path: path.rstrip("/") + "/moved")


def _paths(pair: Pair, direction: str, kind: str, changed: Callable[[str], str]) -> Iterator[Mutant]:
    for mount in pair.job.mounts:
        path = used_path(pair, mount)
        if mount.direction != direction or path is None or mount.local is None or _is_argument(pair, path):
            continue
        literal = literal_of(pair.defining, mount.local)
        if literal is not None:
            new = changed(path)
            yield Mutant(kind, "definition", (reworded(pair.defining, literal, new),), (path.rstrip("/"), new))


def _is_argument(pair: Pair, path: str) -> bool:
    return pair.job.arguments is not None and any(item.text == path for item in pair.job.arguments.items)


def dropped_inputs(pair: Pair) -> Iterator[Mutant]:
    """An input that the script uses is not given."""
    for mount in pair.job.mounts:
        if mount.direction != "input":
            continue
        name, path = channel_name(pair, mount), used_path(pair, mount)
        named = name or path
        if named is None:
            continue
        node = pair.defining.at(mount.place)
        above = pair.defining.parent(node) if node is not None else None
        if isinstance(above, ast.List) and isinstance(node, ast.expr) and len(above.elts) > 1:
            change = removed(pair.defining, above.elts, above.elts.index(node))
            yield Mutant("drop an input", "definition", (change,), (named.rstrip("/"), last_part(named)))
            continue
        key = literal_of(pair.defining, mount.name)
        above = pair.defining.parent(key) if key is not None else None
        if isinstance(above, ast.Dict) and key in above.keys and len(above.keys) > 1:
            index = above.keys.index(key)
            change = removed(pair.defining, above.values, index, key)
            yield Mutant("drop an input", "definition", (change,), (named.rstrip("/"), last_part(named)))


def swapped(pair: Pair) -> Iterator[Mutant]:
    """Source and destination of an input or output are in each other's place."""
    for mount in pair.job.mounts:
        local, remote = mount.local, mount.remote
        if local is None or remote is None or used_path(pair, mount) is None:
            continue
        first, second = pair.defining.at(local.place), pair.defining.at(remote.place)
        if first is None or second is None or not isinstance(pair.defining.parent(first), ast.keyword):
            continue
        if not isinstance(pair.defining.parent(second), ast.keyword):
            continue
        source = pair.defining
        edits = (edit(source, first, source.written(second)), edit(source, second, source.written(first)))
        yield Mutant("swap source and destination", "definition", edits, (local.text or "", "source", "destination"))


def arguments(pair: Pair) -> Iterator[Mutant]:
    """An argument is passed under another name."""
    known = declared(pair)
    for item in pair.job.arguments.items if pair.job.arguments is not None else ():
        literal = literal_of(pair.defining, item)
        if item.text in known and literal is not None and pair.defining.place(literal) == item.place:
            change = reworded(pair.defining, literal, misspelled(item.text))
            yield Mutant("rename an argument", "definition", (change,), (item.text,))


def hyperparameters(pair: Pair) -> Iterator[Mutant]:
    """A hyperparameter is passed under another name."""
    given = pair.job.hyperparameters
    known = declared(pair)
    for key in given.keys if given is not None else ():
        literal = literal_of(pair.defining, given, key)
        if literal is not None and (f"--{key}" in known or key in pair.shared):
            change = reworded(pair.defining, literal, misspelled(key))
            yield Mutant("rename a hyperparameter", "definition", (change,), (key,))


def variables(pair: Pair) -> Iterator[Mutant]:
    """A variable is set under another name."""
    given = pair.job.environment
    read = {literal.value for literal in pair.variables}
    for key in given.keys if given is not None else ():
        literal = literal_of(pair.defining, given, key)
        if literal is not None and key in read:
            change = reworded(pair.defining, literal, misspelled(key))
            yield Mutant("rename a variable", "definition", (change,), (key,))


def scripts(pair: Pair) -> Iterator[Mutant]:
    """The script is launched under another name."""
    script = pair.job.script
    if script is None or not script.written or "*" in script.written:
        return
    node = pair.defining.at(script.place)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".py"):
        new = misspelled_path(node.value)
        change = reworded(pair.defining, node, new)
        yield Mutant("rename a script", "definition", (change,), (last_part(node.value), last_part(new)))


def values(pair: Pair) -> Iterator[Mutant]:
    """A number is passed as a word."""
    known = declared(pair)
    given = pair.job.hyperparameters
    passed = list(zip((f"--{key}" for key in given.keys), given.items, strict=False)) if given is not None else []
    items = pair.job.arguments.items if pair.job.arguments is not None else ()
    passed += [(flag.text or "", value) for flag, value in itertools.pairwise(items)]
    for flag, value in passed:
        node = pair.defining.at(value.place)
        if flag in known and known[flag] in {"int", "float"} and isinstance(node, ast.Constant):
            change = edit(pair.defining, node, '"high"')
            yield Mutant("change a type", "definition", (change,), (flag.lstrip("-"), "high"))


OPERATORS = (
    channels,
    input_paths,
    outputs_down,
    dropped_inputs,
    swapped,
    arguments,
    hyperparameters,
    variables,
    scripts,
    values,
)
