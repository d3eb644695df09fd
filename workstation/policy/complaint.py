"""What is wrong with a policy, in words for the person who wrote it: where, what, and what is allowed there."""

# SPDX-License-Identifier: Apache-2.0

import re
from typing import get_args

import msgspec

from workstation.policy.rules import AnyRule, Policy
from workstation.policy.written import Written

_PATH = re.compile(r"(?P<what>.*) - at `\$(?:\.rule\[(?P<rule>\d+)\])?(?:\.(?P<key>\w+))?.*`", re.DOTALL)
_NAMED = re.compile(r"(?P<problem>unknown|required) field `(?P<key>[^`]*)`")
_KINDS: dict[str, type[msgspec.Struct]] = {str(rule.__struct_config__.tag): rule for rule in get_args(AnyRule)}

_KIND = "one of " + ", ".join(sorted(_KINDS))


def complaint(error: str, written: Written) -> str:
    """Return one line about msgspec's `error`, such as 'a.toml, line 9, rule "idle": after_seconds: Expected …'."""
    path = _PATH.fullmatch(error)
    rule = int(path["rule"]) if path and path["rule"] else None
    key = (path and path["key"]) or "rule"
    table = Policy if rule is None else _KINDS.get(written.value(rule, "kind"))
    if named := _NAMED.search(error):
        return f"{written.where(rule, named['key'])}: {_about_key(named['problem'], named['key'], table)}"
    what = (path["what"] if path else error).replace("`", "")
    return f"{written.where(rule, key)}: {key}: {what}; allowed: {_allowed(table)[key]}"


def _about_key(problem: str, key: str, table: type[msgspec.Struct] | None) -> str:
    allowed = _allowed(table)
    if problem == "unknown":
        return f'the key "{key}" is not known; allowed: {", ".join(sorted(allowed))}'
    return f'the key "{key}" is missing; it takes {allowed[key]}'


def _allowed(table: type[msgspec.Struct] | None) -> dict[str, str]:
    """Return the keys of a table with what each takes; None is a rule whose kind is not known."""
    if table is None:
        return {"kind": _KIND, "rule": "a [[rule]] table"}
    fields = {field.encode_name: get_args(field.type)[1].description for field in msgspec.structs.fields(table)}
    return fields if table is Policy else fields | {"kind": _KIND}
