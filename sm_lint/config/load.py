"""Resolves paths to settings: the governing configuration, read once for each folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sm_lint.config.confine import confine
from sm_lint.config.contract_files import file_sources
from sm_lint.config.documents import Documents
from sm_lint.config.find import extended_path, find_in, prefix_of, read_named
from sm_lint.config.layer import (
    COMMAND_LINE,
    INLINE,
    Layer,
    absolute,
    override_layer,
    policy_conflicts,
    read_layer,
    stack,
)
from sm_lint.config.node import Node, shorten
from sm_lint.config.options import options
from sm_lint.config.places import option_node
from sm_lint.config.settings import ContractSource, Settings, Signature
from sm_lint.config.toml import INVALID, RENAMED, Document, KeyPath, withheld
from sm_lint.spelling import did_you_mean, suggest
from sm_lint.syntax.span import Place, Problem
from sm_lint.workspace import disk
from sm_lint.workspace.blake2 import blake2b
from sm_lint.workspace.boundary import Territory, is_below, is_inside, is_private
from sm_lint.workspace.document_kind import DocumentKind, document_kind


class Resolver:
    """Resolves the settings of files from the nearest configuration file and the command line.

    Args:
        overrides: options from the command line by field name, such as ``{"extend_select": ["SMC013"]}``; None means
            not given. Relative paths are resolved against `cwd`.
        config: the values of ``--config``: the path of a configuration file, which then governs all files, or TOML such
            as ``sdk = "v2"``, which overrides the files.
        isolated: ignore all configuration files.
        cwd: working directory; defaults to that of the process.
        allow_plugins: import the plugins that configuration files name from anywhere; defaults to
            ``SM_LINT_ALLOW_PLUGINS``. Plugins in `overrides`, or in TOML in `config`, are the caller's own choice.
        overlay: content of configuration files that differs from the disk, by absolute path.

    Raises:
        ValueError: a key of `overrides` is not an option.
    """

    def __init__(
        self,
        overrides: Mapping[str, object] | None = None,
        config: str | Sequence[str] | None = None,
        isolated: bool = False,
        cwd: str | None = None,
        allow_plugins: bool | None = None,
        overlay: Mapping[str, bytes] | None = None,
    ) -> None:
        self.cwd = os.path.abspath(cwd or os.getcwd())
        self._arguments = (overrides, config, isolated, self.cwd, allow_plugins, overlay)
        self._allow_plugins = allow_plugins
        self._territory = Territory()
        self._documents = Documents(overlay)
        self._isolated = isolated
        self._problems: list[Problem] = []
        self._inline: list[Document] = []
        self._files: list[str] = []
        for item in [config] if isinstance(config, str) else config or ():
            self._take_config(item)
        if len(self._files) > 1:
            self._complain("--config names more than one file: " + ", ".join(f"`{file}`" for file in self._files))
        if isolated and self._files:
            self._complain("--isolated goes without a configuration file")
        for key in overrides or {}:
            if key.replace("_", "-") not in options():
                raise ValueError(f"unknown option `{key}`{did_you_mean(suggest(key, options()), '; ')}")
        self._overrides = override_layer(overrides or {}, self.cwd)
        self._by_path: dict[str, Settings] = {}
        self._by_folder: dict[str, Settings] = {}
        self._by_config: dict[str | None, Settings] = {}

    def settings_for(self, path: str) -> Settings:
        """The settings in force for a file or folder; relative paths are resolved against `cwd`. Never raises."""
        found = self._by_path.get(path)
        if found is None:
            found = self._by_path[path] = self._look(os.path.normpath(os.path.join(self.cwd, path)))
        return found

    def _look(self, path: str) -> Settings:
        folder = path if path in self._by_folder or disk.is_folder(path) else os.path.dirname(path)
        found = self._by_folder.get(folder)
        if found is None:
            found = self._by_folder[folder] = self._settings_in(folder)
        return found

    @property
    def resolved(self) -> tuple[Settings, ...]:
        """All settings resolved so far, possibly with duplicates."""
        return (*self._by_config.values(), *self._by_folder.values())

    def afresh(self) -> Resolver:
        """A new resolver with the same arguments, for use after configuration files have changed."""
        return Resolver(*self._arguments)

    def _settings_in(self, folder: str) -> Settings:
        if self._isolated or self._files:
            key = None if self._isolated else self._files[0]
            if key not in self._by_config:
                self._by_config[key] = self._resolve(read_named(key, self._documents) if key else None)
            return self._by_config[key]
        passed = []
        while folder not in self._by_folder:
            found = find_in(folder, self._documents)
            if found is not None:
                self._by_folder[folder] = self._resolve(found)
                break
            passed.append(folder)
            parent = self._territory.above(folder)
            if parent is None:
                if None not in self._by_config:
                    self._by_config[None] = self._resolve(None)
                return self._remember(passed, self._by_config[None])
            folder = parent
        return self._remember(passed, self._by_folder[folder])

    def project_of(self, path: str, named: Iterable[str] = ()) -> str:
        """The folder in which other files may be read on behalf of a file.

        It is the root of the repository; without one, the folder of the governing configuration; else the working
        directory, unless it is the home folder or one that every user may write to; else the nearest of the named
        paths; else the file's own folder.

        Args:
            path: absolute path of the file.
            named: absolute paths of files and folders named by the user.
        """
        folder = os.path.dirname(path)
        root = self._territory.root_of(folder)
        if root is not None:
            return root
        governing = self.settings_for(folder).config_path
        # A configuration in the home folder does not make everything there one project.
        home = os.path.normpath(os.path.expanduser("~"))
        if governing is not None and not self._files and os.path.dirname(governing) != home:
            return os.path.dirname(governing)
        if is_below(path, self.cwd) and self.cwd != home and is_private(self.cwd):
            return self.cwd
        return max((name for name in named if name != path and is_below(path, name)), key=len, default=folder)

    def _remember(self, folders: list[str], settings: Settings) -> Settings:
        self._by_folder.update(dict.fromkeys(folders, settings))
        return settings

    def _take_config(self, item: str) -> None:
        path = os.path.normpath(os.path.join(self.cwd, os.path.expanduser(item)))
        if document_kind(item) is DocumentKind.TOML or "=" not in item or disk.is_file(path):
            self._files.append(path)
            return
        document = self._documents.text(item, os.path.join(self.cwd, INLINE))
        if isinstance(document, Problem):
            hint = 'give a path, or TOML such as `sdk = "v2"`'
            self._problems.append(Problem(document.code, f"{document.message} in `{item}`", document.place, hint))
        else:
            self._inline.append(document)

    def _complain(self, message: str) -> None:
        self._problems.append(Problem(INVALID, message, Place(os.path.join(self.cwd, INLINE))))

    def _resolve(self, found: Document | Problem | None) -> Settings:
        """The settings from a governing file, or without one."""
        problems = list(self._problems)
        path = found.path if isinstance(found, Document) else found.place.path if found else None
        root = os.path.dirname(path) if path and not self._files else self.cwd
        files: list[tuple[Document, Layer]] = []
        if isinstance(found, Document):
            files = _chain(found, problems, self._documents)
            for document, layer in files:
                problems += confine(document, layer, root)
        elif found is not None:
            problems.append(found)
        inline = [(document, read_layer(document, (), self.cwd, INLINE)) for document in self._inline]
        layers = [layer for _, layer in reversed(files)] + [layer for _, layer in inline] + [self._overrides]
        for layer in layers:
            problems += layer.problems
        values, origins = stack(layers)
        problems += policy_conflicts(values)
        sources = [source for document, layer in inline if (source := _source(document, layer, (), -1, inline=True))]
        for rank, (document, layer) in enumerate(files):
            source = _source(document, layer, prefix_of(document.path), rank)
            sources += [source] if source else []
            sources += file_sources(layer, document, rank, problems, self._documents)
        for document, layer in inline:
            sources += file_sources(layer, document, -1, problems, self._documents)
        plugins, local = self._plugins(values, origins, problems)
        project = self._territory.root_of(root) or root
        own = [os.path.dirname(file) for file in self._files]  # named by the user
        shown = tuple(dict.fromkeys(withhold(problem, project, *own) for problem in problems))
        return Settings(
            root=root,
            project=project,
            config_path=path,
            config_files=tuple(document.path for document, _ in files),
            problems=tuple(problem for problem in shown if problem.code != RENAMED),
            notices=tuple(problem for problem in shown if problem.code == RENAMED),
            origins=tuple(sorted(origins.items())),
            contract_sources=tuple(sources),
            local_plugins=local,
            documents=self._documents,
            **{**_fields(values, root), "plugins": plugins},
        )

    def _plugins(
        self, values: Mapping[str, Any], origins: Mapping[str, str], problems: list[Problem]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The plugins that may be imported, and those among them that may be imported from anywhere."""
        named = tuple(values.get("plugins", ()))
        if not named:
            return (), ()
        # Searching the installed distributions takes time; most projects have no plugins.
        from sm_lint.config import plugins

        chosen_by_user = origins.get("plugins") in (COMMAND_LINE, INLINE)
        allowed = plugins.allowed_by_environment() if self._allow_plugins is None else self._allow_plugins
        local = tuple(name for name in named if not plugins.is_installed(name))
        if local and not (chosen_by_user or allowed):
            problems += [_unknown_plugin(name, origins["plugins"], self._documents) for name in local]
            named, local = tuple(name for name in named if name not in local), ()
        plugins.admit(named, local)
        return named, local


