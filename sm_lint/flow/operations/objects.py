"""Objects of the project's classes: creating them, filling fields, finding methods."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.project import ClassValue, Function, Instance
from sm_lint.flow.domain.text import literal_str
from sm_lint.flow.domain.values import UNKNOWN, Arguments, Constant, Opaque, Value
from sm_lint.flow.facts import Cause
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.operations.effects import apply_signature, pass_on
from sm_lint.flow.operations.environ import read_variable
from sm_lint.flow.operations.functions import call_function
from sm_lint.flow.operations.inheritance import make_base

_DATACLASS = frozenset(
    ("dataclasses.dataclass", "pydantic.dataclasses.dataclass", "attr.s", "attrs.define", "attr.define")
)
_MODEL_BASES = ("pydantic.BaseModel", "pydantic_settings.BaseSettings", "typing.NamedTuple")
_SETTINGS = ("pydantic_settings.BaseSettings", "pydantic.BaseSettings", "pydantic.v1.BaseSettings")


def instantiate(vm: Machine, cls: ClassValue, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Create an object: run `__init__`, or fill a dataclass's fields."""
    if is_enumeration(cls) and arguments.positional:
        return UNKNOWN
    instance = Instance(cls)
    vm.instances[id(cls)] = instance
    init = find_method(cls, "__init__")
    if init is not None:
        call_function(vm, init.bind(instance), arguments, node)
        return instance
    _initialize_bases(vm, cls, arguments, node)
    if is_settings(cls):
        _fill_settings(vm, cls, instance, arguments, node)
    elif is_data_class(cls):
        _fill_fields(vm, cls, instance, arguments, node)
        post = find_method(cls, "__post_init__")
        if post is not None:
            call_function(vm, post.bind(instance), Arguments([], {}), node)
    else:
        make_base(vm, instance, arguments, node)
    return instance


def _initialize_bases(vm: Machine, cls: ClassValue, arguments: Arguments, node: cst.CSTNode) -> None:
    """Apply the inherited `__init__` of a library base."""
    for base in cls.external_bases():
        signature = vm.library.function(vm.library.canonical(base))
        if signature is not None:
            apply_signature(vm, signature, base, arguments, node)
        elif not vm.library.is_pure(base):
            pass_on(vm, arguments, node, base)


def _fill_fields(vm: Machine, cls: ClassValue, instance: Instance, arguments: Arguments, node: cst.CSTNode) -> None:
    for position, name in enumerate(_field_names(cls)):
        value = arguments.get(position, name)
        if value is None:
            value = class_attribute(cls, name)
        if value is None or arguments.open:
            value = UNKNOWN
        instance.attributes[name] = field_default(vm, value, node) or UNKNOWN


def special(vm: Machine, value: Value, name: str, given: list[Value], node: cst.CSTNode) -> Value | None:
    """The result of a method such as `__str__`; None if the value is not a project object or lacks the method."""
    method = find_method(value.cls, name) if isinstance(value, Instance) else None
    return vm.call(method.bind(value), Arguments(given, {}), node) if method is not None else None


def named_element(value: Instance, number: int) -> Value | None:
    """A field of a named tuple by its index; None if there is none."""
    names = _field_names(value.cls) if "typing.NamedTuple" in value.cls.external_bases() else []
    return value.attributes.get(names[number]) if -len(names) <= number < len(names) else None


def is_data_class(cls: ClassValue) -> bool:
    """Whether the class's `__init__` is generated from its fields."""
    return any(name in _DATACLASS for base in cls.lineage() for name in base.decorators) or any(
        base in _MODEL_BASES for base in cls.external_bases()
    )


def is_enumeration(cls: ClassValue) -> bool:
    """Whether the class is an Enum."""
    return any(base.startswith("enum.") for base in cls.external_bases())


def find_method(cls: ClassValue, name: str) -> Function | None:
    """A method by name, looked up along the project's classes."""
    value = class_attribute(cls, name)
    return value if isinstance(value, Function) else None


