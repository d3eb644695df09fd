"""The commands of `deskwarden`; each imports what it runs where it runs it."""

# SPDX-License-Identifier: Apache-2.0

import logging
import os
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Annotated, Literal

import msgspec
import platformdirs
import typer
from rich.console import Console

from workstation.errors import AlreadyRunningError, DeskwardenError
from workstation.installed import FOLDER as INSTALLED_FOLDER
from workstation.installed import SOCKET, installation, only_place, refuse_trial
from workstation.packs import FOLDER

ALREADY_RUNNING = 3
PROCESSES = {
    "keeper",
    "warden",
    "fetch-policy",
    "check-password",
    "ask-keyring",
    "ask-security-key",
    "seat",
    "shield",
    "prompt",
    "status",
    "doctor",
    "call",
    "break-glass",
    "browser-host",
}
app = typer.Typer(
    name="deskwarden",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Keeps this workstation to its promises: masks, blocks, locks, asks again, and keeps the record.",
)


def default_socket() -> Path:
    """Return where the keeper listens."""
    return SOCKET if installation() else user_runtime() / "keeper.sock"


def user_runtime() -> Path:
    """Return where this user's programs keep what is gone when the user leaves."""
    return platformdirs.user_runtime_path("deskwarden")


def default_keeper_folder() -> Path:
    """Return where the keeper keeps everything."""
    return INSTALLED_FOLDER if installation() else default_folder() / "keeper"


def default_folder() -> Path:
    """Return where a trial keeps everything."""
    return platformdirs.user_data_path("deskwarden")


def default_policy() -> Path:
    """Return the policy of a trial."""
    return FOLDER / "trial.toml"


def only_socket(given: Path) -> Path:
    """Return the socket; raise InstallationError where it is not that of what is installed here."""
    return only_place(given, SOCKET)


def only_folder(given: Path) -> Path:
    """Return the keeper's folder; raise InstallationError where it is not that of what is installed here."""
    return only_place(given, INSTALLED_FOLDER)


Socket = Annotated[
    Path, typer.Option(help="The keeper's socket.", default_factory=default_socket, callback=only_socket)
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]
Slot = Annotated[int, typer.Option(min=1, help="The session on this machine.")]


@app.command()
def keeper(
    socket: Socket,
    folder: Annotated[
        Path,
        typer.Option(
            "--dir",
            help="The keeper's folder.",
            default_factory=default_keeper_folder,
            callback=only_folder,
            readable=False,  # whether it is, is said by the keeper
        ),
    ],
    policy: Annotated[Path | None, typer.Option(help="A policy file, where the audit store publishes none.")] = None,
) -> None:
    """Run the keeper: memory and truth of this workstation. It starts the seat and its shields."""
    from workstation.keeper.process import Place, build_adapters, run_keeper

    place = Place(folder=folder, policy=policy, socket=socket, installed=installation())
    run_keeper(place, build_adapters(place))


@app.command()
def warden() -> None:
    """Run the warden of an installed workstation, as root: it starts, locks and ends things for the keeper alone."""
    os.execv(sys.executable, (sys.executable, "-I", "-m", "workstation.warden"))  # noqa: S606 - root loads nothing else


@app.command(hidden=True)
def fetch_policy() -> None:
    """Fetch the policy in force for the keeper, which starts this and talks to it."""
    from workstation.distribution.fetchprocess import main as run_fetch

    run_fetch()


@app.command(hidden=True)
def check_password() -> None:
    """Check a password for the keeper, which starts this and talks to it."""
    from workstation.credentials.checkprocess import main as run_check

    run_check()


@app.command(hidden=True)
def ask_keyring() -> None:
    """Ask this user's keyring for the keeper, which starts this and talks to it."""
    from workstation.credentials.keyringprocess import main as run_ask

    run_ask()


@app.command(hidden=True)
def ask_security_key() -> None:
    """Ask the security key that is plugged in here for the keeper, which starts this and talks to it."""
    from workstation.credentials.keyprocess import main as run_ask

    run_ask()


@app.command()
def seat(socket: Socket, slot: Slot = 1) -> None:
    """Run the seat: eyes, hands and windows of one session. The keeper starts it."""
    from ui.app import main as run_seat

    raise typer.Exit(run_seat(socket, slot))


@app.command()
def shield(socket: Socket, slot: Slot = 1) -> None:
    """Run one of the two shields that cover a locked seat. The keeper starts it."""
    from workstation.shield.shield import main as run_shield

    raise typer.Exit(run_shield(socket, slot))


