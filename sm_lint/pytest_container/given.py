"""What SageMaker and its toolkits give to a script: configuration files, environment variables, the command line."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sm_lint.pytest_container.container import Container

HOST = "algo-1"
INSTANCE = "ml.m5.xlarge"
REGION = "us-east-1"
ACCOUNT = "123456789012"
HOME = "/root"
CODE = {
    "processing": "/opt/ml/processing/input/code",
    "training": "/opt/ml/code",
    "transform": "/opt/ml/model/code",
    "inference": "/opt/ml/model/code",
}
"""Where the script is, by kind of job."""

_FOLDERS = {
    "processing": ("/opt/ml/config", "/opt/ml/processing"),
    "training": ("/opt/ml/input/config", "/opt/ml/input/data", "/opt/ml/model", "/opt/ml/output/data"),
    "transform": ("/opt/ml/model",),
    "inference": ("/opt/ml/model",),
}
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV", "CONDA_PREFIX")


def folders(kind: str) -> tuple[str, ...]:
    """The folders that a kind of job has beside its inputs and outputs, before the script starts."""
    return _FOLDERS[kind]


def text(value: object) -> str:
    """A hyperparameter as the SDK sends it: strings as they are, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def decoded(value: object) -> Any:
    """A hyperparameter as the training toolkit reads it from the text in its configuration."""
    try:
        return json.loads(text(value))
    except ValueError:
        return value


def command_line(hyperparameters: Mapping[str, object]) -> list[str]:
    """Hyperparameters as the training toolkit passes them: sorted, one letter with one hyphen."""
    words: list[str] = []
    for name in sorted(hyperparameters):
        words += [f"-{name}" if len(name) == 1 else f"--{name}", _word(decoded(hyperparameters[name]))]
    return words


def _word(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value) if isinstance(value, (list, dict)) else str(value)


def resources(kind: str) -> dict[str, object]:
    """The content of `resourceconfig.json`."""
    known: dict[str, object] = {"current_host": HOST, "hosts": [HOST]}
    if kind == "training":
        group = {"instance_group_name": "homogeneousCluster", "instance_type": INSTANCE, "hosts": [HOST]}
        known["current_instance_type"] = INSTANCE
        known["current_group_name"] = "homogeneousCluster"
        known["instance_groups"] = [group]
        known["network_interface_name"] = "eth0"
    return known


def channels(container: Container) -> list[str]:
    """The channels of a training job."""
    from sm_lint.sagemaker.paths import channel_of

    found = (channel_of(entry.path) for entry in container.inputs if not entry.is_file)
    return list(dict.fromkeys(channel for channel in found if channel is not None))


def configuration(container: Container) -> dict[str, object]:
    """The configuration files that SageMaker writes, as JSON values by container path."""
    kind = container.job
    if kind == "processing":
        return {
            "/opt/ml/config/processingjobconfig.json": _processing_request(container),
            "/opt/ml/config/resourceconfig.json": resources(kind),
        }
    if kind == "training":
        described = {
            channel: {
                "TrainingInputMode": "File",
                "S3DistributionType": "FullyReplicated",
                "RecordWrapperType": "None",
            }
            for channel in channels(container)
        }
        return {
            "/opt/ml/input/config/hyperparameters.json": {k: text(v) for k, v in container.hyperparameters.items()},
            "/opt/ml/input/config/inputdataconfig.json": described,
            "/opt/ml/input/config/resourceconfig.json": resources(kind),
        }
    return {}


def _processing_request(container: Container) -> dict[str, object]:
    bucket = f"s3://sagemaker-{REGION}-{ACCOUNT}"
    return {
        "ProcessingJobArn": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:processing-job/test",
        "ProcessingJobName": "test",
        "ProcessingInputs": [
            {"InputName": entry.name, "S3Input": {"LocalPath": entry.path, "S3Uri": f"{bucket}/{entry.name}"}}
            for entry in container.inputs
        ],
        "ProcessingOutputConfig": {
            "Outputs": [
                {"OutputName": entry.name, "S3Output": {"LocalPath": entry.path, "S3Uri": f"{bucket}/{entry.name}"}}
                for entry in container.outputs
            ]
        },
        "Environment": dict(container.environment),
    }