def class_attribute(cls: ClassValue, name: str) -> Value | None:
    """An attribute of a class or of its project bases."""
    for base in cls.lineage():
        value = base.scope.names.get(name)
        if value is not None:
            return value
    return None


def _field_names(cls: ClassValue) -> list[str]:
    """The names of the fields of a class and of its bases, in the order of `__init__`'s parameters."""
    names: list[str] = []
    for base in reversed(list(cls.lineage())):
        names += [name for name in base.fields if name not in names]
    return names


def field_default(vm: Machine, value: Value, node: cst.CSTNode) -> Value | None:
    """The default of a field of a dataclass, None where it has none.

    It is x for `field(default=x)`, and what f returns for `field(default_factory=f)`: each object calls it for itself.
    """
    if not isinstance(value, Opaque) or value.call is None:
        return value
    name = value.type.name.rpartition(".")[2]
    if name not in ("field", "Field"):
        return value
    given = value.call.arguments
    default = given.get(None, "default")
    if default is None and name == "Field":
        default = given.get(0)
    factory = given.keywords.get("default_factory")
    if default is not None or factory is None:
        return default
    return vm.call(factory, Arguments([], {}), node)


# -- settings out of the environment ----------------------------------------------------------------------------------


def is_settings(cls: ClassValue) -> bool:
    """Whether the class fills its fields from environment variables."""
    return any(base in _SETTINGS for base in cls.external_bases())


def _fill_settings(vm: Machine, cls: ClassValue, instance: Instance, arguments: Arguments, node: cst.CSTNode) -> None:
    prefix = _settings_prefix(cls)
    parses = _parses_command_line(cls, arguments)
    if parses:
        taken = "a settings class takes its fields from the command line"
        vm.recorder.unresolved(node, Cause.ARGUMENT, taken, "argument")
        vm.recorder.unresolved(node, Cause.VARIABLE, f"{taken}, or from variables", "environment")
    for name in _field_names(cls):
        if name == "model_config":
            continue
        value = arguments.keywords.get(name) or (UNKNOWN if parses else None)
        if value is None:
            written = class_attribute(cls, name)
            default = field_default(vm, written, node) if written is not None else None
            variable = _variable_of(written) or f"{prefix}{name}".upper()
            value = read_variable(vm, Constant(variable), node, required=default is None, default=default)
        instance.attributes[name] = value


def _parses_command_line(cls: ClassValue, arguments: Arguments) -> bool:
    """`cli_parse_args=True`, of the class, in its `SettingsConfigDict`, or of the call."""
    if "_cli_parse_args" in arguments.keywords:
        return True
    config = class_attribute(cls, "model_config")
    if isinstance(config, Opaque) and config.call and "cli_parse_args" in config.call.arguments.keywords:
        return True
    keywords = [argument.keyword for each in cls.lineage() for argument in each.node.keywords]
    return any(keyword is not None and keyword.value == "cli_parse_args" for keyword in keywords)


def _settings_prefix(cls: ClassValue) -> str:
    """`SettingsConfigDict(env_prefix=...)`, or `env_prefix` of the inner class Config."""
    config = class_attribute(cls, "model_config")
    given = config.call.arguments.get(None, "env_prefix") if isinstance(config, Opaque) and config.call else None
    inner = class_attribute(cls, "Config")
    if given is None and isinstance(inner, ClassValue):
        given = class_attribute(inner, "env_prefix")
    return literal_str(given) or ""


def _variable_of(written: Value | None) -> str | None:
    """The variable that a field names explicitly: `Field(env=...)` or an alias."""
    if not isinstance(written, Opaque) or written.call is None:
        return None
    keywords = written.call.arguments.keywords
    return next(
        (known for key in ("env", "validation_alias", "alias") if (known := literal_str(keywords.get(key)))), None
    )
