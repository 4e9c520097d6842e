"""What is known of SageMaker's own images, and the script that writes it."""

from __future__ import annotations

import random
import subprocess
import zipfile
from pathlib import Path

import jsonschema
import pytest

from sm_lint.sagemaker.data import DIRECTORY, load
from sm_lint.sagemaker.image_contents import refresh
from sm_lint.sagemaker.image_contents.contents import (
    ImageContents,
    images_of,
    images_with,
    importable,
    lacks,
    may_install,
    modules_by_distribution,
    repositories,
    required_by,
)

TEXT = {"type": "string", "minLength": 1}
NAMES = {"type": "array", "items": TEXT, "uniqueItems": True}
SOURCE = {"type": "string", "pattern": r"^aws/[\w-]+@[0-9a-f]{40} [\w./-]+(, [\w./-]+)*$"}
PACKAGES = {"type": "string", "pattern": r"^\s*([a-z0-9]+(-[a-z0-9]+)*(==[\w.+!]+)?\s+)*$"}
SCOPES = {"type": "array", "minItems": 1, "items": {"enum": ["training", "processing", "inference"]}}
IMAGE = {
    "versions": {**NAMES, "minItems": 1},
    "scopes": SCOPES,
    "devices": {"type": "array", "minItems": 1, "items": {"enum": ["cpu", "gpu"]}},
    "python": {"type": "string", "pattern": r"^3\.\d+$"},
    "basis": {"enum": ["lock", "resolved", "dockerfile", "requirements"]},
    "source": SOURCE,
    "packages": PACKAGES,
}
COUNT = {"type": "integer", "minimum": 0}
REPOSITORY = {"name": TEXT, "files": COUNT, "framework": TEXT, "classes": NAMES, "scopes": SCOPES, "source": TEXT}
ADDITION = {"dockerfile": TEXT, "command": TEXT, "packages": TEXT, "source": TEXT}
FOLDER = Path(DIRECTORY) / "image_contents"
IMAGES = [image for repository in repositories() for image in images_of(repository)]
LOCKED = [image for image in IMAGES if image.basis == "lock"]


def table(properties: dict[str, object], optional: dict[str, object] | None = None) -> dict[str, object]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": {**properties, **(optional or {})},
        "additionalProperties": False,
    }


def entries(key: str, entry: dict[str, object]) -> dict[str, object]:
    return {key: {"type": "array", "minItems": 1, "items": entry}}


def named(values: dict[str, object]) -> dict[str, object]:
    return {"type": "object", "additionalProperties": values}


PLAIN = {"type": "string", "pattern": r"^\s*([a-z0-9]+(-[a-z0-9]+)*\s+)*([a-z0-9]+(-[a-z0-9]+)*)?$"}
ADDITIONS = {
    "addition": {"type": "array", "minItems": 1, "items": table(ADDITION)},
    "conda": table({"source": TEXT, "names": named({"type": "string"})}),
    "git": table({"source": TEXT, "distributions": named(TEXT)}),
    "popular": table({"source": TEXT, "distributions": PLAIN}),
    "lists": table({"source": TEXT, "names": named(PLAIN)}),
    "present": table({"source": TEXT, "always": PLAIN, "base-image": PLAIN, "conda": PLAIN, "system": PLAIN}),
    "closure": {"type": "object", "required": ["source"], "additionalProperties": {"type": "string"}},
}


def schema(name: str) -> dict[str, object]:
    if name == "index":
        return table(entries("repository", table(REPOSITORY, {"modules": NAMES})))
    if name == "additions":
        return table(ADDITIONS)
    if name == "requires":
        return table({"source": TEXT, "requires": named(PLAIN)})
    if name == "support":
        day = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
        dated = table({"repository": TEXT, "version": TEXT, "general-availability": day, "end-of-patch": day})
        return table({"source": SOURCE, "day": day, **entries("image", dated)})
    if name == "modules":
        modules = {"type": "object", "additionalProperties": {"type": "string", "pattern": r"^(\w+( \w+)*)?$"}}
        return table({"source": TEXT, "alike": PACKAGES, "modules": modules})
    return table(entries("image", table(IMAGE, {"like": COUNT, "without": PLAIN})))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_file_matches_its_schema_and_is_small(path: Path) -> None:
    jsonschema.Draft202012Validator(schema(path.stem)).validate(load(f"image_contents/{path.stem}"))
    # The additions are read by the refresh alone.
    assert path.stat().st_size < (20 if path.stem in {"additions", "requires"} else 10) * 1024


