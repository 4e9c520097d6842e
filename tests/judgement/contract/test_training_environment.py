"""What a script looks up in `SM_TRAINING_ENV`."""

from __future__ import annotations

import pytest

from sm_lint.flow.interpreter.analysis import Setup, analyse
from sm_lint.judgement.contract.training_environment import may_look_up
from sm_lint.syntax.parse import parse

READ = 'os.environ["SM_TRAINING_ENV"]'
PARSED = f"""import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--env", default={READ})
args, _ = parser.parse_known_args()
"""


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (f'json.loads({READ})["job_name"]', False),
        (f'name = json.loads({READ}).get("job_name", "")', False),
        (f'env = json.loads({READ})\nprint(env["job_name"], env.get("hosts"))', False),
        (f'env = {READ}\nenv = json.loads(env)\nprint(env["job_name"])', False),
        (f'env = {READ}\nprint(json.loads(env)["job_name"])', False),
        (f'json.loads({READ})["hyperparameters"]', True),
        (f'env = json.loads({READ})\nprint(env["job_name"], env["hyperparameters"])', True),
        (f"env = json.loads({READ})\nrun(env)", True),
        (f"env = json.loads({READ})\nfor key, value in env.items():\n    print(key)", True),
        (f"env = json.loads({READ})\nprint(env[key])", True),
        (f"run({READ})", True),
        (f"self.env = json.loads({READ})", True),
        ('os.environ["SM_MODEL_DIR"]', False),
        (f'{PARSED}print(json.loads(args.env)["job_name"])', False),
        (f'{PARSED}env = json.loads(args.env)\nprint(env["job_name"], env.get("hosts", {{}}).get("x"))', False),
        (f'{PARSED}env = json.loads(args.env)\nprint(env["hyperparameters"])', True),
        (f"{PARSED}run(args.env)", True),
        (f"{PARSED}run(vars(args))", True),
    ],
)
def test_keys(code: str, found: bool) -> None:
    facts = analyse(parse("/project/train.py", f"import json\nimport os\n\n{code}\n"), Setup(job="training", src=()))
    assert may_look_up(facts, "hyperparameters") is found
