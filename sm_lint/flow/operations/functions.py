"""The project's functions and classes: defining them, binding parameters, running bodies."""

from __future__ import annotations

import libcst as cst

from sm_lint.flow.domain.lattice import correlated, fresh, is_plain, join, key, options, parts
from sm_lint.flow.domain.project import ClassValue, Function, Instance, Scope
from sm_lint.flow.domain.text import has_slash
from sm_lint.flow.domain.values import (
    NONE,
    UNKNOWN,
    Alternatives,
    Arguments,
    BoundMethod,
    Constant,
    DictValue,
    External,
    ListValue,
    Opaque,
    PathValue,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.facts import Cause
from sm_lint.flow.machine.call_memo import MAX_FRUITLESS_RUNS
from sm_lint.flow.machine.frame import Completion, Frame
from sm_lint.flow.machine.machine import MAX_DEPTH, MAX_DEPTH_UNREACHED, MAX_YIELDS, Machine
from sm_lint.flow.operations.lazy import Lazy, names_read, sources_of

_IMMUTABLE = frozenset((Constant, Text, PathValue, Unknown, External, Function, ClassValue))


# -- definitions ------------------------------------------------------------------------------------------------------


def define_function(vm: Machine, node: cst.FunctionDef, owner: ClassValue | None = None) -> Value:
    """The value of a `def` statement, with its decorators applied where they matter."""
    names: list[str] = []
    wrappers: list[Value] = []
    for decorator in node.decorators:
        value = vm.evaluate(decorator.decorator)
        names.append(qualified(value))
        wrappers.append(value)
    function = Function(
        node, vm.scope.enclosing(), node.name.value, defaults(vm, node.params), owner, None, tuple(names)
    )
    vm.defined.append(function)
    vm.closures.append(function.scope)
    if any(map(_may_register, wrappers)):
        vm.registered.add(id(node))
    if names and names[0].endswith((".setter", ".deleter")):  # the name keeps referring to the property
        vm.state.store(vm.scope.names, names[0], function)
        return vm.lookup(names[0].rpartition(".")[0]) or function
    # A decorator of the project is assumed to call the wrapped function; its own body is run for its effects.
    for decorator, value in reversed(tuple(zip(node.decorators, wrappers))):
        if isinstance(value, Function):
            vm.call(value, Arguments([function], {}), node)
        elif vm.setup.definition and type(value) is External and makes_job(value.name):
            vm.record(value.name, Arguments([function], {}), decorator.decorator)
    return function


def _may_register(decorator: Value) -> bool:
    """Whether a decorator may register the function for later calls, like the routes of a web framework.

    This holds for methods of objects, which can store it, and for unknown decorators; not for functions of libraries,
    which return a wrapper that does the same.
    """
    if isinstance(decorator, BoundMethod):
        return not isinstance(decorator.receiver, Function)
    name = qualified(decorator)
    return not name or name.endswith("()") or name == "atexit.register"


_JOB_MAKERS = (".step", ".remote", ".step()", ".remote()", ".RemoteExecutor.submit", ".RemoteExecutor.map")


def makes_job(callee: str) -> bool:
    """Whether a decorator or method of the SageMaker SDK makes a job, or a step of a pipeline, of a function."""
    return callee.startswith("sagemaker.") and callee.endswith(_JOB_MAKERS)


def delayed_result(function: Function) -> str | None:
    """The type of what a call returns if the function is a step of a pipeline; None if it is not.

    `@step` of the SDK replaces the result, which does not exist before the pipeline runs, with an object of this type.
    """
    for decorator in function.decorators:
        module, _, name = decorator.rpartition(".")
        if name == "step" and makes_job(decorator):
            return f"{module}.DelayedReturn"
    return None


def starts_elsewhere(decorator: str) -> bool:
    """Whether a decorator makes calls `f.remote(x)` run the function in another process."""
    return decorator == "ray.remote"


def is_remote(function: Function) -> bool:
    """Whether it is started by `f.remote(x)`: a task, or a method of an actor."""
    decorators = (*function.decorators, *(function.owner.decorators if isinstance(function.owner, ClassValue) else ()))
    return any(map(starts_elsewhere, decorators))


def define_lambda(vm: Machine, node: cst.Lambda) -> Function:
    """The value of a lambda expression."""
    scope = vm.scope.enclosing()
    vm.closures.append(scope)
    return Function(node, scope, "<lambda>", defaults(vm, node.params))


def define_class(vm: Machine, node: cst.ClassDef) -> ClassValue:
    """Run a class body and return the class."""
    bases = tuple(vm.evaluate(arg.value) for arg in node.bases)
    names = tuple(qualified(vm.evaluate(decorator.decorator)) for decorator in node.decorators)
    scope = Scope(vm.recorder.module, vm.scope, is_class=True)
    vm.closures.append(scope)
    cls = ClassValue(node, scope, node.name.value, bases, names)
    with vm.running(Frame(scope, vm.frame.function)):
        vm.execute(node.body)
    for value in list(scope.names.values()):
        if isinstance(value, Function) and value.owner is None:
            value.owner = cls
    cls.fields = _annotated(node)
    return cls


def _annotated(node: cst.ClassDef) -> list[str]:
    """The names that a class body annotates, in order: the fields of a dataclass."""
    found = []
    for statement in node.body.body:
        if type(statement) is cst.SimpleStatementLine:
            for small in statement.body:
                if type(small) is cst.AnnAssign and type(small.target) is cst.Name:
                    found.append(small.target.value)
    return found


def qualified(value: Value) -> str:
    """The dotted name of a decorator or base: of a library, or of the project."""
    if isinstance(value, External):
        return value.name
    if isinstance(value, Opaque):
        return value.type.name
    if isinstance(value, Function | ClassValue):
        return value.name
    if isinstance(value, BoundMethod):
        return f"{qualified(value.receiver)}.{value.name}"
    return ""


def defaults(vm: Machine, parameters: cst.Parameters) -> dict[str, Value]:
    """The values of parameter defaults, evaluated where the function is defined."""
    rows = [*parameters.posonly_params, *parameters.params, *parameters.kwonly_params]
    return {p.name.value: vm.evaluate(p.default) for p in rows if p.default is not None}


# -- calls ------------------------------------------------------------------------------------------------------------


def call_function(vm: Machine, function: Function, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Run a function of the project with a caller's arguments; the result is joined over all its returns."""
    code = function.node
    running = depth = 0
    for frame in vm.frames:
        if frame.function is not None:
            depth += 1
            running += frame.function.node is code
    if running and (running > 2 or _same_again(vm, function, arguments)):
        return Unknown("recursion")
    deepest = MAX_DEPTH if vm.recorder.reached or vm.setup.definition else MAX_DEPTH_UNREACHED
    if len(vm.frames) > MAX_DEPTH * 2 or depth >= deepest:
        if deepest == MAX_DEPTH:
            vm.recorder.unresolved(node, Cause.LIMIT, "calls nest too deep", "control")
        return Unknown("calls nest too deep")
    calls = vm.calls
    calls.called.add(id(code))
    memo = _memo_key(vm, function, arguments)
    if memo is not None:
        known = calls.results.get(memo)
        if known is not None:
            return known if _depends_on(known, arguments) else fresh(known)  # it may choose differently the next time
    if calls.is_fruitless(id(code)) and not any(_leads_to_path(value, 0) for value in arguments.everything()):
        return Unknown(f"skipped: {MAX_FRUITLESS_RUNS} runs had no effect")
    if not calls.may_run(id(code)):
        if calls.is_effectful(id(code)):  # the effects of a function without accesses are of no interest
            vm.recorder.unresolved(node, Cause.LIMIT, f"{function.name} is called in too many ways", "control")
        return Unknown("called in too many ways")
    fruitless = calls.begin(id(code))
    touches = vm.recorder.touches
    frame, count = vm.frame, len(vm.frame.exits)
    outer = vm.state.begin()
    pure = False
    try:
        result = _run(vm, function, arguments, node)
        pure = not vm.state.has_effect()
    finally:
        if pure:  # its changes left everything as it was
            vm.close(outer, frame, count)
        else:
            vm.leave_open(outer, frame, count)
    recorded = vm.recorder.touches != touches
    nothing = pure and not recorded and not _leads_to_path(result, 0)
    calls.end(id(code), fruitless, recorded=recorded, fruitless=nothing)
    if memo is not None and pure:
        calls.results[memo] = result
    return result


def _depends_on(result: Value, arguments: Arguments) -> bool:
    """Whether a result was computed from a choice that is passed again."""
    return type(result) is Alternatives and any(
        type(value) is Alternatives and value.correlation is result.correlation for value in arguments.everything()
    )


def _leads_to_path(value: Value, depth: int) -> bool:
    """Whether a value may be or contain a path or a callable."""
    if type(value) is Constant or type(value) is Text:
        return has_slash(value)
    if type(value) is Unknown or type(value) is Opaque:
        return False
    if depth <= 2 and isinstance(value, Alternatives | ListValue | DictValue):
        deeper = depth + (type(value) is not Alternatives)
        return any(_leads_to_path(part, deeper) for part in parts(value))
    return True


def _same_again(vm: Machine, function: Function, arguments: Arguments) -> bool:
    """Whether the function is already running with exactly these arguments."""
    wanted = _keys(arguments)
    return any(
        frame.function is not None and frame.function.node is function.node and _keys(frame.arguments) == wanted
        for frame in vm.frames
    )


def _keys(arguments: Arguments | None) -> list[object]:
    return [key(value) for value in arguments.everything()] if arguments is not None else []


def _memo_key(vm: Machine, function: Function, arguments: Arguments) -> object | None:
    for value in arguments.everything():
        for option in options(value):
            if type(option) not in _IMMUTABLE and not (type(option) is Opaque and is_plain(option)):
                return None
    recorder = vm.recorder
    bound = function.bound
    if bound is not None and not isinstance(bound, Instance | ClassValue):
        return None
    return (
        id(function.node),
        id(function.scope),
        id(bound),
        bound.attributes.version if isinstance(bound, Instance) else 0,
        _versions(function.scope),
        vm.environ.version,
        tuple(map(key, arguments.positional)),
        tuple((name, key(value)) for name, value in arguments.keywords.items()),
        arguments.open,
        recorder.reached,
        recorder.conditional > 0,
        id(recorder.anchor) if recorder.module is not recorder.entry else 0,
        len(recorder.guards),
    )


def _versions(scope: Scope) -> tuple[int, ...]:
    """The versions of the scopes captured by a function."""
    rows: list[int] = []
    inner: Scope | None = scope
    while inner is not None:
        rows.append(inner.names.version)
        inner = inner.outer
    return tuple(rows)


def _run(vm: Machine, function: Function, arguments: Arguments, node: cst.CSTNode) -> Value:
    scope = Scope(function.scope.module, function.scope)
    bind_parameters(function, arguments, scope)
    frame = Frame(scope, function)
    frame.arguments = arguments
    for name, value in scope.names.items():
        if type(value) is Alternatives:
            frame.choice = name, value
            break
    code = function.node
    with vm.running(frame, node):
        if isinstance(code, cst.Lambda):
            return vm.evaluate(code.body)
        ends: list[Completion] = []
        frame.base = vm.recorder.conditional

        def body() -> Completion:
            ends.append(vm.execute(code.body))
            return ends[0]

        completion = vm.run_with_exits(body, "return")
        if ends[0] is None and not frame.yields:
            frame.returns.append(NONE)
            frame.masks.append(-1)
    if vm.control.trying:
        vm.frame.exits += [row for row in frame.exits if row[0] == "raise"]
    beside = frame.yields or code.asynchronous is not None  # its caller runs in between
    if not frame.returns and (completion in ("raise", "fail", "exit") or (completion == "endless" and not beside)):
        vm.control.leave(completion)
    if frame.yields:
        return _generator(vm, function, arguments, node, frame)
    if not frame.returns:
        return UNKNOWN
    return (
        correlated(frame.returns, frame.choice[1].correlation, frame.masks)
        if frame.choice is not None
        else join(frame.returns)
    )


def _generator(vm: Machine, function: Function, arguments: Arguments, node: cst.CSTNode, frame: Frame) -> Value:
    """The elements of a generator function that has not been consumed yet."""
    if frame.doubtful or len(frame.yields) > MAX_YIELDS:
        given = ListValue((), join(frame.yields), "generator")
    else:
        given = ListValue(tuple(frame.yields), None, "generator")
    names = names_read(vm, function.node, function.scope)
    bound = [function.bound] if function.bound is not None else []
    sources = sources_of([*arguments.everything(), *bound, *(value for _, _, value in names)])
    return Lazy(vm, given, sources, lambda: _run(vm, function, arguments, node), exact=False, names=names)


def bind_parameters(function: Function, arguments: Arguments, scope: Scope) -> None:
    """Give each parameter its argument, its default, or an unknown value."""
    parameters = function.node.params
    names = scope.names
    given = list(arguments.positional)
    if function.bound is not None and "builtins.staticmethod" not in function.decorators:
        given.insert(0, function.bound)
    keywords = dict(arguments.keywords)
    for parameter in (*parameters.posonly_params, *parameters.params):
        name = parameter.name.value
        if given:
            names[name] = given.pop(0)
        elif name in keywords:
            names[name] = keywords.pop(name)
        elif name in function.defaults and not arguments.open:
            names[name] = function.defaults[name]
        elif name in function.defaults:
            names[name] = join([function.defaults[name], UNKNOWN])
        else:
            names[name] = Unknown(f"parameter {name}")
        _hand(names[name], name)
    for parameter in parameters.kwonly_params:
        name = parameter.name.value
        value = keywords.pop(name, None) or function.defaults.get(name)
        names[name] = value if value is not None else Unknown(f"parameter {name}")
        _hand(names[name], name)
    if isinstance(parameters.star_arg, cst.Param):
        rest = UNKNOWN if arguments.open else None
        names[parameters.star_arg.name.value] = ListValue(tuple(given), rest, "tuple")
    if parameters.star_kwarg is not None:
        rest = UNKNOWN if arguments.open else None
        names[parameters.star_kwarg.name.value] = DictValue(dict(keywords), rest)


def _hand(value: Value, name: str) -> None:
    """Name a mapping that is passed to a parameter after the parameter."""
    for option in options(value):
        if type(option) is DictValue and option.role is None:
            option.handed = name


def unknown_arguments(function: Function) -> Arguments:
    """Arguments for a function that nothing calls: every parameter is unknown, including those with defaults."""
    parameters = function.node.params
    rows = [*parameters.posonly_params, *parameters.params]
    if function.bound is not None and "builtins.staticmethod" not in function.decorators:
        rows = rows[1:]
    keywords = {p.name.value: _default_or_unknown(function, p.name.value) for p in (*rows, *parameters.kwonly_params)}
    return Arguments([], keywords, open=True)


def _default_or_unknown(function: Function, name: str) -> Value:
    default = function.defaults.get(name)
    unknown = Unknown(f"parameter {name}")
    if default is None or (isinstance(default, Constant) and default.value is None):
        return unknown
    return join([default, unknown])
