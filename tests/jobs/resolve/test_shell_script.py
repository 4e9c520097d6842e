"""What shell scripts start."""

from __future__ import annotations

import pytest

from sm_lint.flow.models.shell_lines import HOLE
from sm_lint.jobs.resolve.shell_script import read_launcher
from sm_lint.jobs.resolve.started_programs import ARGUMENTS, Launcher, OtherScript

HOME = "/opt/ml/code"


def read(text: str, **variables: str) -> Launcher:
    return read_launcher(text, HOME, source="/project/src/run.sh", variables=tuple(variables.items()))


@pytest.mark.parametrize(
    ("line", "name", "arguments"),
    [
        ('python train.py "$@"', "train.py", (ARGUMENTS,)),
        ("python3.11 -u -W ignore train.py --epochs 3", "train.py", ("--epochs", "3")),
        ("exec python train.py $*", "train.py", (ARGUMENTS,)),
        ("A=1 nohup python train.py &", "train.py", ()),
        ("torchrun --nproc_per_node=8 --standalone train.py --lr 0.1", "train.py", ("--lr", "0.1")),
        ("python -m torch.distributed.run --nnodes 1 train.py ${@}", "train.py", (ARGUMENTS,)),
        ("accelerate launch --config_file fsdp.yaml --num_processes 8 train.py --a b", "train.py", ("--a", "b")),
        ("deepspeed --num_gpus=8 train.py --deepspeed ds.json", "train.py", ("--deepspeed", "ds.json")),
        ("horovodrun -np 4 python train.py", "train.py", ()),
        ("mpirun --allow-run-as-root -np 4 -x A=b python train.py", "train.py", ()),
        ("timeout 60 python train.py", "train.py", ()),
        ("conda run -n env python train.py", "train.py", ()),
        ("bash -c 'python train.py --a b'", "train.py", ("--a", "b")),
        ('CMD="python train.py $@"\necho $CMD\neval $CMD', "train.py", (ARGUMENTS,)),
        ("RUN='torchrun train.py'\n$RUN --a b", "train.py", ("--a", "b")),
        ("SCRIPT=${SCRIPT:-train.py}\npython $SCRIPT", "train.py", ()),
        ("python ${SCRIPT:=train.py}", "train.py", ()),
        ('DIR=$(cd "$(dirname "$0")" && pwd)\npython $DIR/train.py', f"{HOME}/train.py", ()),
        ('python "$(dirname "${BASH_SOURCE[0]}")/../train.py"', f"{HOME}/../train.py", ()),
        ('ARGS=(\n  --a 1\n  --b two\n)\npython train.py "${ARGS[@]}"', "train.py", ("--a", "1", "--b", "two")),
        ("ARGS=(--a 1)\nARGS+=(--b 2)\npython train.py ${ARGS[*]}", "train.py", ("--a", "1", "--b", "2")),
        ('main() {\n  python train.py "$@"\n}\nmain "$@"', "train.py", (ARGUMENTS,)),
        ('function main {\n  python train.py "$1"\n}\nmain x', "train.py", (HOLE,)),
        ('shift\npython train.py "$@"', "train.py", (HOLE,)),
        ("$(which python) train.py", "train.py", ()),
        ("python \\\n  train.py \\\n  --a b", "train.py", ("--a", "b")),
        ("if [ -f x ]; then\n  pip install -r x\nfi\npython train.py", "train.py", ()),
    ],
)
def test_programs(line: str, name: str, arguments: tuple[str, ...]) -> None:
    found = read(line)
    assert [(program.name, program.arguments) for program in found.programs] == [(name, arguments)]
    assert not found.does_more


def test_modules_folders_and_variables() -> None:
    found = read("export A=1\ncd sub\npython -m pkg.train --a $B\n(cd /tmp; python x.py)\npython y.py", B="b")
    first, second, third = found.programs
    assert (first.name, first.module, first.folder, first.arguments) == ("pkg.train", True, f"{HOME}/sub", ("--a", "b"))
    assert first.environment == (("A", "1"),)
    assert (second.folder, third.folder) == ("/tmp", f"{HOME}/sub")
    assert (first.line, third.line) == (3, 5)


def test_what_is_not_known() -> None:
    assert read("python $SCRIPT").programs[0].name == HOLE
    assert read("if a; then S=a.py; else S=b.py; fi\npython $S").programs[0].name == HOLE
    assert read("cd $WHERE\npython a.py").programs[0].folder is None
    assert read("python - <<EOF\nx\nEOF").does_more
    assert read("cp a b\npython a.py").does_more
    assert read("./tool --x").programs[0].name == "./tool"
    assert read("./tool.bin --x").does_more
    assert read("source other.sh\npython a.py").open_environment
    assert read("set -a\npython a.py").open_environment
    assert read("# python a.py\necho python a.py").programs == []


def test_other_scripts() -> None:
    scripts = {
        "setup.sh": "export A=1\n",
        "inner.sh": 'python train.py "$1" "${2}" $A\n',
        "loop.sh": "bash loop.sh\n",
    }

    def opener(name: str, folder: str | None) -> OtherScript | None:
        text = scripts.get(name.rpartition("/")[2])
        return OtherScript(f"/project/src/{name}", HOME, text) if text is not None else None

    found = read_launcher(". ./setup.sh\nbash inner.sh --a b\nsh loop.sh", HOME, source="/x/run.sh", opener=opener)
    (program,) = found.programs
    assert (program.arguments, program.source) == (("--a", "b", "1"), "/project/src/inner.sh")


def test_a_script_without_end() -> None:
    assert len(read("python a.py\n" * 5000).programs) == 20
    assert read("echo a\n" * 5000).does_more
    assert read('python train.py "').programs
    assert read("A=(").programs == []
