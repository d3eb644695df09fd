"""What the prompt asks, message by message."""

# SPDX-License-Identifier: Apache-2.0

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.ui import samples
from ui.asking import (
    Asking,
    LinkLost,
    Offered,
    PromptFact,
    Step,
    SupervisorSought,
    Turned,
    Unanswered,
    WayLeft,
    first,
)
from workstation.facts.factor import Factor, covers
from workstation.facts.truth import Truth
from workstation.link.messages import Beat, TruthTold, Verdict, VouchTold


def asked(truth: Truth, reason: str = "") -> Asking:
    return first().after(samples.welcome()).after(samples.told(truth, reason))


@pytest.mark.parametrize(
    ("truth", "step"),
    [
        (Truth.SIGNED_OUT, Step.SIGN_IN),
        (Truth.LOCKED, Step.CODE),
        (Truth.REAUTH_DUE, Step.CODE),
        (Truth.SUSPENDED, Step.WAIT),
        (Truth.REVOKED, Step.WAIT),
        (Truth.ACTIVE, Step.WAIT),
    ],
)
def test_each_truth_asks_for_one_thing(truth: Truth, step: Step) -> None:
    assert asked(truth).step is step


@pytest.mark.parametrize(
    ("truth", "reason", "said"),
    [
        (Truth.SIGNED_OUT, "access_ended", "Your access has ended. Ask your supervisor."),
        (Truth.SUSPENDED, "suspended", "This workstation is closed for now. Ask your supervisor."),
        (Truth.REVOKED, "revoked", "This workstation may be used no more. Ask IT."),
    ],
)
def test_what_the_store_closed_says_so_calmly_and_asks_for_nothing_in_vain(
    truth: Truth, reason: str, said: str
) -> None:
    assert asked(truth, reason).reason == said


def test_a_seat_that_is_not_where_it_may_work_says_so_beside_the_code_and_what_to_do() -> None:
    outside, nowhere = asked(Truth.LOCKED, "network").reason, asked(Truth.LOCKED, "network_unknown").reason
    assert "outside the networks that it may work in" in outside
    assert "Connect it to one of them" in outside
    assert "nobody can tell whether it is where it may work" in nowhere
    assert "Check its network connection" in nowhere


def test_a_locked_seat_says_why_and_not_whose_it_is() -> None:
    asking = asked(Truth.LOCKED, "idle")
    assert asking.reason == "The seat locked because it was not in use."
    assert "cruz" not in repr(asking)


def test_a_refused_code_is_answered_and_asked_for_again() -> None:
    asking = asked(Truth.LOCKED, "idle").after(Offered()).after(samples.refused("code_used"))
    assert asking.step is Step.CODE
    assert not asking.checking
    assert asking.answer == "This code was used before. Wait for the next one."


def test_an_accepted_sign_in_with_a_checklist_asks_for_it() -> None:
    asking = asked(Truth.SIGNED_OUT).after(Offered()).after(samples.to_attest())
    assert asking.step is Step.CHECKLIST
    assert asking.checklist == samples.CHECKLIST
    assert not asking.checking


def test_the_same_truth_told_again_leaves_the_checklist_alone() -> None:
    asking = asked(Truth.SIGNED_OUT, "signed_out").after(samples.to_attest())
    assert asking.after(samples.told(Truth.SIGNED_OUT, "signed_out")) == asking


def test_another_truth_ends_the_checklist() -> None:
    asking = asked(Truth.SIGNED_OUT).after(samples.to_attest()).after(samples.told(Truth.LOCKED, "idle"))
    assert asking.step is Step.CODE
    assert asking.checklist == ()


def test_an_incomplete_checklist_is_asked_for_again_with_a_word() -> None:
    asking = asked(Truth.SIGNED_OUT).after(samples.to_attest()).after(samples.to_attest())
    assert asking.step is Step.CHECKLIST
    assert asking.answer == "Confirm every line to go on."


def test_a_refused_checklist_goes_back_to_the_sign_in() -> None:
    asking = asked(Truth.SIGNED_OUT).after(samples.to_attest()).after(samples.refused())
    assert asking.step is Step.SIGN_IN
    assert asking.checklist == ()


def test_an_accepted_code_asks_for_nothing_more() -> None:
    asking = asked(Truth.LOCKED).after(Verdict(accepted=True, reason="ok"))
    assert asking.step is Step.WAIT


def test_a_lost_keeper_asks_for_nothing_and_says_that_the_seat_stays_closed() -> None:
    asking = asked(Truth.SIGNED_OUT).after(samples.to_attest()).after(LinkLost())
    assert (asking.step, asking.reason) == (Step.WAIT, "The keeper does not answer. The seat stays closed.")
    assert asking.trial


