"""Calls AWS with the caller's credentials. boto3 is imported here, and nowhere else."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from sm_lint.preflight.model import Call, Failure, Outcome, Where
from sm_lint.preflight.names import arn
from sm_lint.spelling import did_you_mean, suggest
from sm_lint.version import __version__

THREADS = 16
CONNECT_SECONDS = 3
READ_SECONDS = 5
ATTEMPTS = 3
"""How often a call is made in all, where it is throttled or the service fails."""
MOST_PAGES = 60
"""Maximum number of pages of one answer; SageMaker has a few thousand quotas, a hundred on a page."""

_DENIED = frozenset(
    {
        *("AccessDenied", "AccessDeniedException", "AccessDeniedFault", "UnauthorizedOperation", "AuthorizationError"),
        *("AuthorizationErrorException", "UnauthorizedException", "NotAuthorized", "Forbidden", "403"),
        *("AWS.SimpleQueueService.AccessDenied", "KMS.AccessDeniedException"),
    }
)
_THROTTLED = frozenset(
    {
        *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled"),
        *("TooManyRequestsException", "TooManyRequests", "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown"),
        *("LimitExceededException", "PriorRequestNotComplete", "ProvisionedThroughputExceededException", "429"),
    }
)
_BAD_CREDENTIALS = frozenset(
    {
        *("ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"),
        *("SignatureDoesNotMatch", "IncompleteSignature", "InvalidAccessKeyId", "AuthFailure", "RequestExpired"),
        "InvalidSignatureException",
    }
)


class PreflightError(Exception):
    """AWS cannot be asked at all: one sentence that says why and what to do."""


class Bounds(NamedTuple):
    """What a preflight may take.

    Attributes:
        calls: maximum number of calls; pages of one answer count as one.
        seconds: for all calls together.
    """

    calls: int = 300
    seconds: float = 30.0


class Aws:
    """A connection to AWS.

    Args:
        profile: of the shared configuration; None for the caller's default.
        region: None for that of the profile or environment.

    Raises:
        PreflightError: boto3 is not installed, or there are no usable credentials or no region.
    """

    def __init__(self, profile: str | None, region: str | None) -> None:
        try:
            boto3: Any = import_module("boto3")
            exceptions: Any = import_module("botocore.exceptions")
            made: Any = import_module("botocore.config")
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in ("boto3", "botocore"):
                raise
            raise PreflightError("preflight needs boto3; install it with: pip install 'sm-lint[aws]'") from error
        self._errors = exceptions
        self._config = made.Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            max_pool_connections=THREADS,
            user_agent_extra=f"sm-lint/{__version__}",
        )
        self._clients: dict[tuple[str, str], Any] = {}
        try:
            self._session = boto3.session.Session(profile_name=profile, region_name=region)
            if self._session.get_credentials() is None:
                raise PreflightError(
                    "there are no AWS credentials; give --profile, or set up the environment as for the AWS CLI"
                )
        except exceptions.BotoCoreError as error:
            raise PreflightError(_sentence(error)) from error
        self.region = self._session.region_name or ""
        if not self.region:
            raise PreflightError("there is no AWS region; give --region, or set one in the profile or in AWS_REGION")

    def caller(self) -> Where:
        """The account and region of the caller, which also shows that the credentials are valid and AWS can be reached.

        Raises:
            PreflightError: they are not, or it cannot.
        """
        try:
            found = self._client("sts", "").get_caller_identity()
        except self._errors.ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            bad = code in _BAD_CREDENTIALS
            said = f"AWS does not accept the credentials in {self.region} ({code})" if bad else _sentence(error)
            raise PreflightError(
                f"{said}; sign in again, or give another --profile or --region" if bad else said
            ) from error
        except (
            self._errors.EndpointConnectionError,
            self._errors.ConnectTimeoutError,
            self._errors.ReadTimeoutError,
        ) as error:
            raise PreflightError(self._unreachable()) from error
        except (self._errors.BotoCoreError, ValueError) as error:
            raise PreflightError(_sentence(error)) from error
        own = arn(str(found.get("Arn", "")))
        return Where(self.region, str(found.get("Account", "")), own.partition if own is not None else "aws")

    def ask(
        self, calls: Sequence[Call], bounds: Bounds, done: Callable[[], None] = lambda: None
    ) -> dict[Call, Outcome]:
        """What calls give; those beyond the bounds are not made, or not waited for.

        Args:
            calls: each once.
            bounds: how many calls, and for how long.
            done: called after each call, in any thread.
        """
        until = time.monotonic() + bounds.seconds
        outcomes: dict[Call, Outcome] = {call: Outcome(failure="not asked") for call in calls[bounds.calls :]}
        waiting: queue.SimpleQueue[tuple[Call, Any] | None] = queue.SimpleQueue()
        answered: queue.SimpleQueue[tuple[Call, Outcome]] = queue.SimpleQueue()

        def work() -> None:
            while (item := waiting.get()) is not None:
                call, client = item
                left = until - time.monotonic()
                answered.put((call, self._outcome(call, client, until) if left > 0 else Outcome(failure="late")))
                done()

        chosen = calls[: bounds.calls]
        # Threads of a pool would be waited for at the end, which an answer that never comes delays.
        for _ in range(min(THREADS, len(chosen))):
            threading.Thread(target=work, daemon=True).start()
        for call in chosen:
            try:
                waiting.put((call, self._client(call.operation.service, call.region)))
            except (self._errors.BotoCoreError, ValueError) as error:
                answered.put((call, Outcome(failure="refused", message=_sentence(error))))
        for _ in range(min(THREADS, len(chosen))):
            waiting.put(None)
        while len(outcomes) < len(calls):
            try:
                call, outcome = answered.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
            outcomes[call] = outcome
        return {call: outcomes.get(call, Outcome(failure="late")) for call in calls}

    def _client(self, service: str, region: str) -> Any:
        """A client, made once; only the calling thread makes clients, because making them in several at once is not safe."""
        key = (service, region)
        if key not in self._clients:
            self._clients[key] = self._session.client(service, region_name=region or None, config=self._config)
        return self._clients[key]

    def _outcome(self, call: Call, client: Any, until: float) -> Outcome:
        try:
            return Outcome(self._response(call, client, until))
        except self._errors.ClientError as error:
            return _refusal(error)
        except (self._errors.ReadTimeoutError, self._errors.ConnectTimeoutError, TimeoutError):
            return Outcome(failure="late")
        except self._errors.HTTPClientError:
            return Outcome(failure="unreachable")
        except Exception as error:  # noqa: BLE001 - a thread that ended would leave its call without an outcome
            return Outcome(failure="refused", message=_sentence(error))

    def _response(self, call: Call, client: Any, until: float) -> dict[str, Any]:
        """The answer; the lists of all its pages are joined.

        Raises:
            TimeoutError: there are more pages than time.
        """
        ask, arguments = getattr(client, call.operation.method), call.keywords
        response: dict[str, Any] = ask(**arguments)
        joined = dict(response)
        pages = 1
        while call.operation.pages and response.get("NextToken"):
            if time.monotonic() > until or pages >= MOST_PAGES:
                raise TimeoutError
            response = ask(**arguments, NextToken=response["NextToken"])
            pages += 1
            for key, value in response.items():
                if isinstance(value, list):
                    joined[key] = [*joined.get(key, ()), *value]
        return joined

    def _unreachable(self) -> str:
        known = self._session.get_available_regions("sagemaker")
        hint = "" if self.region in known else did_you_mean(suggest(self.region, known), "; ")
        unknown = "" if self.region in known else f", or there is no region `{self.region}`"
        return f"AWS cannot be reached in {self.region}: there is no network{unknown}{hint}"


def _refusal(error: Any) -> Outcome:
    """An error that a service answered with."""
    found = error.response.get("Error", {})
    code, message = str(found.get("Code", "")), str(found.get("Message", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    failure: Failure | None = None
    if code in _THROTTLED or status == 429:
        failure = "throttled"
    elif code in _DENIED or code in _BAD_CREDENTIALS or status == 403:
        failure = "denied"
    elif status >= 500:
        failure = "unreachable"
    return Outcome(error="" if failure else code, message=message, failure=failure)


def _sentence(error: Exception) -> str:
    said = " ".join(str(error).split()).rstrip(".")
    return said[:1].lower() + said[1:] if said[:2].istitle() or said[1:2].islower() else said or type(error).__name__
