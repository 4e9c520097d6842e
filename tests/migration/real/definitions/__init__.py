"""Definitions that are run with both generations of the SDK, by name."""

from tests.migration.real.definitions import flows, pipelines, processors, trainers

CASES = {**processors.CASES, **trainers.CASES, **flows.CASES, **pipelines.CASES}
