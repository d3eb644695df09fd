"""Break-glass at a text console, where no prompt comes up: what IT is told, and the code that comes back."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from ui.present.prompt import verdict_sentence
from workstation.errors import CredentialError, LinkError
from workstation.link.asking import answers
from workstation.link.client import Client
from workstation.link.messages import VERSION, FromKeeper, GlassAsked, GlassOffered, GlassWanted, Hello, Verdict

TOLD = """Workstation {device}, challenge {challenge}

Call IT, and read both to them with your name. Once they know that it is you, IT gives the code at the audit store:
  deskwarden device break-glass {device} --agent NAME --challenge {challenge} --reason WHY
"""
OPENS = "The seat opens, for 15 minutes. Everything sensitive stays masked, and supervisors hear of it."


def break_glass(socket: Path, slot: int, say: Callable[[str], None], ask: Callable[[str], str]) -> None:
    """Open the seat of a session by a code from IT; raise CredentialError where the keeper does not take it.

    The keeper is asked anew for each: nobody beats while a person is on the telephone.
    """
    asked = _exchange(socket, slot, GlassWanted())
    if not isinstance(asked, GlassAsked):
        raise CredentialError(verdict_sentence(asked.reason).rstrip("."))
    say(TOLD.format(device=asked.device, challenge=asked.challenge))
    agent = ask("The agent's name, as IT wrote it") if asked.is_free else ""
    verdict = _exchange(socket, slot, GlassOffered(agent=agent, code=ask("The code")[:16]))
    if not (isinstance(verdict, Verdict) and verdict.accepted):
        why = verdict.reason if isinstance(verdict, Verdict) else ""
        raise CredentialError(verdict_sentence(why).rstrip("."))
    say(OPENS)


def _exchange(socket: Path, slot: int, said: GlassWanted | GlassOffered) -> GlassAsked | Verdict:
    with closing(Client.connect(socket, Hello(version=VERSION, role="console", slot=slot), FromKeeper)) as client:
        client.send(said)
        for message in answers(client):
            if isinstance(message, GlassAsked | Verdict):
                return message
    raise LinkError("the keeper does not answer", hint="Look at its log.")
