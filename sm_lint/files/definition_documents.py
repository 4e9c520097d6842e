"""Which documents hold job definitions, by their first bytes: others of their kind hold anything."""

from __future__ import annotations

import re

from sm_lint.workspace import disk

MAX_START = 8_192
"""So many bytes identify most documents of other kinds; a definition says what it is near its beginning."""
MAX_BYTES = 1 << 20
"""A pipeline definition may have 1 MiB."""
# Source: the "Version" of the schema of pipeline definitions, https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-schema/
_PIPELINE = re.compile(rb'"Version"\s*:\s*"2020-12-01"')
_STEPS = re.compile(rb'"Steps"\s*:\s*\[')
# Source: the fields of a state machine, https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
_MACHINE = re.compile(rb'"(?:StartAt|States)"\s*:')
_TASK = re.compile(rb":states:::(?:aws-sdk:)?sagemaker:create")


def holds_definitions(path: str) -> bool:
    """Whether a JSON file is a pipeline definition, or a state machine with tasks of SageMaker; False for an unreadable file."""
    try:
        start = disk.read_start(path, MAX_START)
        if not start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            return False
        pipeline, machine = _PIPELINE.search(start), _MACHINE.search(start) or _STEPS.search(start)
        if pipeline is None and machine is None:
            return False
        whole = start if len(start) < MAX_START else disk.read_start(path, MAX_BYTES)
    except OSError:
        return False
    if _STEPS.search(whole) is not None:
        return _PIPELINE.search(whole) is not None or _TASK.search(whole) is not None
    return _MACHINE.search(whole) is not None and _TASK.search(whole) is not None
