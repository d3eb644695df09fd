"""datafog-core, with its detectors for our classes and nothing else."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable

import datafog_core

from tests.bench.peers.timing import Found, apart, asked_classes, serve

CLASSES = {
    "CREDIT_CARD": "card_number",
    "SSN": "us_ssn",
    "US_ROUTING_NUMBER": "us_routing",
    "EMAIL": "email",
    "PHONE": "phone",
    "IP_ADDRESS": "ip_address",
}
ASKED = asked_classes(CLASSES.values())
CONFIG = {"entities": [entity for entity, data_class in CLASSES.items() if data_class in ASKED]}


def _scan(text: str) -> list[datafog_core.Finding]:
    return datafog_core.scan(text, CONFIG)


def _told(_: str, findings: list[datafog_core.Finding]) -> Iterable[Found]:
    return apart(
        (CLASSES[each.entity_type], each.codepoint_range.start, each.codepoint_range.end, 1.0) for each in findings
    )


serve(_scan, _told, ASKED)
