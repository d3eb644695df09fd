"""OpenID from the store's terminal: which provider is asked who somebody is, and which account there is whose."""

# SPDX-License-Identifier: Apache-2.0

import sys
from typing import Annotated

import msgspec
import typer

from workstation.auditstore.accesscommands import Name
from workstation.auditstore.commands import AsJson, Folder, LeaveOpen, account
from workstation.auditstore.openidlogouts import PATH
from workstation.auditstore.openidprovider import OpenidProvider
from workstation.auditstore.store import AuditStore, open_store
from workstation.credentials.identified import Claim, Identified
from workstation.errors import CredentialError, OpenidError, StoreError
from workstation.facts.kinds import Kind
from workstation.record.exchange import RETURN_PATH

ACCOUNT_LIMIT = 255
TROUBLES = {
    "away": ("the OpenID provider does not answer", "Is its address right, and can this machine reach it?"),
    "failed": (
        "no OpenID provider answers there",
        "Discovery is asked for at ISSUER/.well-known/openid-configuration.",
    ),
    "malformed": ("the OpenID provider offers no device authorization", "It has to know that grant (RFC 8628)."),
    "another_issuer": ("the OpenID provider calls itself something else", "Give --issuer as it does, to the letter."),
    "client_authentication": (
        "the OpenID provider takes this client's secret in no way that is known here",
        "client_secret_basic and client_secret_post are; none for a client without a secret.",
    ),
    "untrusted": (
        "the OpenID provider shows a certificate that is not trusted here",
        "Its authority has to be one of this system's.",
    ),
    "no_tls": ("the OpenID provider is not reached by TLS", "Its addresses have to begin with https."),
}
openid_app = typer.Typer(name="openid", no_args_is_help=True, help="The OpenID provider that may say who agents are.")


