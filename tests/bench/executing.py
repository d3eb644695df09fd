"""How soon a program that films is known once it executes: by the warden, as on an installed workstation."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
import time
from collections.abc import Callable
from contextlib import closing

import psutil

from tests.bench.figure import Figure, latencies
from tests.installed.stage import AGENT, PYTHON, Stage
from tests.installed.workplace import AsKeeper, warden_on_a_stage
from workstation.desktop.recorders import Recorders, RecordingProcesses
from workstation.facts.observations import Observation, RecordersSeen
from workstation.facts.signature import Signature
from workstation.keeper.denials import WardenExecutions

TRIES = 100
WITHIN = 5.0
BECOMES = "import os, time; print(time.perf_counter(), flush=True); os.execv('/bin/sleep', ['sleep', '5'])"
HOW = "execve by the agent's account to RecordersSeen: proc connector, warden's socket, name, executable and arguments"


def figures(_: Callable[[str], object]) -> tuple[Figure, ...]:
    """Have an agent's process become a recorder, again and again; "sleep" stands for its name."""
    if os.getuid() != 0:
        return (Figure(id="capture.exec", value=None, unit="ms", how="only root starts a warden"),)
    with warden_on_a_stage() as (stage, socket), closing(AsKeeper(socket).notice(1)) as executions:
        took = [found for _ in range(TRIES) if (found := _found(stage, executions)) is not None]
    return latencies("capture.exec", took, 5, HOW)


def _found(stage: Stage, executions: WardenExecutions) -> float | None:
    """Return how long after its execution one was known, None where it was not."""
    told: dict[int, float] = {}

    def post(observation: Observation) -> None:
        if isinstance(observation, RecordersSeen):
            told.update({program.pid: time.perf_counter() for program in observation.programs})

    recording = RecordingProcesses(Recorders(post))
    recording.look_for((Signature("sleep"),))
    process = subprocess.Popen(
        stage.command(AGENT, (PYTHON, "-c", BECOMES)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    until = time.monotonic() + WITHIN
    while process.pid not in told and time.monotonic() < until:
        if process.pid in executions.next(0.5):
            recording.look_at(psutil.Process(process.pid))
            recording.tell()
    assert process.stdout
    began = float(process.stdout.readline())
    process.kill()
    process.communicate()
    return told[process.pid] - began if process.pid in told else None
