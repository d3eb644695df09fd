"""One hyperscan pass that only says whether anything could be there: no scanner that looks at all is faster."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable

import hyperscan

from tests.bench.peers.timing import Found, serve

CANDIDATES = (
    rb"[0-9](?:[^A-Za-z0-9]{0,3}[0-9]){7}",
    rb"[A-Za-z0-9._%+-]@[A-Za-z0-9-]",
    rb"[A-Za-z]{2}[0-9]{2}[ ]?[A-Za-z0-9]{4}",
    rb"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.",
    rb"[A-Za-z]{4}[0-9]{6}",
    rb"\b(?:cvv|cvc|cid|security code|exp|valid|iban|bic|swift|routing|aba|account|ssn|itin|ein)\b",
    rb"\b(?:dob|birth|born|password|otp|code|mrn|record|licen[cs]e|passport|phone|mobile)\b",
)


class Gate:
    """Counts the kinds of candidates in a text."""

    def __init__(self) -> None:
        flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=CANDIDATES,
            ids=list(range(len(CANDIDATES))),
            elements=len(CANDIDATES),
            flags=[flags] * len(CANDIDATES),
        )
        self._seen = 0

    def __call__(self, text: str) -> int:
        """Return how many kinds of candidates there are."""
        self._seen = 0
        self._database.scan(text.encode(), match_event_handler=self._on_match)
        return self._seen

    def _on_match(self, *_: object) -> None:
        self._seen += 1


def _told(_: str, __: int) -> Iterable[Found]:
    return ()


serve(Gate(), _told)
