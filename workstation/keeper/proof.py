"""What was entered, against what is wanted, and what an entry tells of what was proved. Pure."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection

from workstation.facts.factor import Factor, Proved, covers, instead
from workstation.facts.keyanswer import SecurityKey
from workstation.keeper.ports import CodeVerdict


def proved_by(verdict: CodeVerdict, wanted: tuple[Factor, ...]) -> tuple[Factor, ...]:
    """Return which factors an accepted verdict proves, where these were wanted."""
    if verdict.openid:
        return instead(wanted, "openid")
    if verdict.key is None:
        return wanted
    return tuple("password" if each == "password" else "security_key" for each in wanted)


def missing(wanted: Collection[Factor], password: str | None, pin: str | None, *, openid: bool = False) -> str:
    """Return why what was entered is not all that is wanted, "" where it is."""
    entered: tuple[Factor, ...] = ("totp",) if password is None else ("totp", "password")
    if openid:
        return wanted_more(instead(entered, "openid"), wanted)
    return wanted_more(entered if pin is None else instead(entered, "security_key"), wanted)


def wanted_more(proved: Collection[Proved], wanted: Collection[Factor]) -> str:
    """Return what is wanted beside these factors, "" where nothing is."""
    if covers(proved, wanted):
        return ""
    lacking = [each for each in wanted if not covers(proved, (each,))]
    return {"security_key": "key_wanted", "openid": "openid_wanted"}.get(lacking[0], "password_wanted")


def proof_told(factors: tuple[Proved, ...], verdict: CodeVerdict) -> dict[str, str | int]:
    """Return what an entry says of factors that were verified: which, who judged, and step, key, account or voucher."""
    code = "totp" if verdict.recovery_left is None else "recovery"
    told = "+".join(code if factor == "totp" else factor for factor in factors)
    which: dict[str, str | int] = _key_told(verdict.key) if verdict.key else {"step": verdict.step}
    if verdict.openid:
        which = {"openid": verdict.openid}
    if verdict.approver:
        which = {"approver": verdict.approver}
    return {"factor": told, "judge": verdict.judge, **which}


def _key_told(key: SecurityKey) -> dict[str, str | int]:
    """Return its mark, and of a passkey whether it said that its secret is on other devices too."""
    return {"key": key.mark, "copied": int(key.is_copied)} if key.may_be_copied else {"key": key.mark}
