"""SMC015: a default of an environment variable that is written down twice, and differently."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from sm_lint.rules import Contract, EnvRead, EnvWrite, Message, ScriptRule, Severity, Variable
from sm_lint.rules.contracts import family, same_value, variable


class EnvDefaultMismatch(ScriptRule):
    """The contract and the script disagree about the default of an environment variable.

    ## What it does

    Compares the default that `optional-env-vars` of a declared contract gives for a variable with the one that the script
    falls back to. Numbers are compared as numbers, and `0`, `false`, `no` and `off` are one value. An empty default says
    that there is none, in the contract and in the script. Defaults that are not known, variables that the script sets
    itself, and variants of a contract that differ are passed over. So is the default of a message, such as `not set`,
    where the script reads the same variable with the contract's default elsewhere.

    ## Why is this bad?

    Whoever reads the contract expects one value and gets the other, and nothing says so.

    ## Example

    ```toml
    [tool.sm-lint.contracts.convert]
    entry-point = "convert.py"
    job = "processing"
    optional-env-vars = { CURRENCY = "USD" }
    ```

    ```python
    import os

    print(os.environ.get("CURRENCY", "EUR"))
    ```

    ## Use instead

    ```python
    import os

    print(os.environ.get("CURRENCY", "USD"))
    ```

    ## References

    - [os.environ](https://docs.python.org/3/library/os.html#os.environ)
    """

    code = "SMC015"
    name = "env-default-mismatch"
    severity = Severity.WARNING
    per_contract = True

    def finish(self) -> None:
        """Compare each default that the script falls back to with the one that the contract gives for its variable."""
        contract = self.context.contract
        if contract is None or contract.origin != "toml":
            return
        written = {fact.name for fact in self.facts.all(EnvWrite)}
        reads = list(self.facts.all(EnvRead))
        for read in reads:
            if not read.reached or read.conditional or not read.default or "*" in read.name or read.name in written:
                continue
            declared = variable(read.name, contract)
            if declared is None or not declared.value or not _says_one_thing(declared, contract):
                continue
            if not same_value(declared.value, read.default) and not _is_for_people(read, declared, reads):
                self.report(
                    read.node,
                    Message(
                        "`{name}` defaults to `{written}` in the script but `{declared}` in {contract}; make them agree",
                        name=read.name,
                        written=read.default,
                        declared=declared.value,
                    ),
                    notes=[("declared at", declared.place)],
                )


def _is_for_people(read: EnvRead, declared: Variable, reads: Sequence[EnvRead]) -> bool:
    """Whether the read is part of a message, and the value that the script works with has the contract's default."""
    others = [other.default for other in reads if other.name == read.name and other.reached and other.default]
    if not declared.value or not any(same_value(declared.value, default) for default in others):
        return False
    order = read.site.module.order
    try:
        number = order.number(read.site.node)
    except KeyError:
        return False
    calls = (call for call in order.of(cst.Call) if _writes_message(call))
    extents = (order.extent(node) for node in (*order.of(cst.FormattedStringExpression), *calls))
    return any(extent.start < number < extent.stop for extent in extents)


_LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "critical", "exception", "log"})


def _writes_message(call: cst.Call) -> bool:
    function = call.func
    if isinstance(function, cst.Name):
        return function.value == "print"
    return isinstance(function, cst.Attribute) and function.attr.value in _LEVELS


def _says_one_thing(declared: Variable, contract: Contract) -> bool:
    """Whether all variants of the contract give the variable the same default."""
    others = [other for member in family(contract) for other in member.environment if other.name == declared.name]
    return all(other.value == declared.value for other in others)