def environment(container: Container, program: str, words: Sequence[str]) -> dict[str, str]:
    """All environment variables of the script's process; those of the test's own process do not reach it."""
    found = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    found |= {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_REGION": REGION,
        "HOME": HOME,
        "HOSTNAME": HOST,
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
    }
    if container.job == "training":
        found |= training_variables(container, program, words)
    elif container.job in ("transform", "inference"):
        found |= {"SM_MODEL_DIR": "/opt/ml/model", "SAGEMAKER_PROGRAM": program}
    return found | {name: str(value) for name, value in container.environment.items()}


def training_variables(container: Container, program: str, words: Sequence[str]) -> dict[str, str]:
    """The variables of a training job, as the training toolkit sets them.

    Source: aws/sagemaker-training-toolkit, environment.py and mapping.py.
    """
    from sm_lint.sagemaker.environment import channel_variable, platform_variables

    known = {name: decoded(value) for name, value in container.hyperparameters.items()}
    names = channels(container)
    config = configuration(container)
    module = program.rpartition(".")[0]
    values: dict[str, object] = {
        "SAGEMAKER_PROGRAM": program,
        "SAGEMAKER_REGION": REGION,
        "SAGEMAKER_SUBMIT_DIRECTORY": CODE["training"],
        "SM_CHANNELS": sorted(names),
        "SM_CURRENT_HOST": HOST,
        "SM_CURRENT_INSTANCE_GROUP": "homogeneousCluster",
        "SM_CURRENT_INSTANCE_GROUP_HOSTS": [HOST],
        "SM_CURRENT_INSTANCE_TYPE": INSTANCE,
        "SM_DISTRIBUTION_INSTANCE_GROUPS": [],
        "SM_FRAMEWORK_MODULE": "",
        "SM_FRAMEWORK_PARAMS": {},
        "SM_HOSTS": [HOST],
        "SM_HPS": known,
        "SM_INPUT_DATA_CONFIG": config["/opt/ml/input/config/inputdataconfig.json"],
        "SM_INSTANCE_GROUPS": ["homogeneousCluster"],
        "SM_INSTANCE_GROUPS_DICT": {"homogeneousCluster": resources("training")["instance_groups"]},
        "SM_IS_HETERO": "false",
        "SM_LOG_LEVEL": 20,
        "SM_MODULE_DIR": CODE["training"],
        "SM_MODULE_NAME": module,
        "SM_NETWORK_INTERFACE_NAME": "eth0",
        "SM_NUM_CPUS": os.cpu_count() or 1,
        "SM_NUM_GPUS": 0,
        "SM_NUM_NEURONS": 0,
        "SM_RESOURCE_CONFIG": config["/opt/ml/input/config/resourceconfig.json"],
        "SM_USER_ARGS": list(words),
        "SM_USER_ENTRY_POINT": program,
        "TRAINING_JOB_ARN": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:training-job/test",
        "TRAINING_JOB_NAME": "test",
    }
    for variable in platform_variables():
        toolkit = variable.setter == "training-toolkit" and variable.sdk in (None, "v2")
        if toolkit and variable.path is not None and "training" in variable.jobs:
            values[variable.name] = variable.path
    values["SM_TRAINING_ENV"] = {
        "channel_input_dirs": {name: f"/opt/ml/input/data/{name}" for name in names},
        "current_host": HOST,
        "hosts": [HOST],
        "hyperparameters": known,
        "model_dir": values["SM_MODEL_DIR"],
        "module_name": module,
        "output_data_dir": values["SM_OUTPUT_DATA_DIR"],
        "user_entry_point": program,
    }
    values |= {channel_variable(name): f"/opt/ml/input/data/{name}" for name in names}
    values |= {f"SM_HP_{name.upper()}": _word(value) for name, value in known.items()}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
