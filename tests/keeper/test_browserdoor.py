"""The loopback port of a step-up in a browser: one answer comes through, and whatever else knocks is turned away."""

# SPDX-License-Identifier: Apache-2.0

import http.client
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.openid import come
from tests.keeper.running import eventually, hear
from tests.keeper.test_openid import Seat, wishes
from workstation.facts.kinds import Kind
from workstation.keeper.browserdoor import REFUSED
from workstation.keeper.browserpage import confirmed, not_confirmed, nothing_here, once_more
from workstation.keeper.browserreturn import HEAD_LIMIT, Returned, read_return
from workstation.keeper.ports import CodeVerdict
from workstation.link.messages import OpenBrowser, ProofOffered, RevealRecorded, StepUpDropped, Verdict
from workstation.record.exchange import OpenidBegun

HOST = "127.0.0.1:40404"
AUTHORIZE = "https://id.example/authorize?state=s-1"
BEGUN = OpenidBegun(handle=bytes(32), authorize=AUTHORIZE, state="s-1", seconds=180)
AGAIN = OpenidBegun(handle=bytes(32), authorize="https://id.example/authorize?state=s-2", state="s-2", seconds=180)


# ── what is read ──


def head(target: str, *, method: str = "GET", host: str = f"Host: {HOST}\r\n", version: str = "HTTP/1.1") -> bytes:
    return f"{method} {target} {version}\r\n{host}Accept: */*\r\n\r\n".encode()


def test_a_code_and_an_error_are_read_with_the_state_and_the_issuer() -> None:
    told = read_return(head("/deskwarden?code=c%2B1&state=s-1&iss=https%3A%2F%2Fid.example&session_state=x"), HOST)
    assert told == Returned("s-1", "c+1", "https://id.example", "")
    told = read_return(head("/deskwarden?error=access_denied&error_description=no&state=s-1", version="HTTP/1.0"), HOST)
    assert told == Returned("s-1", "", "", "access_denied")


def test_what_other_programs_of_this_machine_left_in_the_browser_keeps_nobody_out() -> None:
    sent = head("/deskwarden?code=c&state=s", host=f"Host: {HOST}\r\nCookie: agent=José\r\n")
    assert read_return(sent, HOST) == Returned("s", "c", "", "")
    assert read_return(sent.replace(b"\xc3\xa9", b"\xff"), HOST) == Returned("s", "c", "", "")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (head("/"), 404),
        (head("/favicon.ico"), 404),
        (head("/deskwarden/?code=c&state=s"), 404),
        (head("/deskwarden/../deskwarden?code=c&state=s"), 404),
        (head("http://127.0.0.1:40404/deskwarden?code=c&state=s"), 404),
        (head("/deskwarden"), 400),
        (head("/deskwarden?code=c"), 400),
        (head("/deskwarden?state=s"), 400),
        (head("/deskwarden?code=&state=s"), 400),
        (head("/deskwarden?code=c&state=s&error=access_denied"), 400),
        (head("/deskwarden?code=c&code=d&state=s"), 400),
        (head("/deskwarden?code=c&state=s&state=t"), 400),
        (head("/deskwarden?code=c%0d%0a&state=s"), 400),
        (head("/deskwarden?code=%ff&state=s"), 400),
        (head("/deskwarden?code=c&state=" + "s" * 65), 400),
        (head("/deskwarden?code=" + "c" * 2049 + "&state=s"), 400),
        (head("/deskwarden?code=c&state=s&" + "&".join(f"a{n}=1" for n in range(20))), 400),
        (head("/deskwarden?code=c&state=s", method="POST"), 400),
        (head("/deskwarden?code=c&state=s", method="HEAD"), 400),
        (head("/deskwarden?code=c&state=s", version="HTTP/2"), 400),
        (head("/deskwarden?code=c&state=s", host=""), 400),
        (head("/deskwarden?code=c&state=s", host="Host: evil.example:40404\r\n"), 400),
        (head("/deskwarden?code=c&state=s", host=f"Host: {HOST}\r\nHost: {HOST}\r\n"), 400),
        (b"\x16\x03\x01\r\n\r\n", 400),
        (b"\xff\r\n\r\n", 400),
        (b"", 400),
    ],
)
def test_whatever_else_is_sent_is_turned_away(sent: bytes, status: int) -> None:
    assert read_return(sent, HOST) == HTTPStatus(status)


@given(sent=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: head(f"/deskwarden?{text}")[:HEAD_LIMIT]))
def test_no_bytes_do_anything_else(sent: bytes) -> None:
    told = read_return(sent, HOST)
    assert isinstance(told, HTTPStatus | Returned)
    if isinstance(told, Returned):
        assert told.state
        assert bool(told.code) is not bool(told.error)


