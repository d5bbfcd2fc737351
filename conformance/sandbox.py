"""`conformance serve`: the reference provider, for an app or a client to be pointed at."""

import sys
import threading
from collections.abc import Sequence
from functools import partial

from .naming import did_you_mean
from .reference import FAULTS, Provider
from .verdict import ExitCode


def serve(port: int, faults: Sequence[str], webhook: str | None) -> int:
    """Serve on 127.0.0.1:`port` until Ctrl-C; returns the exit code."""
    for name in faults:
        if name not in FAULTS:
            hint = did_you_mean(name, tuple(FAULTS), "conformance list faults")
            print(f"conformance serve: --fault {name}: no such fault; {hint}", file=sys.stderr)
            return ExitCode.USAGE
        if FAULTS[name].settings:
            remedy = f"try `conformance run --fault {name}`"
            problem = "a fault of the configuration, which changes no answer"
            print(f"conformance serve: --fault {name}: {problem}; {remedy}", file=sys.stderr)
            return ExitCode.USAGE
    log = partial(print, flush=True)
    try:
        with Provider(port=port, faults=frozenset(faults), webhook_url=webhook, log=log) as provider:
            print(f"The reference provider listens on {provider.url}  (what it serves: {provider.url}/)", flush=True)
            print("Ctrl-C ends it.", flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        print()
        return ExitCode.CONFORMANT
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        print(f"conformance serve: cannot listen on port {port}: {why}; choose another with --port", file=sys.stderr)
        return ExitCode.USAGE
    return ExitCode.CONFORMANT
