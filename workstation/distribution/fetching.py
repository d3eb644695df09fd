"""Fetching over HTTP: a pinned authority, no redirects, a deadline for silence and one for the whole."""

# SPDX-License-Identifier: Apache-2.0

import time
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus

import urllib3
from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient import FetcherInterface
from urllib3.exceptions import HTTPError

DEADLINE_SECONDS = 5.0
FETCHED_WITHIN_SECONDS = 30.0
CHUNK = 64 * 1024


def _no_headers(_url: str) -> Mapping[str, str]:
    return {}


class HttpFetcher(FetcherInterface):
    """Fetches files of a repository. Who fetches bounds their length; this bounds the time.

    `authority` is the only one trusted, as PEM; without it, those of the system are. `headers` are what a request for
    an address needs to be answered.
    """

    def __init__(
        self,
        authority: str | None = None,
        *,
        headers: Callable[[str], Mapping[str, str]] = _no_headers,
        within_seconds: float = FETCHED_WITHIN_SECONDS,
    ) -> None:
        self._headers = headers
        self._within = within_seconds
        self._pool = urllib3.PoolManager(
            ca_cert_data=authority,
            cert_reqs="CERT_REQUIRED",
            retries=False,
            timeout=urllib3.Timeout(connect=DEADLINE_SECONDS, read=DEADLINE_SECONDS),
        )

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            response = self._pool.request(
                "GET", url, headers=dict(self._headers(url)), preload_content=False, redirect=False
            )
        except HTTPError as error:
            raise DownloadError(f"{url} cannot be reached: {error}") from error
        if response.status != HTTPStatus.OK:
            response.close()
            raise DownloadHTTPError(f"HTTP {response.status}", response.status)
        return self._chunks(response, time.monotonic() + self._within)

    @staticmethod
    def _chunks(response: urllib3.BaseHTTPResponse, until: float) -> Iterator[bytes]:
        try:
            while chunk := response.read1(CHUNK, decode_content=False):
                yield chunk
                if time.monotonic() > until:
                    raise SlowRetrievalError("it comes too slowly")
        except (HTTPError, OSError) as error:
            raise DownloadError(f"the connection broke: {error}") from error
        finally:
            response.close()
