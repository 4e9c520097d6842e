"""The model of a job definition: its script, mounts, outputs, arguments and environment.

Everything here is plain data with places, so that it can be sent to another process and cached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sm_lint.contracts.model import Contract
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place

Dialect = Literal["v2", "v3", "boto3", "json", "asl", "cloudformation"]
Known = Literal["literal", "computed", "variable", "unknown"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One argument of a definition.

    Attributes:
        place: the expression that gives it.
        text: its value as text, with ``*`` for holes; None if nothing is known.
        type: type of a literal value: str, int, float, bool, None, list, dict; an SDK type's qualified name otherwise.
        known: ``literal`` for a fully known value, ``computed`` for one with holes, ``variable`` for a pipeline
            variable, ``unknown`` otherwise.
        source: the source of the expression on one line, for comparing expressions and for messages.
        items: elements of a list, values of a mapping in the order of `keys`.
        keys: keys of a mapping.
        open: whether a list or mapping may contain more.
        result_of: qualified name of the function or method that returned it, if that does not determine its type.
        assumed: whether the value is, or depends on, a default that may be overridden from outside: that of a variable of the
            environment or of a command-line argument.
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
    assumed: bool = False

    def get(self, key: str) -> Setting | None:
        """The value for a mapping's key; None if there is none."""
        return self.items[self.keys.index(key)] if key in self.keys else None


@dataclass(frozen=True, slots=True)
class Mount:
    """An input or output of a job as written in the definition.

    Attributes:
        direction: ``input`` or ``output``.
        name: logical name or channel; None if the SDK generates it or it is unknown.
        local: the container path.
        remote: the source or target of the data.
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
    """The script of a definition.

    Attributes:
        written: the name as written, with ``*`` for holes; empty if it is unknown.
        place: the place of the name.
        path: absolute path of the file; None if it was not found.
        cell: whether a notebook cell writes the script (``path`` is then the written file).
        found: how it was resolved ("relative to the definition", "uploaded from"), or why not.
        missing: whether the name is known and local, but does not match a file.
        remote: whether it is an S3 URI whose file is not in the tree, a git repository, or a container image's own
            program.
        source_dir: absolute path of the folder that is shipped with it; None if only the file is shipped.
        ships_siblings: whether modules beside the script reach the container.
        meant: the name of a script in the same folder that differs from a missing one by one letter; empty if there is none.
        words: whether the command that runs it has words of its own that no option begins, which positionals may take.
        from_above: whether the file was found only from a folder above that of the definition.
        likely: whether the file was found by its name alone, so that the definition may mean another.
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
    meant: str = ""
    words: bool = False
    from_above: bool = False
    likely: bool = False


