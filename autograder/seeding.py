"""Seeds that follow from a secret: `autograder.coursedir.secret` says from which."""

import hashlib


def derived(*parts: object) -> int:
    """A number of 64 bits that follows from `parts` and from which they cannot be had."""
    return int.from_bytes(hashlib.sha256("\0".join(map(str, parts)).encode()).digest()[:8], "big")
