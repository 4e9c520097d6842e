"""Models of the SDK that bring no script: what runs in their image is known by the image alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sm_lint.jobs.definition.build import JobBuilder
from sm_lint.jobs.definition.model import Definitions, Job
from sm_lint.jobs.definition.reading import absent

_MODELS = frozenset({"sagemaker.model.Model", "sagemaker.Model", "sagemaker.multidatamodel.MultiDataModel"})
_CODE = ("entry_point", "source_dir")


def served_models(definitions: Definitions) -> Iterator[Job]:
    """A job for each model of a file that is given an image and no script; it stands for the endpoint and launches nothing."""
    for call in definitions.calls:
        image = call.setting("image_uri")
        if call.callee not in _MODELS or not call.reached or call.open or absent(image):
            continue
        if all(absent(call.setting(name)) for name in _CODE):
            builder = JobBuilder.begin("inference", "v2", call.name, call.place, class_name=call.name)
            builder.job = replace(builder.job, settings=call.settings)
            yield builder.build()
