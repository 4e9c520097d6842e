"""os, os.path, pathlib, glob, shutil, tempfile: functions whose results are paths."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from sm_lint.flow.domain import paths
from sm_lint.flow.domain.lattice import lift
from sm_lint.flow.domain.provenance import FILE, Named
from sm_lint.flow.domain.strings import as_string
from sm_lint.flow.domain.text import is_textual, literal_str, pieces, text_of
from sm_lint.flow.domain.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Constant,
    ListValue,
    Opaque,
    PathValue,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models.files import open_semantics
from sm_lint.flow.models.pathlib import as_path
from sm_lint.flow.operations.environ import read_variable, write_variable
from sm_lint.flow.operations.pipeline_variables import note_variable

HOLE = Text((None,))
Semantic = Callable[[Machine, Arguments, cst.CSTNode], Value]


def _join(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    if not arguments.positional:
        return HOLE
    if vm.setup.definition:
        for value in arguments.positional:
            note_variable(vm, value, node, "os.path.join")
    for value in arguments.positional:
        vm.recorder.none_path(value, node, "os.path.join")
    base, *parts = arguments.positional
    extra = [HOLE] if arguments.open else []
    return lift(lambda first, *rest: paths.join_paths(paths.plain(first), rest), base, *parts, *extra)


def _taken_apart(vm: Machine, arguments: Arguments, node: cst.CSTNode, name: str) -> Value:
    path = arguments.get(0, "p") or UNKNOWN
    note_variable(vm, path, node, name)
    return path


def _dirname(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return lift(paths.dirname, _taken_apart(vm, arguments, node, "os.path.dirname"))


def _basename(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return lift(paths.basename, _taken_apart(vm, arguments, node, "os.path.basename"))


def _split(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    path = _taken_apart(vm, arguments, node, "os.path.split")
    return ListValue((lift(paths.dirname, path), lift(paths.basename, path)), None, "tuple")


def _splitext(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    path = _taken_apart(vm, arguments, node, "os.path.splitext")
    return ListValue(
        (lift(lambda p: paths.splitext(p)[0], path), lift(lambda p: paths.splitext(p)[1], path)), None, "tuple"
    )


def _normalized(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    path = arguments.get(0, "path") or UNKNOWN

    def absolute(value: Value) -> Value:
        text = paths.plain(value)
        cwd = vm.cwd()
        if cwd is not None and isinstance(text, Constant) and not text.value.startswith("/"):
            text = paths.join_paths(Constant(cwd), [text])
        return paths.normalize(text)

    return lift(absolute, path)


def _same(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return as_string(arguments.get(0) or UNKNOWN)


def _relpath(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return HOLE


def _isabs(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    def decide(value: Value) -> Value:
        text = paths.plain(value)
        known = text.value if isinstance(text, Constant) else text.pieces[0]
        return Constant(known.startswith("/")) if known else UNKNOWN

    return lift(decide, arguments.get(0, "s") or UNKNOWN)


def _probe(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return UNKNOWN


def _path(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    if not arguments.positional:
        return PathValue(Constant("."))
    for value in arguments.positional:
        vm.recorder.none_path(value, node, "pathlib.Path")
    base, *parts = arguments.positional
    if not parts:
        return as_path(base)
    return lift(lambda first, *rest: paths.pure(paths.join_paths(paths.plain(first), rest)), base, *parts)


def _listdir(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return ListValue((), Text((None,)), "list")


def _scandir(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    def entry(folder: Value) -> Value:
        found = Opaque(Named("os.DirEntry"))
        found.attributes.update(path=paths.child(folder, None), name=HOLE)
        return found

    return ListValue((), lift(entry, arguments.get(0, "path") or Constant(".")), "generator")


def _walk(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    top = arguments.get(0, "top") or UNKNOWN
    # The first directory is `top` itself, the others are below it: its text with a hole covers all of them.
    folder = lift(lambda value: text_of((*pieces(_bare(value)), None), value.origins, value.assumed), top)
    names = ListValue((), HOLE, "list")
    return ListValue((), ListValue((folder, names, names), None, "tuple"), "generator")


def _bare(value: Value) -> Value:
    """A folder without a trailing slash."""
    row = pieces(value)
    last = row[-1] if row else None
    if last is None or not last.endswith("/"):
        return value
    return text_of((*row[:-1], last.rstrip("/")), value.origins, value.assumed)


def _glob(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    pattern = arguments.get(0, "pathname") or UNKNOWN
    root = arguments.get(None, "root_dir")
    if root is not None:
        pattern = lift(lambda r, p: paths.join_paths(r, [p]), root, pattern)
    found = lift(lambda value: paths.glob_pattern(paths.plain(value)), pattern)
    vm.recorder.path("read", found, node, "glob.glob", cwd=vm.cwd())
    return ListValue((), found, "list")


def _getcwd(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    cwd = vm.cwd()
    if cwd is None and vm.setup.definition:
        return Constant(".")
    return Constant(cwd) if cwd is not None else HOLE


def _chdir(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    target = arguments.get(0, "path")
    text = paths.plain(target) if target is not None else HOLE
    known = literal_str(text)
    if known is not None and not known.startswith("/"):
        known = f"{vm.cwd()}/{known}" if vm.cwd() is not None else None
    vm.state.store(vm.slots, "cwd", Constant(known) if known is not None else Unknown("working directory"))
    return NONE


def _getenv(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    name = arguments.get(0, "key") or UNKNOWN
    return read_variable(vm, name, node, required=False, default=arguments.get(1, "default") or NONE)


def _putenv(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    write_variable(vm, arguments.get(0) or UNKNOWN, arguments.get(1) or UNKNOWN, node)
    return NONE


def _temporary(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    folder = arguments.get(None, "dir")
    if folder is None or not is_textual(folder):
        return Text(("/tmp/", None))
    return lift(lambda value: paths.child(value, None), folder)


def _temporary_file(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    handle = Opaque(FILE)
    handle.attributes["name"] = _temporary(vm, arguments, node)
    return handle


def _mkstemp(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return ListValue((UNKNOWN, _temporary(vm, arguments, node)), None, "tuple")


def _copy_result(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    return arguments.get(1, "dst") or UNKNOWN


def _archive(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`shutil.make_archive(base, format, root)` adds the format's suffix."""
    base = arguments.get(0, "base_name") or UNKNOWN
    kind = literal_str(arguments.get(1, "format"))
    suffix = {"gztar": ".tar.gz", "zip": ".zip", "tar": ".tar", "bztar": ".tar.bz2", "xztar": ".tar.xz"}.get(kind or "")
    end: str | None = suffix
    target = lift(lambda value: text_of((*pieces(paths.plain(value)), end), value.origins, value.assumed), base)
    vm.recorder.path("write", target, node, "shutil.make_archive", cwd=vm.cwd())
    return target


