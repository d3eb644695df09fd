"""What is wrong with a policy, in words for the person who wrote it: where, what, and what is allowed there."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

import msgspec
from msgspec import Meta

from workstation.policy.rules import AnyRule, Policy
from workstation.policy.written import Path, Written

_PATH = re.compile(r"(?P<what>.*) - at `(?:key in )?\$(?P<path>[^`]*)`", re.DOTALL)
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_NAMED = re.compile(r"(?P<problem>unknown|required) field `(?P<key>[^`]*)`")
_KINDS: dict[str, type[msgspec.Struct]] = {str(rule.__struct_config__.tag): rule for rule in get_args(AnyRule)}
_KIND = "one of " + ", ".join(sorted(_KINDS))


def complaint(error: str, written: Written) -> str:
    """Return one line about msgspec's `error`: 'a.toml, line 9, column 1, rule "idle": after_seconds: Expected …'."""
    told = _PATH.fullmatch(error)
    what, path = (told["what"], _steps(told["path"])) if told else (error, ())
    if named := _NAMED.search(error):
        about = _about_key(named["problem"], named["key"], _allowed(path, written))
        return f"{written.where((*path, named['key']))}: {about}"
    if path and path[-1] == "kind":
        return f"{written.where(path)}: kind: {what.replace('`', '')}; allowed: {_KIND}"
    key = next((step for step in reversed(path) if isinstance(step, str)), "rule")
    allowed = _allowed(path[: path.index(key)] if key in path else (), written)
    return f"{written.where(path)}: {key}: {what.replace('`', '')}; allowed: {allowed.get(key, 'a table')}"


def _steps(path: str) -> Path:
    return tuple(name or int(index) for name, index in _STEP.findall(path))


def _about_key(problem: str, key: str, allowed: Mapping[str, str]) -> str:
    if problem == "unknown":
        return f'the key "{key}" is not known; allowed: {", ".join(sorted(allowed))}'
    return f'the key "{key}" is missing; it takes {allowed[key]}'


def _allowed(path: Path, written: Written) -> dict[str, str]:
    """Return the keys of the table at `path`, with what each takes."""
    table: type[msgspec.Struct] | None = Policy
    for position, step in enumerate(path):
        if step == "rule" and position == 0:
            table = _KINDS.get(written.value((*path[:2], "kind")))
        elif isinstance(step, str) and table is not None:
            table = _table_in(_fields(table)[step].type) or table
    if table is None:  # a rule whose kind is not known
        return {"kind": _KIND}
    keys = {name: _description(field.type) for name, field in _fields(table).items()}
    return keys | {"kind": _KIND} if table in _KINDS.values() else keys


def _fields(table: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.encode_name: field for field in msgspec.structs.fields(table)}


def _description(annotation: object) -> str:
    return next((str(meta.description) for meta in get_args(annotation)[1:] if isinstance(meta, Meta)), "a table")


def _table_in(annotation: object) -> type[msgspec.Struct] | None:
    """Return the table that a field holds, also inside a list or a choice."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return annotation
    if get_origin(annotation) in {Annotated, Union, UnionType, tuple}:
        return next(filter(None, map(_table_in, get_args(annotation))), None)
    return None
