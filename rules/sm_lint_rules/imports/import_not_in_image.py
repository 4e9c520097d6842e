"""SMI620: a package that the image of the job certainly lacks."""

from __future__ import annotations

from sm_lint.rules import Job, ScriptRule
from sm_lint.rules.jobs import absent, literal
from sm_lint.rules.scripts import REQUIREMENTS, job_of, surely_missing, with_source_dir


class ImportNotInImage(ScriptRule):
    """A script imports a package that its image lacks, and nothing installs it.

    ## What it does

    Compares the imports of a script with the packages of the image that its job runs, where all of these are known: AWS publishes
    locks of newer images for scikit-learn, XGBoost, PyTorch and TensorFlow, and the Dockerfiles of older ones and of those of Hugging
    Face; `sm-lint image` lists them. The image is known by `framework_version`, by `image_uris.retrieve` or by its URI, all as
    literals.

    What the `requirements.txt` of the source directory asks for counts, with all that this may require. The standard library, modules
    of the project, guarded imports, and scripts that install packages or change `sys.path` are passed over. So are jobs that bring
    modules in other ways, and those whose `requirements.txt` asks for what is not known well enough.

    ## Why is this bad?

    The import ends in `ModuleNotFoundError` after minutes of starting.

    ## Example

    ```python title="launch.py"
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        entry_point="train.py", source_dir="source", framework_version="1.9-0", role="SageMakerRole",
        instance_count=1, instance_type="ml.m5.large",
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ```python title="source/train.py"
    import polars

    print(polars.__version__)
    ```

    ## Use instead

    ```python title="launch.py"
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        entry_point="train.py", source_dir="source", framework_version="1.9-0", role="SageMakerRole",
        instance_count=1, instance_type="ml.m5.large",
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ```python title="source/train.py"
    import polars

    print(polars.__version__)
    ```

    ```text title="source/requirements.txt"
    polars==1.9.0
    ```

    ## Known limits

    An image is known as of the commit in its source. A patch of it that AWS releases later may hold more. Of older images, rather more
    counts as present than they have.

    The training jobs of other definitions than Python code are not judged: what is in the archive of their code is not known.

    ## Options

    `first-party` of a contract names modules that come with the script.

    ## References

    - [Locks of the images](https://github.com/aws/deep-learning-containers/tree/main/docker)
    - [Public thread: No module named 'transformers' in an endpoint](https://github.com/aws/sagemaker-python-sdk/issues/868)
    """

    code = "SMI620"
    name = "import-not-in-image"
    preview = True
    per_contract = True

    def finish(self) -> None:
        """Look at the imports of the script itself."""
        image, missing = surely_missing(self.context, self.facts)
        job = job_of(self.context)
        for fact in missing:
            assert job is not None
            name = fact.module.partition(".")[0]
            self.report(fact.node, f"`{name}` is not in the image {image}; {_advice(job)}")


def _advice(job: Job) -> str:
    code = job.setting("source_code")
    if code is not None:
        given = code.get("requirements")
        if absent(given):
            return "name a file that has it as `requirements` of `SourceCode`, as v3 installs no other"
        return f"add it to `{literal(given) or REQUIREMENTS}`"
    if job.script is not None and job.script.source_dir is not None:
        return f"add it to `{REQUIREMENTS}`"
    return (
        f"and without a `source_dir` nothing is installed; {with_source_dir(job)}"
        if job.kind == "processing"
        else (f"give the job a `source_dir` with a `{REQUIREMENTS}`")
    )
