"""Texts among the hyperparameters of a job that its container passes to a shell, which splits them."""

from __future__ import annotations

import re

from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.definition.reading import literal

# The training toolkit joins the command line for a shell since 4.0.0 (7 October 2021, 53a9a05: process.py, `run_async`), where the
# toolkit of the framework captures what the script writes to stderr, as those of PyTorch and TensorFlow do. The first images that
# are certain to have it came two months later.
_SINCE = {
    "PyTorch": (("framework_version", (1, 11)),),
    "TensorFlow": (("framework_version", (2, 8)),),
    "HuggingFace": (("pytorch_version", (1, 11)), ("tensorflow_version", (2, 8))),
}
_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.\d+)?")
_QUOTING = frozenset("'\"\\`$")


def is_run_by_shell(job: Job) -> bool:
    """Whether the container of a training job certainly joins the words of the script's command line for a shell."""
    if job.kind != "training" or job.dialect != "v2" or job.setting("image_uri") is not None:
        return False
    for name, since in _SINCE.get(job.class_name, ()):
        match = _VERSION.fullmatch(literal(job.setting(name)) or "")
        if match is not None:
            return (int(match[1]), int(match[2])) >= since
    return False


def split_by_shell(text: str) -> list[str]:
    """The words that a shell makes of a text without quotes; empty if it stays one, or quotes something itself."""
    words = text.split()
    return words if len(words) > 1 and not _QUOTING & set(text) else []
