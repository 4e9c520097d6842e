"""Converts the arguments of a job to settings: those of all calls that create it, without the enclosing pipeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sm_lint.jobs.definition.model import Setting
from sm_lint.jobs.definition.sdk import STEPS, TRAINING, callee
from sm_lint.jobs.python.locator import Locator
from sm_lint.jobs.python.snapshot import Snapshot

_NOT_KEPT = frozenset({"self", "step_args", "processor", "estimator", "tuner", "transformer", "model_trainer"})
_STUBBED = (*STEPS, "pipeline", "session", "model", "container-model", "tuner", "transformer", *TRAINING)


class Settings:
    """Converts snapshots to settings.

    Args:
        locator: provides their places.
    """

    def __init__(self, locator: Locator) -> None:
        self.locator = locator
        self._stubs: dict[int, Setting] = {}

    def of(self, layers: Iterable[Snapshot]) -> tuple[tuple[str, Setting], ...]:
        """All arguments of some calls by name; the earlier layer takes precedence unless its value is None."""
        found: dict[str, Setting] = {}
        for snapshot in layers:
            for key, item in zip(snapshot.keys, snapshot.items):
                if key in _NOT_KEPT:
                    continue
                known = found.get(key)
                if known is None or (known.type == "None" and item.type != "None"):
                    setting = self.one(item)
                    assert setting is not None
                    found[key] = setting
        return tuple(found.items())

    def given(self, snapshot: Snapshot) -> tuple[tuple[str, Setting], ...]:
        """All arguments of one call except the receiver, with objects as stubs."""
        pairs = zip(snapshot.keys, snapshot.items)
        return tuple((key, self._pruned(self.locator.setting(item))) for key, item in pairs if key != "self")

    def one(self, snapshot: Snapshot | None) -> Setting | None:
        """One of them; None if it is missing."""
        return self._pruned(self.locator.setting(snapshot)) if snapshot is not None else None

    def _pruned(self, setting: Setting, depth: int = 0) -> Setting:
        """Without the content of steps and other large objects, which would include the whole pipeline."""
        known = self._stubs.get(id(setting))
        if known is not None:
            return known
        cls = callee(setting.type) if setting.type else None
        if (
            cls is not None
            and cls.cls.family.name in _STUBBED
            and not (cls.method and cls.cls.family.name == "session")
        ):
            name = setting.get("name")
            pruned = replace(setting, keys=("name",) if name else (), items=(name,) if name else (), open=True)
        elif depth > 8:
            pruned = replace(setting, keys=(), items=(), open=True)
        elif setting.items:
            pruned = replace(setting, items=tuple(self._pruned(item, depth + 1) for item in setting.items))
        else:
            pruned = setting
        self._stubs[id(setting)] = pruned
        return pruned
