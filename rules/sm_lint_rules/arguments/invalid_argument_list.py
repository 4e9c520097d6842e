"""SMA306: a job's argument list that the client rejects."""

from __future__ import annotations

from sm_lint.rules import Applicability, Job, JobRule, NodeEdit, NodeFix, Setting
from sm_lint.rules.jobs import elements

_TYPES = ("int", "float", "bool", "None", "list", "dict")


class InvalidArgumentList(JobRule):
    """The arguments of a job are not a list of strings.

    ## What it does

    Reports an argument list that is empty, or holds numbers, truth values, `None`, lists or empty strings.

    ## Why is this bad?

    The client rejects the request:
    `Invalid type for parameter AppSpecification.ContainerArguments[1], value: 5, type: <class 'int'>, valid types: <class
    'str'>`, or `Invalid length for parameter ... value: 0, valid min length: 1`.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge")
    processor.run(code="s3://code/prepare.py", arguments=["--epochs", 5])
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge")
    processor.run(code="s3://code/prepare.py", arguments=["--epochs", "5"])
    ```

    ## Fix safety

    The fix puts a number or truth value in quotes, and writes `None` for an empty list. It is safe: without it the job does
    not start.

    ## References

    - [ContainerArguments](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AppSpecification.html)
    - [sagemaker-python-sdk#1342](https://github.com/aws/sagemaker-python-sdk/issues/1342)
    - [Public thread: an empty string](https://github.com/aws/sagemaker-python-sdk/issues/3758)
    """

    code = "SMA306"
    name = "invalid-argument-list"
    fixable = "sometimes"

    def check_job(self, job: Job) -> None:
        """Look at the elements; a list that several jobs share is reported once."""
        arguments = job.arguments
        if arguments is None or arguments.known != "literal" or arguments.type != "list":
            return
        if not arguments.items and not arguments.open:
            fix = _replaced(arguments, "None", "write None") if arguments.source in ("[]", "()") else None
            self.report(
                arguments.place, "an empty argument list is rejected; leave it out", fix=fix, once=arguments.place
            )
        for item in elements(arguments):
            if item.known == "literal" and item.type in _TYPES:
                self.report(item.place, f"argument {_shown(item)} is not a string", fix=_quoted(item), once=item.place)
            elif item.known == "literal" and item.type == "str" and item.text == "" and item.source in ('""', "''"):
                self.report(
                    item.place, "an empty string among the arguments is rejected; leave it out", once=item.place
                )


def _shown(item: Setting) -> str:
    return f"`{item.text}` of type {item.type}" if item.text is not None else f"of type {item.type}"


def _quoted(item: Setting) -> NodeFix | None:
    if item.text is None or item.source != item.text:
        return None
    return _replaced(item, f'"{item.text}"', "put it in quotes")


def _replaced(setting: Setting, content: str, message: str) -> NodeFix:
    return NodeFix(message, (NodeEdit(setting.place, content, setting.source),), Applicability.SAFE)
