"""Which programs a rule lets read the screen: by their whole path, or by the digest of what they execute."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable
from fnmatch import fnmatchcase

DIGEST = "sha256:"


def names_digests(allow: Iterable[str]) -> bool:
    """Say whether one of `allow` is a digest: what a program executes must be known before it is judged."""
    return any(each.startswith(DIGEST) for each in allow)


def names_paths(allow: Iterable[str]) -> bool:
    """Say whether one of `allow` is a pattern of paths."""
    return any(not each.startswith(DIGEST) for each in allow)


def is_allowed(allow: Iterable[str], path: str, digest: str = "") -> bool:
    """Say whether one of `allow` is the digest, or a pattern of the path; "" is what nobody knows, and is neither."""
    return any(each == digest if each.startswith(DIGEST) else fnmatchcase(path, each) for each in allow)
