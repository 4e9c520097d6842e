"""The script of a model that names none: its archive brings one, which the definition packs or speaks of.

Source: the inference toolkits of the framework containers run `code/inference.py` of the model's archive, or the program that
`SAGEMAKER_PROGRAM` names, https://sagemaker.readthedocs.io/en/v2/frameworks/pytorch/using_pytorch.html#model-directory-structure
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sm_lint.jobs.definition.build import JobBuilder, all_open
from sm_lint.jobs.definition.model import Definitions, Dialect, Job, Script, SdkCall, Setting
from sm_lint.workspace.view import FileView

PROGRAM = "SAGEMAKER_PROGRAM"
_DEFAULT = "inference.py"
_FOUND = "it lies in the archive that the model is"
_CLASSES = frozenset({"HuggingFaceModel", "MXNetModel", "Model", "MultiDataModel", "PyTorchModel", "TensorFlowModel"})
_HUB = ("HF_MODEL_ID", "SAGEMAKER_MODEL_SERVER_HF_MODEL_ID")
"""Variables for a model that is downloaded, and so needs no archive."""


def packed_scripts(definitions: Definitions, files: FileView) -> Iterator[Job]:
    """The models of a definition that name no script, each as a job with the one that its archive most likely brings.

    Args:
        definitions: the definitions.
        files: the files of the run.
    """
    for call in definitions.calls:
        if not call.callee.startswith("sagemaker.") or call.name not in _CLASSES or not _has_archive(call):
            continue
        variables = call.setting("env")
        program = variables.get(PROGRAM) if variables is not None else None
        if variables is not None and any(name in variables.keys for name in _HUB):
            continue
        if program is None and _DEFAULT.encode() not in (files.content(definitions.path) or b""):
            continue
        name = program.text if program is not None else _DEFAULT
        if name:
            yield _job(call, Script(f"code/{name}", call.place, remote=True, found=_FOUND))


def _job(call: SdkCall, script: Script) -> Job:
    dialect: Dialect = "v3" if call.callee.startswith(("sagemaker.core", "sagemaker.serve")) else "v2"
    builder = JobBuilder.begin("inference", dialect, call.name, call.place, class_name=call.name)
    builder.job = replace(builder.job, script=script, settings=call.settings, open_settings=True)
    builder.contract = all_open(builder.contract)
    return builder.build()


def _has_archive(call: SdkCall) -> bool:
    """Whether a model is given an archive of its own, and no script."""
    archives = any(_is_given(call.setting(name)) for name in ("model_data", "model_data_prefix"))
    return archives and not _is_given(call.setting("entry_point")) and not _is_given(call.setting("source_dir"))


def _is_given(setting: Setting | None) -> bool:
    return setting is not None and setting.type != "None"
