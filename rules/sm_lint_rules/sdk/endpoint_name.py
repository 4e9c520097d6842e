"""SMJ586: a name of a model or an endpoint that the service rejects."""

from __future__ import annotations

import re

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import calls_of, elements
from sm_lint.rules.platform import limit, name_pattern

_NAMES = {
    "deploy": (("endpoint_name", "endpoint"),),
    "update_endpoint": (("endpoint_name", "endpoint"),),
    "Model": (("name", "model"),),
    "FrameworkModel": (("name", "model"),),
    "MultiDataModel": (("name", "model"),),
    "PipelineModel": (("name", "model"),),
    "create_model": (("ModelName", "model"), ("name", "model"), ("model_name", "model")),
    "create_endpoint": (("EndpointName", "endpoint"), ("endpoint_name", "endpoint")),
    "create_model_package_group": (("ModelPackageGroupName", "model-package-group"),),
    "create_endpoint_config": (("EndpointConfigName", "endpoint"),),
}
_ALLOWED = re.compile(r"[a-zA-Z0-9-]*")
_OVERRIDDEN = re.compile(r"\b(?:args?|argv|opts?|options|parser|config|conf|cfg|environ|getenv)\b")
"""Sources of a value that a caller, or a file, gives: what is known of it is a default."""
_PLACEHOLDER = re.compile(r"<[^<>\n]*>|\{\{|\}\}|\$\{")
_TEMPLATE = re.compile(r"[a-z]_(?:prefix|placeholder)(?:-\*|$)")
"""A word that says what a name begins with: code that copies the file writes the name in its place."""
_STAND_INS = frozenset(("model_name", "endpoint_name", "endpoint_config_name", "your_model_name", "your_endpoint_name"))


class EndpointName(JobRule):
    """The name of a model, a group of model packages, an endpoint or its configuration is one that the service rejects.

    ## What it does

    Checks the names of models, those in the variants of an endpoint too, of endpoints and endpoint configurations: letters, digits and hyphens, at most 63 of them. Of a name
    that is not known whole, such as `f"my_model-{time}"`, the part that is known is checked.

    ## Why is this bad?

    `Value 'my_model' at 'modelName' failed to satisfy constraint: Member must satisfy regular expression pattern`.

    ## Example

    ```python
    from sagemaker.model import Model

    model = Model(image_uri="image", model_data="s3://bucket/model.tar.gz", role="role", name="house_prices")
    model.deploy(initial_instance_count=1, instance_type="ml.m5.large")
    ```

    ## Use instead

    ```python
    from sagemaker.model import Model

    model = Model(image_uri="image", model_data="s3://bucket/model.tar.gz", role="role", name="house-prices")
    model.deploy(initial_instance_count=1, instance_type="ml.m5.large")
    ```

    ## Known limits

    Names that come from a command line, a configuration or the environment are left alone.

    ## References

    - [Public thread: an apostrophe in a model's name](https://github.com/aws/amazon-sagemaker-feedback/issues/85)
    - [CreateModel](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html)
    - [CreateEndpoint](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html)
    """

    code = "SMJ586"
    name = "endpoint-name"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the calls, and at the requests of documents, that give such names."""
        for request in definitions.requests:
            for keyword, what in _NAMES.get(request.method, ()):
                self._check(request.setting(keyword), what)
            self._check_variants(request.setting("ProductionVariants"))
        for known in calls_of(definitions):
            name = known.call.name
            if not name.islower() and known.call.name in known.names:
                name = next((each for each in known.names if each in _NAMES), "")
            elif known.call.callee.startswith("sagemaker.") and name == "create_model":
                continue  # the estimator's own, which takes the arguments of its model's class
            for keyword, what in _NAMES.get(name, ()):
                self._check(known.given.get(keyword) or known.call.setting(keyword), what)
            if name == "create_endpoint_config":
                self._check_variants(known.given.get("ProductionVariants") or known.call.setting("ProductionVariants"))

    def _check_variants(self, variants: Setting | None) -> None:
        for variant in elements(variants):
            self._check(variant.get("ModelName"), "model")

    def _check(self, given: Setting | None, what: str) -> None:
        text = given.text if given is not None else None
        if (
            given is None
            or given.type != "str"
            or not text
            or given.known not in ("literal", "computed")
            or _PLACEHOLDER.search(text)
        ):
            return
        if _OVERRIDDEN.search(given.source) or text.replace("-", "_") in _STAND_INS or _TEMPLATE.search(text):
            return
        most = limit(f"{what}-name")
        if given.known == "literal":
            wrong = not re.fullmatch(name_pattern("model-name"), text) or len(text) > most
        else:
            wrong = not all(map(_ALLOWED.fullmatch, text.split("*"))) or len(text.replace("*", "")) > most
        if wrong:
            self.report(
                given.place,
                f"the service rejects the {what.replace('-', ' ')} name `{text}`: it takes letters, digits and hyphens, {most} at most",
                once=given.place,
            )
