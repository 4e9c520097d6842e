"""What becomes of a name of SDK v2."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal, NamedTuple

from sm_lint.migration.model import GUIDE
from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.sdk.moves import moves
from sm_lint.sagemaker.sdk.old_names import instead_of_old
from sm_lint.sagemaker.sdk.surface import surface

Fate = Literal["same", "moved", "gone", "unknown"]


class Future(NamedTuple):
    """What becomes of a name.

    Attributes:
        fate: `same` where v3 has it too, `moved` where v3 has it elsewhere, `gone`, or `unknown` where v2 has none such.
        home: the module of v3 that has it, where it moved; the parent of a module.
        name: its name there.
        is_module: it is a module.
    """

    fate: Fate
    home: str = ""
    name: str = ""
    is_module: bool = False

    @property
    def qualified(self) -> str:
        """The name in v3."""
        return f"{self.home}.{self.name}"


@lru_cache(maxsize=4096)
def future(qualified: str) -> Future:
    """What becomes of a name such as ``sagemaker.inputs.TrainingInput``, or of a module."""
    if surface("v3").find(qualified) is not None:
        return Future("same")
    home = moves().home(qualified)
    if home is not None:
        return Future("moved", home, qualified.rpartition(".")[2])
    found = surface("v2").find(qualified)
    if found is None:
        return Future("unknown")
    module = moves().module(found.module) if found.kind == "module" else None
    if module is not None:
        parent, _, name = module.rpartition(".")
        return Future("moved", parent, name, is_module=True)
    return Future("gone", is_module=found.kind == "module")


def advice(qualified: str) -> tuple[str, str]:
    """What replaces a name that is not rewritten and why, and the address of a document."""
    if future(qualified).fate == "unknown":
        v1 = instead_of_old(qualified)
        if v1 is not None:
            return f"`{qualified}` is SDK v1; v2 has `{v1}` in its place: migrate to v2 first", GUIDE
        return f"neither SDK v2 nor v3 has `{qualified}`", GUIDE
    found = surface("v2").find(qualified)
    names = [qualified] if found is None else [qualified, f"{found.module}.{found.name}".rstrip(".")]
    for name in names:
        while name:
            entry = _gone().get(name)
            if entry is not None:
                return f"`{qualified}` is gone: {entry[0]}", entry[1]
            name = name.rpartition(".")[0]
    return f"`{qualified}` is gone, and v3 has nothing of that name and kind in its place", GUIDE


@cache
def _gone() -> dict[str, tuple[str, str]]:
    return {entry["name"]: (entry["instead"], entry.get("link", GUIDE)) for entry in load("sdk/replaced")["name"]}