@dataclass(frozen=True, slots=True)
class Supplier:
    """A job whose files another one receives, according to the definition (a *supplier*).

    Attributes:
        label: its label in messages.
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
    """A use of the model of a training job, or of a model object (a *deployment*).

    Attributes:
        api: the call, such as ``deploy``, ``transformer`` and ``register``; ``ModelArtifacts`` where a job takes the archive.
        place: the place of the use.
        instance_type: instance type of the endpoint; None if it is not given.
        own_script: whether the training script also serves the model.
        serverless: the configuration of a serverless endpoint; None if none is given.
    """

    api: str
    place: Place
    instance_type: Setting | None = None
    own_script: bool = False
    serverless: Setting | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One launch of one script, or of an image's own program.

    Attributes:
        label: its label in messages: "step `Preprocess` (pipeline.py:37)".
        kind: processing, training, transform or inference.
        dialect: SDK generation or format of the definition.
        api: call or key that launches it: ``ProcessingStep``, ``ScriptProcessor.run``, ``create_training_job``.
        class_name: the processor's, estimator's or model's class, without its module; empty for dictionaries.
        place: the launching call or dictionary.
        contract: the contract that the definition implies for its script; `origin` is ``job``.
        script: the script; None if the definition names none.
        step: name of the pipeline step; None outside pipelines.
        mounts: inputs and outputs as written.
        arguments: the argument list as written.
        environment, hyperparameters: mappings as written.
        settings: all other arguments by name: those of the processor or estimator, and those of the launching call,
            which take precedence.
        open_settings: whether there may be more arguments, given by ``**x`` or in an unresolved way.
        reached: False if nothing calls the enclosing function; its parameters then have their defaults.
        hidden: values from documents that messages must not show, with their replacements.
        suppliers: jobs of the same file whose files it receives; set by linking.
        deployments: uses of the model that it creates or serves; set by linking.
        function: name of the function of the definition that runs as the job, in its ``def``; None for other jobs.
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
    function: Place | None = None

    def setting(self, name: str) -> Setting | None:
        """An argument by name."""
        return next((setting for key, setting in self.settings if key == name), None)


@dataclass(frozen=True, slots=True)
class Use:
    """A reference from one part of a pipeline to another: a step's output, a property, a parameter.

    Attributes:
        kind: ``property``, ``property-file``, ``json-get``, ``parameter``, ``depends``, ``step``, and ``then`` and
            ``else`` for the branches of a condition; in documents, ``function`` and ``queue`` for what a step calls.
        step: name of the referenced step or parameter; None if unknown.
        path: the property path as text: ``ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri``; a step's class; the ARN
            or name of a function, the URL of a queue.
        place: the place of the reference.
        by: label of the job that uses it; None outside jobs.
        within: names of the steps that contain it, if known.
    """

    kind: str
    place: Place
    step: str | None = None
    path: str = ""
    by: str | None = None
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline object, with its known steps and parameters.

    Attributes:
        steps, parameters: names; None if the list is not fully known.
        declared: the parameters that are known, as they are written.
    """

    place: Place
    name: Setting | None = None
    steps: tuple[str, ...] | None = None
    parameters: tuple[str, ...] | None = None
    declared: tuple[Setting, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A call that registers a model, or that creates one in a pipeline step; it launches no script.

    Attributes:
        label: its label in messages: "step `Register` (pipeline.py:37)".
        api: ``register``, ``create``, ``build``, or ``RegisterModel``.
        class_name: the model's class; empty if unknown.
        place: the call.
        step: name of the pipeline step; None outside pipelines.
        settings: arguments of the call by name, and those of its step.
        session: the argument `sagemaker_session` of the call or the model; None if there is none.
        sure: whether all arguments of the model are known.
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
    """A call of the SageMaker Python SDK or of a boto3 client.

    Attributes:
        callee: qualified name of the callee: ``sagemaker.sklearn.SKLearn``, ``sagemaker.estimator.Estimator.fit``.
        place: the call.
        settings: its arguments by name; positional ones with unknown names by position.
        open: whether there may be more arguments, given by ``**x`` or in an unresolved way, or left out with `...`.
        bound: whether it is a method called on an object, which is then positional argument 0.
        reached: False if nothing calls the enclosing function; its parameters then have their defaults.
        links: (argument, index in :attr:`Definitions.calls`) of the calls that created the arguments; ``self`` for the
            receiver, ``steps[0]`` for an element of a list, ``model_data.__self__`` for the owner of an attribute.
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
        """The last part of the qualified name."""
        return self.callee.rpartition(".")[2]

    def setting(self, name: str) -> Setting | None:
        """An argument by name."""
        return next((setting for key, setting in self.settings if key == name), None)

    def link(self, name: str) -> int | None:
        """The index of the call that created an argument's value; None if unknown."""
        return next((index for key, index in self.links if key == name), None)


@dataclass(frozen=True, slots=True)
class Request:
    """A request in a document that launches no job: it creates an endpoint, or the configuration of one.

    Attributes:
        method: the method of the service's client that makes it: ``create_endpoint_config``.
        dialect: format of the definition.
        place: the request.
        step: name of the pipeline step or state; None if it is not known.
        settings: its members by name.
    """

    method: str
    dialect: Dialect
    place: Place
    step: str | None = None
    settings: tuple[tuple[str, Setting], ...] = ()

    def setting(self, name: str) -> Setting | None:
        """A member by name."""
        return next((setting for key, setting in self.settings if key == name), None)


@dataclass(frozen=True, slots=True)
class WrittenScript:
    """A script whose text is in the definition that writes it.

    Attributes:
        path: absolute path of the written file.
        text: its content.
        place: the literal with the text, or the expression that gives it.
        exact: whether the literal contains it line for line.
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
    """The image described by a Dockerfile.

    Attributes:
        place: the FROM of its last stage.
        base: the image in that FROM; None if it depends on a variable without a default.
        context: absolute folder from which files are copied; None if unknown. Set by linking.
        jobs: jobs that run the image, matched by repository name, or because the project has no other image.
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
        jobs: in text order.
        pipelines, uses: in text order.
        uploads: (local file name, S3 key or URI as far as known) of uploaded files, for scripts named by S3 URI.
        written: absolute paths of scripts that the file itself writes.
        scripts: those of them whose text is known and in the file.
        names: (name in a ``%%writefile`` cell, absolute path) of the files that notebook cells write.
        models: calls that register or create models.
        calls: all calls of the SDK and of boto3 requests, in execution order.
        hidden: values from documents; see :class:`Job`.
        copies: (from, to) of copied files and folders, as named in the file.
        made: created files and folders, and shell commands of a notebook (beginning with ``!``), which may create
            others; they may explain a missing script.
        images: the image of a Dockerfile; empty for other files.
        requests: requests for endpoints in pipelines of JSON and in state machines; those of boto3 are among `calls`.
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
    requests: tuple[Request, ...] = ()
