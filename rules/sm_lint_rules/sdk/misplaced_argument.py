"""SMJ537: an argument has the form of another."""

from __future__ import annotations

import re

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import Called, calls_of, elements

_INSTANCE = re.compile(r"ml\.[a-z0-9-]+\.[a-z0-9-]+")
_ROLE = re.compile(r"arn:aws[\w-]*:iam::\d*:role/.+")
_IMAGE = re.compile(r"\d{12}\.dkr\.ecr\..+")
_REGION = re.compile(r"(?:af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)-(?:central|(?:north|south)?(?:east|west)?)-\d")
_FORMS = ((_INSTANCE, "an instance type"), (_ROLE, "a role"), (_IMAGE, "an image"), (_REGION, "a region"))
_TAKES = {
    "instance_type": "an instance type",
    "role": "a role",
    "image_uri": "an image",
    "entry_point": "a script",
    "code": "a script",
    "source_dir": "a folder",
    "framework_version": "a version",
    "py_version": "a version",
    "endpoint_name": "a name",
    "framework": "a framework",
    "model_data": "an archive",
}
_MAPPINGS = {"hyperparameters", "environment", "env"}
_SWAPPED = {"instance_type", "instance_count"}
_WHOLE = {
    "instance_count",
    "initial_instance_count",
    "volume_size",
    "volume_size_in_gb",
    "max_run",
    "max_wait",
    "max_runtime_in_seconds",
    "max_jobs",
    "max_parallel_jobs",
}


class MisplacedArgument(JobRule):
    """An argument has the form of another: arguments are swapped, or of the wrong type.

    ## What it does

    Reports an instance type, the ARN of a role, the URI of an image or a region that is given to a parameter for another of these, or
    for a script, a version or a framework; a number as instance type, role or image; a text or `ParameterString` where the number of instances, the
    size of a volume, seconds or jobs are counted; a list where hyperparameters or variables are given by name; and a list of texts as the channels of `fit()`, for which the SDK
    raises `List compatible only with RecordSets or FileSystemRecordSets`.

    ## Why is this bad?

    Of arguments given by position nothing is checked until the request: `Invalid type for parameter
    ResourceConfig.InstanceCount, value: ml.m5.xlarge`.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("SageMakerRole", "image", ["python3"], "ml.m5.xlarge", 1)
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("SageMakerRole", "image", ["python3"], 1, "ml.m5.xlarge")
    ```

    ## Known limits

    The instance type and the number of instances of `SKLearnProcessor` are not judged where they are swapped: earlier releases had
    them in the other order.

    ## References

    - [CreateProcessingJob](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateProcessingJob.html)
    - [Public thread: hyperparameters as a list](https://github.com/aws/sagemaker-python-sdk/issues/2689)
    - [Public thread: a ParameterString as instance count](https://github.com/aws/sagemaker-python-sdk/issues/2425)
    """

    code = "SMJ537"
    name = "misplaced-argument"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the arguments whose form is known; one finding for a call."""
        for known in calls_of(definitions):
            if not known.targets:
                continue
            if known.call.name == "fit" and "EstimatorBase" in known.names:
                self._channels(known)
            wrong = [
                (name, setting, what)
                for name, setting in known.given.items()
                if (what := _problem(name, setting)) is not None
            ]
            if wrong and not ("SKLearnProcessor" in known.names and {each[0] for each in wrong} == _SWAPPED):
                self._report(known, wrong)

    def _channels(self, known: Called) -> None:
        """Look at a list of channels: the SDK takes lists of record sets alone."""
        inputs = known.given.get("inputs")
        if inputs is None or inputs.known != "literal" or inputs.type != "list" or not inputs.items:
            return
        if all(each.type == "str" and each.known in ("literal", "computed") for each in elements(inputs)):
            self.report(
                inputs.place,
                f"`inputs` of {known.targets[0].shown} is given a list of texts; it takes a dictionary of channels",
                once=known.call.place,
            )

    def _report(self, known: Called, wrong: list[tuple[str, Setting, str]]) -> None:
        name, setting, what = wrong[0]
        self.report(
            setting.place,
            f"`{name}` of {known.targets[0].shown} is given {what}",
            notes=[(f"`{other}` is given {form}", place.place) for other, place, form in wrong[1:]],
            once=known.call.place,
        )


def _problem(name: str, setting: Setting) -> str | None:
    """What a value is, where a parameter takes something else."""
    if name in _MAPPINGS:
        return "a list; it takes a dictionary" if setting.type == "list" and setting.items else None
    if name in _WHOLE:
        if setting.known == "literal" and setting.type == "str" and setting.text is not None:
            return f'the text "{setting.text}"; it takes a number'
        if setting.type.startswith("sagemaker.") and setting.type.endswith(".ParameterString"):
            return "a `ParameterString`; it takes a `ParameterInteger`"
        return None
    expected = _TAKES.get(name)
    if expected is None or setting.known != "literal":
        return None
    if setting.type in {"int", "float", "bool"}:
        # Versions that are written as numbers are another mistake, which the SDK reports in its own words.
        return f"the number {setting.text}; it takes {expected}" if expected != "a version" else None
    if setting.type != "str" or setting.text is None:
        return None
    form = next((shown for pattern, shown in _FORMS if pattern.fullmatch(setting.text)), None)
    return f"{form}; it takes {expected}" if form is not None and form != expected else None
