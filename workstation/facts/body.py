"""What a seat has to report; the keeper adds who, when and where."""

# SPDX-License-Identifier: Apache-2.0

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from workstation.facts.kinds import Kind, Outcome, Severity

NAME_LIMIT = 64
CLASSES_LIMIT = 46
WORDS_LIMIT = 80
ShortName = Annotated[str, Meta(max_length=NAME_LIMIT)]
ClassName = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,32}\Z")]
DetailName = Annotated[str, Meta(pattern=r"^[\x20-\x7e]{1,64}\Z")]
Weight = Literal["", "low", "medium", "high", "critical"]
Words = Annotated[str, Meta(max_length=WORDS_LIMIT)]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One reportable fact, never with content: classes and counts, names of programs, no text of the customer's.

    `details` holds short words of our own vocabulary (a chord, a selection's name), never what a program showed; the
    one text of an agent's own is the reason of a reveal, in which the detector found nothing.
    `weight` is how grave the rule says that a violation of it is.
    What is decoded from outside is small: whole, it stays under the 12.5 KiB of an entry's payload.
    """

    kind: Kind
    severity: Severity
    outcome: Outcome
    rule: ShortName = ""
    weight: Weight = ""
    application: ShortName = ""
    data_classes: Annotated[dict[ClassName, int], Meta(max_length=CLASSES_LIMIT)] = {}
    details: Annotated[dict[DetailName, Words | int], Meta(max_length=24)] = {}
