"""SMJ506: a name that the service rejects."""

from __future__ import annotations

import re

from sm_lint.rules import Applicability, Definitions, Job, JobRule, NodeEdit, NodeFix, Place, Setting
from sm_lint.rules.jobs import absent, find, has_placeholder, literal, of_direction
from sm_lint.rules.platform import limit, name_pattern
from sm_lint.rules.source import quoted_at

_JOB_NAMES = ("job_name", "ProcessingJobName", "TrainingJobName", "TransformJobName")
_BASE_NAMES = ("base_job_name", "base_tuning_job_name", "base_transform_job_name")
_HYPHENS_ONLY = frozenset(("job", "tuning job", "pipeline"))
_AT_MOST = re.compile(r"\(\?=\.\{1,(\d+)\}\$\)")
_PIECE = re.compile("[a-zA-Z0-9-]*")
_OVERRIDDEN = re.compile(r"\b(?:args?|argv|opts?|options|parser|config|conf|cfg|environ|getenv)\b")
"""Sources of a value that a caller, or a file, gives: what is known of it is a default."""
_BASE = "[a-zA-Z0-9][a-zA-Z0-9-]*"
"""A base name is cut to length, and gets a hyphen and a time at its end."""
_TRAINER_BASE = "[a-zA-Z0-9][a-zA-Z0-9_-]*"
"""`ModelTrainer` writes hyphens for underscores."""


class InvalidName(JobRule):
    """A name does not match the pattern the service requires.

    ## What it does

    Checks the names of jobs, pipelines, steps, training channels and groups of model packages where they are literal, and the part
    that is known of the name of a job or pipeline such as `f"my_job-{time}"`. The name of a job has at most 63 characters, that of a
    tuning job 32. The
    base name of a job is checked for its characters only, since the SDK cuts it to length, and not in a pipeline step, whose
    job gets a name from the service, nor where the job is given a `job_name`. A `ModelTrainer` takes underscores and replaces them.

    ## Why is this bad?

    The client does not check names. The service does: `Member must satisfy regular expression pattern:
    ^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}`. Most often it is an underscore.

    ## Example

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge", base_job_name="prepare_data")
    processor.run(code="s3://code/prepare.py")
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge", base_job_name="prepare-data")
    processor.run(code="s3://code/prepare.py")
    ```

    ## Fix safety

    The fix writes `-` for `_` in the name of a job, where that is all it takes. It is safe: nothing can have used a job of
    the name that was rejected.

    ## References

    - [CreateProcessingJob](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateProcessingJob.html)
    - [sagemaker-python-sdk#384](https://github.com/aws/sagemaker-python-sdk/issues/384)
    """

    code = "SMJ506"
    name = "invalid-name"
    fixable = "sometimes"

    def check_definitions(self, definitions: Definitions) -> None:
        """Check the names of pipelines, of groups of model packages, and of steps that launch no job."""
        self._tuned = {
            setting.place
            for call in definitions.calls
            if call.name == "HyperparameterTuner"
            for key, index in call.links
            if key in ("estimator", "0") and index < len(definitions.calls)
            if (setting := definitions.calls[index].setting("base_job_name")) is not None
        }
        for pipeline in definitions.pipelines:
            self._check(pipeline.name, "pipeline", name_pattern("pipeline-name"), fix=False)
        for call in definitions.models:
            group = next((setting for key, setting in call.settings if key == "model_package_group_name"), None)
            self._check(group, "model package group", name_pattern("model-package-group-name"), fix=False)
        named = {job.step for job in definitions.jobs}
        for use in definitions.uses:
            if use.kind == "step" and use.step not in named and use.step and "*" not in use.step:
                named.add(use.step)
                self._judge(use.step, use.place, "step", name_pattern("step-name"))

    def check_job(self, job: Job) -> None:
        """Check the names of a job, its step and its channels."""
        if job.step is not None:
            self._check(job.setting("name"), "step", name_pattern("step-name"), fix=False)
        else:
            base = _TRAINER_BASE if job.class_name == "ModelTrainer" else _BASE
            if _is_local(job):
                return  # the service is not asked
            given = job.setting("job_name")
            tunes = job.setting("hyperparameter_ranges") is not None
            for key in _BASE_NAMES if given is None or absent(given) else ():
                setting = job.setting(key)
                # A tuner calls its jobs by the name of the image, or by its own.
                if not (key == "base_job_name" and (tunes or (setting and setting.place in self._tuned))):
                    self._check(setting, "base job", base, fix=True)
            tuning = f"(?=.{{1,{limit('tuning-job-name')}}}$){name_pattern('tuning-job-name')}"
            for key in _JOB_NAMES:
                if tunes and key == "job_name":
                    self._check(job.setting(key), "tuning job", tuning, fix=True)
                else:
                    job_name = f"(?=.{{1,{limit('training-job-name')}}}$){name_pattern('job-name')}"
                    self._check(job.setting(key), "job", job_name, fix=True)
            self._check(job.setting("HyperParameterTuningJobName"), "tuning job", tuning, fix=True)
        if job.kind == "training":
            most = limit("channel-name")
            for channel in of_direction(job.mounts, "input"):
                pattern = f"(?=.{{1,{most}}}$){name_pattern('channel-name')}"
                self._check(channel.name, "channel", pattern, fix=False)

    def _check(self, setting: Setting | None, what: str, pattern: str, *, fix: bool) -> None:
        name = literal(setting)
        if setting is not None and name:
            self._judge(name, setting.place, what, pattern, self._fix(setting, name, pattern) if fix else None)
        elif setting is not None and what in _HYPHENS_ONLY:
            self._judge_pieces(setting, what)

    def _judge_pieces(self, setting: Setting, what: str) -> None:
        """Check the part that is known of a name such as `f"my_job-{time}"`."""
        text = setting.text or ""
        if setting.known != "computed" or setting.type != "str" or _OVERRIDDEN.search(setting.source):
            return
        if not text.strip("*") or has_placeholder(text) or all(map(_PIECE.fullmatch, text.split("*"))):
            return
        self.report(
            setting.place,
            f"{what} name `{text}` is rejected by the service: only letters, digits and hyphens are allowed",
            once=setting.place,
        )

    def _judge(self, name: str, place: Place, what: str, pattern: str, fix: NodeFix | None = None) -> None:
        if re.fullmatch(pattern, name) or has_placeholder(name):
            return
        shown = "only letters, digits and hyphens are allowed" if what == "base job" else f"it must match `{pattern}`"
        most = _AT_MOST.match(pattern)
        if most is not None and len(name) > int(most[1]) and re.fullmatch(r"[a-zA-Z0-9-]+", name):
            shown = f"it has {len(name)} characters, and may have {most[1]}"
        self.report(place, f"{what} name `{name}` is rejected by the service: {shown}", fix=fix)

    def _fix(self, setting: Setting, name: str, pattern: str) -> NodeFix | None:
        better = name.replace("_", "-")
        place = quoted_at(setting.place, name, self.context)
        if place is None or not re.fullmatch(pattern, better):
            return None
        return NodeFix(f'call it "{better}"', (NodeEdit(place, better, name),), Applicability.SAFE)


def _is_local(job: Job) -> bool:
    """Whether a job runs on the machine that launches it, which takes any name."""
    return (literal(find(job, "instance type")) or "").startswith("local")