@app.command()
def prompt(socket: Socket, slot: Slot = 1) -> None:
    """Run the prompt on a shield. The shield starts it and passes it the keys."""
    from ui.prompt import main as run_prompt

    raise typer.Exit(run_prompt(socket, slot))


@app.command()
def status(socket: Socket, *, as_json: AsJson = False) -> None:
    """Say what the keeper knows: disk, clock, audit store, policy, seat, promises."""
    from workstation.diagnosis import diagnose
    from workstation.diagnosistable import table
    from workstation.link.asking import ask_status

    health = ask_status(socket)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(health)).decode())
    else:
        Console().print(table(diagnose(health), advice=False))


@app.command()
def doctor(socket: Socket, *, as_json: AsJson = False) -> None:
    """Say what is wrong at this workstation and what to do about it; exit code 1 where something is."""
    from workstation.diagnosis import diagnose
    from workstation.diagnosistable import table
    from workstation.link.asking import ask_status

    found = diagnose(ask_status(socket))
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode([each._asdict() for each in found])).decode())
    else:
        Console().print(table(found, advice=True))
    raise typer.Exit(any(each.grade == "fault" for each in found))


@app.command()
def break_glass(socket: Socket, slot: Slot = 1) -> None:
    """Open a locked seat by a code from IT, at a text console: for where its screen shows no prompt."""
    from workstation.glassconsole import break_glass as open_by_code

    open_by_code(socket, slot, typer.echo, typer.prompt)


@app.command(hidden=True)
def browser_host() -> None:
    """Pass on what a browser's extension and the seat of this session say; the browser starts this."""
    from workstation.browser.host import main as run_host
    from workstation.browser.meeting import meeting_place

    run_host(meeting_place())


@app.command()
def extension(
    *,
    managed: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="ID URL", help="Print the browsers' managed policy for a packed extension instead."),
    ] = None,
    host: Annotated[
        tuple[str, Path] | None,
        typer.Option(
            metavar="ID FOLDER", help="Let every user's browsers speak to the seat, by a file in this folder."
        ),
    ] = None,
) -> None:
    """Let this user's browsers speak to a trial's seat, and say which folder to load as an extension."""
    from workstation.browser.managed import managed_policy
    from workstation.browser.nativehost import introduce, write_host

    if host is not None:
        typer.echo(write_host(host[1], host[0], for_everyone=True))
        return
    if managed is not None:
        typer.echo(managed_policy(*managed))
        return

    refuse_trial()
    for line in introduce(Path.home()):
        typer.echo(line)


@app.command()
def call(
    said: Annotated[
        Literal["start", "end", "listen"],
        typer.Argument(help="Whether a call begins or ends, or to listen to a telephone adapter that says so."),
    ],
    socket: Socket,
    slot: Slot = 1,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Where to listen on this machine; 0 picks.")] = 8447,
) -> None:
    """Say that a call begins or ends, for rules that hold on a call or off it. Unsaid, the agent is on a call.

    Listening, it also tells call recorders when to pause.
    """
    from workstation.link.asking import say_call

    if said != "listen":
        say_call(socket, slot, on_call=said == "start")
        return
    from workstation.callport import CallPort
    from workstation.link.recorderline import RecorderLine

    token_file = (user_runtime() if installation() else socket.parent) / "call-token"
    recorders = RecorderLine(socket, slot)
    listening = CallPort(port, token_file, lambda on_call: say_call(socket, slot, on_call=on_call), recorders)
    Thread(target=recorders.run, name="recorders", daemon=True).start()
    typer.echo(f"Telephone adapters post to {listening.url}/call/start and /call/end, with the token in {token_file}.")
    typer.echo(f"Call recorders listen at {listening.url}/recording, with the same token.")
    with suppress(KeyboardInterrupt):
        listening.serve()


@app.command()
def trial(
    folder: Annotated[
        Path, typer.Option("--dir", help="Where the trial keeps everything.", default_factory=default_folder)
    ],
    policy: Annotated[Path, typer.Option(help="The policy file.", default_factory=default_policy)],
    socket: Socket,
    agent: Annotated[str, typer.Option(help="The agent who signs in.")] = os.environ.get("USER", "agent"),
) -> None:
    """Run store, keeper and seat on this desktop until Ctrl+C. Nothing is installed; everything stays in one folder."""
    from workstation.desktop.choose import require_desktop
    from workstation.trial import Trial

    refuse_trial()
    require_desktop()
    raise typer.Exit(Trial(folder=folder, policy=policy, socket=socket, agent=agent, say=Console().print).run())


