"""SMJ672: a script is run by the interpreter of another language."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

import libcst as cst

from sm_lint.rules import Definitions, Job, JobRule, Setting
from sm_lint.rules.jobs import elements, literal
from sm_lint.rules.source import text_of, walk

_SHELL = re.compile(r"(?:ba|da|z|k|a)?sh")
_PYTHON = re.compile(r"python[\d.]*")
_SETTINGS = ("command", "entrypoint", "container_entry_point")


class WrongInterpreter(JobRule):
    """A Python script is run by a shell, or a shell script by Python.

    ## What it does

    Reports a job whose command, or entry point of the container, is a shell followed by a script that ends in `.py`, or Python
    followed by one that ends in `.sh`: `command=["bash"]` of a `ScriptProcessor`, `ContainerEntrypoint`, the `command` of
    `SourceCode`. Reported is also a framework processor whose `framework_entrypoint_command` is set to Python and whose job is
    started by `run()`: what it runs is the shell script that `run()` writes.

    ## Why is this bad?

    The job ends at once: `import: command not found` of the shell, or `SyntaxError: invalid syntax` of Python.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["bash"], 1, "ml.m5.large")
    processor.run(code="s3://bucket/clean.py")
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.large")
    processor.run(code="s3://bucket/clean.py")
    ```

    ## Known limits

    Only the word after the interpreter is looked at: `bash -c` and options of Python are left alone.

    The rule is in preview: it has not been run over enough public code to know how often it is right.

    ## References

    - [sagemaker 2.257.7: processing.py, `framework_entrypoint_command`](https://pypi.org/project/sagemaker/2.257.7/)
    - [Public thread: runproc.sh run by Python](https://github.com/aws/sagemaker-python-sdk/issues/4272)
    - [Public thread: Python run by bash](https://github.com/aws/sagemaker-python-sdk/issues/4802)
    """

    code = "SMJ672"
    name = "wrong-interpreter"
    preview = True

    def check_job(self, job: Job) -> None:
        """Look at the command of a job and at the script that it is followed by."""
        for setting, words in _commands(job):
            if len(words) < 2:
                continue
            program, script = posixpath.basename(words[0]), words[1]
            if _SHELL.fullmatch(program) and script.endswith(".py"):
                self._report(setting, program, script, "Python script", "python3")
            elif _PYTHON.fullmatch(program) and script.endswith((".sh", ".bash")):
                self._report(setting, program, script, "shell script", "bash")

    def _report(self, setting: Setting, program: str, script: str, what: str, right: str) -> None:
        name = posixpath.basename(script)
        self.report(
            setting.place, f"the {what} `{name}` is run by `{program}`; run it by `{right}`", once=setting.place
        )

    def check_definitions(self, definitions: Definitions) -> None:
        """Look for framework processors that are to run their shell script by Python."""
        del definitions
        module = self.context.parsed
        if module is None or "framework_entrypoint_command" not in self.context.text:
            return
        if not re.search(r"\.run\(", self.context.text) or re.search(r"\bprocessor=", self.context.text):
            return
        for node in walk(module.tree):
            if not isinstance(node, cst.Assign) or not isinstance(node.value, cst.List):
                continue
            target, first = node.targets[0].target, [element.value for element in node.value.elements][:1]
            if not isinstance(target, cst.Attribute) or target.attr.value != "framework_entrypoint_command":
                continue
            if first and isinstance(first[0], cst.SimpleString) and _PYTHON.fullmatch(text_of(first[0])):
                self.report(
                    node.value,
                    "`run()` writes a shell script around the Python script, and this runs it by Python; leave "
                    "`framework_entrypoint_command` as it is",
                )


def _commands(job: Job) -> Iterator[tuple[Setting, list[str]]]:
    """The words that the container runs, as far as they are written out, each with where they are given."""
    for name in _SETTINGS:
        given = job.setting(name)
        words = _words(given)
        if given is None or not words:
            continue
        if name == "command" and len(words) == 1 and job.script is not None and "*" not in job.script.written:
            words.append(job.script.written)
        yield given, words
    source = job.setting("source_code")
    command = source.get("command") if source is not None else None
    if command is not None and (text := literal(command)):
        yield command, text.split()
    for name in ("AppSpecification", "AlgorithmSpecification"):
        specification = job.setting(name)
        given = specification.get("ContainerEntrypoint") if specification is not None else None
        if given is not None:
            further = _words(specification.get("ContainerArguments")) if specification is not None else []
            yield given, [*_words(given), *further]


def _words(setting: Setting | None) -> list[str]:
    """The leading words of a list that are known."""
    found: list[str] = []
    for item in elements(setting):
        text = literal(item)
        if text is None:
            break
        found.append(text)
    return found
