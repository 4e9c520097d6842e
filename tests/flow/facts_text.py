"""What the interpreter tells of a script, as compact text that a test can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sm_lint.flow import facts as f
from sm_lint.flow.interpreter.analysis import analyse
from sm_lint.flow.machine.loader import ModuleLoader, ParsedModules
from sm_lint.flow.machine.setup import Setup
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.parse import SyntaxProblem, parse
from sm_lint.workspace.view import FileView
from sm_lint.workspace.workspace import Workspace

FLAGS = ("exact", "assumed", "conditional", "guarded", "own", "reached")
SHOWN = {"exact": "inexact", "conditional": "perhaps", "reached": "unreached"}
SILENT = (f.ImportFact, f.Unresolved, f.EnvUse)


def facts_of(source: str, setup: Setup | None = None, path: str = "/project/script.py") -> f.ScriptFacts:
    """The facts of a script that is given as text."""
    return analyse(parse(path, source), setup or Setup())


def told(source: str, setup: Setup | None = None) -> list[str]:
    """One line for each fact, and one for each reason why "never" may not be said."""
    facts = facts_of(source, setup)
    return [line for fact in facts.facts for line in _line(fact)] + [
        f"incomplete {lost.subject}: {lost.why}" for lost in facts.incomplete
    ]


def project(files: Mapping[str, str]) -> Setup:
    """A setup in which the modules of these files can be imported: path below /project to text."""
    modules = {f"/project/{name}": text for name, text in files.items()}

    def read(path: str, data: bytes) -> ParsedModule | None:
        try:
            return parse(path, data.decode())
        except SyntaxProblem:
            return None

    class Loader(ModuleLoader):
        def find(self, name: str, level: int, importer: str, entry: str, src: tuple[str, ...]) -> str | None:
            folder = importer.rpartition("/")[0] if level else "/project"
            for _ in range(level - 1):
                folder = folder.rpartition("/")[0]
            base = "/".join([folder, *[part for part in name.split(".") if part]])
            return next((path for path in (base + ".py", base + "/__init__.py") if path in modules), None)

        def has_effects(self, path: str) -> bool:
            return True

    given = {path: text.encode() for path, text in modules.items()}
    return Setup(loader=Loader(ParsedModules(read), FileView(Workspace(given))))


def _line(fact: f.Fact) -> Iterator[str]:
    if isinstance(fact, SILENT):
        return
    flags = [SHOWN.get(flag, flag) for flag in FLAGS if getattr(fact, flag, flag == "exact") is (flag not in ("exact", "reached"))
             and hasattr(fact, flag)]  # fmt: skip
    tail = f"  [{', '.join(flags)}]" if flags else ""
    if isinstance(fact, f.PathAccess):
        yield f"{fact.mode} {fact.path} by {fact.via}{tail}"
    elif isinstance(fact, f.PathPassed):
        yield f"passed {fact.path} to {fact.via}{tail}"
    elif isinstance(fact, f.ObjectAccess):
        yield f"object {fact.mode} {fact.uri} by {fact.via}{tail}"
    elif isinstance(fact, f.EnvRead):
        how = "probe" if fact.probe else "required" if fact.required else f"default {fact.default!r}"
        yield f"env {fact.name} {how}{tail}"
    elif isinstance(fact, f.EnvWrite):
        yield f"set {fact.name}{tail}"
    elif isinstance(fact, f.ArgumentFact):
        how = "required" if fact.required else f"default {fact.default!r}"
        yield f"argument {' '.join(fact.flags)} {how}{'' if fact.used else ' unused'}{tail}"
    elif isinstance(fact, f.ParseCall):
        yield f"parse {'strict' if fact.strict else 'known'}{tail}"
    elif isinstance(fact, f.LogicalName):
        yield f"name {fact.mapping}[{fact.key}] {'known' if fact.known else 'unknown'}{tail}"
    elif isinstance(fact, f.HyperparameterRead):
        yield f"hyperparameter {fact.name} {'optional' if fact.optional else 'required'}{tail}"
    elif isinstance(fact, f.Handler):
        yield f"handler {fact.name}({', '.join(fact.parameters)}){tail}"
