"""What becomes of the files that a training job saves: which of them no output collects, and nothing is done with.

Pure functions over the facts of a script and its contracts; rules only choose among their answers and word them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from sm_lint.contracts.cover import may_be_declared, may_touch
from sm_lint.contracts.model import Contract
from sm_lint.contracts.paths import may_be_under
from sm_lint.flow.facts import AccessMode, PathAccess, PathPassed, ScriptFacts, Unresolved
from sm_lint.judgement.contract.compliance import read_checker, saves_results, write_checker
from sm_lint.patterns import regex
from sm_lint.sagemaker.paths import is_lost, platform_place

_MODEL = regex(r"save|export$|dump$|serialize")
_DATA = regex(r"to_|savefig$|savetxt$|savez|imsave$|imwrite$|save_to_disk$")
_PLAIN = frozenset({"open", "write_bytes", "write_text"})
_MODEL_FILE = regex(
    r"\.(?:pkl|pickle|joblib|pt|pth|h5|hdf5|keras|onnx|safetensors|dill|cbm|bst|pmml|params)(?:\.gz|\.bz2|\.xz)?$"
    r"|(?:^|/)[^/]*model[^/]*\.(?:json|txt|bin|ubj|yaml|yml)$",
    re.IGNORECASE,
)
"""Names of files that hold a model, or an object that was pickled beside it."""
_DATA_FILE = regex(
    r"(?:^|/)[^/]*(?:metric|result|prediction|evaluation|history|score|accuracy)[^/]*\.(?:json|jsonl|csv|txt|yaml|yml)$",
    re.IGNORECASE,
)
_DATA_MODULES = ("numpy", "cv2", "PIL", "matplotlib", "imageio", "scipy")


def saves_model(access: PathAccess) -> bool:
    """Whether a call is there to save a model, by what it is called, or by the name of the file that it writes."""
    if is_plain_write(access):
        return _MODEL_FILE.search(access.path) is not None
    return not saves_data(access) and (_MODEL.match(_method(access)) is not None or is_kept_up(access))


def saves_data(access: PathAccess) -> bool:
    """Whether a call is there to save a table, an array or a picture, by what it is called, or by the name of the file."""
    method = _method(access)
    if is_plain_write(access):
        return _DATA_FILE.search(access.path) is not None
    if _DATA.match(method) or method == "CSVLogger":
        return True
    return access.via.partition(".")[0] in _DATA_MODULES and _MODEL.match(method) is not None


def is_plain_write(access: PathAccess) -> bool:
    """Whether a call writes whatever it is given, such as `open`, so that only the name of the file says what that is."""
    return access.mode == "write" and _method(access) in _PLAIN


def is_kept_up(access: PathAccess) -> bool:
    """Whether a call writes the best model so far while the training goes on, and another may save the last one."""
    return access.via == "keras.callbacks.ModelCheckpoint"


def _method(access: PathAccess) -> str:
    return access.via.rpartition(".")[2]


_ELSEWHERE = frozenset({"os.chdir", "os.symlink", "pathlib.Path.symlink_to", "Path.symlink_to", "symlink_to"})
"""Calls after which a relative path may lead elsewhere: to another working directory, or through a link."""


class Losses:
    """Judges the writes of a training job's script.

    A write is lost where no output collects it and the script does nothing more with it: it neither reads, moves, uploads
    or packs it, nor hands it to a call that is not known. What comes after it must be understood for that.
    """

    def __init__(self, facts: ScriptFacts, contracts: Sequence[Contract]) -> None:
        self._facts = facts
        self._contracts = contracts
        self._order = {id(fact): index for index, fact in enumerate(facts.facts)}
        self._used = list(_uses(facts))
        self._blind = max(
            (self._order.get(id(fact), 0) for fact in facts.incomplete if fact.subject == "path"), default=-1
        )
        self._followed = not any(fact.subject == "control" for fact in facts.incomplete)
        self._stays = not any(
            fact.via in _ELSEWHERE for fact in facts.facts if isinstance(fact, PathAccess | Unresolved)
        )

    @cached_property
    def keeps(self) -> bool:
        """Whether the script saves something where it is collected."""
        return any(self._is_kept(access) for access in self._facts.all(PathAccess))

    def lost(self, access: PathAccess, *, default: bool = False) -> bool:
        """Whether the written file is certainly lost.

        Args:
            access: the access to judge.
            default: believe defaults that a caller may override.
        """
        if access.mode != "write" or not access.reached or access.guarded or not access.exact:
            return False
        if access.assumed and not default and not self._all_is_passed():
            return False
        if not access.path.startswith("/") and not self._stays:
            return False
        if not is_lost(access.path) or any(may_be_declared(access.path, entry) for entry in self._contracts):
            return False
        if access.conditional and self.keeps:
            return False
        return self.is_left(access)

    def is_left(self, access: PathAccess) -> bool:
        """Whether a write is certainly the last use of its path in the script."""
        return self._followed and self._order[id(access)] > self._blind and not self._is_used(access.path)

    def _all_is_passed(self) -> bool:
        """Whether the contracts list every argument and variable, so that no default can be overridden."""
        return bool(self._contracts) and not any(
            entry.open_arguments or entry.open_environment for entry in self._contracts
        )

    def _is_kept(self, access: PathAccess) -> bool:
        """Whether a save goes where it is collected; then one in a branch may be for runs elsewhere."""
        if access.mode != "write" or not (saves_model(access) or saves_data(access)):
            return False
        place = platform_place(access.path, "training", "write")
        return (place is not None and not is_lost(access.path)) or access.path.startswith("*")

    def _is_used(self, path: str) -> bool:
        if path.startswith("/"):
            return any(may_touch(path, used) or may_be_under(used, path) for used in self._used)
        return any(
            used in (".", "..")
            or used.startswith("../")
            or may_touch(path, used)
            or may_be_under(used, path)
            or (used.startswith("/") and (used.endswith("/" + path) or "/opt/ml/code".startswith(used)))
            for used in self._used
        )


def _uses(facts: ScriptFacts) -> Iterator[str]:
    for fact in facts.facts:
        if isinstance(fact, PathPassed) or (isinstance(fact, PathAccess) and fact.mode in ("read", "delete")):
            yield fact.path


def deposits(access: PathAccess) -> bool:
    """Whether a write leaves something new behind, as opposed to making a directory, copying a tree or unpacking."""
    return access.mode == "write" and (not access.creates or saves_results(access))


def is_checked(facts: ScriptFacts, contracts: Sequence[Contract], mode: AccessMode) -> bool:
    """Whether a contract is complete enough for the rules about contracts to check each access of a mode below `/opt/ml`."""
    judge = read_checker if mode == "read" else write_checker
    return any(judge(facts, contract, contract.job) is not None for contract in contracts)
