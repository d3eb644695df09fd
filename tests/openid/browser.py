"""The agent's browser, on whatever device that is: it confirms a device authorization as a person would."""

# SPDX-License-Identifier: Apache-2.0

import html
import re
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin

ANSWERED_WITHIN = 10.0


class Browser:
    """Knows forms, redirects and cookies, and no script."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._opener.addheaders = [("Accept", "text/html")]
        self.url = ""
        self.page = ""

    def open(self, url: str, form: dict[str, str] | None = None) -> None:
        """Go there, with a form where one is given."""
        body = urlencode(form).encode() if form is not None else None
        with self._opener.open(url, body, ANSWERED_WITHIN) as response:
            self.url, self.page = response.url, response.read().decode()

    def submit(self, **more: str) -> None:
        """Hand in the form of this page, with `more` in it."""
        form = re.search(r"<form[^>]*>", self.page)
        assert form, self.page
        action = _attribute(form[0], "action")
        given = {_attribute(each, "name"): _attribute(each, "value") for each in re.findall(r"<input[^>]*>", self.page)}
        self.open(urljoin(self.url, action), {**{name: value for name, value in given.items() if name}, **more})

    def confirm(self, uri_complete: str, account: str, **told: str | int) -> None:
        """Confirm what a seat shows as this account, authenticated as `told`: acr, and when (ts)."""
        self._look(uri_complete)
        self.submit(confirm="yes")
        self.authenticate(account, **told)
        assert "successful" in self.page, self.page

    def authorize(self, url: str, account: str, **told: str | int) -> None:
        """Authenticate as this account where a seat sends it, as `told`: acr, and when (ts); it comes back then."""
        self.open(url)
        assert "/interaction/" in self.url, self.page
        self.authenticate(account, **told)

    def decline(self, uri_complete: str) -> None:
        """Say that one did not begin this."""
        self._look(uri_complete)
        self.submit(abort="yes")

    def sign_out(self, issuer: str) -> None:
        """End the session that this browser has at the provider."""
        self.open(f"{issuer}/session/end")
        self.submit(logout="yes")
        assert "/session/end/success" in self.url, self.page

    def authenticate(self, account: str, **told: str | int) -> None:
        """Authenticate where that is asked for, as this account and as `told`."""
        if "/interaction/" in self.url:
            self.open(f"{self.url}?{urlencode({'account': account, **told})}")
        if "Submitting" in self.page:  # a form that a script would hand in: another account is signed out first
            self.submit()

    def _look(self, uri_complete: str) -> None:
        self.open(uri_complete)
        if "confirm" not in self.page.lower():
            self.submit()


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""