def _chain(document: Document, problems: list[Problem], documents: Documents) -> list[tuple[Document, Layer]]:
    """A configuration file and those it extends, nearest first."""
    chain: list[tuple[Document, Layer]] = []
    seen: list[str] = []
    current: Document | None = document
    while current is not None:
        layer = read_layer(current, prefix_of(current.path), os.path.dirname(current.path))
        chain.append((current, layer))
        seen.append(os.path.realpath(current.path))
        current = _extended(layer.extend, current, seen, problems, documents) if layer.extend is not None else None
    return chain


def _extended(
    node: Node, document: Document, seen: list[str], problems: list[Problem], documents: Documents
) -> Document | None:
    text = str(node.value)
    try:
        path = extended_path(text, os.path.dirname(document.path))
    except LookupError as error:
        problems.append(Problem(INVALID, f"`extend`: {error.args[0]}", node.place))
        return None
    if os.path.realpath(path) in seen:
        problems.append(Problem(INVALID, f"`extend` goes round in a circle: `{text}` leads back here", node.place))
        return None
    found = read_named(path, documents, node.place)
    if isinstance(found, Problem):
        problems.append(found)
        return None
    return found


def _source(
    document: Document, layer: Layer, prefix: KeyPath, rank: int, inline: bool = False
) -> ContractSource | None:
    """The contract tables of a document, if any."""
    if layer.contracts is None:
        return None
    digest = blake2b(document.text.encode(), digest_size=32).hexdigest()
    try:
        meaning = blake2b(repr(layer.contracts.value).encode(), digest_size=32).hexdigest()
    except (RecursionError, ValueError):  # nested, or with numbers, beyond what Python prints
        meaning = digest
    path = (*(str(part) for part in prefix), "contracts")
    return ContractSource(document.path, path, digest, meaning, document.text if inline else None, rank)


