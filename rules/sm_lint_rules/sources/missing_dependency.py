"""SMJ664: a dependency of a job or model that does not exist."""

from __future__ import annotations

import posixpath

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import LocalFiles, absent, calls_of, elements

_TAKES = frozenset({"EstimatorBase", "Model", "FrameworkProcessor"})


class MissingDependency(JobRule):
    """The `dependencies` of an estimator, a model or a processor name a file or folder that does not exist.

    ## What it does

    Looks for the files and folders that `dependencies` names beside the definition and in the folders above it. What the file, or a
    command of the project, may make is left alone, and so are sources in a repository (`git_config`) and names that begin with a dot,
    such as `.env`, which are kept out of version control.

    ## Why is this bad?

    The SDK copies the dependencies beside the script, and ends with `FileNotFoundError` before anything is started. The paths count
    from the folder that the launcher is run in, not from `source_dir`.

    ## Example

    ```python
    from sagemaker.sklearn import SKLearnModel

    model = SKLearnModel(
        model_data="s3://bucket/model.tar.gz",
        role="role",
        entry_point="s3://bucket/serve.py",
        dependencies=["shared/helpers"],
        framework_version="1.2-1",
    )
    ```

    ## Use instead

    ```python
    from sagemaker.sklearn import SKLearnModel

    model = SKLearnModel(
        model_data="s3://bucket/model.tar.gz",
        role="role",
        entry_point="s3://bucket/serve.py",
        framework_version="1.2-1",
    )
    ```

    ## Known limits

    The rule is in preview: in 245 public repositories it fired once, and was wrong, and what lies beside a definition when it runs may not
    be in version control.

    ## References

    - [sagemaker 2.257.7: estimator.py, model.py, fw_utils.py `tar_and_upload_dir`](https://pypi.org/project/sagemaker/2.257.7/)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/1249)
    """

    code = "SMJ664"
    name = "missing-dependency"
    preview = True
    documents = False

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at everything that is uploaded beside a script."""
        local = LocalFiles(self.context, definitions)
        for known in calls_of(definitions):
            if not known.names & _TAKES or not known.targets or not absent(known.given.get("git_config")):
                continue
            for item in elements(known.given.get("dependencies")):
                text = local.missing(item)
                if text is not None and not posixpath.basename(text.rstrip("/")).startswith("."):
                    self.report(item.place, f"`dependencies` names `{text}`, which does not exist", once=item.place)
