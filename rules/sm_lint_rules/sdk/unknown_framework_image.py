"""SMJ538: a version of a framework, or of Python, that no image has."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import Definitions, JobRule, Place, Setting
from sm_lint.rules.jobs import Called, absent, called, calls_of, entries, literal
from sm_lint.rules.platform import ImageScope, framework_images, is_past_version
from sm_lint.rules.source import walk

_CLASSES: dict[str, tuple[str, ImageScope]] = {
    "PyTorch": ("pytorch", "training"),
    "TensorFlow": ("tensorflow", "training"),
    "MXNet": ("mxnet", "training"),
    "Chainer": ("chainer", "training"),
    "SKLearn": ("sklearn", "training"),
    "XGBoost": ("xgboost", "training"),
    "HuggingFace": ("huggingface", "training"),
    "PyTorchProcessor": ("pytorch", "training"),
    "TensorFlowProcessor": ("tensorflow", "training"),
    "MXNetProcessor": ("mxnet", "training"),
    "SKLearnProcessor": ("sklearn", "training"),
    "XGBoostProcessor": ("xgboost", "training"),
    "HuggingFaceProcessor": ("huggingface", "training"),
    "PyTorchModel": ("pytorch", "inference"),
    "TensorFlowModel": ("tensorflow", "inference"),
    "MXNetModel": ("mxnet", "inference"),
    "ChainerModel": ("chainer", "inference"),
    "SKLearnModel": ("sklearn", "inference"),
    "XGBoostModel": ("xgboost", "inference"),
    "HuggingFaceModel": ("huggingface", "inference"),
}
_SCOPES: dict[str, ImageScope] = {"training": "training", "inference": "inference"}
_DEFAULTS = {
    "PyTorchProcessor": "py3",
    "TensorFlowProcessor": "py3",
    "MXNetProcessor": "py3",
    "HuggingFaceProcessor": "py36",
}
"""`py_version` of classes that have a default, and whose frameworks ask for it."""
_OTHER_IMAGES = ("ml.trn", "ml.inf", "ml.eia")


class UnknownFrameworkImage(JobRule):
    """No image has the version of a framework and of Python that a job asks for.

    ## What it does

    Compares `framework_version` and `py_version` of the framework estimators, processors and models, and of
    `image_uris.retrieve`, with the table of images in the last release of SDK v2. Versions that are newer than all of the table are
    not judged.

    ## Why is this bad?

    `ValueError: Unsupported Python version: py3. … Supported Python version(s): py37.`

    ## Example

    ```python
    from sagemaker.tensorflow import TensorFlow

    estimator = TensorFlow(
        entry_point="s3://code/train.py", role="role", instance_count=1, instance_type="ml.m5.xlarge",
        framework_version="2.3.1", py_version="py3",
    )
    ```

    ## Use instead

    ```python
    from sagemaker.tensorflow import TensorFlow

    estimator = TensorFlow(
        entry_point="s3://code/train.py", role="role", instance_count=1, instance_type="ml.m5.xlarge",
        framework_version="2.3.1", py_version="py37",
    )
    ```

    ## Known limits

    Images for Trainium, Inferentia, Elastic Inference, training compilers and the model parallel library have tables of their own,
    and are left alone. So is `image_uris.retrieve` within a `try` whose handlers go on: the code asks whether there is such an image.

    ## References

    - [Public thread: py3 with TensorFlow 2.3](https://github.com/aws/amazon-sagemaker-examples/pull/1855)
    - [sagemaker 2.257.7, image_uri_config](https://pypi.org/project/sagemaker/2.257.7/)
    """

    code = "SMJ538"
    name = "unknown-framework-image"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the versions of every framework class, and of `image_uris.retrieve`."""
        # A model that is compiled gets its image from the tables of Neo.
        compiled = {call.link("self") for call in definitions.calls if call.name == "compile"}
        places = {definitions.calls[index].place for index in compiled if index is not None}
        deployed = [called(call).given.get("instance_type") for call in definitions.calls if call.name == "deploy"]
        kinds = [literal(kind) or "" for kind in deployed]
        special = any(kind.startswith(_OTHER_IMAGES) for kind in kinds)
        for known in calls_of(definitions):
            if known.call.callee.endswith("image_uris.retrieve"):
                self._retrieved(known)
            elif known.call.name in known.names and known.targets and known.call.place not in places:
                self._made(known, special)

    def _made(self, known: Called, special: bool) -> None:
        name = next((each for each in _CLASSES if each in known.names), None)
        others = ("image_uri", "image_name", "compiler_config", "training_recipe")
        if name is None or any(not absent(known.given.get(other)) for other in others) or _special(known):
            return
        framework, scope = _CLASSES[name]
        if special and scope == "inference":
            return
        if framework == "huggingface":
            version, shown = _hugging_face(known)
        else:
            version = known.given.get("framework_version")
            shown = literal(version)
        python = known.given.get("py_version")
        default = _DEFAULTS.get(name) if python is None and not known.call.open else None
        if version is not None and shown is not None:
            self._judge(framework, scope, version, shown, python, default)

    def _retrieved(self, known: Called) -> None:
        framework, version = literal(known.given.get("framework")), known.given.get("version")
        scope = _SCOPES.get(literal(known.given.get("image_scope")) or "")
        shown = literal(version)
        if version is None or shown is None or framework is None or _special(known):
            return
        base = literal(known.given.get("base_framework_version"))
        if framework == "huggingface":
            if base is None:
                return
            shown = f"{shown} {base}"
        if scope is not None and not self._is_asked_for(known.call.place):
            self._judge(framework, scope, version, shown, known.given.get("py_version"), None)

    def _is_asked_for(self, place: Place) -> bool:
        """Whether a call is tried and its failure taken for an answer: the code asks whether there is such an image."""
        module = self.context.module
        if place.path != self.context.path:
            return False
        nodes = [node for node in walk(module.tree) if isinstance(node, cst.Try) and _answers(node)]
        calls = [inner for node in nodes for inner in walk(node.body) if isinstance(inner, cst.Call)]
        module.locate(calls)
        return any(module.place(call) == place for call in calls)

    def _judge(
        self,
        framework: str,
        scope: ImageScope,
        version: Setting,
        shown: str,
        python: Setting | None,
        default: str | None,
    ) -> None:
        table = framework_images(framework, scope)
        readable = f"{framework} {shown}"
        if not table:
            return
        pythons = table.get(shown)
        if pythons is None:
            if shown[:1].isdigit() and is_past_version(framework, scope, shown.partition(" ")[0]):
                self.report(version.place, f"there is no {scope} image of {readable}", once=version.place)
            return
        wanted = literal(python) if not absent(python) else default
        if wanted is None or not pythons or wanted in pythons.split():
            return
        offered = " and ".join(f"`{each}`" for each in pythons.split())
        where = python if python is not None else version
        self.report(
            where.place,
            f"the {scope} image of {readable} is not there for `{wanted}`, only for {offered}",
            once=where.place,
        )


def _answers(node: cst.Try) -> bool:
    """Whether all handlers of a `try` go on, or may: none ends with a `raise` of its own."""
    lines = [
        line for handler in node.handlers for line in handler.body.body if isinstance(line, cst.SimpleStatementLine)
    ]
    return bool(node.handlers) and not any(isinstance(part, cst.Raise) for line in lines for part in line.body)


def _hugging_face(known: Called) -> tuple[Setting | None, str | None]:
    """The version of the framework below, and both versions as the table has them."""
    transformers = literal(known.given.get("transformers_version"))
    for name in ("pytorch", "tensorflow"):
        version = known.given.get(f"{name}_version")
        if transformers is not None and literal(version) is not None:
            return version, f"{transformers} {name}{literal(version)}"
    return None, None


def _special(known: Called) -> bool:
    """Whether the SDK looks for the image in another table."""
    instance = known.given.get("instance_type")
    if instance is not None and instance.known == "variable":
        instance = instance.get("default_value")
    if instance is not None and (literal(instance) or _OTHER_IMAGES[0]).startswith(_OTHER_IMAGES):
        return True
    distribution = known.given.get("distribution")
    if distribution is None or absent(distribution):
        return False
    return (
        distribution.type != "dict"
        or distribution.open
        or any(key in {"smdistributed", "torch_distributed"} for key, _ in entries(distribution))
    )
