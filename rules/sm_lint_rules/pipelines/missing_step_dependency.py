"""SMJ550: a step reads what another writes, and does not wait for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from sm_lint.rules import Definitions, Job, JobRule, Setting
from sm_lint.rules.jobs import elements, entries, literal, location, of_direction, runs_after, shape


class MissingStepDependency(JobRule):
    """A step reads the place in S3 that another step writes, and nothing makes it wait.

    ## What it does

    Compares the inputs of each step's job with the destinations of the outputs of the other steps of the pipeline, where they are the
    same text or expression, or the input is below the output. URIs that a script is told by arguments, hyperparameters and variables count
    as inputs, unless they are named like an output. Dependencies by properties, `depends_on`, `add_depends_on` and
    conditions are followed, through other steps too.

    ## Why is this bad?

    Steps without dependencies run at the same time. The reader finds nothing, or what the last execution has left.

    ## Example

    ```python
    from sagemaker.processing import ProcessingInput, ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline import Pipeline
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    clean = ProcessingStep(name="Clean", step_args=processor.run(
        code="s3://code/clean.py", outputs=[ProcessingOutput(source="/opt/ml/processing/out", destination="s3://data/clean")],
    ))
    split = ProcessingStep(name="Split", step_args=processor.run(
        code="s3://code/split.py", inputs=[ProcessingInput(source="s3://data/clean", destination="/opt/ml/processing/in")],
    ))
    pipeline = Pipeline(name="fraud", steps=[clean, split])
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ProcessingInput, ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline import Pipeline
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    clean = ProcessingStep(name="Clean", step_args=processor.run(
        code="s3://code/clean.py", outputs=[ProcessingOutput(source="/opt/ml/processing/out", destination="s3://data/clean")],
    ))
    split = ProcessingStep(name="Split", depends_on=[clean], step_args=processor.run(
        code="s3://code/split.py", inputs=[ProcessingInput(source="s3://data/clean", destination="/opt/ml/processing/in")],
    ))
    pipeline = Pipeline(name="fraud", steps=[clean, split])
    ```

    ## References

    - [Public thread](https://github.com/aws/amazon-sagemaker-examples/issues/2903)
    - [Data and custom dependency between steps](https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps.html)
    """

    code = "SMJ550"
    name = "missing-step-dependency"

    def check_definitions(self, definitions: Definitions) -> None:
        """Compare the steps of each pipeline with one another."""
        for pipeline in definitions.pipelines:
            jobs = [job for job in definitions.jobs if job.step is not None and job.step in (pipeline.steps or ())]
            after = runs_after(definitions)
            if len(jobs) < 2 or after is None:
                continue
            for reader in jobs:
                given = (location(mount) for mount in of_direction(reader.mounts, "input"))
                sources = [source for source in given if source is not None]
                for source in (*sources, *_passed(reader)):
                    self._check(reader, source, jobs, after)

    def _check(self, reader: Job, source: Setting, jobs: list[Job], after: Callable[[str], frozenset[str]]) -> None:
        writers = [
            (writer.step or "", made.remote)
            for writer in jobs
            for made in of_direction(writer.mounts, "output")
            if made.remote is not None and writer.step != reader.step and _meet(source, made.remote)
        ]
        step = reader.step or ""
        # Of two branches that write the same place a reader waits for its own.
        if not writers or any(name in after(step) or step in after(name) for name, _ in writers):
            return
        name, target = writers[0]
        self.report(
            source.place,
            f"step `{step}` reads {_shown(source)}, which step `{name}` writes, and does not depend on it: they run at the "
            "same time",
            notes=[("written at", target.place)],
            once=(source.place, step),
        )


def _passed(job: Job) -> Iterator[Setting]:
    """Places in S3 that a script receives by an argument, a hyperparameter or a variable, and reads by itself.

    What is named like an output may be where the script itself writes.
    """
    named = [*entries(job.hyperparameters), *entries(job.environment)]
    items = elements(job.arguments)
    for flag, value in pairwise(items):
        name = literal(flag)
        if name is not None and name.startswith("-"):
            named.append((name, value))
    for name, value in named:
        if (literal(value) or "").startswith("s3://") and _OUTPUT.search(name) is None:
            yield value


_OUTPUT = re.compile(
    r"out|dest|target|write|sav|result|upload|report|log|tmp|temp|stag|prefix|root|base", re.IGNORECASE
)


def _meet(source: Setting, target: Setting) -> bool:
    read, written = literal(source), literal(target)
    if read is not None and written is not None:
        read, written = read.rstrip("/"), written.rstrip("/")
        if not written.startswith("s3://"):
            return False
        return read == written or (written.count("/") > 2 and read.startswith(f"{written}/"))
    if source.known == "unknown" or ".properties" in source.type or source.type != target.type:
        return False
    return source.text == target.text and shape(source) is not None and shape(source) == shape(target)


def _shown(source: Setting) -> str:
    text = literal(source) or source.source
    return f"`{text}`" if text and len(text) < 100 else "the place"
