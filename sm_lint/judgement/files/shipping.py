"""What of a project reaches the container of a job with the script."""

from __future__ import annotations

import os
import sys

import libcst as cst

from sm_lint.contracts.model import Argument
from sm_lint.flow.facts import Cause, ImportFact, PathAccess, ScriptFacts, Unresolved
from sm_lint.jobs.definition.model import Job, Setting
from sm_lint.jobs.definition.reading import absent, elements, entries, find, literal, of_direction
from sm_lint.jobs.definition.sdk import class_named
from sm_lint.patterns import regex
from sm_lint.registry.context import Context
from sm_lint.sagemaker.images import modules_of_image, requirement_names, runs_own_image
from sm_lint.sagemaker.paths import is_under
from sm_lint.sagemaker.serving.model_code import repacking_models
from sm_lint.syntax.module import ParsedModule
from sm_lint.workspace.view import FileView

REQUIREMENTS = "requirements.txt"
_INSTALLERS = regex(r"pip(?!e)|conda|uv ")
_CODE = "/opt/ml/processing/input/code"


def job_of(context: Context) -> Job | None:
    """The job definition that the contract of this pass was read out of."""
    return next((job for job in context.launched_by if job.contract is context.contract), None)


def kind_of_argument(context: Context, argument: Argument) -> str:
    """How messages call an argument of a training job: "hyperparameter", or "argument" where a shell script passes it."""
    job = job_of(context)
    by_shell = job is not None and job.script is not None and argument.place == job.script.place
    return "argument" if by_shell else "hyperparameter"


def ships_one_file(job: Job) -> bool:
    """Whether the script alone is uploaded, into an image of SageMaker's own that holds no code of the project."""
    script = job.script
    if script is None or script.path is None or script.ships_siblings or script.source_dir is not None:
        return False
    return job.kind == "processing" and runs_own_image(job.class_name) and absent(find(job, "image"))


def image_modules(job: Job) -> frozenset[str] | None:
    """What can be imported in the image of a job; None where that is not known."""
    return modules_of_image(job.class_name) if absent(find(job, "image")) else None


def with_source_dir(job: Job) -> str:
    """What to do so that more than the script reaches the container."""
    described = class_named(job.class_name, "v2")
    is_framework = described is not None and described.family.name == "framework-processor"
    return "give it a `source_dir`" if is_framework else "use FrameworkProcessor with `source_dir`"


def ships_entry_point_alone(job: Job) -> bool:
    """Whether an estimator or model of SDK v2 uploads its entry point and nothing beside it, into an image of SageMaker's own."""
    return _ships_no_folder(job) and absent(job.setting("dependencies"))


def lost_requirements(job: Job) -> Setting | None:
    """A requirements file among the `dependencies` of a model that packs them into a folder in which nothing looks for it.

    `repack_model` of the SDK puts them into `code/lib`.
    """
    if not _ships_no_folder(job) or job.class_name not in repacking_models():
        return None
    given = elements(job.setting("dependencies"))
    return next((item for item in given if os.path.basename(literal(item) or "") == REQUIREMENTS), None)


def _ships_no_folder(job: Job) -> bool:
    script, known = job.script, class_named(job.class_name, "v2")
    if script is None or script.path is None or known is None or job.dialect != "v2" or job.open_settings:
        return False
    if (job.kind, known.family.name) not in {("training", "framework-estimator"), ("inference", "model")}:
        return False
    # A model that is given no image of its own has that of its framework.
    return all(absent(job.setting(name)) for name in ("source_dir", "git_config", "image_uri", "image_name", "image"))


def may_bring_modules(job: Job) -> bool:
    """Whether the job brings modules by other means: an input beside the script, the Python path."""
    if any(key == "PYTHONPATH" for key, _ in entries(job.environment)):
        return True
    return job.kind == "processing" and any(
        (local := literal(mount.local)) is None or is_under(local, _CODE) or is_under(_CODE, local.rstrip("/"))
        for mount in of_direction(job.mounts, "input")
    )


def changes_search_path(context: Context) -> bool:
    """Whether the script looks for modules in places of its own."""
    text = context.text
    return "sys.path" in text or "PYTHONPATH" in text or "importlib" in text


def installs_packages(facts: ScriptFacts) -> bool:
    """Whether the script installs packages, or starts a program that may."""
    for fact in facts.facts:
        if isinstance(fact, PathAccess) and fact.via == "pip":
            return True
        if isinstance(fact, Unresolved) and fact.cause is Cause.PROCESS:
            return True
    return any(_INSTALLERS.search(module.text) for module in (facts.module, *facts.modules))


def needed_imports(facts: ScriptFacts) -> list[ImportFact]:
    """Imports that the script itself makes whenever it runs, each module once; those that may fail are left out."""
    tried = tried_imports(facts.module)
    found: dict[str, ImportFact] = {}
    for fact in facts.all(ImportFact):
        own = fact.site.module is facts.module and id(fact.node) not in tried
        if own and fact.reached and not fact.guarded and not fact.conditional:
            found.setdefault(fact.module.lstrip(".").partition(".")[0], fact)
    return [fact for name, fact in found.items() if name]


def foreign_imports(facts: ScriptFacts) -> list[ImportFact]:
    """Those of the needed imports that are neither the project's nor the standard library's."""
    return [
        fact
        for fact in needed_imports(facts)
        if fact.resolved is None
        and not fact.module.startswith(".")
        and fact.module.partition(".")[0] not in sys.stdlib_module_names
    ]


def tried_imports(module: ParsedModule) -> set[int]:
    """The identities of import statements whose failure is caught."""
    if "except" not in module.text:
        return set()
    found: set[int] = set()
    order = module.order
    attempts: list[cst.Try | cst.TryStar] = [*order.of(cst.Try), *order.of(cst.TryStar)]
    for node in attempts:
        if node.handlers:
            extent = order.extent(node.body)
            found.update(map(id, order.within(extent, cst.Import)))
            found.update(map(id, order.within(extent, cst.ImportFrom)))
    return found


def required_beside(files: FileView, folder: str) -> frozenset[str] | None:
    """Distributions that the requirements file in a folder asks for; None where there is none, or it cannot be read whole."""
    text = files.text(os.path.join(folder, REQUIREMENTS))
    return None if text is None else requirement_names(text)
