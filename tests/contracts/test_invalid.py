"""What is wrong with a contract: each mistake at its place, and none hides another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sm_lint.contracts.load import ContractSet

Load = Callable[..., ContractSet]
IN, OUT = "expected-input-paths", "expected-output-paths"


def said(found: ContractSet) -> list[tuple[str, int, int, str, str]]:
    return [(p.code, p.place.span.line, p.place.span.column, p.message, p.hint) for p in found.problems]


def of(load: Load, lines: str) -> list[tuple[str, int, int, str, str]]:
    """Problems of a contract with these lines; the first line is 1."""
    return [(code, line - 1, *rest) for code, line, *rest in said(load(f"[contracts.x]\n{lines}\n"))]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("lines", "line", "column", "message", "hint"),
    [
        ('entry_point = "a.py"', 1, 1, "unknown key `entry_point`", "did you mean `entry-point`?"),
        ("entry-point = 3", 1, 15, "`entry-point` must be a path or a list of paths, not an integer", 'for example `entry-point = "mims_payload.py"`'),
        (
            'job = "procesing"',
            1,
            7,
            "`job` is `procesing`, which is not one of processing, training, transform, inference",
            "did you mean `processing`?",
        ),
        (
            "optional-env-vars = { A = true }",
            1,
            27,
            "`optional-env-vars.A` must be a string or a number, not a boolean",
            'put it in quotes: `"true"` and `"True"` are not the same text',
        ),
        (
            'optional-env-vars = ["X", "Y"]',
            1,
            21,
            "`optional-env-vars` must be a table, not an array",
            'write `optional-env-vars = { X = "default" }`',
        ),
        (
            'expected-input-paths = ["raw data"]',
            1,
            24,
            "`expected-input-paths` must be a table, not an array",
            'write `expected-input-paths = { "raw data" = "/opt/ml/…" }`',
        ),
        (
            'framework-requirements = ["pandas"]',
            1,
            26,
            "`framework-requirements` must be a table, not an array",
            'write `framework-requirements = { pandas = "*" }`',
        ),
        (
            f'{IN} = {{ a = {{ pth = "/p" }} }}',
            1,
            32,
            f"unknown key `{IN}.a.pth`",
            "did you mean `path`?",
        ),
        (f"{IN} = {{ a = 3 }}", 1, 30, f"`{IN}.a` must be an absolute container path or a table, not an integer", ""),
        ("arguments = { n = [] }", 1, 19, "`arguments.n` must be a string, a number or a boolean or a table, not an array", ""),
        ("arguments.d = 1979-05-27", 1, 15, "`arguments.d` must be a string, a number or a boolean or a table, not a date or time", ""),
        ("extra = 1", 1, 9, "`extra` must be a table, not an integer", 'for example `extra = { owner = "fraud-team" }`'),
        ("variants.a.variants = {}", 1, 12, "unknown key `variants.a.variants`", ""),
        ("variants.a.jb = 'x'", 1, 12, "unknown key `variants.a.jb`", "did you mean `job`?"),
    ],
)  # fmt: skip
def test_keys_and_types(load: Load, lines: str, line: int, column: int, message: str, hint: str) -> None:
    assert of(load, lines) == [("SMX903", line, column, message, hint)]


@pytest.mark.parametrize(
    ("lines", "code", "words", "hint"),
    [
        (f'{IN}.a = "opt/ml/processing/a"', "SMX903", "is not absolute", "did you mean `/opt/ml/processing/a`?"),
        (f'{IN}.a = "data/a"', "SMX903", "is not absolute: `data/a`", ""),
        (f'{OUT}.a = "s3://b/k"', "SMX903", "is not absolute", "the job says where it is in S3"),
        ('allow-paths = ["code/**"]', "SMX903", "the path of `allow-paths` is not absolute", ""),
        (f'job = "processing"\n{IN}.a = "/data/a"', "SMX903", "where SageMaker mounts nothing", "`/opt/ml/processing`"),
        (f'job = "processing"\n{IN}.a = "/opt/ml/procesing/a"', "SMX903", "nothing", "did you mean `/opt/ml/processing/a`?"),
        (f'job = "processing"\n{IN}.a = "/opt/ml/input/data/a"', "SMC014", "which only a training job has", ""),
        (f'job = "processing"\n{OUT}.a = "/opt/ml/model"', "SMC014", "only a training or inference job has", ""),
        (f'job = "training"\n{OUT}.a = "/opt/ml/processing/output"', "SMC014", "which only a processing job has", ""),
        (f'job = "training"\n{IN}.a = "/opt/ml/inputs/data"', "SMX903", "nothing", "did you mean `/opt/ml/input/data`?"),
        (f'job = "inference"\n{IN}.a = "/opt/ml/processing/input"', "SMC014", "which only a processing job has", ""),
        (f'job = "transform"\n{IN}.a = "/opt/ml/input/data/x"', "SMC014", "which only a training job has", ""),
        (f'{IN} = {{ a = "/opt/ml/processing/x", b = "/opt/ml/processing/x/" }}', "SMX903", "two names for one path", ""),
        (f'{OUT} = {{ a = "/opt/ml/x", b = "/opt/ml//x" }}', "SMX903", "`a` and `b` are two names for one path", ""),
        (f'{IN}.a = "/opt/ml/processing/i"\n{OUT}.b = "/opt/ml/processing/i/o"', "SMX903", "output `b` lies inside input `a`", ""),
        (f'{IN}.a = "/opt/ml/processing/i"\n{OUT}.b = "/opt/ml/processing/i"', "SMX903", "is the same directory as input `a`", ""),
        (f'node = "sink"\n{OUT}.a = "/opt/ml/processing/o"', "SMC014", "a sink has no outputs, and `a` is one", "leave"),
        ('required-env-vars = ["A-B C"]', "SMX903", "cannot be the name of an environment variable", ""),
        ('required-env-vars = ["A"]\noptional-env-vars.A = "1"', "SMX903", "`A` stands both in", ""),
        ("arguments = { job-type = 1, job_type = 2 }", "SMX903", "`job-type` and `job_type` are one argument", ""),
        ('arguments."--" = 1', "SMX903", "an argument needs a name", ""),
        ('arguments.a = { default = "x", choices = ["y"] }', "SMX903", "default `x` of `a` is none of its choices", ""),
        ('framework-requirements.pandas = "^1.3"', "SMX903", "not a version specifier", "did you mean `>=1.3,<2`?"),
        ('framework-requirements.pandas = "1.3.0"', "SMX903", "not a version specifier", "did you mean `==1.3.0`?"),
        ('framework-requirements.pandas = ">=1.3;<2"', "SMX903", "`>=1.3;<2` is not a version specifier", "write it as"),
        ('framework-requirements = { scikit-learn = "*", scikit_learn = "*" }', "SMX903", "are one distribution", ""),
        ('framework-requirements."a b" = "*"', "SMX903", "`a b` cannot be the name of a distribution", ""),
        ('first-party = ["a-b"]', "SMX903", "cannot be the name of a module", ""),
        (f'reserved = ["a"]\n{IN}.a = "/opt/ml/x"', "SMX903", "input `a` has a name that `reserved` says", ""),
        ('extends = "y"', "SMX903", "`extends` names no contract: `y`", ""),
        ('extends = "x"', "SMX903", "goes round in a circle", ""),
        (f"job = 'processing'\n{IN}.a = '/opt/ml/processing/{'x' * 300}'", "SMX903", "is 319 characters long, and SageMaker takes 256", ""),
        (f"job = 'processing'\noptional-env-vars.A = '{'x' * 257}'", "SMX903", "the default of `A` is 257 characters long", ""),
        (f"job = 'processing'\nrequired-env-vars = ['{'X' * 257}']", "SMX903", "is 257 characters long", ""),
        (f"job = 'training'\n{IN}.a = '/opt/ml/input/data/a b'", "SMX903", "`a b` cannot be the name of a channel", ""),
        (f"job = 'training'\narguments.a = '{'x' * 2501}'", "SMX903", "the default of `a` is 2501 characters", ""),
    ],
)  # fmt: skip
def test_what_contradicts_itself_or_the_platform(load: Load, lines: str, code: str, words: str, hint: str) -> None:
    [found] = said(load(f"[contracts.x]\n{lines}\n"))
    assert found[0] == code
    assert words in found[3]
    assert hint in found[4]
    assert bool(hint) == bool(found[4])


@pytest.mark.parametrize(
    ("job", "key", "entry", "most", "what"),
    [
        ("processing", IN, 'n{0} = "/opt/ml/processing/{0}"', 10, "11 inputs, and a job takes 10 at most"),
        ("processing", OUT, 'n{0} = "/opt/ml/processing/{0}"', 10, "11 outputs, and a job takes 10 at most"),
        ("processing", "optional-env-vars", 'N{0} = ""', 100, "101 environment variables, and a job takes 100"),
        ("processing", "arguments", "n{0} = {{ required = true }}", 100, "101 required arguments, and a job takes 100"),
        ("training", "arguments", "n{0} = 1", 100, "101 hyperparameters, and a job takes 100 at most"),
        ("training", IN, 'n{0} = "/opt/ml/input/data/{0}"', 20, "21 channels, and a job takes 20 at most"),
        ("inference", "optional-env-vars", 'N{0} = ""', 100, "101 environment variables, and a job takes 100"),
    ],
)
def test_limits(load: Load, job: str, key: str, entry: str, most: int, what: str) -> None:
    def table(count: int) -> str:
        members = "\n".join(entry.format(index) for index in range(count))
        return f"[contracts.x]\njob = '{job}'\n[contracts.x.{key}]\n{members}\n"

    assert load(table(most)).problems == ()
    [problem] = load(table(most + 1)).problems
    assert problem.message.startswith(what)
    assert problem.place.span.line == 3 + most + 1


@pytest.mark.parametrize(
    "lines",
    [
        f'job = "processing"\nnode = "source"\n{IN}.a = "/opt/ml/processing/a"',
        'job = "processing"\nnode = "sink"',
        f'job = "processing"\n{OUT}.a = "/opt/ml/processing/output/payload.tar.gz"',
        f'job = "processing"\n{IN} = {{ a = "/opt/ml/processing/a", b = "/opt/ml/processing/a/b" }}',
        f'job = "processing"\n{IN}.config = "/opt/ml/code/hyperparams"',
        f'job = "processing"\n{IN}.a = {{ path = "/app/data", source = "bundled" }}',
        f'job = "processing"\nallow-paths = ["/data/**"]\n{IN}.a = "/data/x"',
        f'job = "processing"\n{IN}.a = "/opt/ml/config/resourceconfig.json"',
        f'job = "processing"\n{IN}.a = "/opt/ml/processing/a"\n{OUT}.b = "/opt/ml/processing"',
        f'job = "training"\n{IN}.c = "/opt/ml/checkpoints"\n{OUT}.c = "/opt/ml/checkpoints"',
        f'job = "training"\n{IN} = {{ a = "/opt/ml/input/data", b = "/opt/ml/input/config/hyperparameters.json" }}',
        f'job = "training"\n{OUT} = {{ m = "/opt/ml/model", d = "/opt/ml/output/data", f = "/opt/ml/output/failure" }}',
        f'job = "inference"\n{IN}.m = "/opt/ml/model"',
        f'{IN}.a = "/anywhere"\n{OUT}.b = "/opt/ml/model"',
        f"{IN} = {{ a = {{}}, b = {{}} }}\n{OUT} = {{ a = {{}} }}",
        'required-env-vars = ["A", "SPECIAL_FIELD_*", "B_[0-9]"]',
        'framework-requirements = { a = "", b = "*", c = "~=1.4", d = "==1.*", e = ">=0.23.2,<1.0.0", python = ">=3.7" }',
        "arguments = { a = { default = 1, choices = [1, 2] }, --b = true }",
        'job = "processing"\n[contracts.x.expected-input-paths]\n'
        + "\n".join(
            f'n{n} = {{ path = "/opt/ml/processing/{n}", required = {str(n < 10).lower()} }}' for n in range(12)
        ),
        'job = "transform"\n[contracts.x.optional-env-vars]\n' + "\n".join(f'N{n} = ""' for n in range(40)),
    ],
)
def test_what_is_right_is_never_reported(load: Load, lines: str) -> None:
    assert of(load, lines) == []


def test_one_bad_contract_never_hides_the_others(load: Load) -> None:
    found = load(
        '[contracts.a]\njob = 1\nnodee = "x"\n[contracts.b]\nentry-point = "b.py"\n[contracts.c]\nextends = "bb"\n'
        '[contracts]\nd = 3\n"" = {}\n'.replace("[contracts]\n", "", 1)
        .replace("d = 3\n", "")
        .replace('"" = {}\n', "")
    )
    assert [contract.id for contract in found.contracts] == ["a", "b", "c"]
    assert [(p.contract, p.place.span.line, p.hint) for p in found.problems] == [
        ("a", 2, "put it in quotes"),
        ("a", 3, "did you mean `node`?"),
        ("c", 7, "did you mean `b`?"),
    ]


def test_contracts_that_are_no_tables_or_have_no_id(load: Load) -> None:
    found = load('contracts.a = 3\ncontracts.b = {}\ncontracts."" = {}\n')
    assert [contract.id for contract in found.contracts] == ["b"]
    assert [p.message for p in found.problems] == ["`contracts.a` must be a table", "a contract needs an id"]


def test_a_list_with_a_dropped_part_is_open(load: Load) -> None:
    found = load(
        f'[contracts.a]\n{IN} = {{ x = 3, y = "/opt/ml/y" }}\nrequired-env-vars = ["A", 1]\n[contracts.b]\nargumnts = {{}}\n'
        '[contracts.c]\nextends = "b"\narguments = {}\n[contracts.d]\nextends = "none"\n'
    )
    opened = {
        c.id: (c.open_inputs, c.open_outputs, c.open_environment, c.open_arguments) for c in found.contracts
    }  # fmt: skip
    assert opened["a"] == (True, False, True, True)
    assert opened["b"] == opened["d"] == (True, True, True, True)
    contract = found.get("a")
    assert contract is not None
    assert [item.name for item in contract.inputs] == ["y"]
    assert [variable.name for variable in contract.environment] == ["A"]


def test_a_path_of_no_use_leaves_the_name(load: Load) -> None:
    contract = load(f'[contracts.a]\n{IN}.x = "rel"\n').get("a")
    assert contract is not None
    assert [(item.name, item.path) for item in contract.inputs] == [("x", None)]


def test_what_is_taken_over_is_reported_once(load: Load) -> None:
    found = load(f'[contracts.a]\n{IN}.x = "rel"\nvariants.v.delegates = true\n[contracts.b]\nextends = "a"\n')
    assert [(p.contract, p.place.span.line) for p in found.problems] == [("a", 2)]


def test_a_circle_is_reported_at_each_contract(load: Load) -> None:
    found = load('[contracts.a]\nextends = "b"\n[contracts.b]\nextends = "a"\n[contracts.c]\nextends = "a"\n')
    assert sorted({p.place.span.line for p in found.problems}) == [2, 4]
    assert len(found.contracts) == 3


def test_broken_and_missing_contract_files(load: Load) -> None:
    found = load('contract-files = ["a.toml", "b.toml", "c.toml"]\n', a="x = ", b="[contracts.b]\n", c="")
    assert [contract.id for contract in found.contracts] == ["b"]
    assert [p.message for p in found.problems] == [
        "not valid TOML: Invalid value",
        "a contract file without `[contracts.<id>]` tables",
    ]


@pytest.mark.parametrize(
    ("lines", "said", "hint"),
    [
        ('version = "new"', "`version` is `new`, which is not a version", "write it as `1.2.0`"),
        (
            'uses = { y = "^x" }',
            "`uses.y` is no range of versions: `^x` is not a version or range",
            "write it as `^1.2`",
        ),
        ('uses = { x = "^1" }', "`uses` names the contract itself", ""),
        (
            'reserved = ["old-name"]\narguments.old_name = "1"',
            "argument `old_name` has a name that `reserved` says must not come back",
            "",
        ),
        (
            f'reserved = ["/opt/ml/processing/old/"]\n{OUT}.a = "/opt/ml/processing/old"',
            "output `a` is at `/opt/ml/processing/old`, which `reserved` says must not come back",
            "",
        ),
        (
            f'{IN}.a = {{ path = "/opt/ml/processing/in", source-pattern = 3 }}',
            "must be a pattern or a list of patterns",
            "",
        ),
    ],
)
def test_versions_and_reserved_names(load: Load, lines: str, said: str, hint: str) -> None:
    [(code, _, _, message, advice)] = of(load, lines)
    assert code == "SMX903"
    assert said in message
    assert advice.startswith(hint)
