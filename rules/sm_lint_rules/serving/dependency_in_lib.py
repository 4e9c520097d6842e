"""SMJ674: a module of a model's dependencies that the container does not find."""

from __future__ import annotations

import posixpath
import re

from sm_lint.rules import Job, JobRule
from sm_lint.rules.jobs import absent, elements, literal

_REPACKED = ("PyTorchModel", "HuggingFaceModel", "HuggingFacePyTorchModel")
_SEARCHED = re.compile(r"sys\.path|PYTHONPATH|importlib|[\"']lib[\"']|/lib\b")
"""How scripts, and the variables of a container, make the folder known."""


class DependencyInLib(JobRule):
    """A script of a PyTorch or Hugging Face model imports one of its `dependencies`, which are put into `code/lib`.

    ## What it does

    Reports `dependencies` of a `PyTorchModel` or `HuggingFaceModel` whose inference script imports one of them by its name, where
    the script names neither `sys.path` nor `lib`.

    ## Why is this bad?

    For these models the SDK packs the code into `model.tar.gz` itself: the script and `source_dir` into `code`, the dependencies
    into `code/lib`. The container adds `code` to the path of Python, and not `code/lib`: `ModuleNotFoundError`, and the endpoint does
    not start. Training jobs and the containers of TensorFlow, scikit-learn and XGBoost find their dependencies.

    ## Example

    ```python title="deploy.py"
    from sagemaker.pytorch import PyTorchModel

    model = PyTorchModel(
        model_data="s3://bucket/model.tar.gz",
        role="role",
        entry_point="inference.py",
        dependencies=["shared/helpers.py"],
        framework_version="2.0",
        py_version="py310",
    )
    model.deploy(1, "ml.m5.large")
    ```

    ```python title="inference.py"
    import helpers


    def model_fn(model_dir):
        return helpers.load(model_dir)
    ```

    ```python title="shared/helpers.py"
    def load(model_dir):
        return model_dir
    ```

    ## Use instead

    ```python title="deploy.py"
    from sagemaker.pytorch import PyTorchModel

    model = PyTorchModel(
        model_data="s3://bucket/model.tar.gz",
        role="role",
        entry_point="inference.py",
        source_dir="serving",
        framework_version="2.0",
        py_version="py310",
    )
    model.deploy(1, "ml.m5.large")
    ```

    ```python title="serving/inference.py"
    import helpers


    def model_fn(model_dir):
        return helpers.load(model_dir)
    ```

    ```python title="serving/helpers.py"
    def load(model_dir):
        return model_dir
    ```

    ## Known limits

    Versions of PyTorch before 1.2, whose code is not packed with the model, are left alone, and so are models that set `PYTHONPATH`.

    The rule is in preview: it has not been run over enough public code to know how often it is right.

    ## References

    - [sagemaker 2.257.7: utils.py, `_create_or_update_code_dir`](https://pypi.org/project/sagemaker/2.257.7/)
    - [sagemaker-inference-toolkit: environment.py, `code_dir`](https://github.com/aws/sagemaker-inference-toolkit/blob/master/src/sagemaker_inference/environment.py)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/3491)
    """

    code = "SMJ674"
    name = "dependency-in-lib"
    preview = True
    documents = False

    def check_job(self, job: Job) -> None:
        """Look at the dependencies of a model and what its script imports."""
        script = job.script
        if job.dialect != "v2" or job.class_name not in _REPACKED or script is None or script.path is None:
            return
        version = literal(job.setting("framework_version"))
        if version is not None and version.startswith(("0.", "1.0", "1.1.")):
            return
        text = self.context.files.text(script.path)
        if text is None or _SEARCHED.search(text) or "PYTHONPATH" in self.context.text:
            return
        if not absent(job.setting("model_data")):
            for item in elements(job.setting("dependencies")):
                path = literal(item)
                name = posixpath.basename((path or "").rstrip("/")).removesuffix(".py")
                if name.isidentifier() and _imports(text, name) and not self._is_beside(script.source_dir, name):
                    self.report(
                        item.place,
                        f"`{name}` is packed as `code/lib/{name}`, and the container looks for modules in `code`; put it into "
                        "`source_dir`",
                        notes=[("imported by", script.place)],
                        once=item.place,
                    )

    def _is_beside(self, source: str | None, name: str) -> bool:
        """Whether the folder that is shipped has a module of this name too."""
        return source is not None and not self.context.files.lacks_module(source, name)


def _imports(text: str, name: str) -> bool:
    return re.search(rf"^(?:from|import)\s+{re.escape(name)}\b", text, re.MULTILINE) is not None
