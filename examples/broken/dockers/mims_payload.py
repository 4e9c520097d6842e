"""Write sample payloads for the registration step and pack them into an archive."""

import json
import logging
import os
import tarfile
import tempfile
from datetime import datetime, timezone
from pathlib import Path

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)

CONTAINER_PATHS = {
    "MODEL": "/opt/ml/processing/input/model",
    "OUTPUT": "/opt/ml/processing/output/payload.tar.gz",
}
SPECIAL_FIELD_PREFIX = "SPECIAL_FIELD_"


def read_model_fields(model_dir):
    """Names and types of the model's inputs, from the hyperparameters that training put beside the model."""
    archive = os.path.join(model_dir, "model.tar.gz")
    with tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(archive, "r:gz") as tar:
            tar.extract("hyperparameters.json", path=scratch)
        with open(os.path.join(scratch, "hyperparameters.json"), encoding="utf-8") as stream:
            parameters = json.load(stream)
    numeric = {name: "NUMERIC" for name in parameters["tab_field_list"]}
    text = {name: "TEXT" for name in parameters["cat_field_list"]}
    return {**numeric, **text}


def special_fields():
    """Templates for fields that need a value of their own, such as SPECIAL_FIELD_EVENT_DATE."""
    fields = {}
    for name, template in os.environ.items():
        if name.startswith(SPECIAL_FIELD_PREFIX):
            fields[name[len(SPECIAL_FIELD_PREFIX) :].lower()] = template
    return fields


def sample_value(name, kind, environ_vars):
    template = environ_vars["SPECIAL_FIELDS"].get(name)
    if template is not None:
        return template.format(timestamp=datetime.now(timezone.utc).isoformat())
    if kind == "NUMERIC":
        return environ_vars["DEFAULT_NUMERIC_VALUE"]
    return environ_vars["DEFAULT_TEXT_VALUE"]


def payload(fields, content_type, environ_vars):
    values = {name: sample_value(name, kind, environ_vars) for name, kind in fields.items()}
    if content_type == "text/csv":
        return ",".join(str(value) for value in values.values())
    if content_type == "application/json":
        return json.dumps(values)
    raise ValueError(f"no sample for {content_type}")


def write_samples(fields, directory, environ_vars):
    for content_type in environ_vars["CONTENT_TYPES"]:
        suffix = content_type.rsplit("/", 1)[-1]
        sample = directory / f"payload_{environ_vars['MODEL_NAME']}.{suffix}"
        sample.write_text(payload(fields, content_type, environ_vars), encoding="utf-8")


def pack(samples, archive):
    with tarfile.open(archive, "w:gz") as tar:
        for sample in sorted(samples.iterdir()):
            tar.add(sample, arcname=sample.name)
    logger.info("wrote %s, %d bytes", archive, archive.stat().st_size)


def main(input_paths, output_paths, environ_vars):
    fields = read_model_fields(input_paths["model_input"])
    archive = Path(output_paths["payload_sample"])
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        samples = Path(scratch)
        write_samples(fields, samples, environ_vars)
        pack(samples, archive)


if __name__ == "__main__":
    main(
        {"model_input": CONTAINER_PATHS["MODEL"]},
        {"payload_sample": CONTAINER_PATHS["OUTPUT"]},
        {
            "MODEL_NAME": os.environ["MODEL_NAME"],
            "CONTENT_TYPES": os.environ.get("CONTENT_TYPES", "application/json").split(","),
            "DEFAULT_NUMERIC_VALUE": float(os.environ.get("DEFAULT_NUMERIC_VALUE", "0.0")),
            "DEFAULT_TEXT_VALUE": os.environ.get("DEFAULT_TEXT_VALUE", "DEFAULT_TEXT"),
            "SPECIAL_FIELDS": special_fields(),
        },
    )
