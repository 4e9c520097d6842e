"""Names and values of secrets in job definitions and images."""

from __future__ import annotations

import re

from sm_lint.patterns import regex

_SECRET = frozenset({"token", "secret", "password", "passwd", "pwd", "apikey", "passphrase", "credentials"})
_KEYS = frozenset({"api", "access", "private", "secret", "auth", "encryption", "signing"})
_PLACEHOLDER = regex(
    r"\A[<\[{(*]|your|xxx|\.\.\.|changeme|placeholder|dummy|example|insert|replace|todo"
    r"|\A(?:none|null|true|false|\d{1,3})\Z",
    re.IGNORECASE,
)
_REFERENCE = regex(r"arn:|s3://|ssm:|https?://|/opt/ml|\{\{")
_WORD = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def names_secret(key: str) -> bool:
    """Whether a name ends like that of a secret: in such a word, or in ``key`` behind one that makes it one."""
    words = [word.lower() for word in _WORD.findall(key)]
    if not words:
        return False
    return words[-1] in _SECRET or (words[-1] == "key" and len(words) > 1 and words[-2] in _KEYS)


def is_written_secret(text: str) -> bool:
    """Whether a text may be a secret itself: no placeholder, no address of one, no sentence."""
    text = text.strip().strip("\"'")
    if len(text) <= 3 or " " in text or _REFERENCE.match(text):
        return False
    return "\n" in text or not _PLACEHOLDER.search(text)
