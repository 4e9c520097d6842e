"""Definitions that are run with both generations of the SDK, by name."""

from tests.migration.real.definitions import flows, local_mode, pipelines, processors, trainers

CASES = {**processors.CASES, **trainers.CASES, **flows.CASES, **pipelines.CASES, **local_mode.CASES}
