"""Whether the container of a job passes the words of its command line to a shell, which splits texts at their blanks.

`is_run_by_shell` is for findings that need the split, `may_be_run_by_shell` for those that a split would make wrong; for the
images between the two it is not known.
"""

from __future__ import annotations

from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.definition.reading import literal
from sm_lint.patterns import regex

# The training toolkit joins the command line for a shell since 4.0.0 (7 October 2021, 53a9a05: process.py, `run_async`), where the
# toolkit of the framework captures what the script writes to stderr, as those of PyTorch and TensorFlow do. The first images that
# are certain to have it came two months later.
_SINCE = {
    "PyTorch": (("framework_version", (1, 11)),),
    "TensorFlow": (("framework_version", (2, 8)),),
    "HuggingFace": (("pytorch_version", (1, 11)), ("tensorflow_version", (2, 8))),
}
_VERSION = regex(r"(\d+)\.(\d+)(?:\.\d+)?")
_WORDS = regex(r"[\w./:-]+(?:[ ]+[\w./:-]+)+")
_QUOTING = frozenset("'\"\\`$")


def may_be_run_by_shell(job: Job) -> bool:
    """Whether the container of a job may join the words of the script's command line for a shell.

    The command of a processing job is a list of words for the kernel, and the driver of v3 quotes each word.
    """
    return job.kind == "training" and job.dialect != "v3"


def is_run_by_shell(job: Job) -> bool:
    """Whether the container of a training job certainly joins the words of the script's command line for a shell."""
    if not may_be_run_by_shell(job) or job.dialect != "v2" or job.setting("image_uri") is not None:
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


def is_row_of_words(text: str) -> bool:
    """Whether a text that no shell splits is several words with blanks between them, none of them a sentence's sign."""
    return _WORDS.fullmatch(text) is not None
