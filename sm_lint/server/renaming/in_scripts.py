"""The places in scripts that spell a name."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

import libcst as cst

from sm_lint.contracts.model import argument_name
from sm_lint.diagnostics.finding import Edit
from sm_lint.flow.facts import (
    ArgumentFact,
    Cause,
    EnvRead,
    EnvUse,
    EnvWrite,
    Fact,
    HyperparameterRead,
    LogicalName,
    PathAccess,
    PathPassed,
    ScriptFacts,
)
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.sagemaker.environment import CHANNEL_PREFIX, HYPERPARAMETER_PREFIX
from sm_lint.sagemaker.paths import channel_of, root
from sm_lint.server.renaming.names import RenameRefusedError, Renaming, where
from sm_lint.server.renaming.namespaces import attributes
from sm_lint.server.renaming.sources import Matches, Piece, Sources


def in_script(sources: Sources, analysis: FileAnalysis, renaming: Renaming) -> Iterator[Edit]:
    """The edits of a script, and of the modules of the project that it imports.

    Raises:
        RenameRefusedError: a place spells the name in a way that cannot be followed.
    """
    facts = analysis.script_facts()
    sources.take((analysis.module, *facts.modules))
    search = _Search(sources, analysis, renaming)
    for fact in facts.facts:
        yield from search.spellings(fact)
    kind = renaming.name.kind
    if kind == "argument":
        yield from search.attributes(facts)
    elif kind == "variable":
        _expect_no_pattern(analysis, facts, renaming)
    elif kind == "channel":
        yield from search.directories(facts)
    _expect_no_lookup(analysis, facts, renaming)


class _Search:
    """Finds the spellings in one script."""

    def __init__(self, sources: Sources, analysis: FileAnalysis, renaming: Renaming) -> None:
        self._sources = sources
        self._analysis = analysis
        self._renaming = renaming
        self._source = sources.of(analysis)

    def spellings(self, fact: Fact) -> Iterator[Edit]:
        """The edits at the places that a fact comes from."""
        rename = self._renaming
        match fact:
            case EnvRead() | EnvWrite() | EnvUse() if rename.variable(fact.name) != fact.name:
                for piece in self._at(fact, lambda text: text == fact.name):
                    yield whole(piece, rename.variable(piece.text))
            case HyperparameterRead() if rename.argument(fact.name) != fact.name:
                for piece in self._at(fact, lambda text: text == fact.name):
                    yield whole(piece, rename.argument(piece.text))
            case ArgumentFact():
                yield from self._argument(fact)
            case LogicalName() if self._is_logical(fact.key):
                yield from self._logical(fact)
            case PathAccess() | PathPassed() if rename.paths(fact.path) != fact.path:
                yield from self._path(fact)

    def attributes(self, facts: ScriptFacts) -> Iterator[Edit]:
        """The edits of ``args.name``, for each name that is assigned the parsed arguments.

        Raises:
            RenameRefusedError: the argument is used, but not in this way.
        """
        wanted = self._renaming.name.text
        found = attributes(self._analysis.module, wanted)
        if not found and any(fact.used and argument_name(fact.dest) == wanted for fact in facts.all(ArgumentFact)):
            raise RenameRefusedError(f"`{wanted}` is read in a way that cannot be followed")
        for attribute in found:
            start, _ = self._source.slice(attribute)
            yield self._source.edit(start, attribute.value, self._renaming.attribute(attribute.value))

    def directories(self, facts: ScriptFacts) -> Iterator[Edit]:
        """The edits of literals that contain the whole path of the channel's directory."""
        for module in (self._analysis.module, *facts.modules):
            if root("channels") in module.text:
                source = self._source if module is self._analysis.module else self._sources.of_module(module)
                for piece in source.pieces(0, len(module.text)):
                    yield from in_directory(piece, self._renaming)

    def _argument(self, fact: ArgumentFact) -> Iterator[Edit]:
        rename = self._renaming
        if rename.argument(fact.dest) != fact.dest:
            flags = {*fact.flags, fact.dest}
            for piece in self._at(fact, lambda text: text in flags and rename.argument(text) != text):
                new = rename.argument(piece.text)
                yield whole(piece, new if piece.text.startswith("-") else new.replace("-", "_"))

    def _is_logical(self, key: str) -> bool:
        return self._renaming.name.kind in ("channel", "input", "output") and key == self._renaming.name.text

    def _logical(self, fact: LogicalName) -> Iterator[Edit]:
        key = fact.key
        for piece in self._at(fact, lambda text: text == key):
            yield whole(piece, self._renaming.new)
        for node in self._analysis.module.order.nodes:
            if isinstance(node, cst.Dict) and key in (keys := _keys(node)) and set(keys) <= {*fact.present, key}:
                start, _ = self._source.slice(keys[key])
                for piece in self._source.pieces(start, start + len(keys[key].value)):
                    yield whole(piece, self._renaming.new)

    def _path(self, fact: PathAccess | PathPassed) -> Iterator[Edit]:
        """The edits of the piece of a path that is the channel's name."""
        channel = channel_of(fact.path) or ""
        first = len(root("channels")) + 1
        position = 0
        for origin in fact.origin:
            source, start, end = self._sources.at_site(self._analysis, origin.site)
            for piece in self._sources.spelled(source, start, end, lambda text: bool(text.strip("/"))):
                bare = piece.text.strip("/")
                found = fact.path.find(bare, position)
                if found < 0:
                    continue
                if found <= first and first + len(channel) <= found + len(bare):
                    inside = first - found + piece.text.index(bare)
                    old = self._renaming.name.text
                    if piece.text.startswith(old, inside):
                        yield piece.source.edit(piece.start + inside, old, self._renaming.new)
                position = found + len(bare)

    def _at(self, fact: Fact, matches: Matches) -> list[Piece]:
        source, start, end = self._sources.at_site(self._analysis, fact.site)
        return self._sources.spelled(source, start, end, matches)


