"""The rules that run under some settings: selected once per process, and imported when a file needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sm_lint.config.settings import Settings
from sm_lint.diagnostics.finding import Severity
from sm_lint.registry.packages import PluginError, catalogue, load_class
from sm_lint.registry.rule_info import RuleInfo, RuleKind
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


@dataclass(frozen=True)
class RuleSet:
    """Rules by subject, ordered by code. Those of a subject are imported when they are first asked for.

    Attributes:
        infos: their catalogue entries.
    """

    infos: tuple[RuleInfo, ...]

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of all of them."""
        return frozenset(info.code for info in self.infos)

    @cached_property
    def general(self) -> RuleGroup:
        """Called once for each script.

        Raises:
            PluginError: a rule package cannot be used; so do the other groups.
        """
        return _group(self._imported("script", per_contract=False))

    @cached_property
    def per_contract(self) -> RuleGroup:
        """Called once for each script and contract."""
        return _group(self._imported("script", per_contract=True))

    @cached_property
    def jobs(self) -> RuleGroup:
        """Called for each file that defines jobs; a rule may concern both scripts and jobs."""
        from sm_lint.registry.bases import JobRule

        return _group(kind for kind in self._imported("script", "job") if issubclass(kind, JobRule))

    @cached_property
    def documents(self) -> RuleGroup:
        """Those of `jobs` that are also called for documents that are not Python."""
        from sm_lint.registry.bases import JobRule

        return _group(kind for kind in self.jobs.kinds if issubclass(kind, JobRule) and kind.documents)

    @cached_property
    def contracts(self) -> RuleGroup:
        """Called for the declared contracts."""
        return _group(self._imported("contract"))

    def _imported(self, *subjects: RuleKind, per_contract: bool | None = None) -> Iterator[type[Rule]]:
        for info in self.infos:
            if info.kind in subjects and (per_contract is None or info.per_contract == per_contract):
                yield load_class(info)


def load_rules(settings: Settings, codes: frozenset[str] | None = None) -> RuleSet:
    """The selected rules.

    Args:
        settings: determine the plugins.
        codes: the rules; defaults to those that the settings select.

    Raises:
        PluginError: a rule package cannot be used.
    """
    _admit_plugins(settings)
    return _rules(settings.plugins, choice(settings).selection.codes if codes is None else codes)


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
def _rules(plugins: tuple[str, ...], codes: frozenset[str]) -> RuleSet:
    return RuleSet(tuple(rule for rule in catalogue(plugins) if rule.code in codes and rule.kind != "meta"))


def _group(kinds: Iterable[type[Rule]]) -> RuleGroup:
    from sm_lint.registry.bases import FACT_HOOKS
    from sm_lint.syntax.dispatch import Dispatcher

    chosen = tuple(kinds)
    try:
        return RuleGroup(chosen, Dispatcher(chosen, FACT_HOOKS))
    except TypeError as error:
        raise PluginError(str(error)) from error
