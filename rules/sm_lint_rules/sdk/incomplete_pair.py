"""SMJ536: one of two arguments that are only taken together."""

from __future__ import annotations

import os
import re

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import Called, absent, calls_of, entries, instead_of_old, literal

_V1_KEYWORD = re.compile(r"\btrain_instance_(?:type|count)\s*=\s*[\w'\"\\]")
_V1_ATTRIBUTE = re.compile(r"\bpredictor\.endpoint\b(?!_)")
"""What v1 calls the name of an endpoint; v2 has it for the sake of old code, with a warning."""
_NEARBY = 40
_VPC = ("subnets", "security_group_ids")
_BOTH = ("framework_version", "py_version")
_NEEDED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("PyTorch", "TensorFlow", "MXNet", "Chainer", "ChainerModel"), _BOTH),
    **dict.fromkeys(("SKLearn", "SKLearnModel", "TensorFlowModel", "XGBoostModel"), ("framework_version",)),
    **dict.fromkeys(("PyTorchModel", "MXNetModel"), ("py_version",)),
    "HuggingFaceModel": ("transformers_version", "py_version"),
}
"""What framework classes need that have no image (`validate_version_or_image_args`), without what has a default."""


class IncompletePair(JobRule):
    """One of two arguments is given that are only taken together.

    ## What it does

    Reports `subnets` without `security_group_ids`, and the other way round, of estimators, of `NetworkConfig` and in
    `vpc_config`; a framework estimator or model that has no image and lacks `framework_version` or `py_version`; a
    `HuggingFace` estimator without the version of its framework; and `image_uris.retrieve` for Hugging Face with a `version`
    alone.

    ## Why is this bad?

    `When setting up custom VPC, both subnets and security_group_ids must be set`; `framework_version or py_version was None, yet
    image_uri was also None`. The half `VpcConfig` of a `NetworkConfig` is rejected by the service.

    ## Example

    ```python
    from sagemaker.network import NetworkConfig

    network = NetworkConfig(subnets=["subnet-0a1b2c3d"])
    ```

    ## Use instead

    ```python
    from sagemaker.network import NetworkConfig

    network = NetworkConfig(subnets=["subnet-0a1b2c3d"], security_group_ids=["sg-0a1b2c3d"])
    ```

    ## Known limits

    A missing half that the SDK's own `config.yaml` gives is not known. Calls with `**kwargs` are left alone,
    and so is a file with keywords, names or `predictor.endpoint` of v1 of the SDK, in itself or beside it, where the versions had
    defaults.

    ## References

    - [sagemaker 2.257.7: estimator.py, network.py, vpc_utils.py, fw_utils.py](https://pypi.org/project/sagemaker/2.257.7/)
    - [VpcConfig](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html)
    - [Public thread: py_version was None](https://github.com/aws/sagemaker-python-sdk/issues/1787)
    """

    code = "SMJ536"
    name = "incomplete-pair"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the pairs of every call."""
        calls = list(calls_of(definitions))
        old = any(_is_of_v1(known) for known in calls) or self._is_among_v1() or _V1_ATTRIBUTE.search(self.context.text)
        for known in calls:
            if not known.targets:
                continue
            self._vpc_config(known)
            if known.call.callee.endswith("image_uris.retrieve"):
                self._base_version(known)
            if known.call.open or known.call.name not in known.names:
                continue
            if known.names & {"EstimatorBase", "NetworkConfig"}:
                self._vpc(known)
            if not old and any(target.generation == "v2" for target in known.targets):
                self._versions(known)

    def _is_among_v1(self) -> bool:
        """Whether a definition beside this one has keywords of v1, where the versions had defaults."""
        folder = os.path.dirname(self.context.path)
        for name in sorted(self.context.files.names(folder))[:_NEARBY]:
            if name.endswith((".py", ".ipynb")):
                text = self.context.files.text(os.path.join(folder, name)) or ""
                if "sagemaker" in text and _V1_KEYWORD.search(text):
                    return True
        return False

    def _base_version(self, known: Called) -> None:
        """Look at an image of Hugging Face that is looked up."""
        version = known.given.get("version")
        if literal(known.given.get("framework")) != "huggingface" or known.call.open or literal(version) is None:
            return
        if absent(known.given.get("base_framework_version")) and version is not None:
            self.report(
                version.place,
                "`version` of a Hugging Face image is given without `base_framework_version`, such as `pytorch2.1.0`: `ValueError`",
                once=known.call.place,
            )

    def _vpc(self, known: Called) -> None:
        given = [name for name in _VPC if not absent(known.given.get(name))]
        if len(given) == 1:
            other = next(name for name in _VPC if name not in given)
            self.report(
                known.given[given[0]].place,
                f"`{given[0]}` of {known.targets[0].shown} is given without `{other}`; a VPC needs both",
                once=known.call.place,
            )

    def _vpc_config(self, known: Called) -> None:
        setting = known.given.get("vpc_config")
        if setting is None or setting.type != "dict" or setting.open or setting.known != "literal":
            return
        keys = {key for key, _ in entries(setting)} & {"Subnets", "SecurityGroupIds"}
        if len(keys) == 1:
            (key,) = keys
            other = "SecurityGroupIds" if key == "Subnets" else "Subnets"
            self.report(
                setting.place, f"`vpc_config` has `{key}` and no `{other}`; a VPC needs both", once=setting.place
            )

    def _versions(self, known: Called) -> None:
        if not absent(known.given.get("image_uri")) or "training_recipe" in known.given:
            return
        if not absent(known.call.setting("image")) or not absent(known.call.setting("image_name")):
            return  # the image, by its name in SDK v1
        shown = known.targets[0].shown
        needed = next((_NEEDED[name] for name in sorted(known.names) if name in _NEEDED), None)
        if needed is not None:
            lacking = [name for name in needed if absent(known.given.get(name))]
            if not lacking:
                return
            names = " and ".join(f"`{name}`" for name in lacking)
            self.report(
                known.call.place,
                f"{shown} has no image and lacks {names}; give {'it' if len(needed) == 1 else 'both'}, or `image_uri`",
            )
        elif (
            "HuggingFace" in known.names
            and "transformers_version" in known.given
            and absent(known.given.get("pytorch_version"))
            and absent(known.given.get("tensorflow_version"))
        ):
            self.report(
                known.call.place,
                f"{shown} has `transformers_version` alone; give `pytorch_version` or `tensorflow_version` too",
            )


def _is_of_v1(known: Called) -> bool:
    """Whether a call is written for v1, whose classes had default versions; its keywords and names show it."""
    return instead_of_old(known.call.callee) is not None or any(
        name in ("image_name", "train_instance_type", "train_instance_count") for name in known.given
    )
