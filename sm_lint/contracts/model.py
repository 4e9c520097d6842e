"""What one container script reads, writes, needs and accepts.

A contract written in TOML and one read out of a job definition are the same type. Every part knows the place where it
was written, so that a finding can say "declared here".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place

NodeKind = Literal["source", "internal", "sink"]


@dataclass(frozen=True, slots=True)
class Input:
    """A place that SageMaker fills before the script starts.

    Attributes:
        name: logical name; for a training job the channel's name.
        path: absolute container path; None where the name is known and the place is not.
        required: False where the script may do without.
        kind: whether the mount is a directory or one file.
        channels: training channels below the path, where the input is several of them.
        source: ``mount`` for data that the job mounts, ``bundled`` for files shipped with the code.
        place: where it was declared.
        source_pattern: patterns of which a source that a job mounts as text has to match one; empty for any source.
    """

    name: str
    path: str | None
    place: Place
    required: bool = True
    kind: Literal["dir", "file"] = "dir"
    channels: tuple[str, ...] = ()
    source: Literal["mount", "bundled"] = "mount"
    source_pattern: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """A directory that SageMaker creates before the script starts and uploads after it."""

    name: str
    path: str | None
    place: Place
    required: bool = True
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable; `name` may be a glob. `value` is what a job sets, or a contract's default."""

    name: str
    place: Place
    required: bool = False
    value: str | None = None


def argument_name(spelling: str) -> str:
    """The name that an argument is compared by, of one without leading hyphens: ``_`` and ``-`` are one."""
    return spelling.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Argument:
    """A command-line argument; `name` is without leading hyphens and with ``-`` for ``_``.

    `value` is a job's literal value or a contract's default, None where it is not known. `spelling` is the name as
    it was written, without leading hyphens.
    """

    name: str
    place: Place
    required: bool = False
    value: str | None = None
    choices: tuple[str, ...] = ()
    type: str | None = None
    action: str | None = None
    spelling: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A distribution and its PEP 440 specifier; ``python`` is the interpreter."""

    name: str
    specifier: str
    place: Place


@dataclass(frozen=True, slots=True)
class UsedContract:
    """A contract whose outputs another one reads: its id, and the range of versions that will do."""

    id: str
    versions: str
    place: Place


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A path or glob that names the script; a bare file name matches anywhere."""

    pattern: str
    place: Place


@dataclass(frozen=True, slots=True)
class Contract:
    """One script's interface.

    Attributes:
        id: table name, or the step's name for one read out of a job definition.
        label: how messages name it, such as "contract `train`" or "step `Preprocess` (pipeline.py:37)".
        origin: ``toml`` for a declared contract, ``job`` for one that a job definition implies.
        job: kind of job; None where it is not known.
        place: where the contract begins.
        open_inputs, open_outputs, open_environment, open_arguments: True where the list may be longer than what is
            known, so that nothing may be reported as missing from it. A declared contract is closed, except that
            arguments are open when the contract has no `arguments` table at all.
        delegates: the script hands its work to a child process; nothing may be reported as unused.
        variants: the same contract with a variant's overrides applied, by job type.
        sdk: dialect of the SDK that launches it, where known.
        places: where the value of each key is written, by :func:`key_text`; empty for one that a job definition implies.
    """

    id: str
    place: Place
    label: str = ""
    origin: Literal["toml", "job"] = "toml"
    job: JobKind | None = None
    node: NodeKind | None = None
    description: str = ""
    entry_points: tuple[EntryPoint, ...] = ()
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    environment: tuple[Variable, ...] = ()
    arguments: tuple[Argument, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    first_party: tuple[str, ...] = ()
    delegates: bool = False
    allow_paths: tuple[str, ...] = ()
    reserved: tuple[str, ...] = ()
    version: str | None = None
    uses: tuple[UsedContract, ...] = ()
    open_inputs: bool = False
    open_outputs: bool = False
    open_environment: bool = False
    open_arguments: bool = False
    sdk: Literal["v2", "v3"] | None = None
    variants: tuple[tuple[str, Contract], ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict, hash=False, compare=False)
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, hash=False, compare=False)

    def place_of(self, *key: str | int) -> Place:
        """Where a key is written: ``place_of("job")``, ``place_of("reserved", 0)``.

        For a key that is not written, the place of the nearest table around it, at last of the contract.
        """
        for length in range(len(key), 0, -1):
            found = self.places.get(key_text(*key[:length]))
            if found is not None:
                return found
        return self.place


def key_text(*key: str | int) -> str:
    """A path of keys and indices as text: ``expected-input-paths.raw.required``, ``reserved[0]``."""
    text = ""
    for part in key:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + (part if "." not in part else f'"{part}"')
    return text
