"""What a job definition says: which script it launches, with which mounts, outputs, arguments and environment.

Everything here is plain data with places, so that it can be sent to another process and kept in the cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sm_lint.contracts.model import Contract
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place

Dialect = Literal["v2", "v3", "boto3", "json", "asl"]
Known = Literal["literal", "computed", "variable", "unknown"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One argument of a definition.

    Attributes:
        place: the expression that gives it.
        text: its value as text where it is known, with ``*`` for holes; None where nothing is known.
        type: type of a literal value: str, int, float, bool, None, list, dict; an SDK type's qualified name otherwise.
        known: ``literal`` for a value that is known whole, ``computed`` for one with holes, ``variable`` for a pipeline
            variable, ``unknown`` for the rest.
        source: the expression as it is written, one line, for "equal expression" checks and messages.
        items: elements of a list, values of a mapping in the order of `keys`.
        keys: keys of a mapping.
        open: a list or mapping that may hold more than is known.
        result_of: qualified name of the function or method that returned it, where that does not give its type.
    """

    place: Place
    text: str | None = None
    type: str = ""
    known: Known = "unknown"
    source: str = ""
    items: tuple[Setting, ...] = ()
    keys: tuple[str, ...] = ()
    open: bool = False
    result_of: str = ""

    def get(self, key: str) -> Setting | None:
        """The value of a mapping's key, None where it is not there."""
        return self.items[self.keys.index(key)] if key in self.keys else None


