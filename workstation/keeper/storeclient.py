"""The audit store as the keeper sees it: every request signed by the device, every answer parsed strictly."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from workstation.credentials.signedrequest import Request, sign_request
from workstation.keeper.enrolment import Enrolment
from workstation.keeper.ports import CodeVerdict
from workstation.keeper.storehttp import StoreHttp
from workstation.record.entry import Entry
from workstation.record.exchange import CodeJudged, CodeWanted, Shipment
from workstation.record.receipt import Receipt

T = TypeVar("T")


def _now() -> datetime:
    return datetime.now(UTC)


class HttpsStore:
    """Keeps keeper.ports.Store's promises over HTTPS. Safe to call from any thread."""

    def __init__(self, enrolment: Enrolment, clock: Callable[[], datetime] = _now) -> None:
        self._device = enrolment.device
        self._key = enrolment.device_key
        self._http = StoreHttp(enrolment.url, enrolment.authority)
        self._clock = clock

    def receipt(self, seat_id: str) -> Receipt | None:
        """Return the latest receipt of `seat_id`, None where the store has nothing of it."""
        found = self._ask("GET", f"/v1/seats/{seat_id}/receipt", b"", tuple[Receipt, ...])
        return found[0] if found else None

    def ship(self, seat_id: str, entries: Sequence[Entry]) -> Receipt:
        """Send entries in number order and return the receipt; sending twice is harmless."""
        shipment = Shipment(seat_id=seat_id, entries=tuple(entries))
        return self._ask("POST", "/v1/entries", msgspec.msgpack.encode(shipment), Receipt)

    def verify_code(self, seat_id: str, agent: str, code: str) -> CodeVerdict:
        """Have the store judge a code (RFC 6238), each code once."""
        wanted = CodeWanted(seat_id=seat_id, agent=agent, code=code)
        judged = self._ask("POST", "/v1/codes", msgspec.msgpack.encode(wanted), CodeJudged)
        return CodeVerdict(**msgspec.structs.asdict(judged))

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    def _ask(self, method: str, path: str, body: bytes, shape: type[T]) -> T:
        request = Request(method=method, url=self._http.url + path, body=body)
        sign_request(self._key, self._device, request, self._clock())
        return self._http.ask(method, path, body, shape, request.headers)
