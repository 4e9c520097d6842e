"""Calls of the SDK beside what the SDK defines: which class or function is meant, which parameters it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sm_lint.jobs.definition.model import Definitions, SdkCall, Setting
from sm_lint.sagemaker.sdk.changes import instead_in_v3
from sm_lint.sagemaker.sdk.old_keywords import is_v1_keyword
from sm_lint.sagemaker.sdk.surface import Generation, Signature, Surface, surface

GENERATIONS: tuple[Generation, ...] = ("v2", "v3")


@dataclass(frozen=True, slots=True)
class Target:
    """What a call calls.

    Attributes:
        generation: the generation of the SDK in which the name was found.
        owner: qualified name of the class or function, where it is defined.
        method: name of the method; ``__init__`` for a call of the class itself, empty for a function.
        signature: its parameters.
    """

    generation: Generation
    owner: str
    method: str
    signature: Signature

    @property
    def shown(self) -> str:
        """The name as messages give it: ``SKLearn()``, ``Estimator.fit()``."""
        bare = self.owner.rpartition(".")[2]
        return f"{bare}.{self.method}()" if self.method not in {"", "__init__"} else f"{bare}()"

    def named(self, call: SdkCall) -> dict[str, Setting]:
        """Arguments of the call by the names of the parameters, those given by position too."""
        # The numbers of a method's arguments count `self` where it was called on an object.
        offset = 1 if call.bound else 0
        names = self.signature.positional
        found: dict[str, Setting] = {}
        for key, setting in call.settings:
            if key.isdigit():
                position = int(key) - offset
                if 0 <= position < len(names):
                    found.setdefault(names[position], setting)
            else:
                found[key] = setting
        return found


@lru_cache(maxsize=4096)
def targets(callee: str) -> tuple[Target, ...]:
    """The callables that a qualified name refers to, one for each generation that has it."""
    if not callee.startswith("sagemaker.") or "()" in callee:
        return ()
    found = (_target(surface(generation), generation, callee) for generation in GENERATIONS)
    return tuple(target for target in found if target is not None)


def _target(sdk: Surface, generation: Generation, callee: str) -> Target | None:
    owner, method = callee, "__init__"
    found = sdk.find(owner)
    if found is None:
        owner, _, method = callee.rpartition(".")
        found = sdk.find(owner)
        if found is None or found.kind != "class":
            return None
    if found.kind not in {"class", "function"}:
        return None
    signature = sdk.signature(owner, method)
    if signature is None:
        return None
    return Target(generation, f"{found.module}.{found.name}", method if found.kind == "class" else "", signature)


class Called(NamedTuple):
    """A call of the SDK with what is known of it.

    Attributes:
        targets: what it calls in each generation; empty for a name that the tables do not have.
        names: names of the class, or of the object's class, and of all that it inherits from; the name of a function.
        given: arguments by the names of the parameters.
    """

    call: SdkCall
    targets: tuple[Target, ...]
    names: frozenset[str]
    given: dict[str, Setting]


def calls_of(definitions: Definitions) -> Iterator[Called]:
    """The calls that a file makes, but not those of a place where one of several things may be called."""
    callees: dict[object, set[str]] = {}
    for call in definitions.calls:
        callees.setdefault(call.place, set()).add(call.callee)
    for call in definitions.calls:
        if len(callees[call.place]) == 1:
            yield called(call)


def narrowed(known: Called, generation: str) -> Called:
    """A call with what it calls in one generation alone; as it is where that does not have the name."""
    kept = tuple(target for target in known.targets if target.generation == generation)
    return known._replace(targets=kept, given=kept[0].named(known.call)) if kept else known


def called(call: SdkCall) -> Called:
    """What is known of a call."""
    found = targets(call.callee)
    given = found[0].named(call) if found else {key: value for key, value in call.settings if not key.isdigit()}
    return Called(call, found, class_names(call.callee), given)


def maker(definitions: Definitions, call: SdkCall, argument: str = "self") -> Called | None:
    """The call that made an argument, or the object whose method is called; None where it is not known."""
    index = call.link(argument)
    return called(definitions.calls[index]) if index is not None else None


@lru_cache(maxsize=4096)
def class_names(qualified: str) -> frozenset[str]:
    """Names, without modules, of a class and what it inherits from; of the class of a method; of a function itself."""
    if not qualified.startswith("sagemaker.") or "()" in qualified:
        return frozenset({qualified.rpartition(".")[2]} if qualified and "()" not in qualified else ())
    found: set[str] = set()
    for generation in GENERATIONS:
        sdk = surface(generation)
        owner = sdk.find(qualified) or sdk.find(qualified.rpartition(".")[0])
        if owner is not None and owner.kind == "class":
            found.update(base.name for base in sdk.bases(owner) if base is not None)
        elif owner is not None and owner.kind == "function":
            found.add(owner.name)
    return frozenset(found or {qualified.rpartition(".")[2]})


def unwritten(known: Called) -> frozenset[str]:
    """Keywords of a call that no generation of the SDK takes under that name now; none where others may be taken."""
    if not known.targets or any(target.signature.open for target in known.targets):
        return frozenset()
    accepted = frozenset[str]().union(*(target.signature.accepted for target in known.targets))
    return frozenset(key for key, _ in known.call.settings if key not in accepted and key.isidentifier())


def offered_keywords(known: Called) -> frozenset[str]:
    """Keywords that a call takes and is not given, without those of v1 that the SDK only translates."""
    of = {name for name in known.names if name[:1].isupper()}
    accepted = frozenset[str]().union(*(target.signature.accepted for target in known.targets))
    return frozenset(name for name in accepted if name not in known.given and not is_v1_keyword(name, of))


def unknown_keywords(known: Called) -> dict[str, Setting]:
    """Those of them that v1 did not take either, and that are not known as v2's where v3 is meant."""
    keywords = unwritten(known)
    if not keywords:
        return {}
    of = {name for name in known.names if name[:1].isupper()}
    of |= {noun for shape, noun in _MOUNTS.items() if shape in of}
    new = all(target.generation == "v3" for target in known.targets)
    if new and any(instead_in_v3(name, key) is not None for name in of for key, _ in known.call.settings):
        return {}  # the call as a whole is v2's
    return {key: setting for key, setting in known.call.settings if key in keywords and not is_v1_keyword(key, of)}


_LAUNCHING = ("fit", "run", "deploy", "compile", "register", "create", "transform")


def taken_by(known: Called, keyword: str) -> str | None:
    """What else of the class takes a keyword that the call does not: ``fit()``; None unless it is one thing alone.

    What ``register()`` of an estimator takes describes a model package: ``framework_version`` of a constructor meant an image.
    """
    found: list[str] = []
    for target in known.targets:
        if not target.method:
            continue
        cls = target.owner.rpartition(".")[2]
        others = _LAUNCHING if target.method == "__init__" else ("__init__",)
        for name in others:
            signature = surface(target.generation).signature(target.owner, name)
            if name == "register" and surface(target.generation).signature(target.owner, "fit") is not None:
                continue
            if signature is not None and keyword in signature.accepted:
                found.append(f"{cls}()" if name == "__init__" else f"{name}()")
    found = list(dict.fromkeys(found))
    return found[0] if len(found) == 1 else None


_MOUNTS = {"ProcessingInput": "input", "ProcessingOutput": "output"}


def variable_type(setting: Setting) -> str | None:
    """Class of a pipeline parameter that is given as it is: ``ParameterInteger``; None for all other values."""
    module, _, name = setting.type.rpartition(".")
    return name if name.startswith("Parameter") and module.startswith("sagemaker.") and ".workflow" in module else None
