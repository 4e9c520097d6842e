"""SMC012: a path is looked up by an unknown logical name."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import LogicalName, Message, ScriptRule, Severity, did_you_mean, suggest
from sm_lint.rules.contracts import logical_names


class UnknownLogicalName(ScriptRule):
    """The script looks up a path by an unknown logical name.

    ## What it does

    Reports a look-up such as `input_paths["metrics_output"]` in a mapping of paths that was handed to a function, where
    the caller put no such key in and the contract has no input or output of that name. A look-up with `get` is not
    reported.

    ## Why is this bad?

    It raises `KeyError`. Such names are strings that no tool follows, so that a renamed input breaks the script in the
    container only.

    ## Example

    ```toml
    [tool.sm-lint.contracts.wiki]
    entry-point = "wiki.py"
    job = "processing"

    [tool.sm-lint.contracts.wiki.expected-input-paths]
    metrics_input = "/opt/ml/processing/input/metrics"
    ```

    ```python
    import json


    def main(input_paths):
        with open(input_paths["metrics_output"] + "/metrics.json") as file:
            print(json.load(file))


    if __name__ == "__main__":
        main({"metrics_input": "/opt/ml/processing/input/metrics"})
    ```

    ## Use instead

    ```python
    import json


    def main(input_paths):
        with open(input_paths["metrics_input"] + "/metrics.json") as file:
            print(json.load(file))


    if __name__ == "__main__":
        main({"metrics_input": "/opt/ml/processing/input/metrics"})
    ```
    """

    code = "SMC012"
    name = "unknown-logical-name"
    per_contract = True

    def begin(self) -> bool:
        """Collect the names that the contract declares."""
        contract = self.context.contract
        self._declared = logical_names(contract) if contract is not None else frozenset()
        return contract is not None

    def check_logical_name(self, lookup: LogicalName) -> None:
        """Check a look-up in this file, or in a module that it imports."""
        contract = self.context.contract
        if contract is None or lookup.known or not _raises(lookup) or lookup.key in self._declared:
            return
        self.report(
            lookup.node,
            Message(
                "no key `{key}` in `{mapping}`: the caller never sets it and {contract} does not declare it{hint}",
                key=lookup.key,
                mapping=lookup.mapping,
                hint=did_you_mean(suggest(lookup.key, [*lookup.present, *sorted(self._declared)]), "; "),
            ),
            severity=Severity.WARNING if lookup.conditional else Severity.ERROR,
            notes=[("contract declared at", contract.place)],
        )


def _raises(lookup: LogicalName) -> bool:
    """Whether a missing key ends the script: `get` gives None, which scripts test for."""
    return lookup.reached and not lookup.guarded and not lookup.optional and isinstance(lookup.site.node, cst.Subscript)
