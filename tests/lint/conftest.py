from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.diagnostics.finding import Finding
from sm_lint.diagnostics.result import RunResult
from sm_lint.lint.fixing.fix_run import fix_paths
from sm_lint.lint.run.runner import lint_paths
from sm_lint.registry import ruleset
from sm_lint.registry.packages import catalogue

# Rules of a plugin, small enough to know what they must say of any script.
RULES = '''
import os

import libcst as cst

from sm_lint.diagnostics.finding import Applicability, Severity
from sm_lint.registry.bases import ContractRule, ScriptRule
from sm_lint.registry.report import NodeEdit, NodeFix


class Called(ScriptRule):
    """Says where functions are called whose names begin with a word."""

    word = ""

    def begin(self):
        return "nothing to see" not in self.context.module.text

    def visit_Call(self, node):
        if isinstance(node.func, cst.Name) and node.func.value.startswith(self.word):
            self.called(node, node.func.value)


class Bad(Called):
    """Calls of bad."""

    code, name, word = "ACME001", "no-bad", "bad"

    def called(self, node, name):
        self.report(node, f"{name} is called", notes=[("here", node.func)])


class Contracted(Called):
    """Calls under a contract."""

    code, name, word, per_contract = "ACME002", "no-contracted", "under", True

    def called(self, node, name):
        kind = self.context.job
        self.report(node, f"{name} is called by a script of {self.context.contract.id} ({kind})")


class Old(Called):
    """Calls of old are calls of new."""

    code, name, word, severity, fixable = "ACME003", "no-old", "old", Severity.WARNING, "always"

    def called(self, node, name):
        level = Applicability.UNSAFE if name == "old_unsafe" else Applicability.SAFE
        new = {"old_broken": "ne(w", "old_twice": "old"}.get(name, "new")
        self.report(node, f"{name} is old", fix=NodeFix("call new", (NodeEdit(node.func, new),), level))


class Broken(Called):
    """Fails."""

    code, name, word = "ACME004", "broken", "broken"

    def called(self, node, name):
        raise KeyError(name)


class Deadly(Called):
    """Takes the process down."""

    code, name, word, enabled = "ACME005", "deadly", "deadly", False

    def called(self, node, name):
        os._exit(3)


class Anywhere(Called):
    """Looks at notebooks, too."""

    code, name, word, anywhere = "ACME007", "anywhere", "anywhere", True

    def called(self, node, name):
        self.report(node, "anywhere")


class Lonely(ContractRule):
    """Contracts that say nothing of themselves."""

    code, name = "ACME006", "lonely"

    def check_contract(self, contract):
        if contract.description == "fail":
            raise ValueError("no")
        if not contract.description:
            self.report(contract.place, f"{contract.id} has no description")
'''


@dataclass
class Project:
    """A folder that is linted with the rules above."""

    root: Path

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def configure(self, text: str) -> Path:
        return self.write(
            "sm-lint.toml",
            f'plugins = ["acme_rules"]\nselect = ["ACME", "SMX90"]\nignore = ["SMX905", "SMX906"]\n{text}',
        )

    def resolver(self) -> Resolver:
        return Resolver(cwd=str(self.root))

    def lint(self, *paths: str, **options: object) -> RunResult:
        return lint_paths(paths or ["."], resolver=self.resolver(), **options)  # type: ignore[arg-type]

    def fix(self, *paths: str, **options: object) -> RunResult:
        return fix_paths(paths or ["."], resolver=self.resolver(), **options)  # type: ignore[arg-type]

    def shown(self, result: RunResult) -> list[str]:
        return [self.line(finding) for finding in result.findings]

    def line(self, finding: Finding) -> str:
        place = finding.place
        cell = f"{place.cell}:" if place.cell else ""
        return f"{Path(place.path).relative_to(self.root)}:{cell}{place.span.line}:{place.span.column} {finding.code}"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "acme_rules.py").write_text(RULES)
    monkeypatch.syspath_prepend(str(plugins))
    monkeypatch.setenv("SM_LINT_ALLOW_PLUGINS", "1")
    forget: list[Callable[[], None]] = [catalogue.cache_clear, ruleset.choice.cache_clear, ruleset._rules.cache_clear]
    for clear in forget:
        clear()
    root = tmp_path / "project"
    root.mkdir()
    made = Project(root)
    made.configure("")
    yield made
    for clear in forget:
        clear()
    sys.modules.pop("acme_rules", None)
