"""What is asked of a script that a server imports."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sm_lint.pytest_container import given

if TYPE_CHECKING:
    from sm_lint.pytest_container.container import Container

MODEL = "/opt/ml/model"
REQUESTS = "/tmp/requests"
DESCRIPTION = "/tmp/sm-lint-serve.json"
_TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".jsonl": "application/jsonlines",
    ".npy": "application/x-npy",
    ".parquet": "application/x-parquet",
    ".txt": "text/plain",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}


def description(container: Container, program: str, requests: Path | None) -> dict[str, object]:
    """What the process is told: the script, its functions, the model if there is one, and the requests.

    Args:
        container: the container, with the script in it.
        program: path of the script, relative to the code folder.
        requests: folder with a file for each request.
    """
    from sm_lint.sagemaker.serving.handlers import handler_signatures

    code = container.path(given.CODE[container.job])
    model = container.path(MODEL)
    has_model = model.is_dir() and any(entry != code for entry in model.iterdir())
    return {
        "script": str(code / program),
        "model": MODEL if has_model else "",
        "handlers": [
            {"name": entry.name, "parameters": entry.parameters, "context": entry.context}
            for entry in handler_signatures().values()
        ],
        "requests": _copied(requests, container) if requests is not None and requests.is_dir() else [],
    }


def _copied(requests: Path, container: Container) -> list[tuple[str, str]]:
    """The requests as files of the container, with their content types."""
    target = container.path(REQUESTS)
    target.mkdir(parents=True, exist_ok=True)
    found = []
    for file in sorted(requests.iterdir()):
        if file.is_file():
            shutil.copyfile(file, target / file.name)
            found.append((f"{REQUESTS}/{file.name}", _TYPES.get(file.suffix.lower(), "application/octet-stream")))
    return found
