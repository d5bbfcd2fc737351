"""A command of the provider's own that tells the suite something: run to its end, within bounds.

What it prints stands for the body of a 200, what it complains of for that of a 500 with its exit code as the reason.
"""

import subprocess
from collections.abc import Sequence

from .body import Body
from .message import Failure, FailureKind, Response

SAID_AT_MOST = 200
"""Characters of a failed command's last line that are told."""


def run(command: Sequence[str], seconds: float) -> tuple[Response | None, Failure | None]:
    """What came of `command`, a program and its arguments, in at most `seconds`."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return None, Failure(FailureKind.TIMEOUT, f"gave no answer within {seconds:g} s")
    except OSError as error:
        why = f"{command[0]} cannot be run ({(error.strerror or str(error)).lower()})"
        return None, Failure(FailureKind.UNREACHABLE, why)
    if done.returncode == 0:
        return Response(200, "", (("Content-Type", "application/json"),), Body.of(done.stdout)), None
    reason = f"exit code {done.returncode}"
    return Response(500, reason, (("Content-Type", "text/plain"),), Body.of(done.stderr)), None


def trouble(response: Response | None, failure: Failure | None) -> str | None:
    """Why a command told nothing, in half a sentence that follows "the command", or None."""
    if response is None:
        return failure.detail if failure else "gave no answer"
    return None if response.status == 200 else f"ended with {response.reason}: {_last_line(response.body)}"


def _last_line(complaints: Body) -> str:
    with complaints.open() as stream:
        lines = stream.read().decode("utf-8", "replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing on standard error")
    return last if len(last) <= SAID_AT_MOST else f"{last[: SAID_AT_MOST - 1]}…"
