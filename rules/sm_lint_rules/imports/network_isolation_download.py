"""SMI603: a download in a job without network."""

from __future__ import annotations

import re

import libcst as cst

from sm_lint.rules import Message, ScriptRule
from sm_lint.rules.jobs import find, flag
from sm_lint.rules.scripts import REQUIREMENTS, job_of, required_beside
from sm_lint.rules.source import opening, text_of

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_DOWNLOADS = frozenset({"from_pretrained", "snapshot_download", "hf_hub_download", "load_dataset"})
_HUB_LIBRARIES = frozenset(
    {
        "datasets",
        "diffusers",
        "evaluate",
        "huggingface_hub",
        "optimum",
        "peft",
        "sentence_transformers",
        "tokenizers",
        "transformers",
        "trl",
        "unsloth",
    }
)
"""Packages whose functions of these names download from the Hugging Face Hub."""


class NetworkIsolationDownload(ScriptRule):
    """A job without network launches a script that downloads.

    ## What it does

    Where a job has network isolation, reports `pip install` in its script, models and data sets that are loaded from a hub by
    name, and a `requirements.txt` in its source directory, which the container would install. A requirements file that names
    wheels by their paths, or an index of its own, is passed over, since it may need no internet.

    ## Why is this bad?

    A container in isolation reaches nothing, S3 included. The download waits for its timeout and fails.

    ## Example

    ```python title="launch.py"
    from sagemaker.huggingface import HuggingFace

    estimator = HuggingFace(
        entry_point="train.py",
        role="SageMakerRole",
        instance_count=1,
        instance_type="ml.g5.xlarge",
        transformers_version="4.36",
        pytorch_version="2.1",
        py_version="py310",
        enable_network_isolation=True,
    )
    estimator.fit({"train": "s3://acme-data/train"})
    ```

    ```python title="train.py"
    from transformers import AutoModel

    model = AutoModel.from_pretrained("google-bert/bert-base-uncased")
    model.save_pretrained("/opt/ml/model")
    ```

    ## Use instead

    ```python title="launch.py"
    from sagemaker.huggingface import HuggingFace

    estimator = HuggingFace(
        entry_point="train.py",
        role="SageMakerRole",
        instance_count=1,
        instance_type="ml.g5.xlarge",
        transformers_version="4.36",
        pytorch_version="2.1",
        py_version="py310",
        enable_network_isolation=True,
    )
    estimator.fit({"train": "s3://acme-data/train", "base": "s3://acme-models/bert"})
    ```

    ```python title="train.py"
    from transformers import AutoModel

    model = AutoModel.from_pretrained("/opt/ml/input/data/base")
    model.save_pretrained("/opt/ml/model")
    ```

    ## References

    - [Network isolation](https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html)
    """

    code = "SMI603"
    name = "network-isolation-download"
    per_contract = True

    def begin(self) -> bool:
        """Find out whether the job is isolated."""
        job = job_of(self.context)
        self._job = job if job is not None and flag(find(job, "network isolation")) is True else None
        return self._job is not None

    def visit_Call(self, node: cst.Call) -> None:
        """Look for a download."""
        callee = self.callee(node) or ""
        name = _hub_id(node, callee) if callee.partition(".")[0] in _HUB_LIBRARIES else None
        if name is not None:
            self._report(node, f"`{name}` is downloaded from a hub")
        elif _installs(node):
            self._report(node, "`pip install` needs the internet")

    def finish(self) -> None:
        """Look for requirements that the container would install."""
        script = self._job.script if self._job is not None else None
        if script is None or script.source_dir is None:
            return
        if required_beside(self.context.files, script.source_dir):
            self._report(
                opening(self.context.module), f"`{REQUIREMENTS}` in the source directory is installed from the internet"
            )

    def _report(self, where: cst.CSTNode, what: str) -> None:
        job = self._job
        assert job is not None
        setting = find(job, "network isolation")
        self.report(
            where,
            Message(
                "{what}, but {contract} has network isolation; mount it as an input or put it into the image", what=what
            ),
            notes=[("isolated at", setting.place)] if setting is not None else [],
        )


def _hub_id(node: cst.Call, callee: str) -> str | None:
    """The name that a call loads from a hub, where it is a literal that can be no directory of the container."""
    method = callee.rpartition(".")[2]
    if method not in _DOWNLOADS or not node.args:
        return None
    local_only = any(a.keyword is not None and a.keyword.value == "local_files_only" for a in node.args)
    first = node.args[0].value
    if local_only or not isinstance(first, cst.SimpleString) or not _HUB_ID.fullmatch(text_of(first)):
        return None
    return text_of(first) if "/" in text_of(first) or method == "load_dataset" else None


def _installs(node: cst.Call) -> bool:
    """Whether a call runs `pip install`, as a list of words or as one string."""
    for argument in node.args:
        value = argument.value
        if isinstance(value, cst.List | cst.Tuple):
            words = [text_of(e.value) if isinstance(e.value, cst.SimpleString) else "" for e in value.elements]
            if "install" in words and any(word.rpartition("/")[2] in ("pip", "pip3") for word in words):
                return not {"--no-index", "--find-links"} & set(words)
        elif isinstance(value, cst.SimpleString) and re.match(r"(\S*python3? -m )?pip3? install ", text_of(value)):
            return "--no-index" not in text_of(value)
    return False
