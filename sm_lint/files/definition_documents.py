"""Which documents hold job definitions, by their first bytes: others of their kind hold anything."""

from __future__ import annotations

import re
from collections.abc import Callable

from sm_lint.patterns import regex
from sm_lint.workspace import disk
from sm_lint.workspace.document_kind import DocumentKind, document_kind

MAX_START = 8_192
"""So many bytes identify most documents of other kinds; a definition says what it is near its beginning."""
MAX_BYTES = 1 << 20
"""A pipeline definition may have 1 MiB."""
MAX_YAML_BYTES = 1 << 18
"""The most that is read of YAML: PyYAML reads about 50 kB per second."""
# Source: the "Version" of the schema of pipeline definitions, https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-schema/
_PIPELINE = regex(rb'"Version"\s*:\s*"2020-12-01"')
_STEPS = regex(rb'"Steps"\s*:\s*\[')
# Source: the fields of a state machine, https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
_MACHINE = regex(rb'"(?:StartAt|States)"\s*:')
_TASK = regex(rb":states:::(?:aws-sdk:)?sagemaker:create")


# Source: the anatomy of a template, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
_RESOURCES = regex(rb"""^[ \t]*["']?Resources["']?\s*:|^Parameters\s*:""", re.MULTILINE)
_RESOURCE = regex(
    rb"""AWS::SageMaker::(?:Model|Pipeline|Endpoint|EndpointConfig)["']?[ \t]*(?:,[ \t]*)?(?:[\r\n#}]|$)"""
)
_CREATES_MACHINE = regex(rb"AWS::(?:StepFunctions|Serverless)::StateMachine\b")
_YAML_MACHINE = regex(rb"^(?:StartAt|States)[ \t]*:", re.MULTILINE)
_FILLED_IN = regex(rb"\{\{|\{%|<%")
_FILLED_IN_JSON = regex(rb"\{\{|\{%|<%|[{\[,:]\s*[$<%@&]")
"""Begins what Jinja, Helm, Terraform, `envsubst` and others put a value in place of."""
_SYNTHESISED = regex(r"[\\/]cdk\.out[\\/]")


def holds_definitions(path: str) -> bool:
    """Whether a file of JSON or YAML is a pipeline definition, a state machine with tasks of SageMaker, or a template that creates
    something of SageMaker; False for an unreadable file, and for templates that the CDK has made of code.
    """
    try:
        start = disk.read_start(path, MAX_START)
        most = MAX_YAML_BYTES if document_kind(path) is DocumentKind.YAML else MAX_BYTES
        return _holds(path, start, lambda: start if len(start) < MAX_START else disk.read_start(path, most))
    except OSError:
        return False


def says_that_it_defines(path: str, data: bytes) -> bool:
    """The same of the content of a file, whether it can be parsed or not; False where another program fills it in first."""
    filled_in = _FILLED_IN if document_kind(path) is DocumentKind.YAML else _FILLED_IN_JSON
    return _holds(path, data[:MAX_START], lambda: data) and filled_in.search(data) is None


def _holds(path: str, start: bytes, whole_of: Callable[[], bytes]) -> bool:
    if document_kind(path) is DocumentKind.YAML:
        return _holds_yaml(path, start, whole_of)
    if not start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    pipeline, machine = _PIPELINE.search(start), _MACHINE.search(start) or _STEPS.search(start)
    template = _is_template(start)
    if pipeline is None and machine is None and not template:
        return False
    whole = whole_of()
    if template:
        return _creates(path, whole)
    if _STEPS.search(whole) is not None:
        return _PIPELINE.search(whole) is not None or _TASK.search(whole) is not None
    return _MACHINE.search(whole) is not None and _TASK.search(whole) is not None


def _is_template(start: bytes) -> bool:
    return b"AWSTemplateFormatVersion" in start or _RESOURCES.search(start) is not None


def _creates(path: str, whole: bytes) -> bool:
    """Whether a template creates something that definitions are read of."""
    if _SYNTHESISED.search(path) is not None:
        return False
    return _RESOURCE.search(whole) is not None or (
        _CREATES_MACHINE.search(whole) is not None and _TASK.search(whole) is not None
    )


def _holds_yaml(path: str, start: bytes, whole_of: Callable[[], bytes]) -> bool:
    machine, template = _YAML_MACHINE.search(start) is not None, _is_template(start)
    if not machine and not template:
        return False
    whole = whole_of()
    return _TASK.search(whole) is not None if machine else _creates(path, whole)
