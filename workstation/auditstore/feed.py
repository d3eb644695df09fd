"""The feed as a supervisor follows it: over TLS, reconnecting, missing nothing in between."""

# SPDX-License-Identifier: Apache-2.0

import logging
import ssl
import time
from collections.abc import Generator, Iterator

import msgspec
import urllib3
from urllib3.exceptions import HTTPError, SSLError

from workstation.errors import StoreError
from workstation.record.digest import Digest, Told
from workstation.record.eventstream import Event, parse_events
from workstation.record.feeditem import FeedItem
from workstation.record.malformed import MALFORMED

SILENT_AFTER = 15.0
AGAIN_AFTER = 1.0
OK = 200
REFUSED = range(400, 500)
log = logging.getLogger(__name__)


def follow_feed(url: str, authority: str, token: str, last_id: int | None = None) -> Generator[Told, None, None]:
    """Yield violations, digests and failures after number `last_id`, or from now on; for ever, over every break.

    Blocks between items. `authority` is the store's certificate as PEM. Raise StoreError where it is another store,
    refuses the token or does not speak this protocol.
    """
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    timeout = urllib3.Timeout(connect=5, read=SILENT_AFTER)
    with urllib3.PoolManager(ca_cert_data=authority, retries=False, timeout=timeout) as pool:
        while True:
            if last_id is not None:
                headers["Last-Event-ID"] = str(last_id)
            try:
                for event in _events(pool, f"{url.rstrip('/')}/v1/feed", headers):
                    if event.data:
                        yield from _told(event)
                    last_id = event.number if event.number is not None else last_id
            except HTTPError as error:
                _refuse_stranger(error)
                log.warning("the audit store's feed broke off: %s", type(error).__name__)
            time.sleep(AGAIN_AFTER)


def _refuse_stranger(error: HTTPError) -> None:
    if isinstance(error, SSLError) and isinstance(error.args[0], ssl.SSLCertVerificationError):
        raise StoreError("this is not the audit store whose certificate was given") from error


def _events(pool: urllib3.PoolManager, address: str, headers: dict[str, str]) -> Iterator[Event]:
    response = pool.request("GET", address, headers=headers, preload_content=False, redirect=False)
    try:
        if response.status in REFUSED:
            raise StoreError("the audit store refused the feed", hint="Is this the token of a supervisor?")
        if response.status == OK:
            yield from parse_events(response.read_chunked())
    finally:
        response.close()


def _told(event: Event) -> tuple[Told, ...]:
    """Return an entry, or the digests of all windows that ended together."""
    try:
        told = msgspec.json.decode(event.data, type=FeedItem | tuple[Digest, ...])
    except MALFORMED as error:
        raise StoreError("the audit store's feed tells what this version does not understand") from error
    return (told,) if isinstance(told, FeedItem) else told
