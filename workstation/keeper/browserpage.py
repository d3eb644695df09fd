"""What a browser shows that came back to this machine: plain, for everybody the same, nothing that it brought. Pure."""

# SPDX-License-Identifier: Apache-2.0

from http import HTTPStatus

PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<h1>{title}</h1>
<p>{words}</p>
</html>
"""
HEADERS = (
    "Content-Type: text/html; charset=utf-8",
    "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control: no-store",
    "Referrer-Policy: no-referrer",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
)


def confirmed() -> bytes:
    """Return the answer to who was confirmed."""
    words = "Close this page and go back to the window with the mask."
    return _page(HTTPStatus.OK, "You are confirmed", words)


def not_confirmed() -> bytes:
    """Return the answer to who was not."""
    words = "Close this page and go back to the window with the mask. It says why, or ask there once more."
    return _page(HTTPStatus.OK, "You were not confirmed", words)


def nothing_here(status: HTTPStatus) -> bytes:
    """Return the answer to whatever else is asked for."""
    return _page(status, "Nothing is answered here", "Close this page.")


def once_more(url: str) -> bytes:
    """Return the answer to who is to go to the provider once more; `url` is one that a browser may be sent to."""
    if not (url.isascii() and url.isprintable() and " " not in url):
        return not_confirmed()
    return _answer(HTTPStatus.SEE_OTHER, b"", f"Location: {url}")


def _page(status: HTTPStatus, title: str, words: str) -> bytes:
    return _answer(status, PAGE.format(title=title, words=words).encode())


def _answer(status: HTTPStatus, body: bytes, *more: str) -> bytes:
    lines = (f"HTTP/1.1 {status.value} {status.phrase}", *HEADERS, *more, f"Content-Length: {len(body)}", "", "")
    return "\r\n".join(lines).encode() + body
