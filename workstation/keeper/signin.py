"""Signing in and unlocking: verified factors, policy and checklist, a durable entry, and only then the desktop."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from workstation.errors import CredentialError, LedgerError, SecurityKeyError, VaultError
from workstation.facts.body import Body
from workstation.facts.factor import Proved, covers
from workstation.facts.keyanswer import KeyAnswer
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.truth import ENDED, Truth
from workstation.keeper.acknowledgements import Acknowledgements, Text
from workstation.keeper.elsewhere import UNANSWERED, Elsewhere
from workstation.keeper.inbrowser import InBrowser
from workstation.keeper.ports import AskKey, AskOpenid, CodeVerdict, Subject, Verifier
from workstation.keeper.proof import missing, proof_told, proved_by, wanted_more
from workstation.keeper.slot import Slot
from workstation.keeper.truth import CodeVerified, SignedOff, Standing
from workstation.link.messages import (
    Acknowledged,
    Attested,
    CodeOffered,
    ConfirmElsewhere,
    OpenBrowser,
    RecoveryCodeTaken,
    Verdict,
)
from workstation.link.server import Peer

ACCEPTED = Verdict(accepted=True, reason="ok")
ATTESTED_WITHIN = 180.0
READ_WITHIN = 300.0
FAILURES = ("not_checked", "not_durable", "vouch_away")
GUESSES = ("wrong_pin", "take_out", "blocked", "not_registered", "failed")
"""What a security key says that somebody who is not its user may have tried."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Verified factors whose agent still has policy or checklist to confirm, until when, and the checklist `shown`."""

    verdict: CodeVerdict
    factors: tuple[Proved, ...]
    until: float
    shown: tuple[str, ...] = ()


