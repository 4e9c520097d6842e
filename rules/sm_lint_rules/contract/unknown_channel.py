"""SMC010: a training channel that is not declared."""

from __future__ import annotations

from collections.abc import Sequence

from sm_lint.rules import (
    Contract,
    EnvRead,
    Message,
    Origin,
    PathAccess,
    Place,
    ScriptRule,
    Severity,
    did_you_mean,
    suggest,
)
from sm_lint.rules.contracts import (
    Confidence,
    channel_reads,
    channels,
    has_channels,
    meant_channels,
    required_channels,
    unused_inputs,
)
from sm_lint.rules.jobs import misspelt_channel


class UnknownChannel(ScriptRule):
    """The script uses a training channel that is not declared.

    ## What it does

    Reports `SM_CHANNEL_X` and reads below `/opt/ml/input/data/x` where the contract, or the job definition that launches
    the script, has no channel `x`. A variable that has a default, or that is asked for with `in`, is not reported, nor
    what stands below `if args.test:` where the argument's default is the variable. The
    variable of a channel whose name has a hyphen where the script writes an underscore is a matter for SME205.

    ## Why is this bad?

    `KeyError: 'SM_CHANNEL_TRAINING'` is the most frequent way for a training job to fail: the channel is called `train`
    in one place and `training` in the other.

    ## Example

    ```toml
    [tool.sm-lint.contracts.train]
    entry-point = "train.py"
    job = "training"

    [tool.sm-lint.contracts.train.expected-input-paths]
    train = "/opt/ml/input/data/train"
    ```

    ```python
    import os

    import pandas as pd

    frame = pd.read_csv(os.path.join(os.environ["SM_CHANNEL_TRAINING"], "data.csv"))
    print(len(frame))
    ```

    ## Use instead

    ```python
    import os

    import pandas as pd

    frame = pd.read_csv(os.path.join(os.environ["SM_CHANNEL_TRAIN"], "data.csv"))
    print(len(frame))
    ```

    ## References

    - [Environment variables of the training toolkit](https://github.com/aws/sagemaker-training-toolkit/blob/master/ENVIRONMENT_VARIABLES.md)
    - [How SageMaker provides training information](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html)
    """

    code = "SMC010"
    name = "unknown-channel"
    per_contract = True

    def finish(self) -> None:
        """Report each unknown channel once: where its variable is wanted, or where its data is first read."""
        contract = self.context.contract
        if contract is None or contract.open_inputs or not has_channels(contract):
            return
        misspelt: set[str] = set()
        wanted, reads = list(required_channels(self.facts, contract)), list(channel_reads(self.facts, contract))
        unused = list(unused_inputs(self.facts, contract, contract.job or self.context.job)) if wanted or reads else []
        self._meant = meant_channels([channel for channel, _, _ in (*wanted, *reads)], unused)
        for channel, read, found in wanted:
            if misspelt_channel(read.name, contract) is not None:
                misspelt.add(channel)  # SME205 reports the variable
            else:
                self._report(contract, channel, read, found, f"`{read.name}` is read", ())
        for channel, access, found in reads:
            if channel not in misspelt:
                self._report(contract, channel, access, found, f"`{access.path}` is read", access.origin)

    def _report(
        self,
        contract: Contract,
        channel: str,
        fact: EnvRead | PathAccess,
        found: Confidence,
        what: str,
        origin: Sequence[Origin],
    ) -> None:
        self.report(
            fact.node,
            Message(
                "{what}, but {contract} has no channel `{channel}`{hint}",
                what=what,
                channel=channel,
                hint=did_you_mean(suggest(channel, channels(contract)), "; "),
            ),
            severity=Severity.ERROR if found is Confidence.CERTAIN else Severity.WARNING,
            notes=[("channels are declared at", contract.place), *self._left(channel)],
            origin=origin,
            once=channel,
        )

    def _left(self, channel: str) -> list[tuple[str, Place]]:
        """The declared channel that is meant, as nothing else uses it."""
        entry = self._meant.get(channel)
        return [] if entry is None else [(f"`{entry.name}` is declared and not used", entry.place)]
