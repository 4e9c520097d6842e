"""SMC017: a contract that uses another one in a version that it does not have."""

from __future__ import annotations

from sm_lint.rules import Contract, ContractRule, did_you_mean, suggest
from sm_lint.rules.contracts import VersionRange, parse_version


class IncompatibleContractVersion(ContractRule):
    """A contract uses another one in a version that it does not have.

    ## What it does

    Compares the ranges in `uses` with the `version` of the contracts that they name. Reports contracts that do not exist, that
    have no version, and whose version is not in the range.

    ## Why is this bad?

    The range says with which versions the two scripts were seen to work together. A version outside of it has changed what
    this script reads: a file has moved, has another format, or is gone.

    ## Example

    ```toml
    [tool.sm-lint.contracts.prep]
    entry-point = "prep.py"
    version = "2.0.0"

    [tool.sm-lint.contracts.score]
    entry-point = "score.py"
    uses = { prep = "^1.2" }
    ```

    ## Use instead

    ```toml
    [tool.sm-lint.contracts.prep]
    entry-point = "prep.py"
    version = "2.0.0"

    [tool.sm-lint.contracts.score]
    entry-point = "score.py"
    uses = { prep = "^2.0" }
    ```

    ## References

    - [Specifying dependencies](https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html), for the notation of ranges
    - [Semantic Versioning](https://semver.org/spec/v2.0.0.html)
    """

    code = "SMC017"
    name = "incompatible-contract-version"

    def check_contract(self, contract: Contract) -> None:
        """Compare what the contract uses with what there is."""
        known = {other.id: other for other in self.context.contracts}
        for used in contract.uses:
            producer = known.get(used.id)
            if producer is None:
                hint = did_you_mean(suggest(used.id, [id for id in known if id != contract.id]), "; ")
                self.report(used.place, f"`uses` names no contract: `{used.id}`{hint}")
                continue
            try:
                versions = VersionRange(used.versions)
            except ValueError:  # an invalid contract
                continue
            version = parse_version(producer.version or "")
            if producer.version is None:
                message = (
                    f"contract `{used.id}` has no version, and `{contract.id}` uses it in versions `{used.versions}`"
                )
                self.report(used.place, message, notes=[("declared at", producer.place)])
            elif version is not None and not versions.holds(version):
                message = (
                    f"contract `{used.id}` has version {producer.version}, and `{contract.id}` uses `{used.versions}`"
                )
                self.report(used.place, message, notes=[("its version is at", producer.place_of("version"))])
