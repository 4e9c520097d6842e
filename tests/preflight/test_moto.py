"""The whole of preflight against moto's server on this machine: what is there is found, and what is taken away is reported."""

from __future__ import annotations

import functools
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result

from sm_lint.cli.main import cli
from tests.preflight.project import PIPELINE
from tests.preflight.world import trusting

boto3 = pytest.importorskip("boto3", reason="needs the extra test-aws")
server = pytest.importorskip("moto.server", reason="needs the extra test-aws")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
CODES = {
    "image": "SMO201",
    "role": "SMO202",
    "trust": "SMO203",
    "function": "SMO204",
    "queue": "SMO205",
    "data": "SMO206",
    "code": "SMO206",
    "outputs": "SMO206",
    "models": "SMO206",
    "key": "SMO207",
    "disabled key": "SMO207",
    "subnet": "SMO208",
    "group": "SMO208",
}
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
BUCKETS = {"data": "acme-data", "code": "acme-code", "outputs": "acme-out", "models": "acme-models"}


class Cloud(NamedTuple):
    """A client by service, and the ids that moto gives."""

    client: Callable[[str], Any]
    ids: dict[str, str]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    made = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    made.start()
    host, port = made.get_host_and_port()
    yield f"http://{host}:{port}"
    made.stop()


@pytest.fixture
def environment(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    values = {
        "AWS_ENDPOINT_URL": url,
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
    return url


@pytest.fixture(scope="module")
def client(url: str) -> Callable[[str], Any]:
    """Clients, which take long to make, by service."""
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    return functools.cache(lambda name: boto3.client(name, region_name="eu-west-1", endpoint_url=url, **keys))


@pytest.fixture
def cloud(environment: str, client: Callable[[str], Any]) -> Iterator[Cloud]:
    """Everything that the project names."""
    client("ecr").create_repository(repositoryName="acme/train")
    manifest = json.dumps(
        {"schemaVersion": 2, "mediaType": MANIFEST, "config": {"digest": "sha256:0", "size": 1}, "layers": []}
    )
    client("ecr").put_image(repositoryName="acme/train", imageManifest=manifest, imageTag="1.4")
    role = client("iam").create_role(
        RoleName="acme-sagemaker",
        Path="/service-role/",
        AssumeRolePolicyDocument=json.dumps(trusting("sagemaker.amazonaws.com", "lambda.amazonaws.com")),
    )["Role"]["Arn"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("score.py", "def handler(event, context): ...")
    client("lambda").create_function(
        FunctionName="score",
        Runtime="python3.12",
        Role=role,
        Handler="score.handler",
        Code={"ZipFile": archive.getvalue()},
    )
    client("sqs").create_queue(QueueName="approve")
    for bucket in BUCKETS.values():
        client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    client("s3").put_object(Bucket="acme-data", Key="raw/a.csv", Body=b"1")
    client("s3").put_object(Bucket="acme-code", Key="prepare.py", Body=b"1")
    key = client("kms").create_key()["KeyMetadata"]["KeyId"]
    network = client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = client("ec2").create_subnet(VpcId=network, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    group = client("ec2").create_security_group(VpcId=network, GroupName="ml", Description="ml")["GroupId"]
    yield Cloud(client, {"KEY": key, "SUBNET": subnet, "GROUP": group})
    reset(environment)


def reset(url: str) -> None:
    from urllib.request import Request, urlopen

    with urlopen(Request(f"{url}/moto-api/reset", method="POST")):
        pass


def remove(what: str, cloud: Cloud) -> None:
    client, ids = cloud
    match what:
        case "image":
            client("ecr").batch_delete_image(repositoryName="acme/train", imageIds=[{"imageTag": "1.4"}])
        case "role":
            client("iam").delete_role(RoleName="acme-sagemaker")
        case "trust":
            policy = json.dumps(trusting("lambda.amazonaws.com"))
            client("iam").update_assume_role_policy(RoleName="acme-sagemaker", PolicyDocument=policy)
        case "function":
            client("lambda").delete_function(FunctionName="score")
        case "queue":
            client("sqs").delete_queue(QueueUrl=client("sqs").get_queue_url(QueueName="approve")["QueueUrl"])
        case "data":
            client("s3").delete_object(Bucket="acme-data", Key="raw/a.csv")
        case "code" | "outputs" | "models":
            bucket = BUCKETS[what]
            if what == "code":
                client("s3").delete_object(Bucket=bucket, Key="prepare.py")
            client("s3").delete_bucket(Bucket=bucket)
        case "key":
            client("kms").schedule_key_deletion(KeyId=ids["KEY"], PendingWindowInDays=7)
        case "disabled key":
            client("kms").disable_key(KeyId=ids["KEY"])
        case "subnet":
            client("ec2").delete_subnet(SubnetId=ids["SUBNET"])
        case "group":
            client("ec2").delete_security_group(GroupId=ids["GROUP"])


def run(folder: Path, cloud: Cloud, *options: str) -> Result:
    text = PIPELINE
    for name, value in cloud.ids.items():
        text = text.replace(name, value)
    (folder / "pipeline.py").write_text(text)
    arguments = ["preflight", str(folder / "pipeline.py"), "--isolated", "--output-format", "json", *options]
    result = CliRunner().invoke(cli, arguments, prog_name="sm-lint")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_all_is_there(tmp_path: Path, cloud: Cloud) -> None:
    result = run(tmp_path, cloud)
    assert json.loads(result.stdout) == []
    assert result.exit_code == 0
    assert "nothing is missing" in result.stderr


@pytest.mark.parametrize("what", CODES)
def test_what_is_taken_away_is_reported_and_nothing_else(tmp_path: Path, cloud: Cloud, what: str) -> None:
    remove(what, cloud)
    result = run(tmp_path, cloud)
    found = json.loads(result.stdout)
    assert {finding["code"] for finding in found} == {CODES[what]}
    assert len({finding["message"].partition(" of ")[0] for finding in found}) == 1
    assert result.exit_code == 1


def test_another_region_has_none_of_it(tmp_path: Path, cloud: Cloud) -> None:
    result = run(tmp_path, cloud, "--region", "eu-central-1")
    # Images, functions and queues name their region; roles and buckets have none; the id of a key is one of the region asked.
    assert {finding["code"] for finding in json.loads(result.stdout)} == {"SMO207", "SMO208"}


def test_what_moto_does_not_know_is_a_note(tmp_path: Path, cloud: Cloud) -> None:
    assert "instance type `ml.m5.xlarge` of step `Train` is not known to be there" in run(tmp_path, cloud).stderr
