"""Whether a file can matter to any rule, told from its bytes before it is parsed."""

from __future__ import annotations

# What rules start from; a rule that needs another word adds it here. Words are also met inside longer ones
# (`PyTorchProcessor`, `SM_CHANNEL_TRAIN`). Looking for plain words one after the other is several times faster than
# one regular expression; the first are those that most scripts of this kind hold.
WORDS: tuple[bytes, ...] = (
    # the platform by name
    *(b"ageMaker", b"agemaker", b"AGEMAKER", b"SM_", b"smdebug", b"smclarify"),
    # container paths, also in pieces: "/opt/ml", "opt/ml", os.path.join("/opt", "ml"), Path("/") / "opt"
    *(b"/opt", b"opt/", b"'opt", b'"opt', b"opt\\"),
    # environment and arguments
    *(b"environ", b"getenv", b"argparse", b"ArgumentParser", b"add_argument", b"parse_args", b"argv"),
    # handlers that the inference toolkits call
    *(b"model_fn", b"input_fn", b"predict_fn", b"output_fn", b"transform_fn", b"model_dir"),
    *(b"put_handler", b"rest_uri", b"accept_header"),
    # archives of models
    *(b"tarfile", b"make_archive", b".tar.gz"),
    # job definitions: SDK v2 and v3, boto3, pipelines
    *(
        b"boto",
        b"Estimator",
        b"Process",
        b"Transform",
        b"Tuner",
        b"Pipeline",
        b"Trainer",
        b"Training",
        b"HyperParameter",
    ),
    *(b"training_job", b"processing_job", b"transform_job", b"tuning_job", b"create_model", b"hyperparameters"),
    *(b"container_entrypoint", b"entry_point", b"source_dir", b"Workflow", b"ContainerDefinition"),
    # places and secrets that do not belong into a script
    *(b"ec2-user", b"/Users/", b"/home/", b"C:\\", b"AKIA", b"ASIA", b"arn:aws", b".dkr.ecr.", b"s3://"),
    # comments that speak to this linter
    *(b"sm-lint", b"noqa"),
)


def matters(raw: bytes) -> bool:
    """Whether the content of a file holds any word that a rule could start from.

    False means: no rule could have said anything of the file by itself, not even that a suppression is unused. A file
    that a contract or a job definition governs matters whatever it holds. True means nothing. The bytes may be a Python
    file, a notebook or a job definition; encodings that do not write ASCII as ASCII cannot be declared by Python files.
    """
    return any(word in raw for word in WORDS)
