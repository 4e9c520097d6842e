"""SMI622: a package or a Python that a contract does not allow."""

from __future__ import annotations

from sm_lint.rules import ScriptRule
from sm_lint.rules.scripts import conflicts
from sm_lint.rules.source import opening


class ContractRequirementViolated(ScriptRule):
    """A contract requires a version of a package or of Python that the script does not get.

    ## What it does

    Compares `framework-requirements` of a contract with what a job installs and runs: with the versions that the `requirements.txt`
    of its source directory fixes by `==`, with those of the packages in its image, and with the Python of its image. Of a script
    that no known job launches, the `requirements.txt` beside it counts.

    Where a requirements file names a package, the one in the image does not count. `sm-lint image` shows what is known of images;
    packages whose version is not known are passed over.

    ## Why is this bad?

    The script is run by what it was not made for, or the contract is out of date.

    ## Example

    ```toml title="pyproject.toml"
    [tool.sm-lint.contracts.train]
    entry-point = "train.py"
    framework-requirements = { pandas = "<2" }
    ```

    ```text title="requirements.txt"
    pandas==2.2.3
    ```

    ```python title="train.py"
    import pandas

    print(pandas.__version__)
    ```

    ## Use instead

    ```toml title="pyproject.toml"
    [tool.sm-lint.contracts.train]
    entry-point = "train.py"
    framework-requirements = { pandas = ">=2" }
    ```

    ```text title="requirements.txt"
    pandas==2.2.3
    ```

    ```python title="train.py"
    import pandas

    print(pandas.__version__)
    ```

    ## Options

    `framework-requirements` of a contract.

    ## References

    - [Version specifiers](https://packaging.python.org/en/latest/specifications/version-specifiers/)
    """

    code = "SMI622"
    name = "contract-requirement-violated"
    preview = True
    per_contract = True

    def finish(self) -> None:
        """Compare the requirements of the contract of this pass."""
        contract = self.context.contract
        if contract is None or not contract.requirements:
            return
        for conflict in conflicts(self.context, contract):
            notes = [("required at", conflict.place)]
            if conflict.other is not None:
                notes.append(("found at", conflict.other))
            self.report(
                opening(self.context.module),
                f"contract `{contract.id}` requires {conflict.name} {conflict.specifier}, and {conflict.found}",
                notes=notes,
            )
