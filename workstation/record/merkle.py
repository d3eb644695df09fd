"""The store's log as a Merkle tree (RFC 9162 §2.1): every signed head proves that it continues every earlier one."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from workstation.errors import StoreError

EMPTY_ROOT = hashlib.sha256().digest()
PROOF_LIMIT = 130
Node = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree of 2 ** level leaves at that position among those of its level."""


class TreeHead(NamedTuple):
    """A tree of `size` leaves and its root hash, of 32 bytes."""

    size: int = 0
    root: bytes = EMPTY_ROOT


def hash_leaf(content: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\0" + content).digest()


def hash_pair(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two."""
    return hashlib.sha256(b"\1" + left + right).digest()


def grown(size: int, leaf: bytes, node: Node) -> Iterator[tuple[int, int, bytes]]:
    """Yield level, position and hash of every subtree that a leaf more completes, itself first."""
    level, position, made = 0, size, leaf
    yield level, position, made
    while position % 2:
        made = hash_pair(node(level, position - 1), made)
        level, position = level + 1, position // 2
        yield level, position, made


def root_of(size: int, node: Node) -> bytes:
    """Return the root hash of the first `size` leaves."""
    return _root(0, size, node) if size else EMPTY_ROOT


def prove_consistency(first: int, second: int, node: Node) -> tuple[bytes, ...]:
    """Return the proof that the tree of `second` leaves begins with that of `first` (§2.1.4.1).

    Empty for an empty first tree and for two equal ones; sizes are ordered.
    """
    return tuple(_subproof(first, 0, second, node, is_known=True)) if 0 < first < second else ()


def check_consistency(first: TreeHead, second: TreeHead, proof: Sequence[bytes]) -> None:
    """Raise StoreError where `proof` does not show that the second tree continues the first (§2.1.4.2)."""
    if first.size > second.size or not _is_consistent(first, second, proof):
        raise StoreError(
            "the audit store's log does not continue the one that this device saw: it lost or changed entries",
            hint="Ask an auditor to verify the store's record.",
        )


def _is_consistent(first: TreeHead, second: TreeHead, proof: Sequence[bytes]) -> bool:
    if first.size == second.size:
        return first.root == second.root and not proof
    if first.size == 0:
        return first.root == EMPTY_ROOT and not proof
    path = [first.root, *proof] if first.size & (first.size - 1) == 0 else list(proof)
    if not path:
        return False
    fn, sn = first.size - 1, second.size - 1
    while fn % 2:
        fn, sn = fn // 2, sn // 2
    old = new = path[0]
    for each in path[1:]:
        if sn == 0:
            return False
        if fn % 2 or fn == sn:
            old, new = hash_pair(each, old), hash_pair(each, new)
            while fn and not fn % 2:
                fn, sn = fn // 2, sn // 2
        else:
            new = hash_pair(new, each)
        fn, sn = fn // 2, sn // 2
    return sn == 0 and (old, new) == (first.root, second.root)


def _subproof(first: int, begin: int, end: int, node: Node, *, is_known: bool) -> Iterator[bytes]:
    size = end - begin
    if first == size:
        if not is_known:
            yield _root(begin, end, node)
        return
    half = _half(size)
    if first <= half:
        yield from _subproof(first, begin, begin + half, node, is_known=is_known)
        yield _root(begin + half, end, node)
    else:
        yield from _subproof(first - half, begin + half, end, node, is_known=False)
        yield _root(begin, begin + half, node)


def _root(begin: int, end: int, node: Node) -> bytes:
    size = end - begin
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, begin >> level)
    half = _half(size)
    return hash_pair(_root(begin, begin + half, node), _root(begin + half, end, node))


def _half(size: int) -> int:
    """Return the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
