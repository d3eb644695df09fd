"""Our scanner, timed as the peers are."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable

from tests.bench.peers.timing import Found, serve
from workstation.detect.classes import ALL
from workstation.detect.finding import Finding
from workstation.detect.scanner import Scanner

scanner = Scanner()


def _scan(text: str) -> Iterable[Finding]:
    return scanner(text, "")


def _told(_: str, findings: Iterable[Finding]) -> Iterable[Found]:
    return [(each.data_class, each.start, each.end, 1.0) for each in findings]


serve(_scan, _told, ALL)
