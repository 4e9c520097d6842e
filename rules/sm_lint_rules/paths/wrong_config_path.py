"""SMP105: the configuration files of another kind of job."""

from __future__ import annotations

from sm_lint.rules import NodeFix, PathAccess, ScriptRule
from sm_lint.rules.contracts import Made, may_be_declared
from sm_lint.rules.platform import is_under
from sm_lint.rules.source import literal_of, rewritten

_DIRECTORIES = {"training": "/opt/ml/input/config", "processing": "/opt/ml/config"}
_OTHER = {"training": "processing", "processing": "training"}
_IN_BOTH = "resourceconfig.json"


class WrongConfigPath(ScriptRule):
    """A script reads the configuration of another kind of job.

    ## What it does

    Reports a read of `/opt/ml/input/config/...` in a processing job, and of `/opt/ml/config/...` in a training job. A file that is
    looked for before it is read is not reported, and neither is one that the script makes itself.

    ## Why is this bad?

    A training job finds `hyperparameters.json`, `inputdataconfig.json` and `resourceconfig.json` in `/opt/ml/input/config`; a
    processing job finds `processingjobconfig.json` and `resourceconfig.json` in `/opt/ml/config`. Each has nothing in the other's
    place, and the script ends with `FileNotFoundError`.

    ## Example

    ```python
    import json

    import pandas as pd

    frame = pd.read_csv("/opt/ml/processing/input/data.csv")
    with open("/opt/ml/input/config/resourceconfig.json") as file:
        hosts = json.load(file)["hosts"]
    ```

    ## Use instead

    ```python
    import json

    import pandas as pd

    frame = pd.read_csv("/opt/ml/processing/input/data.csv")
    with open("/opt/ml/config/resourceconfig.json") as file:
        hosts = json.load(file)["hosts"]
    ```

    ## Fix safety

    `resourceconfig.json` exists in both kinds of job, and the fix names its other place. It is unsafe: the file of a processing
    job holds less.

    ## References

    - [Configuration of processing containers](https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html)
    - [Configuration of training containers](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html)
    """

    code = "SMP105"
    name = "wrong-config-path"
    fixable = "sometimes"

    def begin(self) -> bool:
        """Find out where only the other kind of job has its configuration."""
        job = self.context.job if self.context.in_container and self.context.is_entry else None
        self._wrong = _DIRECTORIES.get(_OTHER.get(job or "", ""), "")
        if not self._wrong:
            return False
        self._made = Made(self.facts)
        return True

    def check_access(self, access: PathAccess) -> None:
        """Report what is read there."""
        if self._is_certain(access) and is_under(access.path, self._wrong) and not self._is_there(access):
            self._report(access, self._wrong)

    def _is_certain(self, access: PathAccess) -> bool:
        return access.mode == "read" and access.exact and access.reached and not (access.guarded or access.assumed)

    def _is_there(self, access: PathAccess) -> bool:
        declared = any(may_be_declared(access.path, contract) for contract in self.context.contracts)
        return declared or self._made.before(access)

    def _report(self, access: PathAccess, wrong: str) -> None:
        job = self.context.job or ""
        right = _DIRECTORIES[job]
        both = access.path == f"{wrong}/{_IN_BOTH}"
        node = literal_of(access.origin, self.context.module, wrong) if both else None
        edit = rewritten(node, wrong, right) if node is not None else None
        hint = f"; use `{right}/{_IN_BOTH}`" if both else ""
        self.report(
            access.node,
            f"`{access.path}` exists only in {_OTHER[job]} jobs, and this script runs in a {job} job{hint}",
            notes=[(f"kind of job: {self.context.job_reason}", None)],
            origin=access.origin,
            fix=NodeFix(f"read {right}/{_IN_BOTH}", (edit,)) if edit else None,
        )
