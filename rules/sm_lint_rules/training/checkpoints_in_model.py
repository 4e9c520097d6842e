"""SMJ587: checkpoints that are packed with the model."""

from __future__ import annotations

import re
from collections.abc import Mapping

import libcst as cst

from sm_lint.rules import PathAccess, ScriptRule, Setting, Severity
from sm_lint.rules.jobs import entries, literal
from sm_lint.rules.platform import is_under
from sm_lint.rules.scripts import constant_dictionaries, saves_nothing
from sm_lint.rules.source import walk

_MODEL = "/opt/ml/model"
_SET_LATER = re.compile(r"\boutput_dir\b\s*=(?!=)")
"""The folder, or an argument of that name, is set in the script itself."""
_CLASSES = ("TrainingArguments", "SFTConfig", "DPOConfig", "GRPOConfig")


class CheckpointsInModel(ScriptRule):
    """A Hugging Face trainer writes its checkpoints to the model directory.

    ## What it does

    Reports `TrainingArguments` and its subclasses whose `output_dir` is `/opt/ml/model` or below it, also where `HfArgumentParser`
    takes it from the hyperparameters of the job, unless the strategy is to save
    nothing, the script deletes files there, or `max_steps` is given and nothing is said of when to save.

    ## Why is this bad?

    All of `/opt/ml/model` is packed into `model.tar.gz`. With a checkpoint for each epoch, each with the state of the optimizer, the
    archive becomes many times larger than the model: the upload fails when the volume is full, and every endpoint downloads it.

    ## Example

    ```python title="train.py"
    import os

    from transformers import Trainer, TrainingArguments

    arguments = TrainingArguments(output_dir=os.environ["SM_MODEL_DIR"], num_train_epochs=3)
    trainer = Trainer(args=arguments)
    trainer.train()
    trainer.save_model(os.environ["SM_MODEL_DIR"])
    ```

    ## Use instead

    ```python title="train.py"
    import os

    from transformers import Trainer, TrainingArguments

    arguments = TrainingArguments(output_dir="/tmp/checkpoints", num_train_epochs=3)
    trainer = Trainer(args=arguments)
    trainer.train()
    trainer.save_model(os.environ["SM_MODEL_DIR"])
    ```

    ## References

    - [Public thread: a massive model.tar.gz](https://github.com/huggingface/notebooks/pull/138)
    - [Checkpoints in SageMaker](https://docs.aws.amazon.com/sagemaker/latest/dg/model-checkpoints.html)
    """

    code = "SMJ587"
    name = "checkpoints-in-model"
    severity = Severity.WARNING

    def begin(self) -> bool | None:
        """Only a training job packs the folder."""
        self._constant: Mapping[str, cst.Dict] | None = None
        return self.context.job == "training" and not self._is_emptied()

    def _dictionaries(self) -> Mapping[str, cst.Dict]:
        if self._constant is None:
            self._constant = constant_dictionaries(self.context.module.tree)
        return self._constant

    def _is_emptied(self) -> bool:
        return any(fact.mode == "delete" and is_under(fact.path, _MODEL) for fact in self.facts.all(PathAccess))

    def visit_Call(self, node: cst.Call) -> None:
        """Look at the arguments of a trainer."""
        name = self.callee(node)
        if name is not None and name.endswith("HfArgumentParser"):
            self._check_parser(node)
            return
        if name is None or not name.endswith(_CLASSES) or saves_nothing(node, self._dictionaries()):
            return
        written = [access for access in self.accesses(node) if access.mode == "write"]
        for access in written[:-1] if _has_logs(node) else written:
            if access.exact and access.reached and is_under(access.path, _MODEL):
                self.report(
                    node,
                    f"the checkpoints go to `{access.path}` and are packed into model.tar.gz; write them elsewhere, and save the "
                    "model alone there",
                    origin=access.origin,
                    once=node,
                )
                return

    def _check_parser(self, node: cst.Call) -> None:
        """Look at arguments of a trainer that are parsed from the hyperparameters of the jobs that launch the script."""
        classes = [self.qualified_name(inner) for each in node.args for inner in walk(each.value) if _is_name(inner)]
        if not any((name or "").endswith(_CLASSES) for name in classes) or _SET_LATER.search(self.context.text):
            return
        for job in self.context.launched_by:
            given = dict(entries(job.hyperparameters))
            place = given.get("output_dir")
            path = literal(place)
            if place is None or path is None or not is_under(path, _MODEL) or _saves_nothing(given):
                continue
            self.report(
                node,
                f"the checkpoints go to `{path}`, the `output_dir` of the job, and are packed into model.tar.gz; give another one, and "
                "save the model alone there",
                notes=[("given by", place.place)],
                once=node,
            )


def _is_name(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name | cst.Attribute)


def _saves_nothing(given: Mapping[str, Setting]) -> bool:
    """Whether hyperparameters say that no checkpoint is written, or may say so."""
    strategy = given.get("save_strategy")
    if strategy is not None:
        return literal(strategy) in (None, "no")
    return "max_steps" in given and not given.keys() & {"save_steps", "save_total_limit", "load_best_model_at_end"}


def _has_logs(node: cst.Call) -> bool:
    """Whether the call gives a folder for logs, the last that it writes to."""
    return any(argument.keyword is not None and argument.keyword.value == "logging_dir" for argument in node.args)
