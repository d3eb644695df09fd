"""Where everything stands in a TOML text."""

# SPDX-License-Identifier: Apache-2.0

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from workstation.policy.written import Path


class Position(NamedTuple):
    """Line and column, both from 1; the column counts characters."""

    line: int
    column: int


def positions(text: str) -> Mapping[Path, Position]:
    """Return the place of every table, key and array element of `text`, which must be TOML."""
    lines = text.encode().split(b"\n")
    tree = Parser(Language(tree_sitter_toml.language())).parse(text.encode())
    found: dict[Path, Position] = {}
    for path, node in _document(tree.root_node):
        row, column = node.start_point
        found.setdefault(path, Position(row + 1, len(lines[row][:column].decode(errors="replace")) + 1))
    return found


def _document(root: Node) -> Iterator[tuple[Path, Node]]:
    counts: Counter[Path] = Counter()
    for node in root.named_children:
        match node.type:
            case "pair":
                yield from _pair((), node)
            case "table" | "table_array_element":
                path = _full(_keys(node.named_children[0]), counts)
                if node.type == "table_array_element":
                    path = (*path, counts[path])
                    counts[path[:-1]] += 1
                yield path, node
                for pair in node.named_children[1:]:
                    yield from _pair(path, pair)


def _full(keys: Path, counts: Counter[Path]) -> Path:
    """Return the path of a header: a name before the last that is an array of tables means its last table."""
    path: Path = ()
    for position, key in enumerate(keys):
        path = (*path, key)
        if position < len(keys) - 1 and counts[path]:
            path = (*path, counts[path] - 1)
    return path


def _pair(before: Path, node: Node) -> Iterator[tuple[Path, Node]]:
    if node.type != "pair":  # a comment
        return
    keys, value = node.named_children[0], node.named_children[-1]
    path = (*before, *_keys(keys))
    yield path, node
    yield from _value(path, value)


def _value(path: Path, node: Node) -> Iterator[tuple[Path, Node]]:
    if node.type == "inline_table":
        for pair in node.named_children:
            yield from _pair(path, pair)
    elif node.type == "array":
        for index, item in enumerate(child for child in node.named_children if child.type != "comment"):
            yield (*path, index), item
            yield from _value((*path, index), item)


def _keys(node: Node) -> Path:
    if node.type == "dotted_key":
        return tuple(key for child in node.named_children for key in _keys(child))
    text = (node.text or b"").decode()
    return (text[1:-1] if node.type == "quoted_key" else text,)
