"""What the site has beside the pages: the JSON schemas, at the addresses that they name as their own."""

from __future__ import annotations

import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

# The site is built from the sources; the package need not be installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sm_lint.config import schema


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the schemas."""
    files.append(File.generated(config, schema.FILE, content=schema.text()))
    files.append(File.generated(config, schema.PYPROJECT_FILE, content=schema.as_text(schema.pyproject_schema())))
    return files
