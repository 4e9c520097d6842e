"""SMJ564: an entry point or command of a container that is more than the service takes."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Setting
from sm_lint.rules.jobs import elements
from sm_lint.rules.platform import limit

_ENTRY_POINTS = ("entrypoint", "command", "container_entry_point", "container_entrypoint")
_ARGUMENTS = ("container_arguments",)
_REQUESTS = (("AppSpecification", "ContainerEntrypoint"), ("AlgorithmSpecification", "ContainerEntrypoint"))


class ContainerCommandLimit(JobRule):
    """An item of a container's entry point or command is longer than the service takes.

    ## What it does

    Counts and measures the entry point and the command of processing jobs, and the entry point and arguments of training
    jobs: 100 items of 256 characters each. Of a text that is not known whole, the part that is known counts.

    ## Why is this bad?

    The client does not check these limits. The service rejects the job, in a pipeline the whole definition:
    `Unable to parse pipeline definition. Model Validation failed`.

    ## Example

    ```python
    from sagemaker.processing import Processor

    processor = Processor("role", "image", 1, "ml.m5.xlarge", entrypoint=["run", "--columns", "a_column," * 40])
    processor.run()
    ```

    ## Use instead

    ```python
    from sagemaker.processing import Processor

    processor = Processor("role", "image", 1, "ml.m5.xlarge", entrypoint=["run", "--columns-file", "/opt/ml/columns.txt"])
    processor.run()
    ```

    ## References

    - [Public thread](https://github.com/ml6team/fondant/issues/593)
    - [ContainerEntrypoint](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AppSpecification.html)
    """

    code = "SMJ564"
    name = "container-command-limit"

    def check_job(self, job: Job) -> None:
        """Measure what the container is started with."""
        if job.kind not in ("processing", "training"):
            return
        for name in _ENTRY_POINTS:
            self._measure(job.kind, "entrypoint", name, job.setting(name))
        for outer, inner in _REQUESTS:
            within = job.setting(outer)
            self._measure(job.kind, "entrypoint", inner, within.get(inner) if within is not None else None)
        if job.kind == "training":
            for name in _ARGUMENTS:
                self._measure(job.kind, "argument", name, job.setting(name))
            within = job.setting("AlgorithmSpecification")
            self._measure(
                job.kind,
                "argument",
                "ContainerArguments",
                within.get("ContainerArguments") if within is not None else None,
            )

    def _measure(self, kind: str, what: str, name: str, given: Setting | None) -> None:
        items = elements(given)
        most = limit(f"{kind}-{what}-items" if what == "entrypoint" else f"{kind}-arguments")
        longest = limit(f"{kind}-{what}-length")
        if given is not None and len(items) > most:
            self.report(given.place, f"`{name}` has {len(items)} items; the service takes {most}", once=given.place)
        for number, item in enumerate(items, 1):
            length = _least(item)
            if length > longest:
                least = "" if item.known == "literal" else "at least "
                self.report(
                    item.place,
                    f"item {number} of `{name}` has {least}{length} characters; the service takes {longest}",
                    once=item.place,
                )


def _least(item: Setting) -> int:
    """The number of characters that a text has at least."""
    if item.type != "str" or item.text is None or item.known not in ("literal", "computed"):
        return 0
    return len(item.text if item.known == "literal" else item.text.replace("*", ""))