def _open(via: str, default: str = "r") -> Semantic:
    def function(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
        return open_semantics(vm, arguments, node, via, default)

    return function


def _archive_open(via: str, made: str) -> Semantic:
    """A call that opens an archive, and the class of what it returns."""

    def function(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
        handle = open_semantics(vm, arguments, node, via, "r")
        archive = Opaque(Named(made))
        if isinstance(handle, Opaque):
            archive.attributes.update(handle.attributes)
        return archive

    return function


FUNCTIONS: dict[str, Semantic] = {
    "os.path.join": _join,
    "posixpath.join": _join,
    "os.path.dirname": _dirname,
    "os.path.basename": _basename,
    "os.path.split": _split,
    "os.path.splitext": _splitext,
    "os.path.abspath": _normalized,
    "os.path.realpath": _normalized,
    "os.path.normpath": _normalized,
    "os.path.expanduser": _same,
    "os.path.expandvars": _same,
    "os.path.relpath": _relpath,
    "os.path.isabs": _isabs,
    "os.path.exists": _probe,
    "os.path.lexists": _probe,
    "os.path.isfile": _probe,
    "os.path.isdir": _probe,
    "os.path.islink": _probe,
    "os.path.ismount": _probe,
    "os.path.getsize": _probe,
    "os.access": _probe,
    "os.listdir": _listdir,
    "os.scandir": _scandir,
    "os.walk": _walk,
    "os.getcwd": _getcwd,
    "os.chdir": _chdir,
    "os.getenv": _getenv,
    "os.putenv": _putenv,
    "glob.glob": _glob,
    "glob.iglob": _glob,
    "tempfile.mkdtemp": _temporary,
    "tempfile.TemporaryDirectory": _temporary,
    "tempfile.gettempdir": lambda vm, arguments, node: Constant("/tmp"),
    "tempfile.NamedTemporaryFile": _temporary_file,
    "tempfile.TemporaryFile": _temporary_file,
    "tempfile.mkstemp": _mkstemp,
    "shutil.copy": _copy_result,
    "shutil.copy2": _copy_result,
    "shutil.copyfile": _copy_result,
    "shutil.copytree": _copy_result,
    "shutil.move": _copy_result,
    "shutil.make_archive": _archive,
    "pathlib.Path": _path,
    "pathlib.PurePath": _path,
    "pathlib.PosixPath": _path,
    "pathlib.PurePosixPath": _path,
    "pathlib.Path.cwd": lambda vm, arguments, node: as_path(_getcwd(vm, arguments, node)),
    "pathlib.Path.home": lambda vm, arguments, node: PathValue(Text((None,))),
    "builtins.open": _open("open"),
    "io.open": _open("io.open"),
    "os.fdopen": lambda vm, arguments, node: Opaque(FILE),
    "codecs.open": _open("codecs.open"),
    "gzip.open": _open("gzip.open", "rb"),
    "bz2.open": _open("bz2.open", "rb"),
    "lzma.open": _open("lzma.open", "rb"),
    "smart_open.open": _open("smart_open.open"),
    "smart_open.smart_open": _open("smart_open.smart_open"),
    "tensorflow.io.gfile.GFile": _open("tensorflow.io.gfile.GFile"),
    "tensorflow.gfile.GFile": _open("tensorflow.gfile.GFile"),
    "tensorflow.gfile.Open": _open("tensorflow.gfile.Open"),
    "tensorflow.gfile.FastGFile": _open("tensorflow.gfile.FastGFile"),
    "tarfile.open": _archive_open("tarfile.open", "tarfile.TarFile"),
    "tarfile.TarFile": _archive_open("tarfile.TarFile", "tarfile.TarFile"),
    "tarfile.TarFile.open": _archive_open("tarfile.TarFile.open", "tarfile.TarFile"),
    "zipfile.ZipFile": _archive_open("zipfile.ZipFile", "zipfile.ZipFile"),
    "h5py.File": _archive_open("h5py.File", "h5py.File"),
}
