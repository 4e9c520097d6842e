"""SMP103: results that are written among the inputs."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.rules import PathAccess, ScriptRule, Severity
from sm_lint.rules.contracts import input_paths, output_paths
from sm_lint.rules.jobs import find, find_in, literal, of_direction
from sm_lint.rules.platform import channel_of, is_under, places, root
from sm_lint.rules.scripts import Losses, deposits

_FAST_FILE = "FastFile"


class WriteToInputDir(ScriptRule):
    """A script writes into one of its input directories.

    ## What it does

    Reports a file that is written into the directory of a training channel, or into a declared input of a processing job,
    and that the script does not use any further. Unpacking an archive there is fine, except in a channel that is mounted in
    `FastFile` mode: there every write is an error.

    ## Why is this bad?

    Input directories are not uploaded, so what is written there is lost when the job ends. A channel in `FastFile` mode is
    read-only, and the write fails.

    ## Example

    ```python
    import os

    import pandas as pd

    train = os.environ["SM_CHANNEL_TRAIN"]
    frame = pd.read_csv(os.path.join(train, "train.csv"))
    frame.describe().to_csv(os.path.join(train, "summary.csv"))
    ```

    ## Use instead

    ```python
    import os

    import pandas as pd

    train = os.environ["SM_CHANNEL_TRAIN"]
    frame = pd.read_csv(os.path.join(train, "train.csv"))
    frame.describe().to_csv(os.path.join(os.environ["SM_OUTPUT_DATA_DIR"], "summary.csv"))
    ```

    ## References

    - [Access training data](https://docs.aws.amazon.com/sagemaker/latest/dg/model-access-training-data.html)
    """

    code = "SMP103"
    name = "write-to-input-dir"
    severity = Severity.WARNING

    def begin(self) -> bool:
        """Collect the input directories of a script that certainly runs in a container."""
        context = self.context
        if not context.in_container or not context.is_entry or context.job not in ("training", "processing"):
            return False
        self._losses = Losses(self.facts, context.contracts)
        self._directories = list(self._inputs())
        return bool(self._directories)

    def check_access(self, access: PathAccess) -> None:
        """Report the writes, each call once."""
        if access.mode != "write" or not access.exact or not access.reached or access.guarded:
            return
        directory = next((path for path in self._directories if is_under(access.path, path)), None)
        if directory is None or self._is_output(access.path):
            return
        if self._is_read_only(access.path):
            self.report(
                access.node,
                f"`{access.path}` is written into a channel that is mounted read-only (FastFile)",
                severity=Severity.ERROR,
                origin=access.origin,
                once=access.node,
            )
        elif deposits(access) and not access.assumed and self._losses.is_left(access):
            self.report(
                access.node,
                f"`{access.path}` is written into the input directory `{directory}`, which is not uploaded and may be "
                "read-only; write it to an output",
                origin=access.origin,
                once=access.node,
            )

    def _inputs(self) -> Iterator[str]:
        """Directories of inputs, deepest first; in a training job every channel that the script touches."""
        if self.context.job == "training":
            names = {channel_of(access.path) or "*" for access in self.facts.all(PathAccess)}
            yield from sorted(f"{root('channels')}/{name}" for name in names if "*" not in name)
            return
        declared = {path for contract in self.context.contracts for path in input_paths(contract)}
        yield from sorted(declared, key=lambda path: -path.count("/"))

    def _is_output(self, path: str) -> bool:
        declared = (place for contract in self.context.contracts for place in output_paths(contract))
        if any(is_under(path, place) for place in declared):
            return True
        return any(is_under(path, place.path) for place in places(self.context.job, "write"))

    def _is_read_only(self, path: str) -> bool:
        """Whether every job that launches the script mounts the channel in FastFile mode."""
        channel = channel_of(path)
        jobs = self.context.launched_by
        if channel is None or not jobs:
            return False
        for job in jobs:
            mount = next((m for m in of_direction(job.mounts, "input") if literal(m.name) == channel), None)
            mode = literal(find_in(mount, "input mode")) if mount is not None else None
            if (mode or literal(find(job, "input mode"))) != _FAST_FILE:
                return False
        return True
