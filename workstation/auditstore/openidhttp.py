"""The way to an OpenID provider: TLS by the system's authorities, a deadline, no redirects, bounded answers."""

# SPDX-License-Identifier: Apache-2.0

import base64
import ssl
import time
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote, urlencode

import urllib3
from urllib3.exceptions import HTTPError, SSLError

from workstation.credentials.identified import KEYS_LIMIT
from workstation.credentials.openidanswers import HowToProve, check_url
from workstation.errors import OpenidError

SILENT_AFTER, ANSWERED_WITHIN = 1.5, 2.0
"""Seconds. A keeper waits five for its store, which asks up to two things of a provider for it."""
PIECE = 16 << 10


class OpenidHttp:
    """Connections to providers. Safe from any thread; every method raises OpenidError where nobody answers ("away").

    Whoever shows a certificate that this system does not trust is "untrusted", and was sent nothing.
    """

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(
            ssl_context=ssl.create_default_context(),
            retries=False,
            maxsize=4,
            timeout=urllib3.Timeout(connect=SILENT_AFTER, read=SILENT_AFTER),
        )

    def get(self, url: str) -> bytes:
        """Return what lies there; raise OpenidError ("failed") for any other status than 200."""
        status, answer = self._exchange("GET", url, None, {"Accept": "application/json"})
        if status != HTTPStatus.OK:
            raise OpenidError("failed")
        return answer

    def post(
        self, url: str, fields: Mapping[str, str], client: tuple[str, str], proof: HowToProve
    ) -> tuple[int, bytes]:
        """Return status and answer to a form (RFC 6749 §2.3.1); `client` is id and secret."""
        client_id, secret = client
        form = {**fields, "client_id": client_id}
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        if proof == "client_secret_post":
            form["client_secret"] = secret
        elif proof == "client_secret_basic":
            pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return self._exchange("POST", url, urlencode(form).encode(), headers)

    def _exchange(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
        check_url(url)
        try:
            response = self._pool.request(
                method, url, body=body, headers=dict(headers), preload_content=False, redirect=False
            )
            return response.status, _bounded(response)
        except SSLError as error:
            raise OpenidError("untrusted") from error
        except HTTPError as error:
            raise OpenidError("away") from error


def _bounded(response: urllib3.BaseHTTPResponse) -> bytes:
    until = time.monotonic() + ANSWERED_WITHIN
    answer = b""
    while chunk := response.read1(PIECE, decode_content=False):
        answer += chunk
        if len(answer) > KEYS_LIMIT or time.monotonic() > until:
            response.close()
            raise OpenidError("failed")
    response.release_conn()
    return answer