def test_a_keeper_that_is_back_asks_again_from_the_start() -> None:
    asking = asked(Truth.LOCKED, "idle").after(LinkLost()).after(samples.told(Truth.LOCKED, "idle"))
    assert asking.step is Step.CODE


def test_a_code_without_a_verdict_can_be_tried_again() -> None:
    asking = asked(Truth.LOCKED).after(Offered())
    assert asking.checking
    assert asking.after(Unanswered()).answer == "No answer came. Try again with the next code."
    assert not asking.after(Unanswered()).checking


def test_other_messages_change_nothing() -> None:
    asking = asked(Truth.LOCKED)
    assert asking.after(Beat()) == asking


def test_a_seat_that_wants_a_password_asks_for_it_and_goes_on_asking_after_a_refusal() -> None:
    wanted = replace(samples.told(Truth.LOCKED, "idle"), factors=("totp", "password"))
    asking = first().after(wanted)
    assert asking.factors == ("totp", "password")
    assert asking.after(Offered()).after(samples.refused()).factors == ("totp", "password")
    assert asking.after(wanted) == asking


def test_other_factors_are_asked_for_at_once_but_not_amid_the_checklist() -> None:
    wanted = replace(samples.told(Truth.SIGNED_OUT, "signed_out"), factors=("totp", "password"))
    assert asked(Truth.SIGNED_OUT, "signed_out").after(wanted).factors == ("totp", "password")
    ticking = asked(Truth.SIGNED_OUT, "signed_out").after(samples.to_attest()).after(wanted)
    assert ticking.step is Step.CHECKLIST


def test_a_challenge_is_shown_until_its_code_is_judged_and_a_wrong_one_leaves_it_there() -> None:
    asking = asked(Truth.LOCKED, "idle").after(Offered()).after(samples.challenge())
    assert (asking.step, asking.checking) == (Step.GLASS, False)
    again = asking.after(Offered()).after(samples.refused())
    assert (again.step, again.challenge) == (Step.GLASS, samples.challenge())
    assert again.answer.startswith("That was not accepted.")
    assert asking.after(Verdict(accepted=True, reason="ok")).step is Step.WAIT


@pytest.mark.parametrize("reason", ["glass_over", "glass_not_here", "too_late"])
def test_a_challenge_that_is_over_leads_back_to_the_ordinary_way(reason: str) -> None:
    asking = asked(Truth.LOCKED, "idle").after(samples.challenge()).after(samples.refused(reason))
    assert (asking.step, asking.challenge) == (Step.CODE, None)
    assert asking.answer


def test_a_challenge_goes_where_the_person_leaves_it_or_the_seat_becomes_something_else() -> None:
    asking = asked(Truth.LOCKED, "idle").after(samples.challenge())
    assert asking.after(samples.told(Truth.LOCKED, "idle")).step is Step.GLASS
    assert asking.after(WayLeft()).step is Step.CODE
    assert asking.after(samples.told(Truth.REVOKED, "revoked")).step is Step.WAIT
    assert asking.after(LinkLost()).step is Step.WAIT


def may_be_vouched(truth: Truth = Truth.LOCKED) -> Asking:
    return first().after(replace(samples.told(truth, "idle"), factors=("totp", "password"), may_be_vouched=True))


def test_a_supervisors_word_is_waited_for_and_then_asks_for_the_password() -> None:
    waiting = may_be_vouched().after(Offered()).after(VouchTold(is_given=False))
    assert (waiting.step, waiting.is_vouched, waiting.checking) == (Step.VOUCH, False, False)
    given = waiting.after(VouchTold(is_given=True))
    assert (given.step, given.is_vouched) == (Step.VOUCH, True)
    assert given.after(Offered()).after(samples.refused()).step is Step.VOUCH
    assert given.after(samples.refused("too_late")).step is Step.CODE
    assert given.after(Verdict(accepted=True, reason="ok")).step is Step.WAIT


def test_who_went_back_to_the_ordinary_way_is_not_called_away_from_it() -> None:
    back = may_be_vouched().after(VouchTold(is_given=False)).after(WayLeft())
    assert back.step is Step.CODE
    assert back.may_be_vouched
    assert back.after(VouchTold(is_given=True)).step is Step.CODE
    again = back.after(Offered()).after(VouchTold(is_given=True))
    assert (again.step, again.is_vouched, again.checking) == (Step.VOUCH, True, False)


@pytest.mark.parametrize("reason", ["vouch_away", "vouch_busy", "vouch_not_here"])
def test_where_no_supervisor_can_be_asked_it_says_why_at_the_ordinary_way(reason: str) -> None:
    asking = may_be_vouched().after(Offered()).after(samples.refused(reason))
    assert asking.step is Step.CODE
    assert asking.answer


