"""The log's tree: roots as RFC 9162 computes them, and proofs that hold for what continues and for nothing else."""

# SPDX-License-Identifier: Apache-2.0

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.errors import StoreError
from workstation.record.merkle import TreeHead, check_consistency, grown, hash_leaf, prove_consistency, root_of

# The leaves and roots of the reference tree that Certificate Transparency's implementations share.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


class Tree:
    """All nodes of a tree, in memory."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        for size, leaf in enumerate(leaves):
            for level, position, made in grown(size, hash_leaf(leaf), self.node):
                self.nodes[level, position] = made

    def node(self, level: int, position: int) -> bytes:
        return self.nodes[level, position]

    def head(self, size: int) -> TreeHead:
        return TreeHead(size, root_of(size, self.node))


def test_roots_are_those_of_the_standard() -> None:
    tree = Tree(LEAVES)
    assert [tree.head(size).root.hex() for size in range(1, 9)] == ROOTS
    assert tree.head(0).root == hashlib.sha256().digest()


@given(st.lists(st.binary(max_size=3), max_size=70), st.data())
def test_every_tree_continues_every_earlier_one(leaves: list[bytes], data: st.DataObject) -> None:
    tree = Tree(leaves)
    second = data.draw(st.integers(0, len(leaves)))
    first = data.draw(st.integers(0, second))
    check_consistency(tree.head(first), tree.head(second), prove_consistency(first, second, tree.node))


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_a_tree_with_a_changed_past_proves_nothing(size: int, more: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) for number in range(size + more)]
    changed = list(leaves)
    changed[data.draw(st.integers(0, size - 1))] = b"changed"
    honest, lying = Tree(leaves), Tree(changed)
    for proof in (
        prove_consistency(size, size + more, honest.node),
        prove_consistency(size, size + more, lying.node),
        (),
    ):
        with pytest.raises(StoreError, match="does not continue"):
            check_consistency(honest.head(size), lying.head(size + more), proof)


@given(st.integers(2, 40), st.integers(1, 40), st.data())
def test_a_proof_of_which_anything_was_changed_proves_nothing(size: int, more: int, data: st.DataObject) -> None:
    tree = Tree([bytes([number]) for number in range(size + more)])
    proof = list(prove_consistency(size, size + more, tree.node))
    position = data.draw(st.integers(0, len(proof) - 1))
    broken = data.draw(
        st.sampled_from(
            [
                [*proof[:position], bytes(32), *proof[position + 1 :]],
                [*proof[:position], *proof[position + 1 :]],
                [*proof, bytes(32)],
            ]
        )
    )
    with pytest.raises(StoreError):
        check_consistency(tree.head(size), tree.head(size + more), broken)


def test_a_shorter_tree_continues_nothing() -> None:
    tree = Tree(LEAVES)
    with pytest.raises(StoreError):
        check_consistency(tree.head(5), tree.head(4), ())
    with pytest.raises(StoreError):
        check_consistency(tree.head(5), TreeHead(5, bytes(32)), ())