def test_a_page_is_plain_and_sends_nobody_where_a_header_could_hide() -> None:
    for page in (confirmed(), not_confirmed(), nothing_here(HTTPStatus.NOT_FOUND), once_more("https://id.example/a")):
        top, _, body = page.partition(b"\r\n\r\n")
        assert b"Content-Security-Policy: default-src 'none';" in top
        assert b"Cache-Control: no-store" in top
        assert f"Content-Length: {len(body)}".encode() in top
        assert b"<script" not in body
        assert b"<style" not in body
    assert b"Location: https://id.example/a\r\n" in once_more("https://id.example/a")
    for url in ("https://id.example/\r\nSet-Cookie: a=b", "https://id.example/ü", "https://id.example/ x"):
        assert once_more(url) == not_confirmed()


# ── at a running keeper ──


class Asking(Seat):
    """A seat whose agent wants to see, and goes to the browser to prove who they are."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.provider.browser = BEGUN
        self.signs_in()
        self.provider.says = CodeVerdict(accepted=False, reason="openid_refused")

    def goes(self, number: int = 1) -> OpenBrowser:
        """Return what the seat is to open."""
        wishes(self, number)
        self.seat.send(ProofOffered(number=number, code="", openid=True, browser=True))
        return hear(self.seat, OpenBrowser)

    @property
    def door(self) -> str:
        return self.provider.begun_in[-1][0]

    def knocks(self, path: str = "", **query: str) -> tuple[int, str, str]:
        """Return status, page and where to go on of what somebody who knocks is answered."""
        place = urlsplit(self.door)
        with closing(http.client.HTTPConnection(place.netloc, timeout=10)) as connection:
            connection.request("GET", f"{path or place.path}?{urlencode(query)}")
            answer = connection.getresponse()
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            return answer.status, answer.read().decode(), answer.headers.get("Location", "")

    def is_gone(self) -> bool:
        """Say whether nobody listens there any more."""
        try:
            self.knocks()
        except (OSError, http.client.HTTPException):
            return True
        return False


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Asking]:
    seat = Asking(tmp_path)
    yield seat
    seat.keeper.stop()


def test_a_reveal_waits_for_a_browser_and_is_proved_on_the_record_first(seat: Asking) -> None:
    shown = seat.goes()
    assert (shown.url, shown.number) == (AUTHORIZE, 1)
    assert 100 < shown.seconds < 120
    assert seat.door.startswith("http://127.0.0.1:")
    seat.provider.says = come("cruz")
    status, page, _ = seat.knocks(code="c-1", state="s-1", iss="https://id.example")
    assert (status, "You are confirmed" in page, "c-1" in page) == (200, True, False)
    assert hear(seat.seat, RevealRecorded).number == 1
    assert hear(seat.seat, Verdict) == Verdict(accepted=True, reason="ok", number=1)
    (brought,) = seat.provider.brought
    assert (brought.agent, brought.state, brought.code, brought.issuer) == ("cruz", "s-1", "c-1", "https://id.example")
    ((agent, _, details),) = seat.written(Kind.REVEAL_PROVED)
    assert (agent, details["factor"], details["openid"]) == ("cruz", "openid", "0a1b2c3d")
    eventually(seat.is_gone)


def test_who_guesses_is_turned_away_and_the_right_one_comes_through_once(seat: Asking) -> None:
    seat.goes()
    for query in ({"code": "c", "state": "guessed"}, {"code": "c"}, {"state": "s-1"}, {}):
        status, page, _ = seat.knocks(**query)
        assert (status, "Nothing is answered here" in page, "guessed" in page) == (400, True, False)
    assert seat.knocks("/favicon.ico")[0] == 404
    assert seat.provider.brought == []
    seat.provider.says = come("cruz")
    assert seat.knocks(code="c-1", state="s-1")[0] == 200
    with suppress(OSError, http.client.HTTPException):  # the door is closed by then, or turns it away
        assert seat.knocks(code="c-1", state="s-1")[0] == 400
    assert len(seat.provider.brought) == 1
    assert hear(seat.seat, RevealRecorded).number == 1


def test_many_who_guess_end_it(seat: Asking) -> None:
    seat.goes()
    with suppress(OSError, http.client.HTTPException):
        for _ in range(REFUSED + 1):
            assert seat.knocks(state="guessed", code="c")[0] == 400
    assert hear(seat.seat, Verdict) == Verdict(accepted=False, reason="openid_failed", number=1)
    eventually(seat.is_gone)
    assert seat.written(Kind.REVEAL_PROVED) == []


def test_somebody_else_lifts_nothing_and_it_is_on_the_record(seat: Asking) -> None:
    seat.goes()
    seat.provider.says = come("reyes")
    assert "You were not confirmed" in seat.knocks(code="c-1", state="s-1")[1]
    assert hear(seat.seat, Verdict) == Verdict(accepted=False, reason="openid_refused", number=1)
    ((agent, _, details),) = seat.written(Kind.CODE_REFUSED)
    assert (agent, details) == ("cruz", {"reason": "openid_refused"})
    assert seat.written(Kind.REVEAL_PROVED) == []


def test_less_than_is_wanted_is_asked_for_once_more_and_no_oftener(seat: Asking) -> None:
    less = CodeVerdict(accepted=False, reason="openid_insufficient")
    seat.goes()
    seat.provider.then = [less, less]
    seat.provider.browser = AGAIN
    status, _, where = seat.knocks(code="c-1", state="s-1")
    assert (status, where) == (303, AGAIN.authorize)
    assert seat.provider.begun_in == [(seat.door, False), (seat.door, True)]
    assert seat.knocks(code="c-1", state="s-1")[0] == 400
    assert "You were not confirmed" in seat.knocks(code="c-2", state="s-2")[1]
    assert hear(seat.seat, Verdict) == Verdict(accepted=False, reason="openid_insufficient", number=1)
    assert len(seat.written(Kind.CODE_REFUSED)) == 1
    seat.seat.send(StepUpDropped(number=1))
    seat.provider.browser = BEGUN
    seat.goes(2)
    seat.provider.then = [less, come("cruz")]
    seat.provider.browser = AGAIN
    assert seat.knocks(code="c-1", state="s-1")[0] == 303
    assert "You are confirmed" in seat.knocks(code="c-2", state="s-2")[1]
    assert hear(seat.seat, RevealRecorded).number == 2


def test_a_store_that_is_busy_is_asked_again(seat: Asking) -> None:
    seat.goes()
    seat.provider.then = [CodeVerdict(accepted=False, reason="busy"), come("cruz")]
    assert "You are confirmed" in seat.knocks(code="c-1", state="s-1")[1]
    assert hear(seat.seat, RevealRecorded).number == 1


@pytest.mark.parametrize("reason", ["openid_away", "openid_no_store", "openid_denied", "openid_failed"])
def test_an_answer_is_redeemed_once_and_what_went_wrong_is_told(seat: Asking, reason: str) -> None:
    seat.goes()
    seat.provider.says = CodeVerdict(accepted=False, reason=reason)
    assert "You were not confirmed" in seat.knocks(code="c-1", state="s-1")[1]
    assert hear(seat.seat, Verdict) == Verdict(accepted=False, reason=reason, number=1)
    assert len(seat.provider.brought) == 1
    eventually(seat.is_gone)


@pytest.mark.parametrize("reason", ["openid_denied", "openid_refused", "openid_insufficient"])
def test_an_error_that_any_program_here_may_have_brought_ends_it_and_is_no_try_of_the_agents(
    seat: Asking, reason: str
) -> None:
    seat.goes()
    seat.provider.says = CodeVerdict(accepted=False, reason=reason)
    seat.provider.browser = OpenidBegun(reason="openid_failed", handle=bytes(32))
    status, page, _ = knocked = seat.knocks(error="access_denied", state="s-1")
    assert (status, "You were not confirmed" in page) == (200, True), knocked
    assert not hear(seat.seat, Verdict).accepted
    assert seat.written(Kind.CODE_REFUSED) == []
    assert seat.written(Kind.REVEAL_PROVED) == []


def test_what_cannot_be_begun_is_told(seat: Asking) -> None:
    seat.provider.browser = OpenidBegun(reason="openid_no_browser")
    wishes(seat)
    seat.seat.send(ProofOffered(number=1, code="", openid=True, browser=True))
    assert hear(seat.seat, Verdict) == Verdict(accepted=False, reason="openid_no_browser", number=1)
    assert seat.written(Kind.CODE_REFUSED) == []


def test_nobody_is_waited_for_for_longer_than_was_said(seat: Asking) -> None:
    seat.provider.browser = msgspec.structs.replace(BEGUN, seconds=0.3)
    seat.goes()
    assert hear(seat.seat, Verdict) == Verdict(accepted=False, reason="openid_expired", number=1)
    eventually(seat.is_gone)


def leaves(seat: Asking) -> None:
    seat.seat.send(StepUpDropped(number=1))


@pytest.mark.parametrize("ending", [leaves, Asking.locks, lambda seat: seat.seat.close()])
def test_whoever_leaves_locks_or_is_lost_closes_the_door(seat: Asking, ending: Callable[[Asking], None]) -> None:
    seat.goes()
    seat.provider.says = come("cruz")
    ending(seat)
    eventually(seat.is_gone)
    assert seat.provider.brought == []
    assert seat.written(Kind.REVEAL_PROVED) == []


def test_a_locked_seat_opens_no_browser(seat: Asking) -> None:
    seat.goes()
    seat.locks()
    hear(seat.seat, Verdict)
    seat.seat.send(ProofOffered(number=1, code="", openid=True, browser=True))
    assert hear(seat.seat, Verdict) == Verdict(accepted=False, reason="too_late", number=1)
    assert len(seat.provider.begun_in) == 1
