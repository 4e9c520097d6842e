"""Jobs in YAML: state machines of Step Functions, and CloudFormation templates."""

from __future__ import annotations

from sm_lint.files.definition_documents import MAX_YAML_BYTES
from sm_lint.files.yaml_text import YamlError
from sm_lint.jobs.definition.model import Definitions
from sm_lint.jobs.documents.parts import Parts
from sm_lint.jobs.documents.templates import is_template, template_parts
from sm_lint.jobs.documents.yaml_settings import YamlReader
from sm_lint.syntax.span import Place, Problem

CODE = "SMX901"
_SIGNS = (b":states:::", b"AWS::SageMaker::")


def yaml_problem(path: str, raw: bytes) -> Problem | None:
    """Why a file that should be a definition cannot be read as one, or None."""
    if len(raw) > MAX_YAML_BYTES:
        return Problem(CODE, f"larger than {MAX_YAML_BYTES >> 10} KiB, which is more than is read of YAML", Place(path))
    try:
        document = YamlReader(path, raw.decode("utf-8-sig")).read()
    except UnicodeDecodeError as error:
        return Problem(CODE, f"byte 0x{raw[error.start]:02x} is not valid UTF-8, as YAML has to be", Place(path))
    except YamlError as error:
        return Problem(CODE, f"no valid YAML: {error}", error.place or Place(path))
    except ValueError as error:
        return Problem(CODE, f"no YAML that can be read: {error}", Place(path))
    if document.type != "dict":
        return Problem(CODE, "a definition is a mapping, and this is none", document.place)
    return None


def yaml_definitions(path: str, raw: bytes) -> Definitions | None:
    """The jobs that a YAML file defines; None if it cannot be read (:func:`yaml_problem`) or defines none."""
    if len(raw) > MAX_YAML_BYTES or not any(sign in raw for sign in _SIGNS):
        return None
    try:
        reader = YamlReader(path, raw.decode("utf-8-sig"))
        document = reader.read()
    except ValueError:
        return None
    if is_template(document):
        return template_parts(document, reader.inside).definitions(path)
    parts = Parts()
    parts.add(document)
    return parts.definitions(path)
