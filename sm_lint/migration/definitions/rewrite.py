"""Rewrites the definitions of one text: each with all that belongs to it, or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import libcst as cst

from sm_lint.migration.definitions import mounts, processors, steps, trainers, tuners
from sm_lint.migration.definitions.calls import Argument, Calls, Made
from sm_lint.migration.definitions.context import Outcome, Rewriting, UnwrittenError
from sm_lint.migration.definitions.flows import Flow, Returned, flow_of
from sm_lint.migration.definitions.objects import Objects, Use
from sm_lint.migration.definitions.source import Item, Source, fitting
from sm_lint.migration.definitions.spread import spread
from sm_lint.migration.definitions.unwritten_uses import remark_on_uses
from sm_lint.migration.plan import Text
from sm_lint.syntax.span import Span

_PLAIN = frozenset({"Processor", "ScriptProcessor", "PySparkProcessor", "SparkJarProcessor"})
"""Processors that v3 has with the same constructor."""


def rewritten(text: Text) -> Rewriting | None:
    """The definitions of a text as v3 takes them; None for a text that is written for v2 and v3, or has none."""
    if not text.uses.bindings:
        return None
    source = Source(text)
    calls = Calls(text, source)
    if not calls.made or any(text.is_guarded(binding.node) for binding in text.uses.bindings):
        return None
    context = Rewriting(text, source, calls, Objects(text), os.path.dirname(text.view.path))
    for made in calls.made:
        if made.generation == "v3" and made.name in ("ModelTrainer", "HyperparameterTuner"):
            remark_on_uses(context, made)
    for made in calls.made:
        if mounts.is_old(context, made):
            _attempt(context, made, mounts.rewrite)
    for made in calls.made:
        if processors.is_old(made) or trainers.is_old(made) or _is_in_old_step(context, made):
            _attempt(context, made, _definition)
    return context


def _attempt(context: Rewriting, made: Made, rewrite: Callable[[Rewriting, Made], str]) -> None:
    context.begin()
    before = list(context.outcomes)
    try:
        if context.anchor is None:
            raise UnwrittenError("the SDK is imported in functions or branches alone")
        new = rewrite(context, made)
    except UnwrittenError as reason:
        context.give_up()
        context.outcomes = [*before, Outcome(made, reason=str(reason))]
    else:
        context.outcomes.append(Outcome(made, new, notes=list(context.notes)))


def _is_in_old_step(context: Rewriting, made: Made) -> bool:
    if made.name not in _PLAIN or "processing" not in made.found.module:
        return False
    return _inline_step(context, made) is not None or bool(_steps(context, _uses(context, made) or []))


def _uses(context: Rewriting, made: Made) -> list[Use] | None:
    if not trainers.is_old(made):
        assigned = context.objects.assignment(made.call)
        return context.objects.uses(assigned) if assigned is not None else None
    flow = flow_of(context, made.call)
    if flow is None:
        return None
    for each in flow.returned:
        _check_returned(context, made, flow, each)
    return flow.uses


def _check_returned(context: Rewriting, made: Made, flow: Flow, returned: Returned) -> None:
    """An object that a function returns to code that is not known: its callers are left to be written by hand.

    Raises:
        UnwrittenError: its job has run by then, and they would fail after it.
    """
    name = returned.function
    if any(use.attribute == "fit" for use in flow.uses):
        raise UnwrittenError(f"`{name}` returns it after its job has run, and what is done with it then is not known")
    said = f"`{name}` returns a `ModelTrainer`: those who call it call `train(input_data_config=...)` instead of `fit(...)`"
    context.leave(returned.place, f"{made.name}.fit", said)


def _steps(context: Rewriting, uses: list[Use]) -> list[tuple[Made, Use]]:
    found = ((steps.step_of(context, use), use) for use in uses)
    return [(step, use) for step, use in found if step is not None]


def _definition(context: Rewriting, made: Made) -> str:
    given = context.calls.arguments(made) or spread(context, made)
    if given is None:
        raise UnwrittenError("its arguments are not all known by name, or a comment among them has no place")
    if trainers.is_old(made):
        given = trainers.by_their_names(given)
    uses = _uses(context, made)
    given_to = _steps(context, uses or [])
    mode = "input_mode" in given and context.source.original(given["input_mode"].value).strip("\"'") != "File"
    inline = _inline_step(context, made)
    if inline is not None:
        context.session = steps.session_for_steps(context, given, only_steps=True)
        new = _constructor(context, made, given, [])
        steps.rewrite(context, inline, context.source.code(made.call), mode=mode)
        return new
    tuned = [tuners.tuner_of(context, use) for use in uses or []]
    if not given_to and any(tuner is not None and tuners.steps_of(context, tuner) for tuner in tuned):
        direct = any(use.attribute == "fit" for use in uses or [])
        context.session = steps.session_for_steps(context, given, only_steps=not direct)
    if given_to:
        direct = any(use.attribute in ("run", "fit") for use in uses or [])
        context.session = steps.session_for_steps(context, given, only_steps=not direct)
        for step, use in given_to:
            steps.rewrite(context, step, context.shown(use), mode=mode)
    for tuner in tuned:
        if tuner is not None:
            tuners.rewrite(context, tuner, mode=mode)
    return _constructor(context, made, given, uses)


def _inline_step(context: Rewriting, made: Made) -> Made | None:
    """The step in whose arguments an object is made."""
    given = context.objects.argument_of(made.call)
    if given is None:
        return None
    step = context.calls.made_by(given[0])
    keyword = given[1].keyword.value if given[1].keyword is not None else ""
    return step if step is not None and step.name in steps.STEPS and keyword == steps.STEPS[step.name][0] else None


def _constructor(context: Rewriting, made: Made, given: dict[str, Argument], uses: list[Use] | None) -> str:
    if trainers.is_old(made):
        return trainers.rewrite(context, made, given, uses)
    if processors.is_old(made):
        return processors.rewrite(context, made, given, uses)
    if context.session:
        _give_session(context, made, given)
    return f"{made.found.module}.{made.name}"


def _give_session(context: Rewriting, made: Made, given: dict[str, Argument]) -> None:
    """Give a constructor that v3 has as it is the session that its steps need."""
    source = context.source
    items: list[Item] = []
    for key, argument in given.items():
        items.append(argument.item("" if argument.node.keyword is None else key, source))
    if (
        any(not item.key for item in items)
        and "sagemaker_session" in given
        and not items[list(given).index("sagemaker_session")].key
    ):
        raise UnwrittenError("its session is given by position")
    shown = source.original(made.call.func)
    written = fitting(shown, context.with_session(items), source.margin(made.call), source.column(made.call))
    context.replace(made.call, written)


class Statement:
    """An import of the text, with the names that are still used after the rewriting."""

    def __init__(self, context: Rewriting, node: cst.ImportFrom, unused: set[int]) -> None:
        self.context, self.node, self.unused = context, node, unused

    def written(self) -> str | None:
        """The statement without the names that are not used any more; empty if none is left, None if a comment is lost."""
        assert not isinstance(self.node.names, cst.ImportStar)
        kept = [each for each in self.node.names if id(each) not in self.unused]
        original = self.context.source.original(self.node)
        if not kept:
            return None if "#" in original else ""
        if "#" in original:
            return self._cut()
        names = [self.context.source.original(each.name) for each in kept]
        names = [
            name + (f" as {self.context.source.original(each.asname.name)}" if each.asname is not None else "")
            for name, each in zip(names, kept, strict=True)
        ]
        assert self.node.module is not None
        start = f"from {self.context.source.original(self.node.module)} import "
        line = start + ", ".join(names)
        if "\n" not in original and self.node.lpar is None:
            return line
        margin = self.context.source.margin(self.node)
        if "\n" not in original:
            return f"{start}({', '.join(names)})"
        return "\n".join([f"{start}(", *(f"{margin}    {name}," for name in names), f"{margin})"])

    def _cut(self) -> str | None:
        """The statement with the lines of the names taken out, where each of them has a line of its own."""
        assert not isinstance(self.node.names, cst.ImportStar)
        text = self.context.text
        first = text.span(self.node)
        lines = self.context.source.original(self.node).split("\n")
        for each in reversed(self.node.names):
            if id(each) not in self.unused:
                continue
            number = text.span(each).line - first.line
            line = lines[number].split("#")[0].strip()
            if line.rstrip(",").strip() != self.context.source.original(each) or number == 0:
                return None
            del lines[number]
        return "\n".join(lines)


def edits_of(context: Rewriting) -> list[tuple[Span, str]] | None:
    """All changes of a text: spans and what takes their place; None where an import cannot be changed.

    The new imports come before the first import of the SDK, in the place of a statement that is left empty if that is the first.
    """
    text, source = context.text, context.source
    unused = _unused(context)
    made: list[tuple[Span, str]] = []
    lines = _import_lines(context)
    anchor = context.anchor
    for node in _statements(context):
        names = () if isinstance(node.names, cst.ImportStar) else node.names
        gone = {id(each) for each in names} & unused
        is_anchor = node is anchor
        if not gone and not is_anchor:
            continue
        written: str | None = source.original(node)
        if gone:
            assert isinstance(node, cst.ImportFrom)
            written = Statement(context, node, gone).written()
        if written is None:
            return None
        statements = [*(lines if is_anchor else []), *([written] if written else [])]
        if is_anchor and not lines and written == source.original(node):
            continue
        if not statements:
            statements = [""]
            if text.margin(node) is None or _is_alone(context, node):
                statements = ["pass"]
        if text.margin(node) is None and any("\n" in each for each in statements):
            return None
        line = _whole_line(context, node) if statements == [""] else None
        made.append((line, "") if line is not None else (text.span(node), text.joined(node, statements)))
    for each in source.outermost():
        content = source.between(each.start, each.end)
        made.append((source.span(each.start, each.end), content))
    return made


def _whole_line(context: Rewriting, node: cst.CSTNode) -> Span | None:
    """The lines of a statement with their end, where nothing else is on them and the next line is in the same cell."""
    text = context.text
    span = text.span(node)
    rest = text.line(span.end_line)[span.end_column - 1 :]
    lines = text.module.text.count("\n")
    starts = {part.line for part in text.view.parts}
    if text.margin(node) is None or rest.strip() or span.end_line >= lines or span.end_line + 1 in starts:
        return None
    return Span(span.line, 1, span.end_line + 1, 1)


def _is_alone(context: Rewriting, node: cst.CSTNode) -> bool:
    """Whether a statement is the only one of a block."""
    return not context.text.uses.is_unconditional(node)


def _statements(context: Rewriting) -> list[cst.Import | cst.ImportFrom]:
    found = {id(each.node): each.node for each in context.text.uses.bindings}
    return list(found.values())


def _unused(context: Rewriting) -> set[int]:
    """The parts of `from` imports that name what v3 has no more, and that nothing uses after the rewriting."""
    text, source = context.text, context.source
    done = [source.range_of(each.made.call) for each in context.outcomes if not each.reason]
    left = {id(each.made.chain.nodes[0]) for each in context.outcomes if each.reason}
    found = set()
    for binding in text.uses.bindings:
        chains = text.uses.chains.get(binding.bound, [])
        if not isinstance(binding.node, cst.ImportFrom) or not chains:
            continue
        if re.search(rf"['\"]{binding.bound}['\"]", text.module.text):
            continue  # what a module offers, or an annotation
        inside = all(
            any(start <= source.range_of(chain.nodes[0])[0] < end for start, end in done)
            and id(chain.nodes[0]) not in left
            and not is_written(context, chain.root)
            for chain in chains
        )
        if inside:
            found.add(id(binding.alias))
    return found


def is_written(context: Rewriting, name: str) -> bool:
    """Whether a name is used in what was written, or may be in a line that is not Python."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    return any(word.search(each.content) for each in context.source.replaced)


def _import_lines(context: Rewriting) -> list[str]:
    homes: dict[str, list[str]] = {}
    for home, name in context.needed():
        homes.setdefault(home, []).append(name)
    lines = []
    for home in sorted(homes, key=lambda each: (each.startswith("sagemaker"), each)):
        line = f"from {home} import {', '.join(sorted(homes[home]))}"
        if len(line) > 100:
            line = "\n".join([f"from {home} import (", *(f"    {name}," for name in sorted(homes[home])), ")"])
        lines.append(line)
    return lines