class SignIn:
    """Judges what the prompts of one seat offer. Runs in the keeper's loop; only the verifier is asked elsewhere.

    `checklist` and `text` may change at any time; who is asked meanwhile is asked again.
    """

    def __init__(
        self,
        slot: Slot,
        verifier: Verifier,
        seat_id: str,
        checklist: tuple[str, ...],
        clock: Callable[[], datetime],
        *,
        acknowledgements: Acknowledgements,
        ask_key: AskKey,
        openid: AskOpenid,
    ) -> None:
        self._slot = slot
        self._verifier = verifier
        self._seat_id = seat_id
        self.checklist = checklist
        self.text: Text | None = None
        self._acknowledgements = acknowledgements
        self._clock = clock
        self._ask_key = ask_key
        self._elsewhere = Elsewhere(openid, seat_id, slot.elapsed)
        self._in_browser = InBrowser(openid, seat_id, slot.elapsed)
        self._unattested: dict[Peer, Passed] = {}
        self._voided: dict[str, int] = {}

    async def offered(self, peer: Peer, offer: CodeOffered) -> Verdict:
        """Return what the prompt is told of a code."""
        standing, wanted = self._slot.standing, self._slot.wanted
        if why := self._unjudged(offer):
            return Verdict(accepted=False, reason=why)
        signing_in = standing.truth is Truth.SIGNED_OUT
        agent = offer.agent.strip() if signing_in else standing.agent
        password = offer.password if "password" in wanted else None
        if offer.openid:
            verdict = await self.identified(
                peer,
                agent,
                password,
                anew=self._slot.is_asked_anew,
                show=peer.send,
                stands=lambda: self._still_asked(standing, password),
            )
        else:
            verdict = await self.judged(agent, offer.code, password, offer.pin)
        if isinstance(verdict, Verdict):
            return verdict
        proved = proved_by(verdict, wanted)
        if not self._slot.standing.seat_ready:
            return Verdict(accepted=False, reason="seat_not_ready")
        return self.verified(peer, verdict, proved, signing_in=signing_in)

    def verified(self, peer: Peer, verdict: CodeVerdict, proved: tuple[Proved, ...], *, signing_in: bool) -> Verdict:
        """Open the seat by what was verified, or ask for what is to be confirmed before."""
        if signing_in:
            until = self._slot.elapsed() + READ_WITHIN + ATTESTED_WITHIN
            return self._go_on(peer, Passed(verdict, proved, until))
        return self._open(verdict, proved, signing_in=False)

    async def judged(
        self, agent: str, code: str, password: str | None, pin: str | None = None
    ) -> CodeVerdict | Verdict:
        """Return what the verifier says of these factors; a Verdict, on the record, where they count for nothing.

        With a `pin` the security key is asked first, in place of the code; that it says nothing is told alone. With ""
        for the agent it says by its answer who they are.
        """
        voided = dict(self._voided)
        try:
            key = None if pin is None else await asyncio.to_thread(self._ask_key, self._seat_id, agent, pin)
        except SecurityKeyError as error:
            reason = f"key_{error.reason}"
            return self.refused(agent, reason) if error.reason in GUESSES else Verdict(accepted=False, reason=reason)
        code = "" if key else code
        verdict = await asyncio.to_thread(self._verifier.verify, self._seat_id, agent, code, password, key)
        who = verdict.agent or agent
        if any(self._voided.get(each, 0) != voided.get(each, 0) for each in ("", who)):
            return await self._overtaken(who)
        if verdict.accepted and not (verdict.agent and agent in ("", verdict.agent)):
            return self.refused(agent, "wrong_code")
        why = self._doubt(verdict, key)
        return self.refused(agent, why) if why else verdict

    async def identified(
        self,
        peer: Peer,
        agent: str,
        password: str | None,
        *,
        anew: bool,
        show: Callable[[ConfirmElsewhere | OpenBrowser], None],
        stands: Callable[[], bool],
        in_browser: bool = False,
    ) -> CodeVerdict | Verdict:
        """Return whom an OpenID provider identified; a Verdict where that is nobody, on the record where they tried.

        `show` has what is to be confirmed elsewhere shown, and it is waited for as long as it `stands` and `peer` does
        not drop it. `agent` is who has to come, "" for anybody; with `anew` they have to authenticate there now, as
        they have to `in_browser`, at this seat.
        """
        voided = dict(self._voided)
        if in_browser:
            verdict = await self._in_browser.verdict(peer, agent, password, show=show, stands=stands)
        else:
            verdict = await self._elsewhere.verdict(peer, agent, password, anew=anew, show=show, stands=stands)
        who = verdict.agent or agent
        if any(self._voided.get(each, 0) != voided.get(each, 0) for each in ("", who)):
            return await self._overtaken(who) if verdict.accepted else Verdict(accepted=False, reason="too_late")
        if verdict.accepted and not (verdict.openid and agent in ("", verdict.agent)):
            return self.refused(agent, "openid_refused")
        if verdict.reason in UNANSWERED or (verdict.is_hearsay and not verdict.accepted):
            return Verdict(accepted=False, reason=verdict.reason)
        why = self._doubt(verdict, None)
        return self.refused(agent, why) if why else verdict

    def dropped(self, peer: Peer) -> None:
        """Wait no more for what this one had somebody confirm elsewhere."""
        self._elsewhere.drop(peer)
        self._in_browser.drop(peer)

    def attested(self, peer: Peer, answer: Attested) -> Verdict:
        """Return what the prompt is told of its checklist; only every item confirmed, in time, opens."""
        passed = self._in_time(peer)
        if passed is None:
            return Verdict(accepted=False, reason="too_late")
        if self._unread(passed.verdict.agent):
            return self._go_on(peer, passed)
        if passed.shown != self.checklist or set(answer.items) != set(range(len(self.checklist))):
            return self._go_on(peer, passed)
        return self._open(passed.verdict, passed.factors, signing_in=True, attested=len(answer.items))

    def acknowledged(self, peer: Peer, answer: Acknowledged) -> Verdict:
        """Return what the prompt is told of the policy it showed; that it was read is durable before anything opens."""
        passed = self._in_time(peer)
        if passed is None:
            return Verdict(accepted=False, reason="too_late")
        agent, text = passed.verdict.agent, self._unread(passed.verdict.agent)
        if text is None or answer.version != text.version:
            return self._go_on(peer, passed)
        read = _custody(Kind.POLICY_ACKNOWLEDGED, {"version": text.version, "policy_digest": text.digest})
        try:
            self._slot.recorder.write_first(Subject(agent=agent, team=passed.verdict.team), read)
            self._acknowledgements.keep(agent, text.version)
        except (LedgerError, VaultError):
            self.left(peer)
            return self.refused(agent, "not_durable")
        return self._go_on(peer, passed)

    def _go_on(self, peer: Peer, passed: Passed) -> Verdict:
        """Ask for what is to be confirmed before this sign-in opens the seat; where nothing is left, open it."""
        if self._slot.standing.truth is not Truth.SIGNED_OUT:
            self.left(peer)
            return Verdict(accepted=False, reason="too_late")
        if text := self._unread(passed.verdict.agent):
            self._unattested[peer] = passed
            return Verdict(accepted=True, reason="acknowledge", policy=text.policy, policy_version=text.version)
        if self.checklist:
            until = min(passed.until, self._slot.elapsed() + ATTESTED_WITHIN)
            self._unattested[peer] = replace(passed, until=until, shown=self.checklist)
            return Verdict(accepted=True, reason="checklist", checklist=self.checklist)
        return self._open(passed.verdict, passed.factors, signing_in=True)

    def _unread(self, agent: str) -> Text | None:
        """Return the policy that an agent has to acknowledge still, None where there is none."""
        return self.text if self.text and self._acknowledgements.lacks(agent, self.text.version) else None

    def _in_time(self, peer: Peer) -> Passed | None:
        """Return what a prompt has begun, None where that is over, which is forgotten then."""
        passed = self._unattested.get(peer)
        if passed is not None and self._slot.elapsed() <= passed.until:
            return passed
        self.left(peer)
        return None

    def left(self, peer: Peer) -> None:
        """Forget what a prompt that is gone had begun."""
        self._unattested.pop(peer, None)

    def _unjudged(self, offer: CodeOffered) -> str:
        """Return why an offer is not worth judging, "" where it is."""
        if self._slot.standing.truth in ENDED:
            return self._slot.standing.truth.value
        if self._slot.standing.is_open:
            return "too_late"
        why = missing(self._slot.wanted, offer.password, offer.pin, openid=offer.openid)
        if why:
            self._slot.say_factors()
        return why

    def _still_asked(self, before: Standing, password: str | None) -> bool:
        """Say whether the seat is as it was, and an account is all that is wanted still."""
        now = self._slot.standing
        is_same = (now.truth, now.agent, now.since) == (before.truth, before.agent, before.since)
        return is_same and not missing(self._slot.wanted, password, None, openid=True)

    def _doubt(self, verdict: CodeVerdict, key: KeyAnswer | None) -> str:
        """Return why a verdict opens nothing, "" where it may."""
        if not verdict.accepted:
            return verdict.reason
        if (key is None) is not (verdict.key is None):
            return "wrong_code"  # it is about something else than what was offered
        return "lease_over" if verdict.judge == "offline" and self._slot.is_cut_off else ""

    def void(self, agent: str = "") -> None:
        """Have nothing come of what this agent has begun, or anybody where it is ""."""
        self._voided[agent] = self._voided.get(agent, 0) + 1
        for peer, passed in tuple(self._unattested.items()):
            if agent in ("", passed.verdict.agent):
                self.left(peer)

    async def _overtaken(self, agent: str) -> Verdict:
        """Refuse a code that was judged while the access of its agent ended; it may have left what was forgotten."""
        with suppress(CredentialError):
            await asyncio.to_thread(self._verifier.forget, agent)
        return self.refused(agent, "too_late")

    def _open(
        self, verdict: CodeVerdict, factors: tuple[Proved, ...], *, signing_in: bool, attested: int = 0
    ) -> Verdict:
        """Open the seat as it stands now: another prompt may have been quicker while this code was judged."""
        standing = self._slot.standing
        if (
            standing.is_open
            or signing_in is not (standing.truth is Truth.SIGNED_OUT)
            or (not signing_in and verdict.agent != standing.agent)
        ):
            return Verdict(accepted=False, reason="too_late")
        if not covers(factors, self._slot.wanted):
            return Verdict(accepted=False, reason=wanted_more(factors, self._slot.wanted))
        if "supervisor" in factors and not self._slot.may_be_vouched:
            return Verdict(accepted=False, reason="vouch_not_here")
        whom = Subject(agent=verdict.agent, team=verdict.team)
        if attested:
            self._slot.recorder.note(whom, _custody(Kind.DESK_ATTESTED, {"items": attested}))
        how = _custody(
            Kind.SIGNED_IN if signing_in else Kind.UNLOCKED,
            proof_told(factors, verdict),
        )
        try:
            self._slot.recorder.write_first(whom, how)
        except LedgerError:
            return self.refused(verdict.agent, "not_durable")
        self._unattested.clear()
        is_anew = self._slot.is_asked_anew
        self._slot.prove(tuple(each for each in factors if each != "openid" or is_anew))
        self._slot.happen(CodeVerified(at=self._clock(), agent=verdict.agent, team=verdict.team))
        if verdict.recovery_left is not None and self._slot.seat:
            self._slot.seat.send(RecoveryCodeTaken(left=verdict.recovery_left))
        return ACCEPTED

    def refused(self, agent: str, reason: str) -> Verdict:
        """Write down that a code counts for nothing, and return what its prompt is told."""
        body = Body(
            kind=Kind.CODE_REFUSED,
            severity=Severity.FAILURE if reason in FAILURES else Severity.VIOLATION,
            outcome=Outcome.REFUSED,
            details={"reason": reason},
        )
        known = agent if agent == self._slot.standing.agent else ""
        self._slot.recorder.note(Subject(agent=known, team=self._slot.standing.team), body)
        if known and reason == "access_ended":
            self._slot.happen(SignedOff(at=self._clock(), reason=reason))
        return Verdict(accepted=False, reason=reason)


def _custody(kind: Kind, details: dict[str, str | int]) -> Body:
    return Body(kind=kind, severity=Severity.CUSTODY, outcome=Outcome.DONE, details=details)
