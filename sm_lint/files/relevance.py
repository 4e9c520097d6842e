"""Decides from the bytes of a file, before parsing, whether any rule can apply to it."""

from __future__ import annotations

# Words that trigger a rule; a rule that needs another word adds it here. Words also match inside longer ones
# (`PyTorchProcessor`, `SM_CHANNEL_TRAIN`). Searching for plain words one by one is several times faster than one
# regular expression; the most frequent ones come first.
WORDS: tuple[bytes, ...] = (
    # the platform's name
    *(b"ageMaker", b"agemaker", b"AGEMAKER", b"SM_", b"smdebug", b"smclarify"),
    # container paths, also in pieces: "/opt/ml", "opt/ml", os.path.join("/opt", "ml"), Path("/") / "opt"
    *(b"/opt", b"opt/", b"'opt'", b'"opt"', b"opt\\"),
    # environment and arguments
    *(b"environ", b"getenv", b"argparse", b"ArgumentParser", b"add_argument", b"parse_args", b"argv"),
    # handlers that the inference toolkits call
    *(b"model_fn", b"input_fn", b"predict_fn", b"output_fn", b"transform_fn", b"model_dir"),
    *(b"put_handler", b"rest_uri", b"accept_header"),
    # model archives
    *(b"tarfile", b"make_archive", b".tar.gz"),
    # calls of AWS; classes of the SDK are no words, as they matter only where the SDK is named
    *(b"boto", b"hyperparameters.json"),
    # paths and secrets that should not be in a script
    *(b"ec2-user", b"/Users/", b"/home/", b"C:\\", b"AKIA", b"ASIA", b"arn:aws", b".dkr.ecr.", b"s3://"),
    # comments addressed to this linter; see also `matters`
    b"sm-lint",
)


def matters(raw: bytes) -> bool:
    """Whether the content of a file contains any word that could trigger a rule.

    False means that no rule could report anything about the file by itself, not even an unused suppression. A file that
    a contract or a job definition governs, or that may define jobs, must be linted in any case. True proves nothing. The bytes may be a Python
    file, a notebook or a job definition; Python files cannot declare an encoding that is not a superset of ASCII.
    """
    return any(word in raw for word in WORDS) or (b"noqa" in raw and b"SM" in raw)
