"""Calls of the SDK beside what the SDK defines: which class or function is meant, which parameters it has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sm_lint.jobs.definition.model import SdkCall, Setting
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
    """What a qualified name stands for in each generation that has it; empty for a name of neither."""
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
