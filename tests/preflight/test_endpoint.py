"""What goes wrong on the way to AWS: calls that are denied, throttled, late or not made, and all that ends a preflight at once."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sm_lint.cli.main import cli
from sm_lint.preflight import clients
from tests.preflight.endpoint import Endpoint, endpoint
from tests.preflight.project import PIPELINE

pytest.importorskip("boto3", reason="needs the extra test-aws")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
JOBS = "\n".join(line for line in PIPELINE.splitlines() if "network_config" not in line).replace("KEY", "alias/acme")
"""The project without networks: the client of EC2 takes a second to make."""


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    with endpoint() as made:
        values = {
            "AWS_ENDPOINT_URL": made.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_CONFIG_FILE": str(tmp_path / "none"),
            "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        (tmp_path / "pipeline.py").write_text(JOBS)
        monkeypatch.chdir(tmp_path)
        yield made


def run(*options: str) -> Result:
    result = CliRunner().invoke(cli, ["preflight", "pipeline.py", "--isolated", *options], prog_name="sm-lint")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_all_is_there_and_each_call_is_made_once(service: Endpoint) -> None:
    result = run()
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "nothing is missing: 11 questions, 11 calls in eu-west-1; 1 value not asked about, which --dry-run lists\n"
    )
    pages = {"ListServiceQuotas": 7, "ListAWSDefaultServiceQuotas": 7}
    once = {"GetCallerIdentity": 1, "BatchGetImage": 1, "GetRole": 1, "DescribeKey": 1, "GetFunctionConfiguration": 1}
    assert service.counts == {**pages, **once, "GetQueueAttributes": 1, "ListObjectsV2": 2, "HeadBucket": 2}


@pytest.mark.parametrize(
    ("operation", "code", "note"),
    [
        (
            "GetRole",
            "AccessDenied",
            "needs `iam:GetRole` on arn:aws:iam::123456789012:role/service-role/acme-sagemaker",
        ),
        (
            "BatchGetImage",
            "AccessDeniedException",
            "`ecr:BatchGetImage` on arn:aws:ecr:eu-west-1:123456789012:repository/",
        ),
        ("HeadBucket", "403", "access was denied; it needs `s3:ListBucket` on arn:aws:s3:::acme-"),
        ("ListObjectsV2", "403", "access was denied; it needs `s3:ListBucket` on arn:aws:s3:::acme-"),
        ("GetFunctionConfiguration", "AccessDeniedException", "`lambda:GetFunctionConfiguration` on arn:aws:lambda:"),
        (
            "ListServiceQuotas",
            "AccessDeniedException",
            "access was denied; it needs `servicequotas:ListServiceQuotas` on *",
        ),
        ("DescribeKey", "ThrottlingException", "AWS throttled the call"),
        ("GetQueueAttributes", "ThrottlingException", "AWS throttled the call"),
        ("DescribeKey", "KMSInternalException", "AWS answered KMSInternalException"),
        ("GetRole", "garbage", "AWS did not take the question: unable to parse response"),
    ],
)
def test_no_answer_is_a_note_and_no_finding(service: Endpoint, operation: str, code: str, note: str) -> None:
    service.failing[operation] = code
    result = run()
    assert (result.exit_code, result.stdout) == (0, "")
    notes = [line for line in result.stderr.splitlines() if ": note: " in line]
    assert notes
    assert all(note in line and "is not known to be there" in line for line in notes)
    assert service.counts[operation] >= (clients.ATTEMPTS if "hrottl" in code else 1)


def test_a_late_answer_is_a_note(service: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "READ_SECONDS", 0.2)
    service.failing["DescribeKey"] = "late"
    result = run()
    assert (result.exit_code, result.stdout) == (0, "")
    assert (
        "KMS key `alias/acme` of step `Prepare` is not known to be there: there was no answer in time" in result.stderr
    )
    assert service.counts["DescribeKey"] == clients.ATTEMPTS


def test_the_time_limit_ends_the_wait(service: Endpoint) -> None:
    service.failing["DescribeKey"] = "late"
    result = run("--time-limit", "1")
    assert result.exit_code == 0
    assert result.stderr.count("there was no answer in time") >= 1


def test_no_more_calls_than_allowed(service: Endpoint) -> None:
    result = run("--max-calls", "2")
    assert result.exit_code == 0
    assert sum(service.counts.values()) == 3
    assert "the limit on calls was reached" in result.stderr


def test_calls_are_made_at_the_same_time(service: Endpoint) -> None:
    service.latency = 0.3
    run()
    assert 4 <= service.most <= clients.THREADS


def test_quiet(service: Endpoint) -> None:
    service.failing["GetRole"] = "AccessDenied"
    result = run("-q")
    assert (result.stdout, result.stderr, result.exit_code) == ("", "", 0)


# -- what ends a preflight at once ----------------------------------------------------------------------------------------


def message(result: Result) -> str:
    """The one message."""
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    return lines[0]


def test_no_credentials(service: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert message(run()) == (
        "Error: there are no AWS credentials; give --profile, or set up the environment as for the AWS CLI"
    )
    assert not service.counts


def test_half_of_the_credentials(service: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert "partial credentials" in message(run()).lower()


def test_no_such_profile(service: Endpoint) -> None:
    assert message(run("--profile", "nobody")) == "Error: the config profile (nobody) could not be found"


def test_no_region(service: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    assert message(run()).startswith("Error: there is no AWS region; give --region")
    assert run("--region", "eu-west-1").exit_code == 0


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch"])
def test_credentials_that_are_not_accepted(service: Endpoint, code: str) -> None:
    service.failing["GetCallerIdentity"] = code
    said = f"AWS does not accept the credentials in eu-west-1 ({code}); sign in again, or give another --profile or --region"
    assert message(run()) == f"Error: {said}"
    assert sum(service.counts.values()) == 1


def test_no_network(service: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free.getsockname()[1]}")
        assert message(run()) == "Error: AWS cannot be reached in eu-west-1: there is no network"
        assert message(run("--region", "eu-wets-1")) == (
            "Error: AWS cannot be reached in eu-wets-1: there is no network, or there is no region `eu-wets-1`;"
            " did you mean `eu-west-1`?"
        )


def test_a_region_that_is_no_name(service: Endpoint) -> None:
    assert "region" in message(run("--region", "eu west"))


def test_without_the_extra(service: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    assert message(run()) == "Error: preflight needs boto3; install it with: pip install 'sm-lint[aws]'"
    assert run("--dry-run").exit_code == 0
    assert json.loads(run("--iam-policy").stdout)["Version"] == "2012-10-17"