def _fields(values: dict[str, Any], root: str) -> dict[str, Any]:
    """The fields of Settings from merged values; missing ones get their defaults."""
    full: dict[str, Any] = {}
    for entry in options().values():
        if entry.name in {"extend", "contracts"}:
            continue
        if entry.field in values:
            full[entry.field] = values[entry.field]
        elif entry.default is not None:
            full[entry.field] = absolute(entry, entry.default, root)
    io = full.pop("io", {})
    fields = {name: _freeze(value) for name, value in full.items()}
    fields["policies"] = tuple(full.get("policies", {}).values())
    fields["reads"] = _signatures(io.get("reads", {}))
    fields["writes"] = _signatures(io.get("writes", {}))
    return fields


def _signatures(table: Mapping[str, Sequence[int | str]]) -> tuple[Signature, ...]:
    return tuple(Signature(name, tuple(arguments)) for name, arguments in table.items())


def _freeze(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_freeze(item) for item in value)
    if isinstance(value, dict):
        return tuple((key, _freeze(item)) for key, item in value.items())
    return value


def withhold(problem: Problem, *folders: str) -> Problem:
    """The problem in a form that may be shown: a file outside all these folders is not quoted."""
    if os.path.basename(problem.place.path) in (COMMAND_LINE, INLINE):
        return problem
    return problem if any(is_inside(problem.place.path, folder) for folder in folders) else withheld(problem)


def _unknown_plugin(name: str, path: str, documents: Documents) -> Problem:
    """The mistake that a configuration file names a plugin that is neither installed nor allowed."""
    from sm_lint.config.plugins import FLAG, GROUP, VARIABLE

    message = f"plugin `{shorten(name)}` is not loaded: no installed package announces it as a rule package"
    hint = f"install one with an entry point in the group `{GROUP}`, or allow code of the project: {FLAG}, {VARIABLE}=1"
    document = documents.read(path)
    if isinstance(document, Problem):
        return Problem(INVALID, message, Place(path), hint)
    node = option_node(document, "plugins")
    items = [item.place for item in node.elements() if item.value == name] if node is not None else []
    return Problem(INVALID, message, items[0] if items else Place(path), hint)
