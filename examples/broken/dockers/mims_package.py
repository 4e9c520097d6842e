"""Put the trained model and its inference code into one archive, laid out as the model server wants it."""

import json
import logging
import os
import shutil
import tarfile
from pathlib import Path

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)

CONTAINER_PATHS = {
    "MODEL_INPUT": "/opt/ml/processing/input/model",
    "SCRIPT_INPUT": "/opt/ml/processing/input/script",
    "OUTPUT": "/opt/ml/processing/output",
}
MODEL_ARCHIVE = "model.tar.gz"
CODE_FOLDER = "code"


def unpack_model(model_dir: Path, working_dir: Path) -> None:
    """Unpack the archive of a training job, or copy the files of a model that was uploaded unpacked."""
    archive = model_dir / MODEL_ARCHIVE
    if archive.exists():
        with tarfile.open(archive, "r:gz") as tar:
            tar.extractall(path=working_dir)
        return
    for item in model_dir.iterdir():
        if item.is_file():
            shutil.copy2(item, working_dir / item.name)
        else:
            shutil.copytree(item, working_dir / item.name, dirs_exist_ok=True)


def copy_scripts(script_dir: Path, code_dir: Path) -> int:
    code_dir.mkdir(parents=True, exist_ok=True)
    copied = 0
    for item in script_dir.rglob("*"):
        if not item.is_file() or "__pycache__" in item.parts:
            continue
        target = code_dir / item.relative_to(script_dir)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(item, target)
        copied += 1
    return copied


def pack(working_dir: Path, output_dir: Path) -> Path:
    output_dir.mkdir(parents=True, exist_ok=True)
    archive = output_dir / MODEL_ARCHIVE
    with tarfile.open(archive, "w:gz") as tar:
        for item in sorted(working_dir.iterdir()):
            tar.add(item, arcname=item.name)
    return archive


def main(input_paths: dict, output_paths: dict, environ_vars: dict) -> Path:
    working_dir = Path(environ_vars["WORKING_DIRECTORY"])
    working_dir.mkdir(parents=True, exist_ok=True)

    unpack_model(Path(input_paths["model_input"]), working_dir)
    copied = copy_scripts(Path(input_paths["script_input"]), working_dir / CODE_FOLDER)
    if not copied:
        raise RuntimeError("no inference code to package")

    manifest = working_dir / CODE_FOLDER / "manifest.json"
    manifest.write_text(json.dumps({"marketplace": environ_vars["MARKETPLACE"]}), encoding="utf-8")

    archive = pack(working_dir, Path(output_paths["packaged_model"]))
    logger.info("packaged %d scripts, %.1f MB", copied, archive.stat().st_size / 1e6)
    return archive


if __name__ == "__main__":
    main(
        {"model_input": CONTAINER_PATHS["MODEL_INPUT"], "script_input": CONTAINER_PATHS["SCRIPT_INPUT"]},
        {"packaged_model": CONTAINER_PATHS["OUTPUT"]},
        {
            "WORKING_DIRECTORY": os.environ.get("WORKING_DIRECTORY", "/tmp/mims_package"),
            "MARKETPLACE": os.environ["MARKETPLACE"],
        },
    )
