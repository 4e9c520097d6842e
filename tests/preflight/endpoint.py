"""An endpoint on this machine that speaks the protocols of AWS as far as preflight does, with latency and failures."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.preflight.world import ACCOUNT, trusting

IDENTITY = f"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::{ACCOUNT}:user/me</Arn><UserId>U</UserId><Account>{ACCOUNT}</Account></GetCallerIdentityResult>
</GetCallerIdentityResponse>"""
ROLE = """<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role><Path>/</Path><RoleName>r</RoleName>
<RoleId>R</RoleId><Arn>arn:aws:iam::1:role/r</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate>
<AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>"""
ERROR = "<ErrorResponse><Error><Code>{0}</Code><Message>{0}</Message></Error></ErrorResponse>"
BUCKET = "<ListBucketResult><Name>b</Name><KeyCount>1</KeyCount><Contents><Key>k</Key></Contents></ListBucketResult>"
USAGES = ("training job usage", "processing job usage")


class Endpoint(ThreadingHTTPServer):
    """Answers that everything is there.

    Attributes:
        latency: seconds before each answer.
        failing: by operation, such as ``GetRole``, the code of an error, or ``late`` for no answer.
        counts: number of requests by operation.
        types: number of instance types that have quotas.
        most: number of requests that were open at once.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.latency = 0.0
        self.failing: dict[str, str] = {}
        self.counts: Counter[str] = Counter()
        self.types = ("ml.m5.xlarge", *(f"ml.other{number}.xlarge" for number in range(300)))
        self.stopped = threading.Event()
        self.open = 0
        self.most = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Endpoint

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        form = next((part.removeprefix("Action=") for part in body.split("&") if part.startswith("Action=")), "")
        name = (
            target
            or form
            or (
                "HeadBucket"
                if self.command == "HEAD"
                else "ListObjectsV2"
                if "list-type" in self.path
                else "GetFunctionConfiguration"
            )
        )
        server = self.server
        is_json = bool(target) or name == "GetFunctionConfiguration"
        server.counts[name] += 1
        server.open += 1
        server.most = max(server.most, server.open)
        try:
            time.sleep(server.latency)
            failure = server.failing.get(name)
            if failure == "late":
                server.stopped.wait(60)
                return
            if failure == "garbage":
                self._send(200, "<", is_json)
                return
            if failure:
                self._send(503 if failure == "SlowDown" else 400 if failure != "403" else 403, failure, is_json)
                return
            self._send(200, self._content(name, body), is_json)
        finally:
            server.open -= 1

    do_GET = do_POST = do_HEAD = _answer  # noqa: N815 - named by the base class

    def _content(self, name: str, body: str) -> str:
        match name:
            case "GetCallerIdentity":
                return IDENTITY
            case "GetRole":
                return ROLE.format(json.dumps(trusting("sagemaker.amazonaws.com")).replace('"', "%22"))
            case "ListObjectsV2":
                return BUCKET
            case "HeadBucket":
                return ""
            case "DescribeSubnets" | "DescribeSecurityGroups":
                list_of, id_of = (
                    ("subnetSet", "subnetId") if name == "DescribeSubnets" else ("securityGroupInfo", "groupId")
                )
                ids = [value for key, value in parse_qsl(body) if ".Value." in key]
                rows = "".join(f"<item><{id_of}>{each}</{id_of}></item>" for each in ids)
                return f"<{name}Response><{list_of}>{rows}</{list_of}></{name}Response>"
            case "BatchGetImage":
                return json.dumps({"images": [{"imageId": {"imageTag": "1"}}], "failures": []})
            case "DescribeKey":
                return json.dumps({"KeyMetadata": {"KeyId": "k", "KeyState": "Enabled"}})
            case "ListServiceQuotas" | "ListAWSDefaultServiceQuotas":
                return json.dumps(self._quotas(json.loads(body)))
        return "{}"

    def _quotas(self, given: dict[str, Any]) -> dict[str, Any]:
        rows = [{"QuotaName": f"{type} for {usage}", "Value": 4.0} for type in self.server.types for usage in USAGES]
        start = int(given.get("NextToken", 0))
        end = start + given["MaxResults"]
        return {"Quotas": rows[start:end], **({"NextToken": str(end)} if end < len(rows) else {})}

    def _send(self, status: int, content: str, is_json: bool) -> None:
        code = content if status != 200 else ""
        if status != 200:
            content = json.dumps({"__type": content, "message": content}) if is_json else ERROR.format(content)
        data = b"" if self.command == "HEAD" else content.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1" if is_json else "text/xml")
        self.send_header("Content-Length", str(len(data)))
        if code:
            self.send_header("x-amzn-ErrorType", code)
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    """An endpoint that serves until the end of the block."""
    made = Endpoint()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.stopped.set()
        made.shutdown()
        made.server_close()
        thread.join()
