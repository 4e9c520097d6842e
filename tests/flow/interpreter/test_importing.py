"""Modules of the project: what they touch belongs to the script that imports them."""

from __future__ import annotations

from pathlib import Path

import libcst as cst

from sm_lint.flow import facts as f
from sm_lint.flow.machine.loader import ModuleLoader, ParsedModules
from sm_lint.flow.machine.setup import Setup
from sm_lint.workspace.view import FileView
from sm_lint.workspace.workspace import Workspace
from tests.flow.facts_text import facts_of, project, told


def test_a_helper_module() -> None:
    setup = project(
        {"helper.py": "import os\nROOT = '/opt/ml/a'\ndef load(n):\n    return open(os.path.join(ROOT, n))\n"}
    )
    script = "from helper import ROOT, load\nload('x')\nopen(ROOT + '/y')\n"
    assert told(script, setup) == ["read /opt/ml/a/x by open", "read /opt/ml/a/y by open"]


def test_the_fact_is_anchored_at_the_call_and_tells_its_site() -> None:
    facts = facts_of("import helper\nhelper.load()\n", project({"helper.py": "def load():\n    open('/opt/ml/x')\n"}))
    (read,) = facts.all(f.PathAccess)
    assert isinstance(read.node, cst.Call)
    assert read.site.module.path == "/project/helper.py"
    assert read.node is not read.site.node
    assert [module.path for module in facts.modules] == ["/project/helper.py"]


def test_packages_and_relative_imports() -> None:
    files = {
        "pkg/__init__.py": "from .core import run\n",
        "pkg/core.py": "from . import names\nfrom .names import LEAF\ndef run():\n    open(names.BASE + LEAF)\n",
        "pkg/names.py": "BASE = '/opt/ml/'\nLEAF = 'leaf'\n",
    }
    assert told("import pkg\npkg.run()\n", project(files)) == ["read /opt/ml/leaf by open"]


def test_star_imports() -> None:
    setup = project({"names.py": "PUBLIC = '/opt/ml/p'\n_PRIVATE = '/opt/ml/q'\n"})
    assert told("from names import *\nopen(PUBLIC)\n", setup) == ["read /opt/ml/p by open"]


def test_modules_that_import_each_other() -> None:
    files = {"one.py": "import two\nA = '/opt/ml/a'\n", "two.py": "import one\ndef f():\n    return open(one.A)\n"}
    assert told("import one, two\ntwo.f()\n", project(files)) == ["read /opt/ml/a by open"]


def test_a_module_is_no_main_script() -> None:
    setup = project({"tool.py": "if __name__ == '__main__':\n    open('/opt/ml/main')\n"})
    assert told("import tool\n", setup) == []


def test_a_module_that_cannot_be_parsed_makes_the_script_incomplete() -> None:
    facts = facts_of("import broken\n", project({"broken.py": "def (:\n"}))
    assert not facts.complete()


def test_a_name_of_a_module_is_replaced() -> None:
    setup = project({"helper.py": "ROOT = '/opt/ml/old'\ndef path():\n    return ROOT\n"})
    assert told("import helper\nhelper.ROOT = '/opt/ml/new'\nopen(helper.path())\n", setup) == [
        "read /opt/ml/new by open"
    ]


def test_without_a_loader_nothing_is_followed() -> None:
    assert told("import helper\nhelper.load('/opt/ml/x')\n", Setup()) == ["passed /opt/ml/x to helper.load"]


def test_a_package_that_the_importer_lies_in_is_found_by_its_name(tmp_path: Path) -> None:
    for name in ("src/acme/names.py", "src/acme/jobs/steps.py", "other/names.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    loader = ModuleLoader(ParsedModules(lambda path, data: None), FileView(Workspace()))
    script, outside = f"{tmp_path}/src/acme/jobs/steps.py", f"{tmp_path}/steps.py"
    assert loader.find("acme.names", 0, script, script, ()) == f"{tmp_path}/src/acme/names.py"
    assert loader.find("other.names", 0, script, script, ()) is None
    assert loader.find("acme.names", 0, outside, outside, ()) is None


def test_an_imported_handler_is_anchored_at_its_import() -> None:
    files = {"inference.py": "def model_fn(model_dir):\n    return open(model_dir + '/model.bin')\n"}
    facts = facts_of("import os\nfrom inference import model_fn\n", project(files))
    (handler,) = facts.all(f.Handler)
    reads = [read for read in facts.all(f.PathAccess) if read.path == "/opt/ml/model/model.bin"]
    assert reads
    for fact in (handler, *reads):
        assert isinstance(fact.node, cst.ImportFrom)
        assert fact.site.module.path == "/project/inference.py"


def test_a_handler_that_comes_with_a_star_is_anchored_at_its_import() -> None:
    files = {"inference.py": "def model_fn(model_dir):\n    return open(model_dir + '/model.bin')\n"}
    facts = facts_of("from inference import *\n", project(files))
    assert all(isinstance(handler.node, cst.ImportFrom) for handler in facts.all(f.Handler))
    assert facts.all(f.Handler)


def test_a_handler_that_is_taken_from_a_module_is_anchored_at_the_script() -> None:
    files = {"inference.py": "def model_fn(model_dir):\n    return open(model_dir + '/model.bin')\n"}
    facts = facts_of("import inference\nmodel_fn = inference.model_fn\n", project(files))
    (handler,) = facts.all(f.Handler)
    assert isinstance(handler.node, cst.Module)


def test_a_submodule_that_another_module_imports_is_anchored_at_the_script() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/beta.py": "import os\nfrom pkg import _server as server\n",
        "pkg/_server.py": "import json\n\n\ndef start():\n    return open('/opt/ml/a')\n",
    }
    facts = facts_of("from pkg.beta import server\nserver.start()\n", project(files))
    assert told("from pkg.beta import server\nserver.start()\n", project(files)) == ["read /opt/ml/a by open"]
    imports = [fact for fact in facts.all(f.ImportFact) if fact.module == "json"]
    assert imports
    order = facts.module.order
    for fact in (*imports, *facts.all(f.PathAccess)):
        assert order.number(fact.node) >= 0