def in_directory(piece: Piece, renaming: Renaming) -> Iterator[Edit]:
    """The edits of a literal that contains the whole path of the channel's directory."""
    for found in renaming.directory.finditer(piece.text):
        yield piece.source.edit(piece.start + found.start(), found.group(), renaming.new)


def whole(piece: Piece, new: str) -> Edit:
    """The edit of a literal's text, without what stays at its beginning: hyphens, and the prefix of a variable."""
    old = piece.text
    head = len(old) - len(old.lstrip("-"))
    for prefix in (CHANNEL_PREFIX, HYPERPARAMETER_PREFIX):
        if old.startswith(prefix) and new.startswith(prefix):
            head = len(prefix)
    return piece.source.edit(piece.start + head, old[head:], new[head:])


def _keys(node: cst.Dict) -> dict[str, cst.SimpleString]:
    """The literal keys of a dictionary, by their text."""
    found = {}
    for element in node.elements:
        if isinstance(element, cst.DictElement) and isinstance(element.key, cst.SimpleString):
            found[element.key.raw_value] = element.key
    return found


def _expect_no_pattern(analysis: FileAnalysis, facts: ScriptFacts, renaming: Renaming) -> None:
    """Make sure that what reads variables by a pattern, or by names that are not known, still finds the new name."""
    old, new = renaming.name.text, renaming.new
    for fact in facts.all(EnvRead):
        if "*" in fact.name and fnmatchcase(old, fact.name) != fnmatchcase(new, fact.name):
            raise RenameRefusedError(f"{_line(analysis, fact)} looks for variables named `{fact.name}`")
    for each in facts.incomplete:
        if each.cause is Cause.VARIABLE:
            raise RenameRefusedError(f"{_line(analysis, each)} reads a variable whose name is not known")


def _expect_no_lookup(analysis: FileAnalysis, facts: ScriptFacts, renaming: Renaming) -> None:
    """Make sure that the script does not look its mounts up in the configuration of the job."""
    if renaming.name.kind in ("channel", "input", "output"):
        for each in facts.incomplete:
            if each.cause is Cause.MOUNT:
                raise RenameRefusedError(f"{_line(analysis, each)} looks mounts up in the configuration of the job")


def _line(analysis: FileAnalysis, fact: Fact) -> str:
    place = analysis.shown(analysis.module.place(fact.node))
    return where(place.path, place.span.line)
