"""Names of shell commands by what they do with the words that follow."""

from __future__ import annotations

DECLARES = frozenset({"export", "declare", "typeset", "local", "readonly"})
SHELLS = frozenset({"bash", "sh", "zsh", "ksh", "dash"})
BEFORE_COMMANDS = frozenset(
    {"exec", "nohup", "time", "command", "sudo", "env", "stdbuf", "numactl", "nice", "ionice", "timeout", "setsid", "xvfb-run", "tini", "dumb-init", "conda", "mamba", "poetry", "uv", "pdm", "pipenv", "rye"}
)  # fmt: skip
"""Commands that run the command which they are given."""
STARTERS = frozenset(
    {"torchrun", "accelerate", "deepspeed", "horovodrun", "mpirun", "mpiexec", "smddprun", "smddpmprun", "srun", "ray", "spark-submit", "smspark-submit", "streamlit", "coverage", "nsys", "ncu", "kernprof", "neuron_parallel_compile", "ds", "colossalai", "composer", "bps", "dask", "litgpt", "ts", "mlflow", "opentelemetry-instrument", "ddtrace-run", "newrelic-admin"}
)  # fmt: skip
"""Commands that start the Python script which is among their words."""
STARTING_MODULES = frozenset(
    {"torch.distributed.run", "torch.distributed.launch", "torch.distributed.elastic.agent", "accelerate.commands.launch", "accelerate.commands.accelerate_cli", "deepspeed", "deepspeed.launcher.runner", "horovod.runner.launch", "smdistributed.dataparallel.torch.launch", "coverage", "debugpy", "cProfile", "mpi4py", "torch_xla.distributed.xla_dist", "bytedance.launcher", "colossalai.cli", "composer.cli.launcher"}
)  # fmt: skip
PREPARES = frozenset(
    {"pip", "pip3", "pip3.8", "pip3.9", "pip3.10", "pip3.11", "mkdir", "chmod", "chown", "ln", "touch", "test", "[", "[[", "((", "let", ":", "pushd", "popd", "apt", "apt-get", "yum", "dnf", "apk", "curl", "wget", "git", "which", "type", "hash", "alias", "umask", "sync", "ls", "cat", "head", "tail", "tee", "find", "du", "wc", "grep", "sed", "awk", "tr", "cut", "sort", "uniq", "nvidia-smi", "aws", "read", "printf", "seq", "basename", "dirname", "realpath", "readlink", "python-config", "update-alternatives", "ssh-keygen", "service", "sshd", "huggingface-cli", "hf", "wandb", "jq", "unzip", "make", "cmake", "ninja"}
)  # fmt: skip
"""Commands that run no program of the project; those that copy files or write any are not among them."""
MODULES_THAT_PREPARE = frozenset(
    {"pip", "venv", "ensurepip", "compileall", "nltk.downloader", "spacy", "pytest", "json.tool"}
)
