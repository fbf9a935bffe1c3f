"""Secrets that travel in a cookie, a link or a header; only their hash is kept."""

import hashlib


def digest(token: str) -> str:
    """What stands in the database for `token`: 64 hexadecimal digits.

    A plain SHA-256 is enough, because a token is 32 random bytes and cannot be guessed.
    """
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
