"""Whether a contract that is well typed also makes sense: its paths, names, kinds and limits against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from sm_lint.config.decode import Decoded
from sm_lint.config.node import Reporter, shorten
from sm_lint.contracts.check_limits import check_limits
from sm_lint.contracts.check_paths import check_paths
from sm_lint.contracts.model import Contract, Input, Output, Requirement, argument_name
from sm_lint.contracts.overlay import OPTIONAL, REQUIRED
from sm_lint.contracts.paths import normalise
from sm_lint.contracts.versions import VersionRange, parse_version
from sm_lint.patterns import regex
from sm_lint.syntax.span import Place

KIND = "SMC014"

_VARIABLE = regex(r"[A-Za-z_*?\[][A-Za-z0-9_*?\[\]!\-]*")
_MODULE = regex(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_DISTRIBUTION = regex(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_PLAIN_SPECIFIER = regex(r"\s*(==|!=|>=|<=|>|<)\s*\d+(\.\d+)*\s*(,\s*(==|!=|>=|<=|>|<)\s*\d+(\.\d+)*\s*)*")


def check(contract: Contract, table: Decoded, report: Reporter) -> Contract:
    """Report what contradicts itself or the platform; gives back the contract without what cannot be used."""
    contract = check_paths(contract, table, report)
    _check_node(contract, report)
    _check_variables(contract, report)
    contract = _check_arguments(contract, report)
    contract = replace(contract, requirements=tuple(_sound(contract.requirements, report)))
    _check_names(contract, table, report)
    _check_versions(contract, report)
    check_limits(contract, report)
    return contract


def _check_node(contract: Contract, report: Reporter) -> None:
    if contract.node == "sink" and contract.outputs:
        first = contract.outputs[0]
        hint = "leave the outputs out, or the node"
        report.add_at(first.place, f"a sink has no outputs, and `{shorten(first.name)}` is one", hint=hint, code=KIND)


def _check_variables(contract: Contract, report: Reporter) -> None:
    seen: dict[str, bool] = {}
    for variable in contract.environment:
        name = shorten(variable.name)
        if not _VARIABLE.fullmatch(variable.name):
            report.add_at(variable.place, f"`{name}` cannot be the name of an environment variable")
        if seen.get(variable.name, variable.required) != variable.required:
            report.add_at(variable.place, f"`{name}` stands both in `{REQUIRED}` and in `{OPTIONAL}`")
        seen.setdefault(variable.name, variable.required)


def _check_arguments(contract: Contract, report: Reporter) -> Contract:
    seen: dict[str, str] = {}
    kept = []
    for argument in contract.arguments:
        if not argument.name:
            report.add_at(argument.place, "an argument needs a name")
            continue
        kept.append(argument)
        if argument.name in seen:
            both = f"`{shorten(seen[argument.name])}` and `{shorten(argument.spelling)}`"
            report.add_at(argument.place, f"{both} are one argument: `-` and `_` are not told apart")
        seen.setdefault(argument.name, argument.spelling)
        if argument.choices and argument.value is not None and argument.value not in argument.choices:
            default = shorten(argument.value)
            report.add_at(argument.place, f"default `{default}` of `{argument.spelling}` is none of its choices")
    return replace(contract, arguments=tuple(kept))


def _sound(requirements: Iterable[Requirement], report: Reporter) -> Iterable[Requirement]:
    seen: dict[str, str] = {}
    for requirement in requirements:
        name = shorten(requirement.name)
        if not _DISTRIBUTION.fullmatch(requirement.name):
            report.add_at(requirement.place, f"`{name}` cannot be the name of a distribution")
            continue
        canonical = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if canonical in seen:
            report.add_at(requirement.place, f"`{shorten(seen[canonical])}` and `{name}` are one distribution")
        seen.setdefault(canonical, requirement.name)
        if _check_specifier(requirement, report):
            yield requirement


def _check_specifier(requirement: Requirement, report: Reporter) -> bool:
    text = requirement.specifier
    if not text or _PLAIN_SPECIFIER.fullmatch(text):
        return True
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        report.add_at(
            requirement.place,
            f"`{shorten(text)}` is not a version specifier",
            hint=_specifier_hint(text),
        )
        return False
    return True


def _specifier_hint(text: str) -> str:
    """What was probably meant: a bare version, or the notation of another tool."""
    version = text.lstrip("^~= v")
    if re.fullmatch(r"\d+(\.\d+)*", version):
        if text.startswith("^"):
            return f"did you mean `>={version},<{int(version.split('.')[0][:9]) + 1}`?"
        if text.startswith("~") and "." in version:
            return f"did you mean `~={version}`?"
        return f"did you mean `=={version}`?"
    return "write it as `>=1.3,<2`"


def _check_names(contract: Contract, table: Decoded, report: Reporter) -> None:
    """Names of modules, and names that were given up."""
    listed = table.get("first-party")
    for item in listed.items() if listed is not None else ():
        if not _MODULE.fullmatch(item.value):
            report.add(item.node, f"`{shorten(item.value)}` in `first-party` cannot be the name of a module")
    reserved = {normalise(name) if name.startswith("/") else name for name in contract.reserved}
    spelled = {argument_name(name) for name in reserved}
    named: list[tuple[str, Place, str]] = [
        *((item.name, item.place, "input") for item in contract.inputs),
        *((item.name, item.place, "output") for item in contract.outputs),
        *((item.name, item.place, "variable") for item in contract.environment),
    ]
    for name, place, what in named:
        if name in reserved:
            report.add_at(place, f"{what} `{shorten(name)}` has a name that `reserved` says must not come back")
    for argument in contract.arguments:
        if argument.name in spelled:
            name = shorten(argument.spelling)
            report.add_at(argument.place, f"argument `{name}` has a name that `reserved` says must not come back")
    mounts: list[Input | Output] = [*contract.inputs, *contract.outputs]
    for mount in mounts:
        if mount.path is not None and mount.path in reserved:
            named_as = f"{'input' if isinstance(mount, Input) else 'output'} `{shorten(mount.name)}`"
            message = f"{named_as} is at `{shorten(mount.path)}`, which `reserved` says must not come back"
            report.add_at(mount.place, message)


def _check_versions(contract: Contract, report: Reporter) -> None:
    """The version of the contract, and the ranges of those that it uses."""
    if contract.version is not None and parse_version(contract.version) is None:
        message = f"`version` is `{shorten(contract.version)}`, which is not a version"
        report.add_at(contract.place_of("version"), message, hint="write it as `1.2.0`")
    for used in contract.uses:
        if used.id == contract.id:
            report.add_at(used.place, "`uses` names the contract itself")
        try:
            VersionRange(used.versions)
        except ValueError as error:
            message = f"`uses.{shorten(used.id)}` is no range of versions: {shorten(str(error))}"
            report.add_at(used.place, message, hint="write it as `^1.2`, `~1.2`, `>=1.2,<2` or `1.*`")
