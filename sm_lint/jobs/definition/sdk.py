"""Names of the SageMaker Python SDK: the data in `sdk.toml`, by qualified name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

import tomli

from sm_lint.sagemaker.job_kinds import JobKind

Generation = Literal["v2", "v3"]
GENERATIONS: tuple[Generation, ...] = ("v2", "v3")
STEPS = ("step", "condition-step")
TRAINING = ("estimator", "framework-estimator", "trainer")
"""Families of pipeline steps, and of classes that launch training jobs."""


@dataclass(frozen=True, slots=True)
class Family:
    """The common properties of similar classes.

    Attributes:
        name: for example ``script-processor``.
        kind: kind of the launched jobs; None for classes that launch none.
        methods: parameters of methods after `self`, by name.
        launches: methods that launch a job.
        script: parameter that names the script; empty if there is none.
        wraps: parameter with the estimator that is launched; empty if it is the object itself.
        mounts: names of the mounts that the SDK adds.
        siblings: whether files beside the script are shipped with it.
    """

    name: str
    kind: JobKind | None = None
    methods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    launches: tuple[str, ...] = ()
    script: str = ""
    wraps: str = ""
    mounts: tuple[str, ...] = ()
    siblings: bool = False


class SdkClass(NamedTuple):
    """A class of the SDK.

    Attributes:
        name: the name without its module.
        generation: generation of the SDK.
        family: its family.
        parameters: parameters of its constructor, in order.
    """

    name: str
    generation: Generation
    family: Family
    parameters: tuple[str, ...]


class Callee(NamedTuple):
    """The meaning of a qualified name of the SDK: a class, or a method of one."""

    cls: SdkClass
    method: str = ""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters in order; for a method starting with `self`."""
        if self.method:
            return ("self", *self.cls.family.methods.get(self.method, ()))
        return self.cls.parameters

    @property
    def launches(self) -> bool:
        """Whether it is a method that launches a job."""
        return self.method in self.cls.family.launches


@lru_cache(maxsize=1024)
def callee(name: str) -> Callee | None:
    """Resolve a qualified name: ``sagemaker.sklearn.SKLearnProcessor.run``; None if it is unknown.

    The object may be the result of other methods: ``sagemaker.train.ModelTrainer.from_recipe().train``.
    """
    parts = name.split(".")
    if parts[0] not in _data().packages:
        return None
    for index in (len(parts) - 1, *range(len(parts) - 2, 0, -1)):
        word = parts[index]
        if word[:1].isupper():
            cls = sdk_class(".".join(parts[: index + 1]))
            if cls is not None:
                rest = parts[index + 1 :]
                return Callee(cls, rest[-1].removesuffix("()") if rest else "")
    return None


def sdk_class(name: str) -> SdkClass | None:
    """A class by its qualified name, regardless of the module of the SDK it is imported from."""
    data = _data()
    module, _, bare = name.rpartition(".")
    if module.split(".")[0] not in data.packages:
        return None
    new = any(module == prefix or module.startswith(prefix + ".") for prefix in data.new_modules)
    order: tuple[Generation, ...] = ("v3", "v2") if new else ("v2", "v3")
    for generation in order:
        found = data.classes[generation].get(bare)
        if found is not None:
            return found if found.generation == order[0] or not new else None
    return None


def class_named(name: str, generation: Generation) -> SdkClass | None:
    """A class by its bare name."""
    return _data().classes[generation].get(name)


def is_of_launchers(name: str) -> bool:
    """Whether a qualified name is one of the SDK that is only called outside containers."""
    data = _data()
    return name in data.launching or (
        name.startswith("sagemaker.")
        and not any(name == each or name.startswith(f"{each}.") for each in data.in_containers)
    )


def mount(name: str) -> str:
    """The container path of a mount that the SDK adds."""
    return _data().mounts[name]


class _Data(NamedTuple):
    packages: frozenset[str]
    new_modules: tuple[str, ...]
    in_containers: tuple[str, ...]
    launching: frozenset[str]
    mounts: Mapping[str, str]
    classes: Mapping[Generation, Mapping[str, SdkClass]]


@cache
def _data() -> _Data:
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sdk.toml"), "rb") as file:
        raw = tomli.load(file)
    return _Data(
        frozenset(raw["packages"]),
        tuple(raw["v3-modules"]),
        tuple(raw["in-containers"]),
        frozenset(raw["launching"]),
        raw["mounts"],
        {generation: _classes(generation, raw[generation]) for generation in GENERATIONS},
    )


def _classes(generation: Generation, raw: Mapping[str, Any]) -> dict[str, SdkClass]:
    families = {name: _family(name, table) for name, table in raw["families"].items()}
    return {
        name: SdkClass(
            name,
            generation,
            families.get(table["family"]) or Family(table["family"], methods={}),
            tuple(table["parameters"].split()),
        )
        for name, table in raw["classes"].items()
    }


def _family(name: str, table: Mapping[str, Any]) -> Family:
    return Family(
        name,
        table.get("kind"),
        {method: tuple(parameters.split()) for method, parameters in table.get("methods", {}).items()},
        tuple(table.get("launches", ())),
        table.get("script", ""),
        table.get("wraps", ""),
        tuple(table.get("mounts", ())),
        table.get("siblings", False),
    )
