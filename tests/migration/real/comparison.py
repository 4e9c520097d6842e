"""Requests of v2 and v3 beside each other, without what differs by intent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

CODE_CHANNELS = ("code", "sm_drivers")
"""By these, v3 brings the script and its own starter to a training job (V3 train/model_trainer.py)."""


def differences(now: Any, then: Any, path: str) -> Iterator[str]:
    """Lines that say where two values differ."""
    if isinstance(now, dict) and isinstance(then, dict):
        for key in {**then, **now}:
            yield from differences(now.get(key), then.get(key), f"{path}/{key}")
    elif isinstance(now, list | tuple) and isinstance(then, list | tuple) and len(now) == len(then):
        for index, (one, other) in enumerate(zip(now, then, strict=True)):
            yield from differences(one, other, f"{path}/{index}")
    elif now != then:
        yield f"{path}: v3 {now!r}, v2 {then!r}"


def compared(made: dict[str, Any]) -> Any:
    """What two requests for the same job have in common."""
    request = made["request"]
    if made["operation"] == "local":
        return {
            **request,
            "hyperparameters": {key: each.strip('"') for key, each in request["hyperparameters"].items()},
        }
    if made["operation"] != "pipeline":
        return made["operation"], _job(request)
    steps = [{**step, "Arguments": _job(step["Arguments"])} for step in request["Steps"]]
    return {"Parameters": request["Parameters"], "Steps": steps}


def _job(request: dict[str, Any]) -> dict[str, Any]:
    """A request without what differs by intent, and with the defaults of the service left out."""
    found = json.loads(json.dumps(request))
    for key in ("TrainingJobName", "DebugHookConfig", "ProfilerConfig", "ProfilerRuleConfigurations"):
        found.pop(key, None)
    for definition in (found, found.get("TrainingJobDefinition", {})):
        _training(definition)
    ranges = found.get("HyperParameterTuningJobConfig", {}).get("ParameterRanges", {})
    for key in [key for key, value in ranges.items() if not value]:
        del ranges[key]
    for each in found.get("ProcessingInputs", ()):
        _processing(each)
    for each in found.get("ProcessingOutputConfig", {}).get("Outputs", ()):
        each.pop("AppManaged", None)
    return found


def _training(found: dict[str, Any]) -> None:
    algorithm = found.get("AlgorithmSpecification")
    if algorithm is None:
        return
    for key in ("ContainerEntrypoint", "ContainerArguments", "EnableSageMakerMetricsTimeSeries"):
        algorithm.pop(key, None)
    # One for the tuner, one for its jobs; the service takes either.
    found["ResourceConfig"] = found.pop("HyperParameterTuningResourceConfig", None) or found.pop("ResourceConfig")
    if found.get("CheckpointConfig", {}).get("LocalPath") == "/opt/ml/checkpoints":
        del found["CheckpointConfig"]["LocalPath"]
    parameters = {**found.pop("HyperParameters", {}), **found.pop("StaticHyperParameters", {})}
    own = {key: _decoded(value) for key, value in parameters.items() if not key.startswith("sagemaker_")}
    found["HyperParameters"] = {key: value for key, value in own.items() if key != "_tuning_objective_metric"}
    channels = []
    for channel in found.pop("InputDataConfig", None) or ():
        if channel["ChannelName"] in CODE_CHANNELS:
            continue
        if channel.get("InputMode") == algorithm["TrainingInputMode"]:
            channel.pop("InputMode")
        channels.append(channel)
    found["InputDataConfig"] = channels
    if found["OutputDataConfig"].get("CompressionType") == "GZIP":
        found["OutputDataConfig"].pop("CompressionType")
    for key in ("EnableManagedSpotTraining", "EnableNetworkIsolation", "EnableInterContainerTrafficEncryption"):
        if not found.get(key):
            found.pop(key, None)


def _decoded(value: str) -> Any:
    """v2 encodes the hyperparameters of a framework as JSON, v3 what is no text; the script gets the same."""
    try:
        return json.loads(value)
    except ValueError:
        return value


def _processing(found: dict[str, Any]) -> None:
    found.pop("AppManaged", None)
    inner = found.get("S3Input", {})
    if found["InputName"] in ("code", "entrypoint"):
        inner.pop("S3Uri")  # where the SDK puts it is its own affair
    for key, default in (("S3DataDistributionType", "FullyReplicated"), ("S3CompressionType", "None")):
        if inner.get(key, default) == default:
            inner.pop(key, None)