def supervise(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Option(
            "--dir", help="A store's folder on this machine.", default_factory=lambda: default_folder() / "store"
        ),
    ],
    url: Annotated[str | None, typer.Option(help="The store's address.")] = None,
    ca: Annotated[Path | None, typer.Option(help="The store's authority, as PEM.")] = None,
    token: Annotated[str | None, typer.Option(envvar="DESKWARDEN_TOKEN", help="A supervisor's token.")] = None,
    *,
    after: Annotated[int | None, typer.Option(help="Begin after this number of the store.")] = None,
    tray: Annotated[bool, typer.Option("--tray", help="Show it in the tray instead of here.")] = False,
) -> None:
    """Follow what agents were stopped from doing, live, one sentence each. Ctrl+C ends it."""
    if context.invoked_subcommand:
        return
    from workstation.auditstore.supervision import find_store, show_feed

    items = find_store(folder, url, ca, token).follow(after)
    if tray:
        from ui.inbox import main as run_inbox

        raise typer.Exit(run_inbox(items))
    from ui.present.supervisor import told_sentence

    with suppress(KeyboardInterrupt):
        show_feed(items, told_sentence, Console())


def _add_store_commands() -> None:
    """Add the commands of store, auditor and supervisor, which a seat's processes never load."""
    from workstation.auditstore.accesscommands import (
        device_app,
        list_sessions,
        lock_agent,
        restore_agent,
        revoke_agent,
    )
    from workstation.auditstore.approvalcommands import (
        approve_command,
        key_command,
        lock_command,
        revoke_command,
        vouch_command,
    )
    from workstation.auditstore.auditcommands import audit_app
    from workstation.auditstore.commands import agent_app, store_app
    from workstation.auditstore.databasecommands import database_app
    from workstation.auditstore.exportcommands import export_record
    from workstation.auditstore.openidcommands import link_agent, openid_app, unlink_agent
    from workstation.auditstore.securitykeycommands import security_key_app
    from workstation.distribution.commands import distribution_app
    from workstation.keeper.commands import enroll, give_key, rotate_device_key, rotate_key, seal
    from workstation.rehearse.commands import policy_app

    app.command()(enroll)
    audit_app.command("export")(export_record)
    audit_app.command()(seal)
    audit_app.command()(give_key)
    audit_app.command()(rotate_key)
    audit_app.command()(rotate_device_key)
    supervise_app = typer.Typer(name="supervise", invoke_without_command=True)
    supervise_app.callback()(supervise)
    by_key = (("key", key_command), ("approve", approve_command), ("vouch", vouch_command))
    for name, command in (*by_key, ("revoke", revoke_command), ("lock", lock_command)):
        supervise_app.command(name)(command)
    for name, order in (("revoke", revoke_agent), ("restore", restore_agent), ("lock", lock_agent)):
        agent_app.command(name)(order)
    agent_app.command("sessions")(list_sessions)
    for name, order in (("link", link_agent), ("unlink", unlink_agent)):
        agent_app.command(name)(order)
    store_app.add_typer(openid_app)
    store_app.add_typer(database_app)
    policy_app.add_typer(distribution_app)
    agent_app.add_typer(security_key_app)
    for part in (store_app, agent_app, device_app, audit_app, policy_app, supervise_app):
        app.add_typer(part)


def _add_detect_commands() -> None:
    """Add the commands that look for customer data in files, which a seat's processes never load."""
    from workstation.detectcommands import detect, redact

    app.command()(detect)
    app.command()(redact)


def _leave_no_core() -> None:
    """Have a crash write nothing to a disk of what this process, or one that it starts, had in its memory."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Run one command; trouble is one line with what to do, and exit code 1 (3 where it runs already)."""
    warnings.simplefilter("ignore", platformdirs.RuntimeDirWarning)  # there is a folder without a session too
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    _leave_no_core()
    try:
        if not PROCESSES.intersection(sys.argv[1:2]):
            _add_store_commands()
            _add_detect_commands()
        app()
    except DeskwardenError as error:
        typer.echo(f"deskwarden: {error}. {error.hint}".rstrip(), err=True)
        sys.exit(ALREADY_RUNNING if isinstance(error, AlreadyRunningError) else 1)