def test_every_repository_has_its_files() -> None:
    others = {"index", "additions", "modules", "requires", "support"}
    wanted = {f"{each.name}.{number}" for each in repositories() for number in range(1, each.files + 1)}
    assert {path.stem for path in FOLDER.glob("*.toml")} - others == wanted


def test_no_image_is_there_twice() -> None:
    keys = [
        (image.repository.name, version, device, image.python)
        for image in IMAGES
        for version in image.versions
        for device in image.devices
    ]
    assert len(keys) == len(set(keys))


def name_of(image: ImageContents) -> str:
    return f"{image.repository.name}-{image.versions[0]}-{image.devices[0]}-{image.python}"


@pytest.mark.parametrize("image", LOCKED, ids=name_of)
def test_names_drawn_from_a_lock_are_importable_and_others_are_not(image: ImageContents) -> None:
    known = modules_by_distribution()
    here = {module for name in image.packages for module in known.get(name, ())}
    elsewhere = {module for name in known if name not in image.packages for module in known[name]} - here
    draw = random.Random(name_of(image))
    inside = draw.sample(sorted(here), min(20, len(here)))
    outside = draw.sample(sorted(elsewhere), min(20, len(elsewhere)))
    assert inside
    assert outside
    assert not [module for module in inside if lacks(image, module) or module not in importable(image)]
    assert not [module for module in outside if not lacks(image, module)]


@pytest.mark.parametrize(
    ("framework", "version", "there", "not_there"),
    [
        (
            "sklearn",
            "1.9-0",
            "sklearn numpy pandas scipy yaml dateutil flask boto3 pip",
            "xgboost matplotlib mlflow torch",
        ),
        ("xgboost", "3.2-0", "xgboost sklearn dask matplotlib PIL smdebug mms", "mlflow torch seaborn lightgbm"),
        (
            "sklearn",
            "1.2-1",
            "sklearn numpy pandas scipy flask boto3 PIL pyarrow tqdm requests",
            "matplotlib seaborn xgboost mlflow torch statsmodels imblearn lightgbm awswrangler",
        ),
        (
            "xgboost",
            "1.7-1",
            "xgboost sklearn pandas dask matplotlib smdebug pyarrow numba yaml",
            "mlflow torch seaborn lightgbm shap imblearn sagemaker",
        ),
        ("pytorch", "2.12", "torch cv2 mlflow sagemaker seaborn", "dask_cuda xgboost"),
    ],
)
def test_what_scripts_import_most(framework: str, version: str, there: str, not_there: str) -> None:
    repository = next(each for each in repositories() if each.framework == framework)
    image = next(each for each in images_with(repository, version) if each.basis in {"lock", "resolved"})
    assert set(there.split()) <= importable(image)
    assert not set(not_there.split()) & importable(image)


@pytest.mark.parametrize("image", [image for image in IMAGES if image.basis not in {"lock", "resolved"}], ids=name_of)
def test_an_image_that_is_not_known_whole_lacks_nothing(image: ImageContents) -> None:
    assert not lacks(image, "no_such_module_anywhere")


@pytest.mark.parametrize(
    "image", [image for image in LOCKED if image.repository.name != "tensorflow-training"], ids=name_of
)
def test_it_is_known_what_all_packages_of_a_lock_install(image: ImageContents) -> None:
    known = modules_by_distribution()
    assert [name for name in image.packages if name not in known] == []
    assert lacks(image, "no_such_module_anywhere")


def test_where_that_is_not_known_only_modules_of_other_distributions_are_lacking() -> None:
    for image in LOCKED:
        if image.repository.name == "tensorflow-training":
            assert not lacks(image, "no_such_module_anywhere")
            assert lacks(image, "xgboost")
            assert not lacks(image, "tensorflow")


def test_a_version_without_its_last_number_means_all_patches() -> None:
    training = next(each for each in repositories() if each.name == "pytorch-training")
    assert {image.versions[0] for image in images_with(training, "1.12")} == {"1.12.0", "1.12.1"}
    assert {image.versions[0] for image in images_with(training, "1.12.1")} == {"1.12.1"}
    assert not images_with(training, "9.9")
    hugging = next(each for each in repositories() if each.name == "huggingface-pytorch-training")
    (image,) = images_with(hugging, "1.13-transformers4.26")
    assert image.versions == ("1.13.1-transformers4.26.0",)
    sklearn = next(each for each in repositories() if each.framework == "sklearn")
    assert not images_with(sklearn, "1.2")