@dataclass(frozen=True, slots=True)
class Mount:
    """An input or output of a job as the definition writes it, before any judgement.

    Attributes:
        direction: ``input`` or ``output``.
        name: logical name or channel; None where the SDK makes one up or it is not known.
        local: the container path.
        remote: where the data comes from or goes to.
        place: the call or dictionary that declares it.
        settings: all its arguments by name.
    """

    direction: Literal["input", "output"]
    place: Place
    name: Setting | None = None
    local: Setting | None = None
    remote: Setting | None = None
    settings: tuple[tuple[str, Setting], ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """How a definition names its script.

    Attributes:
        written: the name as it is written, with ``*`` for holes; empty where it is not known at all.
        place: where it is written.
        path: absolute path of the file, None where none was found.
        cell: True where the script is written by a notebook cell (``path`` is then the file it is written to).
        found: how it was found ("relative to the definition", "uploaded from"), or why not.
        missing: the name is known, local, and names no file.
        remote: an S3 URI whose file is not in the tree, a git repository, a container image's own program.
        source_dir: absolute path of the folder that is shipped with it, None where only the file is.
        ships_siblings: modules beside the script reach the container.
    """

    written: str
    place: Place
    path: str | None = None
    cell: bool = False
    found: str = ""
    missing: bool = False
    remote: bool = False
    source_dir: str | None = None
    ships_siblings: bool = False


@dataclass(frozen=True, slots=True)
class Supplier:
    """A job whose files another one is given, as the definition says.

    Attributes:
        label: how messages name it.
        kind: what it is.
        script: the script that it runs.
        contract: what its definition means for that script.
        made: container path of what it makes: that of an output, or the model directory of a training job.
        found: container path at which the other job has it.
        place: where it is said.
        archive: it arrives packed, as ``model.tar.gz``.
        instance_type: of the machines that it runs on; None where it is not given.
        algorithm: the built-in algorithm that runs in place of a script, by the name that its image is looked up by.
        algorithm_version: the version that it is looked up by; empty where that is not known.
        sure: the definition says so; False for a training job of the same file, where it is not known whose model is served.
    """

    label: str
    kind: JobKind | None
    script: Script | None
    contract: Contract
    made: str
    found: str
    place: Place
    archive: bool = False
    instance_type: Setting | None = None
    algorithm: str = ""
    algorithm_version: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Deployment:
    """A use that is made of the model of a training job, or of a model object.

    Attributes:
        api: the call, such as ``deploy``, ``transformer`` and ``register``; ``ModelArtifacts`` where a job takes the archive.
        place: where it is said.
        instance_type: of the machines that serve it; None where it is not given.
        own_script: the script of the training job serves as well.
    """

    api: str
    place: Place
    instance_type: Setting | None = None
    own_script: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """One launch of one script, or of an image's own program.

    Attributes:
        label: how messages name it: "step `Preprocess` (pipeline.py:37)".
        kind: processing, training, transform or inference.
        dialect: SDK generation or format of the definition.
        api: call or key that launches it: ``ProcessingStep``, ``ScriptProcessor.run``, ``create_training_job``.
        class_name: the processor's, estimator's or model's class, without its module; empty for dictionaries.
        place: the launching call or dictionary.
        contract: what the definition means for its script; `origin` is ``job``.
        script: the script, None for a definition that names none.
        step: name of the pipeline step, None outside pipelines.
        mounts: inputs and outputs as written.
        arguments: the argument list as written.
        environment, hyperparameters: mappings as written.
        settings: all other arguments by name, those of the processor or estimator under their own names, those of the
            launching call too (the call's win).
        open_settings: more arguments than those are given, by ``**x`` or in ways that are not followed.
        reached: False where nothing calls the function that it stands in: parameters have their defaults.
        hidden: texts of its file that come from documents, which messages do not show, each with words in its place.
        suppliers: jobs of the same file whose files it is given; known once jobs and scripts are brought together.
        deployments: uses of the model that it makes or serves; known then as well.
    """

    label: str
    kind: JobKind | None
    dialect: Dialect
    api: str
    class_name: str
    place: Place
    contract: Contract
    script: Script | None = None
    step: str | None = None
    mounts: tuple[Mount, ...] = ()
    arguments: Setting | None = None
    environment: Setting | None = None
    hyperparameters: Setting | None = None
    settings: tuple[tuple[str, Setting], ...] = ()
    open_settings: bool = False
    reached: bool = True
    hidden: tuple[tuple[str, str], ...] = ()
    suppliers: tuple[Supplier, ...] = ()
    deployments: tuple[Deployment, ...] = ()

    def setting(self, name: str) -> Setting | None:
        """An argument by name."""
        return next((setting for key, setting in self.settings if key == name), None)


@dataclass(frozen=True, slots=True)
class Use:
    """A place where one part of a pipeline names another: a step's output, a property, a parameter.

    Attributes:
        kind: ``property``, ``property-file``, ``json-get``, ``parameter``, ``depends``, ``step``, and ``then`` and
            ``else`` for the steps that a condition chooses between.
        step: name of the step or parameter that is named; None where it is not known.
        path: the property path as text: ``ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri``; a step's class.
        place: where it is written.
        by: label of the job that uses it; None outside jobs.
        within: names of the steps that are made with it, as far as they are known.
    """

    kind: str
    place: Place
    step: str | None = None
    path: str = ""
    by: str | None = None
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline object: its steps and parameters as far as they are known.

    Attributes:
        steps, parameters: names; None where the list is not known whole.
    """

    place: Place
    name: Setting | None = None
    steps: tuple[str, ...] | None = None
    parameters: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A call that registers a model, or that creates one in a pipeline step; it launches no script.

    Attributes:
        label: how messages name it: "step `Register` (pipeline.py:37)".
        api: ``register``, ``create``, ``build``, or ``RegisterModel``.
        class_name: the model's class; empty where it is not known.
        place: the call.
        step: name of the pipeline step; None outside pipelines.
        settings: arguments of the call by name, and those of its step.
        session: what the call, or the model, is given as `sagemaker_session`; None where nothing is.
        sure: all that the model was made with is known.
    """

    label: str
    api: str
    class_name: str
    place: Place
    step: str | None = None
    settings: tuple[tuple[str, Setting], ...] = ()
    session: Setting | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class SdkCall:
    """A call of the SageMaker Python SDK, or of a boto3 client, whatever it does.

    Attributes:
        callee: qualified name of what is called: ``sagemaker.sklearn.SKLearn``, ``sagemaker.estimator.Estimator.fit``.
        place: the call.
        settings: its arguments by name; those given by a position whose name is not known, by the number of the position.
        open: more arguments than those are given, by ``**x`` or in ways that are not followed.
        bound: it is a method called on an object, which has the number 0 among the arguments given by position.
        reached: False where nothing calls the function that it is in: parameters have their defaults.
        links: (argument, index in :attr:`Definitions.calls`) of the calls that made what is given; ``self`` for the object
            whose method is called, ``steps[0]`` for an element of a list, ``model_data.__self__`` for the object whose
            attribute is given.
    """

    callee: str
    place: Place
    settings: tuple[tuple[str, Setting], ...] = ()
    open: bool = False
    bound: bool = False
    reached: bool = True
    links: tuple[tuple[str, int], ...] = ()

    @property
    def name(self) -> str:
        """Last part of the qualified name."""
        return self.callee.rpartition(".")[2]

    def setting(self, name: str) -> Setting | None:
        """An argument by name."""
        return next((setting for key, setting in self.settings if key == name), None)

    def link(self, name: str) -> int | None:
        """Index of the call that made an argument's value; None where that is not known."""
        return next((index for key, index in self.links if key == name), None)


@dataclass(frozen=True, slots=True)
class WrittenScript:
    """A script whose text stands in the definition that writes it.

    Attributes:
        path: absolute path that it is written to.
        text: what it holds.
        place: the literal that the text comes from, or the expression that gives it.
        exact: the literal holds it line for line.
        line: line of the file, or cell, that the text begins on.
        column, indent: columns before its first line, and before each other line, in the file.
    """

    path: str
    text: str
    place: Place
    exact: bool = False
    line: int = 1
    column: int = 0
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Image:
    """The image that a Dockerfile describes.

    Attributes:
        place: the FROM of its last stage.
        base: what that begins with; None where it depends on a variable without a default.
        context: absolute folder that files are copied from; None where it is not known. Linking finds it.
        jobs: jobs that run the image, by the name of its repository or because there is no other image in the project.
    """

    place: Place
    base: str | None = None
    context: str | None = None
    jobs: tuple[Job, ...] = ()


@dataclass(frozen=True, slots=True)
class Definitions:
    """Everything that one file defines.

    Attributes:
        path: absolute path of the file.
        jobs: in the order of the text.
        pipelines, uses: as they stand in the file.
        uploads: (local file name, S3 key or URI as known) pairs that the file uploads, for scripts named by S3 URI.
        written: scripts that the file writes itself, by the absolute path they are written to.
        scripts: those of them whose text is known and stands in the file.
        names: (name as a ``%%writefile`` cell has it, absolute path) of what the cells of a notebook write.
        models: calls that register or create models.
        calls: all calls of the SDK and of boto3 requests, in the order in which they are made.
        hidden: texts that come from documents, as those of a job.
        copies: (from, to) of files and folders that the file copies, as it names them.
        made: files and folders that the file makes, and shell commands of a notebook (they begin with ``!``), which may
            make others: a script that is not there may come from them.
        images: what a Dockerfile describes: one image, or none for other files.
    """

    path: str
    jobs: tuple[Job, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    uses: tuple[Use, ...] = ()
    uploads: tuple[tuple[str, str], ...] = ()
    written: tuple[str, ...] = ()
    scripts: tuple[WrittenScript, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    copies: tuple[tuple[str, str], ...] = ()
    made: tuple[str, ...] = ()
    models: tuple[ModelCall, ...] = ()
    calls: tuple[SdkCall, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    images: tuple[Image, ...] = ()