@openid_app.command("set")
def set_provider(
    folder: Folder,
    *,
    issuer: Annotated[str, typer.Option(help="The provider, as it calls itself.")],
    client_id: Annotated[str, typer.Option(help="What the provider knows this store as.")],
    acr: Annotated[
        list[str] | None, typer.Option(help="An authentication class that is enough; all without it.")
    ] = None,
    amr: Annotated[list[str] | None, typer.Option(help="A method that is enough (RFC 8176); all without it.")] = None,
    claim: Annotated[Claim, typer.Option(help="The claim that tells accounts apart.")] = "sub",
    max_age: Annotated[
        int, typer.Option(min=0, max=86_400, help="How many seconds ago an agent may have authenticated there.")
    ] = 300,
    public: Annotated[bool, typer.Option("--public", help="The client has no secret.")] = False,
    from_stdin: Annotated[
        bool, typer.Option("--stdin", help="Read the secret from the first line of standard input.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask this provider from now on, and no other; it is tried at once. The client's secret is asked for."""
    secret = "" if public else _secret(from_stdin=from_stdin)
    if not (secret or public):
        raise typer.BadParameter("give the client's secret, or --public where it has none")
    words = {"issuer": issuer, "client_id": client_id, "secret": secret, "claim": claim}
    try:
        told = {**words, "acr": acr or (), "amr": amr or (), "max_age_seconds": max_age}
        provider = msgspec.convert(told, OpenidProvider)
    except msgspec.ValidationError as error:
        raise typer.BadParameter(str(error)) from error
    store = open_store(folder)
    try:
        store.openid_published.find(provider)
    except OpenidError as error:
        raise _trouble(error) from error
    store.openid_providers.put(provider, account())
    typer.echo(_told(provider) if as_json else f"{issuer} is asked who agents are from now on.")


@openid_app.command("show")
def show_provider(folder: Folder, *, as_json: AsJson = False) -> None:
    """Show which provider is asked, without its client's secret."""
    provider = open_store(folder).openid_providers.get()
    if provider is None:
        raise StoreError("no OpenID provider is set here", hint="`deskwarden store openid set` sets one.")
    if as_json:
        typer.echo(_told(provider))
        return
    enough = f"acr {' or '.join(provider.acr) or 'any'}, amr {' or '.join(provider.amr) or 'any'}"
    typer.echo(f"{provider.issuer}  client {provider.client_id}  {enough}  at most {provider.max_age_seconds} s ago")


@openid_app.command("check")
def check_provider(folder: Folder, *, as_json: AsJson = False) -> None:
    """Ask the provider whether it can say who agents are: its metadata, its keys; exit code 1 where it cannot."""
    from workstation.credentials.signedtoken import can_verify  # noqa: PLC0415 - no other command loads it

    store = open_store(folder)
    provider = _provider(store)
    try:
        where = store.openid_published.find(provider)
        keys = can_verify(store.openid_published.keys(where))
    except OpenidError as error:
        raise _trouble(error) from error
    if not keys:
        raise CredentialError(
            "the OpenID provider publishes no key that can verify a token", hint="RSA, EC and Ed25519 are known here."
        )
    if as_json:
        told = {"issuer": where.issuer, "keys": keys, "ends_sessions": where.backchannel_logout_supported}
        told["in_browser"] = where.opens_in_browser
        typer.echo(msgspec.json.encode(told).decode())
        return
    typer.echo(f"{where.issuer} answers. Keys that can verify a token: {keys}.")
    if where.opens_in_browser:
        typer.echo(
            f"It opens in a browser at a seat, where this client may come back to http://127.0.0.1{RETURN_PATH}."
        )
    if where.backchannel_logout_supported:
        typer.echo(f"It says when a session is over, where this client's backchannel_logout_uri is STORE{PATH}.")
    else:
        typer.echo("It does not say when a session is over: lock or revoke an agent here as well.")


@openid_app.command("remove")
def remove_provider(folder: Folder) -> None:
    """Ask no provider any more: whatever waits for one comes to nothing."""
    open_store(folder).openid_providers.remove(account())
    typer.echo("No OpenID provider is asked any more.")


def link_agent(
    folder: Folder,
    name: Name,
    whom: Annotated[
        str, typer.Argument(metavar="ACCOUNT", help="What the claim says of them; without it, show it.")
    ] = "",
) -> None:
    """Have an account at the OpenID provider be this agent's: what its claim ("sub" by default) says of them."""
    store = open_store(folder)
    if not whom:
        for each in store.openid_links.of(name):
            typer.echo(f"{each.mark}  {each.issuer}  {each.claim}  {each.account}")
        return
    if len(whom) > ACCOUNT_LIMIT or not whom.isprintable():
        raise typer.BadParameter(f"give up to {ACCOUNT_LIMIT} printable characters", param_hint="ACCOUNT")
    provider = _provider(store)
    linked = Identified(provider.issuer, whom, provider.claim)
    written = store.credential_changes.written(Kind.OPENID_LINKED, name, account(), openid=linked.mark)
    store.openid_links.link(name, linked, written)
    store.directives.bell.ring()
    typer.echo(f"{name} is {whom} at {linked.issuer} from now on.")


def unlink_agent(folder: Folder, name: Name, *, leave_open: LeaveOpen = False) -> None:
    """Have no account at an OpenID provider be this agent's any more, and sign them out."""
    store = open_store(folder)
    written = store.credential_changes.written(Kind.OPENID_UNLINKED, name, account(), ends=not leave_open)
    store.openid_links.unlink(name, written)
    store.directives.bell.ring()
    typer.echo(f"No account at an OpenID provider is {name} any more.")


def _provider(store: AuditStore) -> OpenidProvider:
    provider = store.openid_providers.get()
    if provider is None:
        raise StoreError("no OpenID provider is set here", hint="`deskwarden store openid set` sets one.")
    return provider


def _trouble(error: OpenidError) -> CredentialError:
    what, hint = TROUBLES.get(error.reason, (str(error), "Nothing was changed."))
    return CredentialError(what, hint=hint)


def _told(provider: OpenidProvider) -> str:
    told = msgspec.structs.asdict(provider)
    del told["secret"]
    return msgspec.json.encode(told).decode()


def _secret(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().removesuffix("\n")
    return str(typer.prompt("The client's secret, which is not shown", hide_input=True))
