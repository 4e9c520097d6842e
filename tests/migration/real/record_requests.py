"""Runs definitions with the SDK that is installed, without network, and prints the requests that they make as JSON, by file.

Started with the interpreter of an environment that has the SDK: ``python record_requests.py FILE...``. Every call of a client is
answered here; nothing leaves the machine.
"""

import json
import logging
import os
import runpy
import sys
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
os.environ.update(
    AWS_ACCESS_KEY_ID="none",
    AWS_SECRET_ACCESS_KEY="none",
    AWS_DEFAULT_REGION="eu-west-1",
    AWS_EC2_METADATA_DISABLED="true",
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    HOME=os.getcwd(),
)

import botocore.client  # noqa: E402 - reads the variables

requests = []
ARN = "arn:aws:sagemaker:eu-west-1:111122223333:"
STARTED = {}
BUCKETS = ("sagemaker-eu-west-1-111122223333", "b")


def answer(client, operation, parameters):
    """The answer of the service."""
    if operation == "GetCallerIdentity":
        return {"Account": "111122223333", "Arn": "arn:aws:sts::111122223333:assumed-role/launcher/x", "UserId": "x"}
    if operation == "GetRole":
        name = parameters["RoleName"]
        return {
            "Role": {
                "RoleName": name,
                "Arn": f"arn:aws:iam::111122223333:role/{name}",
                "AssumeRolePolicyDocument": {
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "sagemaker.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                        }
                    ]
                },
            }
        }
    if operation == "SimulatePrincipalPolicy":
        actions = parameters["ActionNames"]
        return {"EvaluationResults": [{"EvalActionName": each, "EvalDecision": "allowed"} for each in actions]}
    if operation == "ListBuckets":
        return {"Buckets": [{"Name": name, "CreationDate": None} for name in BUCKETS]}
    if operation.startswith("Create") and client.meta.service_model.service_name == "sagemaker":
        plain = json.loads(json.dumps(parameters, default=str))
        requests.append({"operation": operation, "request": plain})
        name = next((value for key, value in parameters.items() if key.endswith("JobName")), "x")
        STARTED[name] = dict(parameters)
        return {f"{operation[6:]}Arn": f"{ARN}job/{name}"}
    if operation.startswith("Describe"):
        name = next(iter(parameters.values()), "x")
        kind = operation[8:]
        # A description has the fields of the request.
        return {**STARTED.get(name, {}), f"{kind}Arn": f"{ARN}job/{name}", f"{kind}Status": "Completed", **parameters}
    return {}


botocore.client.BaseClient._make_api_call = answer


def record_local(image, kind, count, channels, hyperparameters, environment):
    """Note a container that would be started on this machine; `channels` has what is mounted, by name."""
    own = ("sagemaker_", "_tuning")
    request = {
        "image": image,
        "type": kind,
        "count": count,
        "channels": {name: place for name, place in channels.items() if name not in ("code", "sm_drivers")},
        "hyperparameters": {key: each for key, each in hyperparameters.items() if not key.startswith(own)},
        "environment": environment,
    }
    requests.append({"operation": "local", "request": json.loads(json.dumps(request, default=str))})


def old_container(self, input_data_config, output_data_config, hyperparameters, environment, job_name):
    """`train` of a container of v2."""
    channels = {}
    for each in input_data_config:
        uri = each["DataUri"]
        is_here = uri.startswith("file://")
        channels[each["ChannelName"]] = os.path.abspath(uri[7:]) if is_here else uri
    record_local(self.image, self.instance_type, self.instance_count, channels, hyperparameters, environment)
    return "file:///x/model.tar.gz"


def new_container(self, wait):
    """`train` of a container of v3."""
    channels = {}
    for each in self.input_data_config:
        source = each.data_source
        try:
            place = str(source.s3_data_source.s3_uri)
        except AttributeError:
            place = os.path.abspath(source.file_system_data_source.directory_path)
        channels[each.channel_name] = place
    record_local(self.image, self.instance_type, self.instance_count, channels, self.hyper_parameters, self.environment)


try:
    from sagemaker.train.local import local_container

    local_container._LocalContainer.train = new_container
except ImportError:
    import sagemaker.local.image

    sagemaker.local.image._SageMakerContainer.train = old_container
    sagemaker.local.image._SageMakerContainer._get_compose_cmd_prefix = staticmethod(lambda: ["docker", "compose"])

found = {}
for path in sys.argv[1:]:
    requests.clear()
    sys.argv = [path]
    try:
        done = runpy.run_path(path, run_name="__main__")
        pipeline = done.get("pipeline")
        if pipeline is not None:
            requests.append({"operation": "pipeline", "request": json.loads(pipeline.definition())})
        found[os.path.basename(path)] = list(requests)
    except Exception as error:  # noqa: BLE001 - a definition that fails is part of the result
        found[os.path.basename(path)] = f"{type(error).__name__}: {error}"
print("\nREQUESTS " + json.dumps(found))
