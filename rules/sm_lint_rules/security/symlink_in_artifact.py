"""SMS705: a link where SageMaker uploads or packs files."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import PathAccess, ScriptRule, Severity
from sm_lint.rules.contracts import is_under, output_paths
from sm_lint.rules.platform import platform_place

_LINKS = frozenset({"os.symlink", "pathlib.Path.symlink_to", "ln"})
_CACHES = frozenset({"huggingface_hub.snapshot_download", "huggingface_hub.hf_hub_download"})
_COLLECTED = ("/opt/ml/model", "/opt/ml/output/data", "/opt/ml/checkpoints")


class SymlinkInArtifact(ScriptRule):
    """A symbolic link is made in a directory that is uploaded.

    ## What it does

    Reports `os.symlink`, `Path.symlink_to` and `ln -s` that make a link in the model directory or in an output, and
    `snapshot_download(cache_dir=...)` into them: that cache is made of links. `local_dir=` writes files.

    ## Why is this bad?

    Links are not followed when the outputs of a processing job are uploaded, and a model archive must not hold any: the file is
    missing, or the endpoint does not start.

    ## Example

    ```python
    import os

    os.listdir("/opt/ml/input/data/train")
    os.symlink("/opt/ml/input/data/train/vocab.txt", "/opt/ml/model/vocab.txt")
    ```

    ## Use instead

    ```python
    import os
    import shutil

    os.listdir("/opt/ml/input/data/train")
    shutil.copy("/opt/ml/input/data/train/vocab.txt", "/opt/ml/model/vocab.txt")
    ```

    ## References

    - [Build your own processing container](https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html)
    - [Troubleshoot models](https://docs.aws.amazon.com/sagemaker/latest/dg/deploy-model-troubleshoot.html)
    """

    code = "SMS705"
    name = "symlink-in-artifact"
    severity = Severity.WARNING

    def begin(self) -> bool:
        """Skip scripts that do not certainly run in a training or processing job."""
        return self.context.job in ("training", "processing") and self.context.in_container

    def check_access(self, access: PathAccess) -> None:
        """Report calls that make links."""
        node = access.node
        if access.mode != "write" or not access.reached or not access.exact or not self._is_collected(access.path):
            return
        if access.via in _LINKS and isinstance(node, cst.Call) and _is_link(access, node):
            self.report(
                node,
                f"`{access.path}` is a symbolic link, which is not uploaded; copy the file",
                origin=access.origin,
            )
        elif access.via in _CACHES and _into_cache(access.site.node):
            self.report(
                node,
                f"the cache in `{access.path}` is made of symbolic links, which are not uploaded; use `local_dir`",
                origin=access.origin,
            )

    def _is_collected(self, path: str) -> bool:
        if self.context.job == "training":
            place = platform_place(path, "training", "write")
            return place is not None and place.path in _COLLECTED
        return any(is_under(path, place) for entry in self.context.contracts for place in output_paths(entry))


def _is_link(access: PathAccess, node: cst.Call) -> bool:
    """Whether `ln` makes a symbolic link: other links are files."""
    if access.via != "ln":
        return True
    return any(
        isinstance(part, cst.SimpleString) and ("-s" in part.value)
        for argument in node.args
        for part in _strings(argument.value)
    )


def _strings(value: cst.BaseExpression) -> list[cst.BaseExpression]:
    if isinstance(value, cst.List | cst.Tuple):
        return [element.value for element in value.elements]
    return [value]


def _into_cache(node: cst.CSTNode) -> bool:
    """Whether the call fills a cache and not a directory of files."""
    if not isinstance(node, cst.Call):
        return False
    keywords = {argument.keyword.value for argument in node.args if argument.keyword is not None}
    return "cache_dir" in keywords and "local_dir" not in keywords
