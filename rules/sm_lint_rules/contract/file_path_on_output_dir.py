"""SMC002: an output path that is a file, where SageMaker makes a directory."""

from __future__ import annotations

import posixpath

from sm_lint.rules import Contract, Job, JobRule, Message, NodeEdit, NodeFix, Output, PathAccess, ScriptRule, Severity
from sm_lint.rules.contracts import (
    Confidence,
    declared_paths,
    is_above,
    is_under,
    named,
    opened_output,
    suffixed_outputs,
)
from sm_lint.rules.jobs import runs_clarify
from sm_lint.rules.platform import root, suffix_kind
from sm_lint.rules.source import quoted_at


class FilePathOnOutputDir(ScriptRule, JobRule):
    """An output is declared as a file, where SageMaker makes a directory.

    ## What it does

    Reports a declared output path, or the source of a job definition's output, that is the path of a file: certainly so
    where the script opens that very path for writing, likely so where it ends in the suffix of a file format and the
    script puts nothing below it, or its script is not at hand (an image's own program, a script in S3). Suffixes of formats that are directories (`.parquet`, `.zarr`, `.delta`, `.lance`) and
    version numbers prove nothing. An input may be a file. Jobs that run the image of Clarify are left alone.

    ## Why is this bad?

    SageMaker creates a directory at the path of every output before the script starts. Opening it as a file ends in
    `[Errno 21] Is a directory: '/opt/ml/processing/output/payload.tar.gz'`, after all the work is done.

    ## Example

    ```toml
    [tool.sm-lint.contracts.mims-payload]
    entry-point = "mims_payload.py"
    job = "processing"

    [tool.sm-lint.contracts.mims-payload.expected-output-paths]
    payload_sample = "/opt/ml/processing/output/payload.tar.gz"
    ```

    ```python
    import tarfile

    with tarfile.open("/opt/ml/processing/output/payload.tar.gz", "w:gz") as tar:
        tar.add("/tmp/payload", arcname=".")
    ```

    ## Use instead

    ```toml
    [tool.sm-lint.contracts.mims-payload]
    entry-point = "mims_payload.py"
    job = "processing"

    [tool.sm-lint.contracts.mims-payload.expected-output-paths]
    payload_sample = "/opt/ml/processing/output"
    ```

    ```python
    import tarfile

    with tarfile.open("/opt/ml/processing/output/payload.tar.gz", "w:gz") as tar:
        tar.add("/tmp/payload", arcname=".")
    ```

    The script stays as it is: the archive is now a file in the directory.

    ## Fix safety

    The fix declares the parent directory. It is unsafe: the S3 prefix then holds the file's name as a last part, so that
    whoever reads the output has to look one level deeper.

    ## References

    - `ProcessingS3Output.LocalPath` in the
      [API reference](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProcessingS3Output.html): "This directory
      will be created by the platform and exist when your container's entrypoint is invoked."
    """

    code = "SMC002"
    name = "file-path-on-output-dir"
    per_contract = True
    anywhere = True
    fixable = "sometimes"

    def check_job(self, job: Job) -> None:
        """Look at the outputs of a job whose script is nowhere to be judged."""
        if runs_clarify(job) or _may_run_clarify(job):
            return  # AWS's own pipelines give the path of its `analysis.json`; what its image makes of it is not known
        if job.kind == "processing" and (job.script is None or job.script.path is None):
            for output in job.contract.outputs:
                if output.path is not None and suffix_kind(output.path) == "file":
                    self._report_suffixed(job.contract, output)

    def begin(self) -> bool:
        """Skip scripts that no contract governs."""
        self._opened: set[str] = set()
        return self.context.contract is not None

    def check_access(self, access: PathAccess) -> None:
        """Report an output that is opened as a file."""
        contract = self.context.contract
        opened = opened_output(access, contract) if contract is not None else None
        if contract is not None and opened is not None:
            self._opened.add(opened[0].name)
            self._report_opened(contract, opened[0], access, opened[1])

    def finish(self) -> None:
        """Report the other outputs, which only look like files."""
        contract = self.context.contract
        if contract is None:
            return
        for output in suffixed_outputs(self.facts, contract):
            if output.name not in self._opened:
                self._report_suffixed(contract, output)

    def _report_opened(self, contract: Contract, output: Output, access: PathAccess, found: Confidence) -> None:
        self.report(
            access.node,
            f"output `{output.name}` is the file path `{output.path}`: SageMaker makes a directory there before the "
            "script starts, so opening it fails with `Is a directory`",
            severity=Severity.ERROR if found is Confidence.CERTAIN else Severity.WARNING,
            notes=[("declared at", output.place)],
            origin=access.origin,
            fix=self._fix(contract, output),
        )

    def _report_suffixed(self, contract: Contract, output: Output) -> None:
        self.report(
            output.place,
            Message(
                "output `{name}` of {owner} is the file path `{path}`: SageMaker makes a directory there; declare the "
                "directory that holds the file",
                name=output.name,
                path=output.path,
                owner=named(contract),
            ),
            severity=Severity.WARNING,
            fix=self._fix(contract, output),
        )

    def _fix(self, contract: Contract, output: Output) -> NodeFix | None:
        """Declare the parent directory, where that is a place of the job's own and clashes with no other."""
        path = output.path or ""
        parent = posixpath.dirname(path)
        if is_above(parent, root("processing")) or parent == root("processing"):
            return None
        others = [place for place in declared_paths(contract) if place != path]
        if any(is_under(other, parent) for other in others):
            return None
        place = quoted_at(output.place, path, self.context)
        if place is None:
            return None
        return NodeFix(f'declare "{parent}"', (NodeEdit(place, parent, path),))


def _may_run_clarify(job: Job) -> bool:
    """Whether a step has a processor of a class that is not known, such as Clarify's, and collects the file that Clarify writes."""
    outputs = (output.path or "" for output in job.contract.outputs)
    return job.dialect == "v2" and not job.class_name and any(path.endswith("/analysis.json") for path in outputs)
