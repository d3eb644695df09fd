"""Remote support that is allowed: which program may run and read the screen, until when, and who approved it."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Annotated

import msgspec
from msgspec import Meta

from workstation.facts.body import ShortName
from workstation.facts.place import Program

PATTERNS = frozenset("*?[")


class Supported(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`rule` is the policy's table, `program` its pattern of an executable's whole path."""

    rule: ShortName
    program: Annotated[str, Meta(max_length=300)]
    approver: ShortName
    until: Annotated[datetime, Meta(tz=True)]

    def covers(self, program: Program) -> bool:
        """Say whether it is about `program`; one whose path nobody can tell is another."""
        return is_supported(self.program, program.path)

    @property
    def name(self) -> str:
        """The program's name; that of the table where its path is a pattern to the end."""
        last = PurePosixPath(self.program).name
        return self.rule if PATTERNS.intersection(last) or not last else last[:64]


def is_supported(pattern: str, path: str) -> bool:
    """Say whether the executable at `path` is what `pattern` supports."""
    return bool(path) and fnmatchcase(path, pattern)
