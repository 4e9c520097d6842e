"""The instance types that endpoints are given, in every dialect."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.jobs.definition.model import Definitions, Setting
from sm_lint.jobs.definition.reading import elements
from sm_lint.judgement.definitions.sdk_calls import calls_of

_CONFIGURES = "create_endpoint_config"


def endpoint_instance_types(definitions: Definitions) -> Iterator[Setting]:
    """The instance types in requests for endpoint configurations, and in calls of `deploy` of the SDK."""
    for request in definitions.requests:
        if request.method == _CONFIGURES:
            yield from _of_variants(request.setting("ProductionVariants"))
    for known in calls_of(definitions):
        if known.call.name == _CONFIGURES and not known.targets:
            yield from _of_variants(known.call.setting("ProductionVariants"))
        elif known.call.name == "deploy" and known.targets:
            given = known.given.get("instance_type")
            if given is not None:
                yield given


def _of_variants(variants: Setting | None) -> Iterator[Setting]:
    for variant in elements(variants):
        given = variant.get("InstanceType")
        if given is not None:
            yield given
