"""The rules that run under some settings: selected and imported once per process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sm_lint.config.settings import Settings
from sm_lint.diagnostics.finding import Severity
from sm_lint.registry.packages import PluginError, catalogue, load_class
from sm_lint.registry.rule_info import RuleInfo
from sm_lint.registry.selection import Selection, Selectors, selectors

if TYPE_CHECKING:
    from sm_lint.registry.bases import Rule
    from sm_lint.syntax.dispatch import Dispatcher


class Choice(NamedTuple):
    """The selection for some settings, with everything else that depends on codes and needs no rule to be imported.

    Attributes:
        selectors: the catalogue, indexed.
        selection: the rules that run.
        severities: severities by code that override those of findings.
        locked: codes that cannot be suppressed.
    """

    selectors: Selectors
    selection: Selection
    severities: Mapping[str, Severity]
    locked: frozenset[str]

    def info(self, code: str) -> RuleInfo | None:
        """The catalogue entry of a code."""
        return self.selectors.by_code.get(code)


@lru_cache(maxsize=64)
def choice(settings: Settings) -> Choice:
    """The rules selected by some settings, and their severities; imports no rule.

    Raises:
        PluginError: a rule package cannot be used.
    """
    _admit_plugins(settings)
    index = selectors(catalogue(settings.plugins))
    chosen = index.select(
        settings.select, settings.ignore, settings.extend_select, settings.extend_ignore, preview=settings.preview
    )
    severities: dict[str, Severity] = {}
    for text, level in sorted(settings.severity, key=lambda item: index.specificity(item[0])):
        severities.update(dict.fromkeys(index.expand(text) or (), Severity(level)))
    return Choice(index, chosen, severities, index.covers(settings.locked))


class RuleGroup(NamedTuple):
    """Rules that are called together.

    Attributes:
        kinds: their classes, instantiated for each file.
        table: the methods to call for each node and each fact.
    """

    kinds: tuple[type[Rule], ...]
    table: Dispatcher


class RuleSet(NamedTuple):
    """Rule classes by subject, ordered by code.

    Attributes:
        codes: the codes of all of them.
        general: called once for each script.
        per_contract: called once for each script and contract.
        jobs: called for each file that defines jobs.
        documents: those of `jobs` that are also called for documents that are not Python.
        contracts: called for the declared contracts.
    """

    codes: frozenset[str]
    general: RuleGroup
    per_contract: RuleGroup
    jobs: RuleGroup
    documents: RuleGroup
    contracts: RuleGroup


def load_rules(settings: Settings, codes: frozenset[str] | None = None) -> RuleSet:
    """Import the selected rules only.

    Args:
        settings: determine the plugins.
        codes: the rules to import; defaults to those that the settings select.

    Raises:
        PluginError: a rule package cannot be used.
    """
    _admit_plugins(settings)
    return _loaded(settings.plugins, choice(settings).selection.codes if codes is None else codes)


def _admit_plugins(settings: Settings) -> None:
    """Allow importing the plugins of some settings in this process, which may not be the one that read the settings.

    Raises:
        PluginError: a plugin was installed where the settings were read, and is not installed here.
    """
    if not settings.plugins:
        return
    from sm_lint.config.plugins import admit, is_admitted

    admit(settings.plugins, settings.local_plugins)
    for name in settings.plugins:
        if not is_admitted(name):
            raise PluginError(f"rule package `{name}` is not installed in this environment", name)


@lru_cache(maxsize=32)
def _loaded(plugins: tuple[str, ...], codes: frozenset[str]) -> RuleSet:
    from sm_lint.registry.bases import ContractRule, JobRule, ScriptRule

    infos = [rule for rule in catalogue(plugins) if rule.code in codes and rule.kind != "meta"]
    kinds = [load_class(info) for info in infos]
    scripts = [kind for kind in kinds if issubclass(kind, ScriptRule)]
    jobs = [kind for kind in kinds if issubclass(kind, JobRule)]
    return RuleSet(
        codes=codes,
        general=_group(kind for kind in scripts if not kind.per_contract),
        per_contract=_group(kind for kind in scripts if kind.per_contract),
        jobs=_group(jobs),
        documents=_group(kind for kind in jobs if kind.documents),
        contracts=_group(kind for kind in kinds if issubclass(kind, ContractRule)),
    )


def _group(kinds: Iterable[type[Rule]]) -> RuleGroup:
    from sm_lint.registry.bases import FACT_HOOKS
    from sm_lint.syntax.dispatch import Dispatcher

    chosen = tuple(kinds)
    try:
        return RuleGroup(chosen, Dispatcher(chosen, FACT_HOOKS))
    except TypeError as error:
        raise PluginError(str(error)) from error
