"""The facts of a script, as read by rules and `sm-lint inspect`.

A fact is anchored at a node of the entry script: for an access in an imported module of the project, that is the call
(or the import) that leads to it, and `site` is the place itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

import libcst as cst

from sm_lint.syntax.module import ParsedModule

if TYPE_CHECKING:
    from sm_lint.flow.document_values import Hidden

AccessMode = Literal["read", "write", "probe", "delete"]
Subject = Literal["path", "environment", "argument", "control"]


class Cause(Enum):
    """Why something could not be resolved."""

    PATH = "the path that a call is given is not known"
    PATH_IN_VALUE = "something that a call is given may be a path"
    PROCESS = "a child process is started whose command, or effect, is not known"
    ARGUMENT = "an argument, its name or its source is not known"
    VARIABLE = "the name of an environment variable is not known"
    MOUNT = "a mount is looked up in the configuration of the job"
    CODE = "code is made at run time"
    MODULE = "a module cannot be parsed"
    CALLER = "code that is not known may call a function or method"
    LIMIT = "there is more to follow than the limits of the interpreter allow"


class Site(NamedTuple):
    """A node and its module; its position is computed only when a finding needs it."""

    module: ParsedModule
    node: cst.CSTNode


class Origin(NamedTuple):
    """The place where a value, or a piece of it, was written: a node and its module; `text` is its name in messages."""

    module: ParsedModule
    node: cst.CSTNode
    text: str

    @property
    def site(self) -> Site:
        """The place itself."""
        return Site(self.module, self.node)


class DocumentOrigin(Origin):
    """The origin of a value in a document, such as a JSON file: the call that reads it; `text` names file and key.

    Messages name it instead of the value, which may be a secret.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """Base class of all facts. They are frozen and shared by all rules.

    Attributes:
        node: anchor in the entry script.
        site: the place where it happens, in any module.
        reached: False for code that nothing calls from the module body.
        conditional: whether the code may be skipped: it is in a branch, a handler, or a loop that may be empty.
        guarded: whether it is inside a probe for the same thing (a test for existence, an ``in os.environ``) or a
            handler that catches its failure.
    """

    node: cst.CSTNode
    site: Site
    reached: bool = True
    conditional: bool = False
    guarded: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PathAccess(Fact):
    """A file or directory that is read, written, probed or deleted.

    Attributes:
        path: normalized absolute or relative path; ``*`` for each unknown part.
        via: qualified name of the call, such as ``pandas.read_csv``.
        exact: whether the path is one known value, without holes and alternatives.
        assumed: whether the value depends on a default (of an argument or a variable) that a caller may override.
        creates: whether the access creates the directory or tree (mkdir, extractall, copytree, clone_from).
        directory: whether the access is to a whole directory (listdir, glob, makedirs, save_pretrained).
        uploads: whether it is a read whose content leaves the machine (upload_file, `aws s3 cp`).
        origin: the origins of the path's pieces, outermost first.
        whole: False if the path is only the known head of a longer one (it ends in a hole).
        own: whether it may read what the script itself has written before: that path, something below it, or something
            above it if the script created the whole tree.
    """

    mode: AccessMode = "read"
    path: str = ""
    via: str = ""
    exact: bool = True
    assumed: bool = False
    creates: bool = False
    directory: bool = False
    uploads: bool = False
    whole: bool = True
    own: bool = False
    origin: tuple[Origin, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether it happens in every run of the script, at exactly this path."""
        return self.exact and not self.conditional and self.reached


@dataclass(frozen=True, slots=True, eq=False)
class PathPassed(Fact):
    """A path that is passed to an unknown call or a child process: it may be read, written, or neither."""

    path: str = ""
    via: str = ""
    origin: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ObjectAccess(Fact):
    """An object or prefix in S3 that is read, written, probed or deleted by its URI.

    Attributes:
        uri: the URI as given; ``*`` for each unknown part.
        mode, via, exact, assumed, directory, origin: as in :class:`PathAccess`.
    """

    mode: AccessMode = "read"
    uri: str = ""
    via: str = ""
    exact: bool = True
    assumed: bool = False
    directory: bool = False
    origin: tuple[Origin, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether it happens in every run of the script, to exactly this URI."""
        return self.exact and not self.conditional and self.reached


@dataclass(frozen=True, slots=True, eq=False)
class NonePath(Fact):
    """A call that expects a path and may get None: the value of the argument `name` (its destination).

    The argument has no default.
    """

    name: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class EnvRead(Fact):
    """An environment variable that is read; `name` may be a glob for a scan by prefix or a computed name.

    `required`: a missing variable raises. `default`: the literal default; None if there is none or it is unknown.
    `probe`: only tested with ``in``.
    """

    name: str = ""
    required: bool = False
    default: str | None = None
    has_default: bool = False
    probe: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class EnvWrite(Fact):
    """An environment variable that the script sets for itself or its children."""

    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class EnvUse(Fact):
    """A variable's undecoded text where another type is expected.

    `how` is the use: subscript, len, iterate, arithmetic, compare or contains.
    """

    name: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ArgumentFact(Fact):
    """An argument that a parser defines.

    Attributes:
        flags: as written, ``("--job-type", "-j")``; a positional has one without hyphens.
        dest: attribute of the namespace.
        type: source of the `type=` argument, such as ``int``, or None.
        action: the `action=` argument, or None.
        default: literal default as text; None if there is none or it is unknown.
        has_default: whether a default other than None is given (known or not).
        used: whether the value is read anywhere.
    """

    flags: tuple[str, ...] = ()
    dest: str = ""
    type: str | None = None
    action: str | None = None
    nargs: str | None = None
    required: bool = False
    default: str | None = None
    has_default: bool = False
    choices: tuple[str, ...] = ()
    used: bool = False
    parser: str = "argparse"


@dataclass(frozen=True, slots=True, eq=False)
class UndefinedAttribute(Fact):
    """An attribute of parsed arguments that no argument of their parser defines; `defined` are the existing ones."""

    name: str = ""
    defined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ParseCall(Fact):
    """A call that parses the command line; `strict` if unknown arguments end the script."""

    strict: bool = True
    parser: str = "argparse"


@dataclass(frozen=True, slots=True, eq=False)
class ImportFact(Fact):
    """An imported module: absolute dotted name, or with leading dots for a relative import."""

    module: str = ""
    lazy: bool = False
    resolved: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LogicalName(Fact):
    """A look-up by key in a mapping of paths that was passed to a function.

    `mapping` is its name there, `known` whether the caller set the key, `optional` whether there is a default for a
    missing one, `present` the keys that the caller set. `paths` are the paths that the caller set it to, with ``*`` for
    each unknown part; `absent` whether it leaves the key out in some runs. `given` are the paths under all keys that the
    caller set, for a look-up of a key that it did not set.
    """

    mapping: str = ""
    key: str = ""
    known: bool = True
    optional: bool = False
    present: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    absent: bool = False
    given: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class HyperparameterRead(Fact):
    """A look-up by name among all hyperparameters of the job: in `SM_HPS`, or in `hyperparameters.json`.

    `optional` says whether there is a default for a missing one.
    """

    name: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Handler(Fact):
    """A function that SageMaker's serving containers call by name."""

    name: str = ""
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PipelineVariableUse(Fact):
    """A pipeline variable in an operation that needs its value: `how` is the operation, `name` its source text."""

    name: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Unresolved(Fact):
    """Something that could not be resolved; rules about its subject must not say "never".

    Attributes:
        why: the reason in words, for display only.
        subject: what is incomplete because of it.
        cause: the reason, for code.
        via: qualified name of the call that it concerns; empty if there is none.
        mode: the access to the unknown path; None if it is unknown too.
    """

    why: str = ""
    subject: Subject = "path"
    cause: Cause = Cause.LIMIT
    via: str = ""
    mode: AccessMode | None = None


FactType = TypeVar("FactType", bound=Fact)


@dataclass(frozen=True, slots=True, eq=False)
class ScriptFacts:
    """All facts of one script, in execution order.

    `modules` are the imported modules of the project that were run, `hidden` the values that messages must not show,
    `callees` the callees of the script's calls, by the identity of the node (see `callee`).
    """

    module: ParsedModule
    facts: tuple[Fact, ...] = ()
    incomplete: tuple[Unresolved, ...] = ()
    modules: tuple[ParsedModule, ...] = ()
    hidden: Hidden | None = None
    callees: Mapping[int, str | None] = field(default_factory=dict, repr=False)
    _by_node: dict[int, list[Fact]] = field(default_factory=dict, init=False, repr=False)  # computed on first use

    def all(self, kind: type[FactType]) -> Iterator[FactType]:
        """Facts of one type, in order."""
        return (fact for fact in self.facts if type(fact) is kind)

    def at(self, node: cst.CSTNode, kind: type[FactType]) -> Sequence[FactType]:
        """Facts of one type that are anchored at `node` of the entry script."""
        if not self._by_node:
            for fact in self.facts:
                self._by_node.setdefault(id(fact.node), []).append(fact)
        return [fact for fact in self._by_node.get(id(node), ()) if type(fact) is kind]

    def callee(self, node: cst.Call) -> str | None:
        """The qualified name of the callee of a call in the entry script: ``transformers.AutoModel.from_pretrained``.

        It is resolved through aliases, assignments and parameters. A method is prefixed with the type of its receiver,
        if known; the name of something that the project defines begins with a dot: ``.Trainer.fit``.

        Returns:
            None if it is unknown, not always the same, or if the call is in code that was not run.
        """
        return self.callees.get(id(node))

    def complete(self, *subjects: Subject) -> bool:
        """Whether "never" may be said of these subjects, by default of paths. Lost control flow prevents it."""
        wanted: Iterable[Subject] = subjects or ("path",)
        return not any(u.subject == "control" or u.subject in wanted for u in self.incomplete)
