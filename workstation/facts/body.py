"""What a seat has to report; the keeper adds who, when and where."""

# SPDX-License-Identifier: Apache-2.0

import msgspec

from workstation.facts.kinds import Kind, Outcome, Severity


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One reportable fact, never with content: classes and counts, names of programs, no text of the customer's.

    `details` holds short words of our own vocabulary (a chord, a selection's name), never what a program showed.
    """

    kind: Kind
    severity: Severity
    outcome: Outcome
    rule: str = ""
    application: str = ""
    data_classes: dict[str, int] = {}
    details: dict[str, str | int] = {}
