"""SMJ533: the SDK takes a list, and is given a single value."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import calls_of

_VARIABLES = frozenset({"ParameterString", "ParameterInteger", "ParameterFloat", "ParameterBoolean"})
_MEMBERS = frozenset({"ProcessingInput", "ProcessingOutput"})


class SdkListExpected(JobRule):
    """A parameter of the SageMaker Python SDK that takes a list is given a single value.

    ## What it does

    Reports a text, a number, a pipeline parameter or an object of the SDK that is given to a parameter whose annotation in the
    SDK allows lists only.

    ## Why is this bad?

    A text is read character by character, so that `"lib.zip"` becomes seven files; a pipeline parameter or a step is
    rejected when the pipeline is built or started.

    ## Example

    ```python
    from sagemaker.spark.processing import PySparkProcessor

    processor = PySparkProcessor(base_job_name="clean", framework_version="3.1", role="role", instance_count=1,
                                 instance_type="ml.m5.xlarge")
    processor.run(submit_app="clean.py", submit_py_files="lib.zip")
    ```

    ## Use instead

    ```python
    from sagemaker.spark.processing import PySparkProcessor

    processor = PySparkProcessor(base_job_name="clean", framework_version="3.1", role="role", instance_count=1,
                                 instance_type="ml.m5.xlarge")
    processor.run(submit_app="clean.py", submit_py_files=["lib.zip"])
    ```

    ## References

    - [Public thread: submit_py_files as a text](https://github.com/aws/sagemaker-python-sdk/issues/3809)
    - [Public thread: add_depends_on of one step](https://github.com/aws/sagemaker-python-sdk/issues/4416)
    """

    code = "SMJ533"
    name = "sdk-list-expected"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the arguments of every call that are annotated as lists."""
        for known in calls_of(definitions):
            found = known.targets
            lists = frozenset.intersection(*(target.signature.lists for target in found)) if found else frozenset()
            if not lists:
                continue
            for name, setting in known.given.items():
                if name == "dependencies" and _in_s3(known.given.get("source_dir")):
                    continue  # The SDK uploads nothing then, and does not look at them.
                problem = _single(setting) if name in lists else None
                if problem is not None:
                    written = f"; write `[{setting.source}]`" if setting.source and len(setting.source) < 40 else ""
                    self.report(
                        setting.place,
                        f"`{name}` of {found[0].shown} takes a list, and is given {problem}{written}",
                        once=setting.place,
                    )


def _single(setting: Setting) -> str | None:
    """What a single value is, in words; None for lists and for what is not known."""
    if (
        setting.type in {"str", "int", "float"}
        and setting.known in {"literal", "computed"}
        and setting.text is not None
    ):
        return "a text" if setting.type == "str" else "a number"
    bare = setting.type.rpartition(".")[2]
    if not setting.type.startswith("sagemaker.") or "(" in setting.type or "[" in setting.type:
        return None
    if bare in _VARIABLES:
        return "a pipeline parameter"
    if setting.known == "literal" and bare.endswith("Step"):
        return "a step"
    if bare in _MEMBERS:
        return f"a `{bare}`"
    return None


def _in_s3(folder: Setting | None) -> bool:
    return folder is not None and folder.text is not None and folder.text.lower().startswith("s3://")
