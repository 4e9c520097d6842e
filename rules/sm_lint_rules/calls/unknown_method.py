"""SMJ670: a method that a class of the SDK does not have."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import calls_of, is_told_apart, lacking_method


class UnknownMethod(JobRule):
    """A method is called that the class of the SDK does not have.

    ## What it does

    Compares the methods that are called on objects of the SageMaker Python SDK with those that their classes define and inherit in
    the last releases of v2 and v3. A call is reported only if no generation that has the class has the method, and if all base
    classes are known.

    ## Why is this bad?

    The call ends with an `AttributeError`, often after the steps before it have run: `ModelTrainer` of v3 has no `fit()`, though
    every estimator of v2 had one.

    ## Example

    ```python
    from sagemaker.train import ModelTrainer

    trainer = ModelTrainer(training_image="image")
    trainer.fit()
    ```

    ## Use instead

    ```python
    from sagemaker.train import ModelTrainer

    trainer = ModelTrainer(training_image="image")
    trainer.train()
    ```

    ## Known limits

    Classes of the project that inherit from those of the SDK are left alone, and so are names that begin with an underscore. So is
    a class that the file asks for by `isinstance`, since objects of others go the same way.

    The rule is in preview: it has not been run over enough public code to know how often it is right.

    ## References

    - [sagemaker 2.257.7](https://pypi.org/project/sagemaker/2.257.7/)
    - [sagemaker-train 1.27.0](https://pypi.org/project/sagemaker-train/1.27.0/)
    - [Public thread: fit() of a ModelTrainer](https://github.com/aws/sagemaker-python-sdk/issues/5237)
    """

    code = "SMJ670"
    name = "unknown-method"
    preview = True
    documents = False

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the methods that are called on objects of the SDK."""
        for known in calls_of(definitions):
            if known.targets or not known.call.bound or "PipelineVariable" in known.names:
                continue  # what pipeline variables lack is reported by the operation
            lacking = lacking_method(known.call.callee)
            text = self.context.text
            if lacking is None or f'"{lacking.method}"' in text or is_told_apart(lacking.cls, text):
                continue
            meant = f"; it has `{lacking.instead}()`" if lacking.instead is not None else ""
            self.report(
                known.call.place, f"`{lacking.cls}` has no method `{lacking.method}()`{meant}", once=known.call.place
            )