BOTH: tuple[Factor, ...] = ("totp", "password")
KEY_AND_PASSWORD: tuple[Factor, ...] = ("security_key", "password")


def at_hand(truth: Truth = Truth.SIGNED_OUT, factors: tuple[Factor, ...] = BOTH, *, is_there: bool = True) -> TruthTold:
    return replace(samples.told(truth, ""), factors=factors, key_at_hand=is_there)


@pytest.mark.parametrize("factors", [("totp",), BOTH, ("openid",), ("openid", "password")])
@pytest.mark.parametrize("truth", [Truth.SIGNED_OUT, Truth.LOCKED, Truth.REAUTH_DUE])
def test_a_key_is_offered_in_place_of_what_is_asked_for_while_one_is_plugged_in(
    truth: Truth, factors: tuple[Factor, ...]
) -> None:
    asking = first().after(at_hand(truth, factors))
    assert (asking.turn, asking.asked) == ("key", factors)
    assert asking.after(at_hand(truth, factors, is_there=False)).turn is None
    turned = asking.after(Turned())
    assert set(turned.asked) == {"security_key", *(each for each in factors if each == "password")}
    assert turned.after(WayLeft()).asked == factors
    assert turned.after(at_hand(truth, factors, is_there=False)).asked == turned.asked


def test_a_key_says_at_a_free_seat_whose_it_is_unless_a_name_is_to_be_typed() -> None:
    asking = first().after(at_hand(factors=KEY_AND_PASSWORD))
    assert (asking.names_itself, asking.turn) == (True, "name")
    named = asking.after(Turned())
    assert (named.names_itself, named.turn, named.asked) == (False, None, KEY_AND_PASSWORD)
    assert named.after(Turned()) == named
    assert named.after(WayLeft()).names_itself
    chosen = first().after(at_hand()).after(Turned())
    assert (chosen.names_itself, chosen.turn) == (True, "name")
    assert chosen.after(Turned()).after(WayLeft()).turn == "key"
    assert not first().after(at_hand(Truth.LOCKED, KEY_AND_PASSWORD)).names_itself


@pytest.mark.parametrize("reason", ["key_several_accounts", "name_wanted"])
@pytest.mark.parametrize("turned", [True, False])
def test_a_key_that_does_not_say_whose_it_is_has_the_name_asked_for(reason: str, *, turned: bool) -> None:
    asking = first().after(at_hand()).after(Turned()) if turned else first().after(at_hand(factors=KEY_AND_PASSWORD))
    refused = asking.after(Offered()).after(Verdict(accepted=False, reason=reason))
    assert (refused.names_itself, refused.by_name, refused.asked, refused.checking) == (
        False,
        True,
        asking.asked,
        False,
    )
    assert "Enter your name" in refused.answer
    again = refused.after(Offered()).after(samples.refused())
    assert (again.by_name, again.asked) == (True, asking.asked)


def test_a_refused_key_stays_asked_for_and_nobody_says_what_was_wrong_with_it() -> None:
    asking = first().after(at_hand()).after(Turned())
    refused = asking.after(Offered()).after(samples.refused())
    assert (refused.asked, refused.names_itself) == (asking.asked, True)
    assert refused.answer == "That was not accepted. Check what you entered, and that it is your own security key."


def test_another_truth_or_other_factors_end_the_way_that_the_person_chose() -> None:
    asking = first().after(at_hand()).after(Turned()).after(Turned())
    for told in (at_hand(Truth.LOCKED), at_hand(factors=("totp",))):
        assert (asking.after(told).by_key, asking.after(told).by_name) == (False, False)


@given(
    facts=st.lists(
        st.sampled_from(
            [Turned(), WayLeft(), Offered(), Unanswered(), LinkLost(), SupervisorSought(), samples.refused()]
            + [Verdict(accepted=False, reason=reason) for reason in ("key_several_accounts", "name_wanted")]
            + [
                at_hand(truth, factors, is_there=there)
                for truth in (Truth.SIGNED_OUT, Truth.LOCKED)
                for factors in (BOTH, ("openid",), KEY_AND_PASSWORD)
                for there in (True, False)
            ]
        )
    )
)
def test_whatever_happens_no_prompt_asks_for_less_and_every_way_leads_on_and_back(facts: list[PromptFact]) -> None:
    asking = first()
    for fact in facts:
        asking = asking.after(fact)
        assert covers(asking.asked, asking.factors)
        assert asking.turn is None or asking.after(Turned()) != asking
        back = asking.after(WayLeft())
        assert asking.truth is None or not (back.by_key or back.by_name)
