"""Requirements that are taken out of jobs in images that are known whole: the imports that then fail are found."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.image_contents.contents import (
    ImageContents,
    images_of,
    importable,
    modules_by_distribution,
    repositories,
    required_by,
)
from sm_lint.testing import lint_files

CLASSES = {
    "sagemaker-scikit-learn": "sklearn.SKLearn",
    "sagemaker-xgboost": "xgboost.XGBoost",
    "tensorflow-training": "tensorflow.TensorFlow",
}
IMAGES = [
    image
    for repository in repositories()
    for image in images_of(repository)
    if image.basis == "lock" and repository.name in CLASSES and "training" in image.scopes
]
DRAWS = 15


class Job(NamedTuple):
    """A job whose script imports three packages, of which its requirements have two."""

    image: ImageContents
    removed: str
    kept: tuple[str, ...]


def drawn(image: ImageContents) -> list[Job]:
    """Jobs with packages that people install most; one that the two others bring is not missing."""
    draw = random.Random(f"{image.repository.name} {image.versions[0]}")
    known, here = modules_by_distribution(), importable(image)
    popular = load("image_contents/additions")["popular"]["distributions"].split()
    lacking = [name for name in popular if known.get(name) and not known[name] & here and name not in image.packages]
    found = []
    while len(found) < DRAWS:
        removed, *kept = draw.sample(lacking, 3)
        brought = set().union(*(required_by(name) or () for name in kept))
        if removed not in brought and not any(known[removed] & known.get(name, frozenset()) for name in brought):
            found.append(Job(image, removed, tuple(kept)))
    return found


def test_removed_requirements_are_found(tmp_path: Path) -> None:
    known = modules_by_distribution()
    jobs = [job for image in IMAGES for job in drawn(image)]
    launch, files = [f"from sagemaker.{each.replace('.', ' import ')}" for each in CLASSES.values()], {}
    for number, (image, removed, kept) in enumerate(jobs):
        files[f"job{number}/requirements.txt"] = "\n".join(kept)
        files[f"job{number}/train.py"] = "".join(f"import {min(known[each])}\n" for each in (removed, *kept))
        launch.append(
            f"{CLASSES[image.repository.name].partition('.')[2]}(entry_point='train.py', source_dir='job{number}', role='r',"
            f" framework_version='{image.versions[0]}', py_version='py{image.python.replace('.', '')}', instance_count=1,"
            f" instance_type='{'ml.m5.large' if 'cpu' in image.devices else 'ml.g5.xlarge'}').fit()"
        )
    files["launch.py"] = "\n".join(launch)
    findings = lint_files(files, str(tmp_path), select=["SMI620"]).findings
    found = {(Path(each.place.path).parent.name, each.place.span.line) for each in findings}
    missed = [(job.removed, *job.kept) for number, job in enumerate(jobs) if (f"job{number}", 1) not in found]
    assert len(missed) <= 0.05 * len(jobs), missed
    assert not [each for each in found if each[1] != 1], "what the requirements have is said to be missing"
