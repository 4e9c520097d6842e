"""Questions about resources that definitions name, the calls that answer them, and what the calls gave."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

from sm_lint.syntax.span import Place

Topic: TypeAlias = Literal[
    "image", "role", "function", "queue", "bucket", "data", "key", "subnet", "security-group", "instance", "name"
]


class Question(NamedTuple):
    """Something to ask, once for all places that name it.

    Attributes:
        topic: what it is about.
        subject: the resource, as it is written: a URI, an ARN, a name, an id, an instance type.
        detail: of a role, the service that has to be trusted, or empty; of an instance, the usage in the names of quotas, such as
            ``training job usage``; of a name, what it names, such as ``model``.
    """

    topic: Topic
    subject: str
    detail: str = ""


class Use(NamedTuple):
    """A place that names a resource.

    Attributes:
        question: what to ask about it.
        place: where it is named.
        owner: what it belongs to, for messages: "step `Train`".
        amount: number of instances that are needed there; 1 for all else.
    """

    question: Question
    place: Place
    owner: str
    amount: int = 1


class Unasked(NamedTuple):
    """A value that is not asked about.

    Attributes:
        place: where it is given.
        subject: what it is: "`role` of step `Train`".
        reason: why: "it is not a literal".
    """

    place: Place
    subject: str
    reason: str


class Where(NamedTuple):
    """The account and region of the caller; empty texts where they are not known."""

    region: str = ""
    account: str = ""
    partition: str = "aws"


@dataclass(frozen=True, slots=True)
class Operation:
    """A read-only operation of AWS; see operations.toml.

    Attributes:
        topic: the topic of the questions that it answers.
        detail: their detail, where the topic has an operation for each; empty for any.
        service, method: client and method of boto3.
        parameter: the argument that takes the subject, where nothing else is given; may be empty.
        action: what IAM calls it.
        resource: ARN that IAM checks, with ``{partition}``, ``{region}``, ``{account}`` and ``{name}``.
        pages: whether the answer comes in pages.
        source: where the action and its resources are described.
    """

    topic: str
    detail: str
    service: str
    method: str
    parameter: str
    action: str
    resource: str
    pages: bool
    source: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call, which may answer several questions.

    Attributes:
        operation: what is called.
        region: its region; empty for that of the caller.
        arguments: as JSON.
        resource: ARN that the caller needs the permission for.
    """

    operation: Operation
    region: str
    arguments: str
    resource: str

    @property
    def keywords(self) -> dict[str, Any]:
        """The arguments."""
        found = json.loads(self.arguments)
        assert isinstance(found, dict)
        return found


Failure = Literal["denied", "throttled", "late", "unreachable", "refused", "not asked"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call gave.

    Attributes:
        response: what the service answered; None if it did not, or with an error.
        error: code of an error that is an answer, such as ``NoSuchEntity``.
        message: text of the error, or of the failure.
        failure: why there is no answer at all; None if there is one.
    """

    response: dict[str, Any] | None = None
    error: str = ""
    message: str = ""
    failure: Failure | None = None


class Missing(NamedTuple):
    """An answer: something is not as the definitions need it.

    Attributes:
        code: the rule.
        fault: words that follow the name of the resource.
    """

    code: str
    fault: str


class Open(NamedTuple):
    """A question without an answer: why, and the call that failed, if one did."""

    reason: str
    call: Call | None = None


Answer: TypeAlias = "Missing | Open | None"
"""None if all is well."""
