"""SMP108: a path that exists only on a developer's machine."""

from __future__ import annotations

from sm_lint.rules import PathAccess, ScriptRule
from sm_lint.rules.contracts import Made
from sm_lint.rules.platform import host_of


class HostLocalPath(ScriptRule):
    """A container script uses a path that exists only on a developer's machine.

    ## What it does

    Reports reads and writes below `/home/ec2-user`, `/home/sagemaker-user`, `/Users/<name>`, a Windows drive or the
    folders of a desktop in `~`, in scripts that certainly run in a container. A path that is looked for first, that the
    script makes itself, or that is only the default of an argument is not reported.

    ## Why is this bad?

    The container has no such directory. The script that ran in the notebook ends with `FileNotFoundError`.

    ## Example

    ```python
    import os

    import pandas as pd

    os.listdir("/opt/ml/processing/input")
    frame = pd.read_csv("/home/ec2-user/SageMaker/data/train.csv")
    ```

    ## Use instead

    ```python
    import os

    import pandas as pd

    os.listdir("/opt/ml/processing/input")
    frame = pd.read_csv("/opt/ml/processing/input/train.csv")
    ```

    ## References

    - [Where processing jobs have their data](https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html)
    """

    code = "SMP108"
    name = "host-local-path"

    def begin(self) -> bool:
        """Skip scripts that do not certainly run in a container."""
        if not self.context.in_container or not self.context.is_entry:
            return False
        self._made = Made(self.facts)
        return True

    def check_access(self, access: PathAccess) -> None:
        """Check what the script touches; a call that touches several such paths is reported once."""
        host = host_of(access.path)
        if host is not None and self._is_certain(access):
            self.report(
                access.node,
                f"`{access.path}` exists on {host}, not in the container; mount it as an input",
                origin=access.origin,
                once=access.node,
            )

    def _is_certain(self, access: PathAccess) -> bool:
        if not access.reached or access.guarded or access.assumed or access.mode not in ("read", "write"):
            return False
        return not access.creates and not self._made.before(access)
