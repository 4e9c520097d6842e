"""SMJ522: a keyword of SDK v2 in a call of v3."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from sm_lint.rules import Job, JobRule, Mount, NodeFix, Place, Setting
from sm_lint.rules.jobs import mount_fix, renamed, targets
from sm_lint.rules.platform import instead_in_v3
from sm_lint.rules.source import walk

_STEPS = {
    "ProcessingStep": "step_args=processor.run(...)",
    "TrainingStep": "step_args=trainer.train(...)",
    "TuningStep": "step_args=tuner.tune(...)",
    "TransformStep": "step_args=transformer.transform(...)",
}
"""What a step of v3 takes; a job is called after its step where the step is given no `step_args`."""
_SHAPES = {"ProcessingInput": "input", "ProcessingOutput": "output"}
_V3 = frozenset({"core", "train", "serve", "mlops", "modules"})
_RENAMED = frozenset({"image_uri"})
"""Keywords that v3 takes under another name, with the same value."""


class SdkKeywordMismatch(JobRule):
    """A keyword of SDK v2 is used where the imports are those of v3.

    ## What it does

    Reports keywords of v2 in calls of the classes that v3 has for the same purpose: `ProcessingInput` and
    `ProcessingOutput`, steps, `FrameworkProcessor`, `ModelTrainer`. The imports decide which generation of the SDK is meant.

    ## Why is this bad?

    The shapes of v3 forbid keywords that they do not know: `Extra inputs are not permitted`.

    ## Example

    ```python
    from sagemaker.core.processing import ScriptProcessor
    from sagemaker.core.shapes import ProcessingInput

    processor = ScriptProcessor(image_uri="image", command=["python3"], instance_count=1, instance_type="ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        inputs=[ProcessingInput(input_name="raw", source="s3://data/raw", destination="/opt/ml/processing/input")],
    )
    ```

    ## Use instead

    ```python
    from sagemaker.core.processing import ScriptProcessor
    from sagemaker.core.shapes import ProcessingInput, ProcessingS3Input

    processor = ScriptProcessor(image_uri="image", command=["python3"], instance_count=1, instance_type="ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        inputs=[
            ProcessingInput(
                input_name="raw",
                s3_input=ProcessingS3Input(
                    s3_uri="s3://data/raw", local_path="/opt/ml/processing/input", s3_data_type="S3Prefix"
                ),
            )
        ],
    )
    ```

    ## Fix safety

    The fix moves what an input or output is given into `ProcessingS3Input` or `ProcessingS3Output`, with the defaults of v2, and
    imports the name; it renames `image_uri` of `ModelTrainer`. It is unsafe: the object that comes out is another. Calls with
    a comment inside, with arguments that have no names, or without one that v3 needs are left to you, and so is what belongs into
    `Compute` or `SourceCode`.

    ## References

    - [Migration to v3](https://github.com/aws/sagemaker-python-sdk/blob/master/migration.md)
    """

    code = "SMJ522"
    name = "sdk-keyword-mismatch"
    fixable = "sometimes"

    def begin(self) -> None:
        """Start without any."""
        self._found: dict[Place, tuple[str, NodeFix | None]] = {}

    def check_job(self, job: Job) -> None:
        """Look at the keywords of a job of v3, its step, and its inputs and outputs."""
        if job.dialect != "v3":
            return
        for keyword, setting in job.settings:
            self._check(job.class_name, job.class_name, keyword, setting)
        if job.api in _STEPS:
            said = f"`{job.api}` is given the object itself as in SDK v2; in v3 it takes `{_STEPS[job.api]}`"
            self._found.setdefault(job.place, (said, None))
        if job.kind == "processing":
            for mount in job.mounts:
                for keyword, setting in mount.settings:
                    if keyword.startswith("s3_"):
                        continue  # that of the shape inside, which v3 takes; `visit_Call` sees those of the call itself
                    self._check(mount.direction, f"Processing{mount.direction.capitalize()}", keyword, setting, mount)

    def visit_Call(self, node: cst.Call) -> None:
        """Look at inputs and outputs in code that no caller in this project reaches, such as that of an optional argument."""
        name = self.qualified_name(node.func)
        direction = _SHAPES.get(name.rpartition(".")[2]) if name is not None and name.startswith("sagemaker.") else None
        if direction is None or name is None or any(target.generation != "v3" for target in targets(name)):
            return
        if not targets(name) and name.split(".")[1] not in _V3:
            return  # such as `sagemaker.inputs.ProcessingInput`, which no generation has
        for argument in node.args:
            if argument.keyword is not None:
                shown, keyword = f"Processing{direction.capitalize()}", argument.keyword.value
                self._note(direction, shown, keyword, self.context.place(argument.value), self.context.place(node))

    def finish(self) -> None:
        """Report the first of them: the file as a whole has yet to be migrated, and the others are notes."""
        found = sorted(self._found.items(), key=lambda item: (item[0].path, item[0].cell or 0, item[0].span))
        for path in dict.fromkeys(place.path for place, _ in found):
            (where, (said, _)), *others = [(place, value) for place, value in found if place.path == path]
            fixes = [fix for place, (_, fix) in found if place.path == path and fix is not None]
            self.report(where, said, notes=[(text, place) for place, (text, _) in others], fix=_all_of(fixes))

    def _check(self, of: str, shown: str, keyword: str, setting: Setting, mount: Mount | None = None) -> None:
        self._note(of, shown, keyword, setting.place, mount.place if mount is not None else None)

    def _note(self, of: str, shown: str, keyword: str, place: Place, mount: Place | None) -> None:
        instead = instead_in_v3(of, keyword)
        if instead is None or place in self._found:
            return
        fix = None
        if mount is not None:
            fix = mount_fix(self.context, shown, mount)
        elif instead.isidentifier() and keyword in _RENAMED:
            fix = renamed(self.context, shown, place, keyword, instead)
        self._found[place] = (f"`{keyword}` is SDK v2; {shown} of v3 takes {_quoted(instead)}", fix)


def _all_of(fixes: Sequence[NodeFix]) -> NodeFix | None:
    """One fix for all that can be fixed; those of two keywords of one call are the same."""
    if not fixes:
        return None
    edits = {(id(edit.where), edit.content): edit for fix in fixes for edit in fix.edits}
    places = [edit.where for edit in edits.values()]
    inside = {
        id(part) for place in places if isinstance(place, cst.CSTNode) for part in walk(place) if part is not place
    }
    if not inside.isdisjoint(map(id, places)):
        return None  # an input in an argument of another one would be written twice
    messages = dict.fromkeys(fix.message for fix in fixes)
    message = next(iter(messages)) if len(messages) == 1 else "write them as v3 takes them"
    return NodeFix(message, tuple(edits.values()), fixes[0].applicability)


def _quoted(instead: str) -> str:
    return instead if instead.startswith("`") else f"`{instead}`"