def test_what_distributions_require() -> None:
    assert required_by("no-such-distribution") is None
    found = required_by("seaborn")
    assert found is not None
    assert {"seaborn", "matplotlib", "pandas", "numpy", "pillow"} <= found
    assert may_install(found, "matplotlib")
    assert not may_install(found, "mlflow")
    # It is not known what this one installs.
    assert may_install({"acme-tools"}, "acme_tools")


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


LOCK = """
[[package]]
name = "own"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "left" }, { name = "pywin32", marker = "sys_platform == 'win32'" }]
[package.optional-dependencies]
sagemaker = [{ name = "right" }]
[[package]]
name = "left"
version = "1.0"
source = { registry = "r" }
[[package]]
name = "left"
version = "1.0+cpu"
source = { registry = "r" }
[[package]]
name = "right"
version = "2"
source = { registry = "r" }
dependencies = [{ name = "below", marker = "python_full_version < '3.13'" }]
[[package]]
name = "below"
version = "3"
source = { registry = "r" }
[[package]]
name = "pywin32"
version = "4"
source = { registry = "r" }
"""
CONFIGURATION = """
metadata: {framework_version: "1.9.0", customer_type: CUSTOMER, device_type: cpu, job_type: general, prod_image: "acme:1.9-0-cpu-py3"}
build: {dockerfile: docker/acme/Dockerfile, python_version: "3.12"}
"""
DOCKERFILE = """
FROM amazonlinux:2023
RUN python3.12 -m venv /opt/venv
COPY docker/acme/pyproject.toml docker/acme/uv.lock /tmp/build/
RUN pip install --no-deps /tmp/beside-5-py3-none-any.whl \\
  && rm /tmp/beside-5-py3-none-any.whl
RUN pip install --force-reinstall right==2.1
"""


@pytest.fixture
def containers(tmp_path: Path) -> Path:
    config = tmp_path / ".github" / "config" / "image" / "sklearn"
    config.mkdir(parents=True)
    (tmp_path / "docker" / "acme").mkdir(parents=True)
    (config / "sagemaker.yml").write_text(CONFIGURATION.replace("CUSTOMER", "sagemaker"))
    (config / "ec2.yml").write_text(CONFIGURATION.replace("CUSTOMER", "ec2"))
    (tmp_path / "docker" / "acme" / "uv.lock").write_text(LOCK)
    (tmp_path / "docker" / "acme" / "Dockerfile").write_text(DOCKERFILE)
    git(tmp_path, "init", "-q")
    return tmp_path


def commit(folder: Path) -> refresh.Checkout:
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "images")
    return refresh.checkout(str(folder))


def test_an_image_is_read_from_a_checkout(containers: Path) -> None:
    source = commit(containers)
    (found,) = refresh.images(source)
    assert found.pop("packages") == {"left": "1.0+cpu", "right": "2.1", "below": "3", "beside": "5", "pip": ""}
    assert found == {
        "repository": "acme",
        "versions": ["1.9-0"],
        "scopes": ["training", "processing", "inference"],
        "devices": ["cpu"],
        "python": "3.12",
        "basis": "lock",
        "source": f"aws/deep-learning-containers@{source.commit} docker/acme/uv.lock, docker/acme/Dockerfile",
    }


@pytest.mark.parametrize(
    "command", ["pip install flash-attn==2", "uv pip install x*.whl", "pip install git+https://x/y"]
)
def test_a_dockerfile_that_installs_more_is_no_lock(containers: Path, command: str) -> None:
    with (containers / "docker" / "acme" / "Dockerfile").open("a") as file:
        file.write(f"RUN {command}\n")
    (found,) = refresh.images(commit(containers))
    assert found["basis"] == "dockerfile"


def test_modules_are_read_from_wheels(tmp_path: Path) -> None:
    names = ["a/__init__.py", "b.py", "_c.cpython-312-x86_64-linux-gnu.so", "d/data.json", "x-1.data/purelib/e/f.py",
             "x-1.data/scripts/run.py", "x-1.dist-info/g.py", "name_space/h/i.py", "not-a-name.py"]  # fmt: skip
    with zipfile.ZipFile(tmp_path / "Acme_Core-1-py3-none-any.whl", "w") as archive:
        for name in names:
            archive.writestr(name, "")
    assert refresh.modules_of_wheels(tmp_path) == {"acme-core": {"a", "b", "_c", "e", "name_space"}}
