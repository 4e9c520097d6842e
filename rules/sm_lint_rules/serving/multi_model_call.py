"""SMJ574: a multi-model endpoint that is made, or called, as if it had one model."""

from __future__ import annotations

import posixpath
import re

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import Called, absent, calls_of, elements, endpoint_of, literal, maker

_ARCHIVE = re.compile(r"\.(?:tar\.gz|tgz)$")
_OWN = frozenset({"name", "model_data_prefix", "model", "sagemaker_session"})
_CONTAINERS = ("PrimaryContainer", "Containers")


class MultiModelCall(JobRule):
    """A multi-model endpoint is made with one archive, or called without the name of a model.

    ## What it does

    Reports, for `MultiDataModel` and for `"Mode": "MultiModel"` of boto3: a prefix that is a `model.tar.gz`; `image_uri`, `role` and
    other arguments beside `model`; a call of `predict` without `target_model`; a `target_model` that is a whole S3 URI or begins with
    a slash; and one that names an archive which `add_model` has put elsewhere below the prefix.

    ## Why is this bad?

    SageMaker looks for models below the prefix, by names that are relative to it. The endpoint is made all the same, and its calls
    end with `Failed to download model data` or ask for the `TargetModel`. `MultiDataModel` with both a model and a role ends with
    `Parameters image_uri, role, and kwargs are not permitted when model parameter is passed`.

    ## Example

    ```python
    from sagemaker.multidatamodel import MultiDataModel
    from sagemaker.sklearn import SKLearnModel

    model = SKLearnModel("s3://bucket/homes/a.tar.gz", "role", "inference.py", framework_version="1.2-1")
    homes = MultiDataModel(name="homes", model_data_prefix="s3://bucket/homes/a.tar.gz", model=model)
    predictor = homes.deploy(1, "ml.m5.large")
    predictor.predict([1], target_model="s3://bucket/homes/a.tar.gz")
    ```

    ## Use instead

    ```python
    from sagemaker.multidatamodel import MultiDataModel
    from sagemaker.sklearn import SKLearnModel

    model = SKLearnModel("s3://bucket/homes/a.tar.gz", "role", "inference.py", framework_version="1.2-1")
    homes = MultiDataModel(name="homes", model_data_prefix="s3://bucket/homes/", model=model)
    predictor = homes.deploy(1, "ml.m5.large")
    predictor.predict([1], target_model="a.tar.gz")
    ```

    ## References

    - [sagemaker 2.257.7: multidatamodel.py](https://pypi.org/project/sagemaker/2.257.7/)
    - [Invoke a multi-model endpoint](https://docs.aws.amazon.com/sagemaker/latest/dg/invoke-multi-model-endpoint.html)
    - [Public thread: missing a target model header](https://github.com/aws/sagemaker-tensorflow-serving-container/issues/166)
    - [Public thread: not a multi-model endpoint](https://github.com/aws/amazon-sagemaker-examples/issues/1026)
    """

    code = "SMJ574"
    name = "multi-model-call"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at containers of many models and at what calls them."""
        for known in calls_of(definitions):
            if known.call.name == "MultiDataModel" and known.targets:
                self._prefix(known.given.get("model_data_prefix"), "`model_data_prefix`")
                self._beside(known)
            elif known.call.name == "create_model":
                for key in _CONTAINERS:
                    given = known.call.setting(key)
                    for item in (elements(given) or (given,)) if given is not None else ():
                        mode = item.get("Mode")
                        if mode is not None and mode.text == "MultiModel":
                            self._prefix(item.get("ModelDataUrl"), "`ModelDataUrl` of a multi-model container")
            elif known.call.name == "predict":
                self._call(definitions, known)
            elif known.call.name == "invoke_endpoint":
                self._request(definitions, known)

    def _prefix(self, setting: Setting | None, what: str) -> None:
        text = literal(setting)
        if setting is not None and text is not None and _ARCHIVE.search(text):
            self.report(
                setting.place,
                f"{what} is one archive; give the prefix that the models lie below, ending with `/`",
                once=setting.place,
            )

    def _beside(self, known: Called) -> None:
        if absent(known.given.get("model")):
            return
        more = [name for name, setting in known.given.items() if name not in _OWN and not absent(setting)]
        if more and known.given["model"].known == "literal":
            listed = " and ".join(f"`{name}`" for name in more)
            self.report(
                known.given[more[0]].place,
                f"MultiDataModel() does not take {listed} together with `model`; give it to the model",
            )

    def _request(self, definitions: Definitions, known: Called) -> None:
        deployed = endpoint_of(definitions, known.call)
        container = maker(definitions, deployed.call) if deployed is not None else None
        target = known.call.setting("TargetModel")
        if container is None or known.call.open:
            return
        if container.call.name == "MultiDataModel" and absent(target):
            self.report(known.call.place, "a multi-model endpoint needs to be told the model; give `TargetModel`")
        elif target is not None and container.call.name in container.names and container.call.name != "MultiDataModel":
            self.report(
                target.place,
                f"`TargetModel` is for multi-model endpoints, and {container.call.name}() makes one of one model",
            )
        elif target is not None and (literal(target) or "").startswith("s3://"):
            self.report(target.place, "`TargetModel` is relative to the prefix of the models; leave out the prefix")

    def _call(self, definitions: Definitions, known: Called) -> None:
        deployed = maker(definitions, known.call)
        container = maker(definitions, deployed.call) if deployed is not None else None
        if deployed is None or container is None or known.call.open or deployed.call.name != "deploy":
            return
        target = known.call.setting("target_model") or known.call.setting("3")
        more = known.call.setting("initial_args") or known.call.setting("2")
        if container.call.name != "MultiDataModel":
            if (
                target is not None
                and not absent(target)
                and container.call.name in container.names
                and not container.call.open
            ):
                self.report(
                    target.place,
                    f"`target_model` is for multi-model endpoints, and {container.call.name}() makes one of one model",
                )
            return
        if absent(target) and absent(more):
            self.report(known.call.place, "a multi-model endpoint needs to be told the model; give `target_model`")
            return
        text = literal(target)
        if target is None or text is None:
            return
        if text.startswith(("s3://", "/")):
            self.report(
                target.place,
                "`target_model` is relative to the prefix of the models; leave out the prefix and the leading `/`",
            )
            return
        added = _added(definitions, container)
        if added is not None and text not in added:
            near = sorted(name for name in added if posixpath.basename(name) == posixpath.basename(text))
            if near:
                self.report(
                    target.place,
                    f"add_model() has put the archive to `{near[0]}` below the prefix; give that as `target_model`",
                )


def _added(definitions: Definitions, container: Called) -> set[str] | None:
    """Names below the prefix that `add_model` gives to archives; None where they are not all known."""
    index = definitions.calls.index(container.call)
    found: set[str] = set()
    for call in definitions.calls:
        if call.name != "add_model" or call.link("self") != index:
            continue
        source = literal(call.setting("model_data_source") or call.setting("1"))
        given = call.setting("model_data_path") or call.setting("2")
        path = literal(given)
        if call.open or source is None or (path is None and not absent(given)):
            return None
        if path is None:
            path = source.split("/", 3)[-1] if source.startswith("s3://") else posixpath.basename(source)
        found.add(path)
    return found
