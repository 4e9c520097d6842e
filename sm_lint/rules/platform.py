"""Facts about SageMaker: paths, environment, limits, images, handlers."""

from __future__ import annotations

from sm_lint.sagemaker.accounts import is_public_account
from sm_lint.sagemaker.api.enumerations import as_of, enumeration
from sm_lint.sagemaker.api.job_fields import JobField, job_field, job_fields
from sm_lint.sagemaker.api.limits import limit, name_pattern
from sm_lint.sagemaker.api.properties import unknown_member
from sm_lint.sagemaker.api.requests import Member as RequestMember
from sm_lint.sagemaker.api.requests import Shape as RequestShape
from sm_lint.sagemaker.api.requests import request_shape, requests_as_of
from sm_lint.sagemaker.api.requests import shape as nested_shape
from sm_lint.sagemaker.environment import (
    HYPERPARAMETER_PREFIX,
    channel_variable,
    environment_path,
    is_platform_variable,
    platform_variable,
    platform_variable_names,
)
from sm_lint.sagemaker.formats import suffix_kind
from sm_lint.sagemaker.frameworks import (
    checkpointing_frameworks,
    framework_of_class,
    framework_of_modules,
    misnomers,
    server_modules,
)
from sm_lint.sagemaker.hyperparameters import is_kept_from_script
from sm_lint.sagemaker.images import normalised, provides, runs_own_image
from sm_lint.sagemaker.instances import has_gpu
from sm_lint.sagemaker.paths import (
    Mistake,
    channel_of,
    host_of,
    is_container_path,
    is_under,
    mistaken_place,
    places,
    platform_place,
    root,
)
from sm_lint.sagemaker.registries import foreign_registry
from sm_lint.sagemaker.sdk.argument_groups import ArgumentGroup, argument_groups
from sm_lint.sagemaker.sdk.changes import instead_in_v3
from sm_lint.sagemaker.sdk.framework_images import Scope as ImageScope
from sm_lint.sagemaker.sdk.framework_images import is_past as is_past_version
from sm_lint.sagemaker.sdk.framework_images import versions as framework_images
from sm_lint.sagemaker.sdk.remote_functions import FunctionArguments, function_arguments, lacks_folder, lacks_variable
from sm_lint.sagemaker.sdk.removed_keywords import RemovedKeyword, removed_keyword
from sm_lint.sagemaker.sdk.roles import role_is_required
from sm_lint.sagemaker.serving.handlers import HandlerSignature, handler_signatures
from sm_lint.sagemaker.serving.media_types import framework_media
from sm_lint.sagemaker.serving.replies import ReplyKind, ReplyServer, reply_kinds, reply_server

__all__ = [
    "ArgumentGroup",
    "argument_groups",
    "RemovedKeyword",
    "removed_keyword",
    "FunctionArguments",
    "HYPERPARAMETER_PREFIX",
    "HandlerSignature",
    "ImageScope",
    "JobField",
    "RequestMember",
    "RequestShape",
    "nested_shape",
    "request_shape",
    "requests_as_of",
    "Mistake",
    "ReplyKind",
    "ReplyServer",
    "as_of",
    "channel_of",
    "channel_variable",
    "checkpointing_frameworks",
    "enumeration",
    "environment_path",
    "foreign_registry",
    "framework_images",
    "framework_media",
    "framework_of_class",
    "framework_of_modules",
    "function_arguments",
    "handler_signatures",
    "has_gpu",
    "host_of",
    "instead_in_v3",
    "is_container_path",
    "is_kept_from_script",
    "is_past_version",
    "is_platform_variable",
    "is_public_account",
    "is_under",
    "job_field",
    "job_fields",
    "lacks_folder",
    "lacks_variable",
    "limit",
    "misnomers",
    "mistaken_place",
    "name_pattern",
    "normalised",
    "places",
    "platform_place",
    "platform_variable",
    "platform_variable_names",
    "provides",
    "reply_kinds",
    "reply_server",
    "role_is_required",
    "root",
    "runs_own_image",
    "server_modules",
    "suffix_kind",
    "unknown_member",
]
