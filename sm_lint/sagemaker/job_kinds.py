"""The kinds of jobs in which SageMaker runs a script of one's own."""

from __future__ import annotations

from typing import Literal

JobKind = Literal["processing", "training", "transform", "inference"]
JOB_KINDS: tuple[JobKind, ...] = ("processing", "training", "transform", "inference")
