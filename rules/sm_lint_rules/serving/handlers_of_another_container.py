"""SMH412: handlers that the container of the model does not call."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import Job, ScriptRule
from sm_lint.rules.platform import framework_of_class, handler_signatures
from sm_lint.rules.scripts import top_level
from sm_lint.rules.source import opening

_PAIR = ("input_handler", "output_handler")
_WHOLE = "handler"
_TOOLKITS = ("inference", "containers")


_OF_V1 = frozenset({"estimator_fn", "keras_model_fn", "train_input_fn", "eval_input_fn", "serving_input_fn"})
"""Functions of the legacy mode of SDK v1, whose container served a model without handlers."""


class HandlersOfAnotherContainer(ScriptRule):
    """An inference script has handlers that the container of its model does not call.

    ## What it does

    Reports a script of `TensorFlowModel` that has neither `handler` nor both `input_handler` and `output_handler`, such as one with
    `model_fn`; and a script of a model for PyTorch, Hugging Face, scikit-learn or XGBoost that has these and none of `model_fn`,
    `input_fn`, `predict_fn`, `output_fn` and `transform_fn`.

    ## Why is this bad?

    TensorFlow's container does not start: `Handlers are not implemented correctly in user script`. The others never call the functions,
    and use their defaults or find that there is no `model_fn`.

    ## Example

    ```python title="deploy.py"
    from sagemaker.tensorflow import TensorFlowModel

    model = TensorFlowModel(
        model_data="s3://bucket/model.tar.gz", role="role", entry_point="inference.py", framework_version="2.12"
    )
    model.deploy(1, "ml.m5.large")
    ```

    ```python title="inference.py"
    import json


    def input_fn(data, content_type):
        return json.dumps({"instances": json.loads(data)})
    ```

    ## Use instead

    ```python title="deploy.py"
    from sagemaker.tensorflow import TensorFlowModel

    model = TensorFlowModel(
        model_data="s3://bucket/model.tar.gz", role="role", entry_point="inference.py", framework_version="2.12"
    )
    model.deploy(1, "ml.m5.large")
    ```

    ```python title="inference.py"
    import json


    def input_handler(data, context):
        return json.dumps({"instances": json.loads(data.read())})


    def output_handler(response, context):
        return response.content, context.accept_header
    ```

    ## References

    - [How TensorFlow's container finds its handlers](https://github.com/aws/sagemaker-tensorflow-serving-container/blob/master/docker/build_artifacts/sagemaker/python_service.py)
    - [SageMaker inference toolkit](https://github.com/aws/sagemaker-inference-toolkit#implement-the-handler-functions)
    - [sagemaker-python-sdk#4007](https://github.com/aws/sagemaker-python-sdk/issues/4007)
    """

    code = "SMH412"
    name = "handlers-of-another-container"

    def begin(self) -> bool:
        """Nothing is looked at node by node."""
        return False

    def finish(self) -> None:
        """Compare the functions of the script with what its model calls."""
        job = next((job for job in self.context.launched_by if job.kind == "inference"), None)
        framework = framework_of_class(job.class_name) if job is not None else None
        if job is None or framework is None:
            return
        functions: dict[str, cst.FunctionDef] = {}
        bound: set[str] = set()
        for node in top_level(self.context.module):
            if isinstance(node, cst.FunctionDef):
                functions[node.name.value] = node
            elif isinstance(node, cst.ImportFrom | cst.Import):
                if isinstance(node.names, cst.ImportStar):
                    return
                bound.update(alias.evaluated_alias or alias.evaluated_name.partition(".")[0] for alias in node.names)
            elif isinstance(node, cst.Assign):
                bound.update(target.target.value for target in node.targets if isinstance(target.target, cst.Name))
        bound.update(functions)
        if framework.name == "tensorflow":
            self._tensorflow(job, functions, bound)
        elif framework.toolkit in _TOOLKITS and not bound & set(handler_signatures()):
            mine = [functions[name] for name in (_WHOLE, *_PAIR) if name in functions]
            if any(len(function.params.params) == 2 for function in mine):
                self.report(
                    mine[0].name,
                    f"`{mine[0].name.value}` is called by TensorFlow's container alone; {job.class_name} calls `model_fn`, `input_fn`, "
                    "`predict_fn` and `output_fn`",
                    notes=[("launched at", job.place)],
                )

    def _tensorflow(self, job: Job, functions: dict[str, cst.FunctionDef], bound: set[str]) -> None:
        if _WHOLE in bound or bound.issuperset(_PAIR) or bound & _OF_V1:
            return
        other = next((functions[name] for name in (*_PAIR, *handler_signatures()) if name in functions), None)
        where: cst.CSTNode = other.name if other is not None else opening(self.context.module)
        half = next((name for name in _PAIR if name in bound), None)
        if half is not None:
            missing = _PAIR[1 - _PAIR.index(half)]
            message = f"`{half}` is defined, but no `{missing}`; {job.class_name} needs both, or `{_WHOLE}`"
        elif other is not None:
            message = f"{job.class_name} does not call `{other.name.value}`; define `{_PAIR[0]}` and `{_PAIR[1]}`, or `{_WHOLE}`"
        else:
            message = (
                f"the script has no handlers for {job.class_name}; define `{_PAIR[0]}` and `{_PAIR[1]}`, or `{_WHOLE}`"
            )
        self.report(where, message, notes=[("launched at", job.place)])
