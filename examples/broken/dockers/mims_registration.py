"""Register the packaged model with its sample payloads. Writes nothing: its effect is the registration."""

import json
import logging
import os
import tarfile
import uuid
from pathlib import Path

from secure_ai_sandbox_python_lib.session import Session

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)

MODEL_DIR = "/opt/ml/processing/input/model"
PAYLOAD_DIR = "/opt/ml/processing/mims_payload"


def find_archive(directory):
    """The one archive in a directory that a job before this one uploaded."""
    archives = sorted(Path(directory).glob("*.tar.gz"))
    if len(archives) != 1:
        raise RuntimeError(f"expected one archive in {directory}, found {[a.name for a in archives]}")
    return archives[0]


def payload_names(archive):
    with tarfile.open(archive) as tar:
        return [member.name for member in tar.getmembers() if member.isfile()]


def performance_metadata(session, s3_path):
    if not s3_path:
        logger.info("no performance metadata given")
        return {}
    return json.loads(session.resource("s3").read_text(s3_path))


def register(session, workflow_id, model, payloads, metadata):
    response = session.resource("mims").register_model(
        workflow_execution_id=workflow_id,
        model_archive=str(model),
        payload_archive=str(payloads),
        payload_names=payload_names(payloads),
        performance_metadata=metadata,
    )
    return response["model_version"]


def main(input_paths, environ_vars):
    session = Session()
    model = find_archive(input_paths["PackagedModel"])
    payloads = find_archive(input_paths["GeneratedPayloadSamples"])
    metadata = performance_metadata(session, environ_vars["PERFORMANCE_METADATA_PATH"])
    version = register(session, str(uuid.uuid4()), model, payloads, metadata)
    logger.info("registered version %s", version)


if __name__ == "__main__":
    main(
        {"PackagedModel": MODEL_DIR, "GeneratedPayloadSamples": PAYLOAD_DIR},
        {"PERFORMANCE_METADATA_PATH": os.getenv("PERFORMANCE_METADATA_PATH", "")},
    )
