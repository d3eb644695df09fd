"""By what a program is known: its name, its path, and what it was told to do."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from workstation.facts.place import Program


@dataclass(frozen=True, slots=True)
class Signature:
    """A program by its name or, from "/" on, its path, and where it is given by one of its arguments, too (globs)."""

    program: str
    argument: str = ""

    def matches(self, program: Program, arguments: Iterable[str] = ()) -> bool:
        """Say whether `program` is meant; what it calls itself counts as well as what it executes."""
        return self._names(program) and (
            not self.argument or any(fnmatchcase(each.casefold(), self.argument.casefold()) for each in arguments)
        )

    def _names(self, program: Program) -> bool:
        if self.program.startswith("/"):
            return fnmatchcase(program.path, self.program)
        names = (program.name.casefold(), PurePosixPath(program.path).name.casefold())
        return any(fnmatchcase(name, self.program.casefold()) for name in names)


def is_any(known: Sequence[Signature], program: Program, arguments: Iterable[str]) -> bool:
    """Say whether one of `known` means `program`, which was started with `arguments`."""
    given = tuple(arguments)
    return any(each.matches(program, given) for each in known)
