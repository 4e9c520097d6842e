"""Discovers rules by package: built-in ones and those of plugins, treated alike.

A rule package lists its rules in a generated module ``<package>.catalogue`` (see :mod:`sm_lint.registry.catalogue`),
which is read without importing any rule; a package without one is searched for :class:`~sm_lint.registry.bases.Rule`
subclasses.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING

from sm_lint.patterns import regex
from sm_lint.registry.rule_info import RuleInfo, RuleKind
from sm_lint.workspace.fingerprint import BUILT_IN

if TYPE_CHECKING:
    from sm_lint.registry.bases import Rule

_CODE = regex(r"[A-Z]{2,8}[0-9]{2,5}")
_NAME = regex(r"[a-z0-9]+(-[a-z0-9]+)*")


class PluginError(Exception):
    """A rule package cannot be used; the message gives its name and the reason.

    Attributes:
        package: its name, if a single package is at fault.
    """

    def __init__(self, message: str, package: str = "") -> None:
        super().__init__(message, package)
        self.package = package

    def __str__(self) -> str:
        return str(self.args[0])


@lru_cache(maxsize=16)
def catalogue(plugins: tuple[str, ...] = ()) -> tuple[RuleInfo, ...]:
    """All rules, sorted by code.

    Args:
        plugins: names of rule packages in addition to the built-in one.

    Raises:
        PluginError: a package cannot be imported or contains no rule, or two rules share a code or a name.
    """
    found = {package: _rules_of(package) for package in dict.fromkeys((BUILT_IN, *plugins))}
    for package, rules in found.items():
        if not rules:
            raise PluginError(f"rule package `{package}` holds no rule", package)
    return _distinct(rule for rules in found.values() for rule in rules)


def _distinct(rules: Iterable[RuleInfo]) -> tuple[RuleInfo, ...]:
    """The rules sorted by code; PluginError if two share a code or a name."""
    taken: dict[str, RuleInfo] = {}
    for rule in rules:
        for key in (rule.code, rule.name):
            other = taken.setdefault(key, rule)
            if other is not rule:
                raise PluginError(f"`{key}` is a rule of both {other.module} and {rule.module}")
    return tuple(taken[code] for code in sorted({rule.code for rule in taken.values()}))


def _rules_of(package: str) -> tuple[RuleInfo, ...]:
    module = _import(package, package)
    listing = f"{module.__name__}.catalogue"
    if not hasattr(module, "__path__") or importlib.util.find_spec(listing) is None:
        return search(package)
    rules = getattr(_import(listing, package), "RULES", None)
    if not isinstance(rules, tuple) or not all(isinstance(rule, RuleInfo) for rule in rules):
        raise PluginError(
            f"{listing}.RULES is no tuple of RuleInfo; run `python -m sm_lint.registry.catalogue {package}`"
        )
    return rules


def search(package: str) -> tuple[RuleInfo, ...]:
    """Describe the rules that the modules of a package define, sorted by code; imports all of them.

    Raises:
        PluginError: a module cannot be imported, a rule lacks its code or name, or two share one.
    """
    return _distinct(describe(rule) for rule in _classes(package))


def _classes(package: str) -> Iterator[type[Rule]]:
    from sm_lint.registry.bases import Rule

    root = _import(package, package)
    names = [root.__name__]
    names += [info.name for info in pkgutil.walk_packages(getattr(root, "__path__", []), f"{root.__name__}.")]
    for name in names:
        module = _import(name, package)
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, Rule)
                and value.__module__ == name
                and hasattr(value, "code")
            ):
                yield value


def describe(rule: type[Rule]) -> RuleInfo:
    """The catalogue entry of a rule class.

    Raises:
        PluginError: its code, name or documentation is missing or malformed.
    """
    from sm_lint.registry.docs import page

    where = f"{rule.__module__}.{rule.__qualname__}"
    if not _CODE.fullmatch(rule.code):
        raise PluginError(f"{where}: code {rule.code!r} is not of the form ABC123")
    if not _NAME.fullmatch(getattr(rule, "name", "")):
        raise PluginError(f"{where}: name {getattr(rule, 'name', '')!r} is not of the form words-with-hyphens")
    return RuleInfo(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        enabled=rule.enabled,
        preview=rule.preview,
        fixable=rule.fixable,
        kind=_kind(rule),
        module=rule.__module__,
        class_name=rule.__qualname__,
        summary=page(rule).summary,
        anywhere=bool(getattr(rule, "anywhere", False)),
        formerly=tuple(rule.formerly),
        per_contract=bool(getattr(rule, "per_contract", False)),
    )


def _kind(rule: type[Rule]) -> RuleKind:
    from sm_lint.registry.bases import ContractRule, JobRule, ScriptRule

    bases: tuple[tuple[type[Rule], RuleKind], ...] = (
        (ScriptRule, "script"),
        (JobRule, "job"),
        (ContractRule, "contract"),
    )
    return next((kind for base, kind in bases if issubclass(rule, base)), "meta")


def load_class(rule: RuleInfo) -> type[Rule]:
    """Import a rule.

    Raises:
        PluginError: its module fails, or does not contain the class (a stale catalogue).
    """
    found: object = _import(rule.module, rule.module.partition(".")[0])
    for part in rule.class_name.split("."):
        found = getattr(found, part, None)
    if not isinstance(found, type):
        raise PluginError(f"{rule.module} has no class {rule.class_name}: the catalogue of its package is out of date")
    return found


def _import(module: str, package: str) -> ModuleType:
    """Import a module; any failure is reported as one of the package."""
    try:
        return importlib.import_module(module)
    except (Exception, SystemExit) as error:
        where = f" ({module})" if module != package else ""
        said = f"cannot import rule package `{package}`{where}: {type(error).__name__}: {error}"
        raise PluginError(said, package) from error
