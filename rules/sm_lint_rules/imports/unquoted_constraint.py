"""SMI615: a version constraint that the shell takes for a redirection."""

from __future__ import annotations

import posixpath

from sm_lint.rules import PathAccess, ScriptRule, Severity
from sm_lint.rules.scripts import is_lost_constraint, is_notebook, lost_in_notebook, taken_as_redirection


class UnquotedConstraint(ScriptRule):
    """A command that installs packages has a version constraint without quotes, and the shell takes it for a redirection.

    ## What it does

    Reports `pip install name>=1.2` (also `<`, and of `conda`, `mamba` and `uv`) where a shell reads the line: in `os.system`,
    `subprocess.run(..., shell=True)` and the like, in `!pip` and `%pip` lines of notebooks and in their shell cells. In a list of
    arguments, `["pip", "install", "name>=1.2"]`, no shell is involved. SMI616 is the same for Dockerfiles.

    ## Why is this bad?

    `>=1.2` writes what pip says into a file `=1.2`, and pip installs any version: the constraint is lost, without a word, and so
    is the message of an installation that fails. `<2` looks for a file `2`, and the command ends with `No such file or directory`.

    ## Example

    ```python
    import os

    os.system("pip install sagemaker>=2.200 pandas")
    ```

    ## Use instead

    ```python
    import os

    os.system("pip install 'sagemaker>=2.200' pandas")
    ```

    ## Known limits

    The `%pip` magic hands its line to a shell as well (IPython 7.3 and later).

    ## References

    - [Bash: redirections](https://www.gnu.org/software/bash/manual/html_node/Redirections.html)
    - [pip: requirement specifiers are quoted in a shell](https://pip.pypa.io/en/stable/cli/pip_install/#examples)
    - [IPython: the pip magic](https://github.com/ipython/ipython/blob/8.0.0/IPython/core/magics/packaging.py)
    """

    code = "SMI615"
    name = "unquoted-constraint"
    severity = Severity.WARNING
    anywhere = True

    def check_access(self, access: PathAccess) -> None:
        """Report the command that has such a constraint."""
        if is_lost_constraint(access):
            said = taken_as_redirection(posixpath.basename(access.path), reads=access.mode == "read")
            self.report(access.node, said, origin=access.origin, once=access.node)

    def finish(self) -> None:
        """Look at the commands of a notebook."""
        path = self.context.path
        content = self.context.files.content(path) if is_notebook(path) else None
        for found in lost_in_notebook(path, content) if content is not None else ():
            self.report(found.place, taken_as_redirection(found.file, reads=found.reads))
