"""SMP121: an inference script that is packed where no container looks."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator

import libcst as cst

from sm_lint.rules import PathAccess, ScriptRule, Setting
from sm_lint.rules.jobs import absent, calls_of, literal
from sm_lint.rules.scripts import (
    Member,
    archive_name,
    constants_of,
    packed_by_command,
    packed_by_notebook,
    packed_by_shell,
)

_SCRIPT = "inference.py"
_DEPTH = 4
_FOLDERS = 40
_TENSORFLOW = re.compile(r"^def (?:input_handler|output_handler|handler)\(", re.MULTILINE)
_HANDLERS = re.compile(
    r"^def (?:model_fn|input_fn|predict_fn|output_fn|transform_fn|input_handler|handler)\(", re.MULTILINE
)
_SOURCES = re.compile(r"source|src|code[^/]*$|lambda", re.IGNORECASE)
_OWN_PLACE = ("SAGEMAKER_SUBMIT_DIRECTORY", "serving.properties", "config.pbtxt")


class CodeBelowArchiveRoot(ScriptRule):
    """An inference script is packed into `model.tar.gz` elsewhere than in `code/` at its root.

    ## What it does

    Looks at what a script or notebook packs with `tarfile`, with `shutil.make_archive`, or with a `tar` command that it runs, and at what a
    shell script beside it packs into the archive of a model that it makes. Reports a folder
    `code` with an `inference.py` that ends up below another folder of the archive, such as `1/code`, an `inference.py` for
    TensorFlow that ends up outside of `code`, and one for Hugging Face that ends up there in a file whose `HuggingFaceModel` is
    given no `entry_point`.

    ## Why is this bad?

    The archive is unpacked to `/opt/ml/model`, and the container looks for `/opt/ml/model/code/inference.py`. Elsewhere the script is
    never loaded, without a word: TensorFlow Serving answers `Unsupported Media Type`, PyTorch and Hugging Face load the model in
    their own way, or not at all.

    ## Example

    ```python title="pack.py"
    import tarfile

    with tarfile.open("model.tar.gz", "w:gz") as archive:
        archive.add("export/1", arcname="1")
        archive.add("code", arcname="1/code")
    ```

    ```python title="code/inference.py"
    def input_handler(data, context):
        return data.read()


    def output_handler(response, context):
        return response.content, context.accept_header
    ```

    ## Use instead

    ```python title="pack.py"
    import tarfile

    with tarfile.open("model.tar.gz", "w:gz") as archive:
        archive.add("export/1", arcname="1")
        archive.add("code", arcname="code")
    ```

    ```python title="code/inference.py"
    def input_handler(data, context):
        return data.read()


    def output_handler(response, context):
        return response.content, context.accept_header
    ```

    ## Known limits

    Only scripts that lie in the project are known. Files that set `SAGEMAKER_SUBMIT_DIRECTORY`, or that pack for DJL or Triton, are
    passed over.

    ## References

    - [Public thread: inference.py in the version folder](https://github.com/aws/sagemaker-tensorflow-serving-container/issues/162)
    - [Where TensorFlow's container looks](https://github.com/aws/sagemaker-tensorflow-serving-container/blob/master/docker/build_artifacts/sagemaker/serve.py)
    - [Where the inference toolkit looks](https://github.com/aws/sagemaker-inference-toolkit/blob/master/src/sagemaker_inference/environment.py)
    """

    code = "SMP121"
    name = "code-below-archive-root"
    anywhere = True

    def begin(self) -> bool:
        """Skip files that pack nothing, or for containers that look elsewhere."""
        text = self.context.text
        self._archives: list[str] = []
        self._members: list[Member] = []
        if not any(word in text for word in ("tar", "make_archive")) or any(word in text for word in _OWN_PLACE):
            return False
        self._constants = constants_of(self.context.module.tree)
        return True

    def check_access(self, access: PathAccess) -> None:
        """Note what Python packs."""
        node = access.node
        if access.mode == "write" and access.path.endswith((".tar.gz", ".tgz")):
            self._archives.append(access.path)
        if access.mode != "read" or not isinstance(node, cst.Call) or "*" in access.path:
            return
        if access.via == "tarfile.TarFile.add":
            name = archive_name(node, self.callee, self._constants)
            name = access.path.lstrip("/") if name is None else name
            self._members.append(Member(node, access.path, name, ""))
        elif access.via == "shutil.make_archive":
            self._members.append(Member(node, access.path, "", ""))

    def visit_Call(self, node: cst.Call) -> None:
        """Note what a command packs."""
        self._members.extend(packed_by_command(node, self.callee, self._constants))

    def finish(self) -> None:
        """Look where the scripts of each archive end up."""
        definitions = self.context.definitions
        if self.context.path.endswith(".ipynb") and definitions is not None:
            text = self.context.files.text(self.context.path)
            self._members.extend(packed_by_notebook(self.context.path, text, definitions.made))
        for member in self._members:
            for archive in [member.archive] if member.archive else self._archives[:1]:
                stem = posixpath.basename(archive)
                if stem.endswith((".tar.gz", ".tgz")) and not _SOURCES.search(stem):
                    self._check(member)
        self._check_shells()

    def _check_shells(self) -> None:
        """Look at what shell scripts near the file pack into the archive of a model that it makes."""
        given = {posixpath.basename(text): setting for setting, text in self._archives_of_models()}
        folders = dict.fromkeys((os.path.dirname(self.context.path), self.context.settings.root or ""))
        for folder in folders if given else ():
            for each in sorted(self.context.files.names(folder)):
                if each != "Makefile" and not each.endswith((".sh", ".bash")):
                    continue
                path = os.path.join(folder, each)
                for place, member in packed_by_shell(path, self.context.files.text(path) or ""):
                    setting = given.get(posixpath.basename(member.archive))
                    name = next(self._misplaced(member), None) if setting is not None else None
                    if setting is not None and name is not None:
                        self.report(setting.place, _message(name), notes=[("packed by", place)], once=setting.place)

    def _archives_of_models(self) -> Iterator[tuple[Setting, str]]:
        """The archives that the models of the file name in S3."""
        for known in calls_of(self.context.definitions) if self.context.definitions is not None else ():
            setting = known.given.get("model_data") if known.call.name.endswith("Model") and known.targets else None
            text = literal(setting)
            if setting is not None and text is not None and text.endswith((".tar.gz", ".tgz")):
                yield setting, text

    def _check(self, member: Member) -> None:
        for name in self._misplaced(member):
            self.report(member.node, _message(name), once=member.node)

    def _misplaced(self, member: Member) -> Iterator[str]:
        """Names of the inference scripts of a member that no container finds there."""
        for local, name in self._scripts(member):
            folder = posixpath.dirname(name)
            if folder == "code":
                continue
            text = self.context.files.text(local)
            nested = posixpath.basename(folder) == "code"
            if text is None and nested:
                text = "def model_fn("  # A cell writes it, and its purpose is known from the folder.
            text = text or ""
            at_root = not nested and not folder
            if (
                (nested and _HANDLERS.search(text))
                or (at_root and _TENSORFLOW.search(text))
                or (at_root and _HANDLERS.search(text) and self._is_for_hugging_face())
            ):
                yield posixpath.join(folder.replace("*", "..."), _SCRIPT)

    def _is_for_hugging_face(self) -> bool:
        """Whether the file makes models for Hugging Face, and gives none of them a script: then the archive must hold it."""
        made = [
            known
            for known in (calls_of(self.context.definitions) if self.context.definitions is not None else ())
            if known.call.name.endswith("Model") and known.targets
        ]
        return bool(made) and all(
            "HuggingFaceModel" in known.names
            and not known.call.open
            and absent(known.given.get("entry_point"))
            and absent(known.given.get("source_dir"))
            for known in made
        )

    def _scripts(self, member: Member) -> Iterator[tuple[str, str]]:
        """Inference scripts of a member, with their names in the archive."""
        for base in dict.fromkeys((os.path.dirname(self.context.path), self.context.settings.root or "")):
            local = os.path.normpath(os.path.join(base, member.local))
            name = posixpath.normpath("/" + member.name).lstrip("/")
            if posixpath.basename(local) == _SCRIPT and self.context.files.is_file(local):
                yield local, name
                return
            written = self.context.definitions.written if self.context.definitions is not None else ()
            for path in written:
                if path.startswith(local + os.sep) and os.path.basename(path) == _SCRIPT:
                    yield path, posixpath.join(name, *os.path.relpath(path, local).split(os.sep))
            if self.context.files.is_folder(local):
                yield from self._below(local, name, _DEPTH)
                return

    def _below(self, folder: str, name: str, depth: int) -> Iterator[tuple[str, str]]:
        script = os.path.join(folder, _SCRIPT)
        if self.context.files.is_file(script):
            yield script, posixpath.join(name, _SCRIPT)
        if depth:
            for inner in sorted(self.context.files.folders(folder))[:_FOLDERS]:
                if not inner.startswith("."):
                    yield from self._below(os.path.join(folder, inner), posixpath.join(name, inner), depth - 1)


def _message(name: str) -> str:
    return (
        f"the script is packed as `{name}`, and the container looks for `code/{_SCRIPT}` at the root of the archive; "
        "pack it as that"
    )
