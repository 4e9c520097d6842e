"""BLAKE2b without :mod:`hashlib`, which loads OpenSSL: that takes longer than hashing what a skipped run reads."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # another implementation of Python
    from hashlib import blake2b

__all__ = ["blake2b"]
