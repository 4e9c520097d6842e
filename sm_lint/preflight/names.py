"""Takes apart what names a resource: ARNs, images in ECR, URLs of queues, URIs of S3."""

from __future__ import annotations

from typing import NamedTuple

from sm_lint.patterns import regex

_REGISTRY = regex(
    r"(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/([^:@]+)(?::([^@]+))?(?:@(.+))?"
)
_QUEUE = regex(
    r"https://(?:sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?|([a-z0-9-]+)\.queue\.amazonaws\.com)/(\d{12})/([\w-]+(?:\.fifo)?)"
)


class Arn(NamedTuple):
    """The parts of an ARN; region and account may be empty."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def arn(text: str) -> Arn | None:
    """The parts of an ARN; None for any other text."""
    parts = text.split(":", 5)
    return Arn(*parts[1:]) if len(parts) == 6 and parts[0] == "arn" else None


class EcrImage(NamedTuple):
    """An image in a registry of ECR; its tag is ``latest`` where neither tag nor digest is written."""

    account: str
    region: str
    repository: str
    tag: str
    digest: str


def ecr_image(uri: str) -> EcrImage | None:
    """The image of a URI; None if it is not in ECR."""
    match = _REGISTRY.fullmatch(uri)
    if match is None:
        return None
    account, region, repository, tag, digest = match.groups()
    return EcrImage(account, region, repository, "" if digest else tag or "latest", digest or "")


class Queue(NamedTuple):
    """A queue of SQS."""

    region: str
    account: str
    name: str


def queue(url: str) -> Queue | None:
    """The queue of a URL; None for any other text."""
    match = _QUEUE.fullmatch(url)
    return Queue(match[1] or match[2], match[3], match[4]) if match is not None else None


def bucket_and_key(uri: str) -> tuple[str, str]:
    """Bucket and key of an S3 URI."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key
