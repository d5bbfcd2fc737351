"""A response's body as it comes in: in memory while it is short, then in a file."""

import hashlib
import http.client
import tempfile
from pathlib import Path
from typing import IO, Any

import urllib3

from .failure import broken_off
from .message import KEPT_IN_MEMORY, Body, Failure, FailureKind
from .settings import Limits

CHUNK = 1 << 16


def body_of(raw: Any, limits: Limits, folder: Path | None) -> tuple[Body, Failure | None]:
    """The body of `raw`, a response of urllib3, hashed in constant memory, and what cut it short, if anything did.

    One longer than `KEPT_IN_MEMORY` goes to a file in `folder`, which the caller removes.
    """
    most = limits.response_mb << 20
    head, size, digest = bytearray(), 0, hashlib.sha256()
    spool: IO[bytes] | None = None
    failure: Failure | None = None
    try:
        for chunk in raw.stream(CHUNK, decode_content=False):
            size += len(chunk)
            digest.update(chunk)
            if len(head) < KEPT_IN_MEMORY:
                head += chunk[: KEPT_IN_MEMORY - len(head)]
            if size > KEPT_IN_MEMORY:
                if spool is None:
                    spool = tempfile.NamedTemporaryFile(dir=folder, prefix="body-", delete=False)  # noqa: SIM115
                    spool.write(head[: size - len(chunk)])
                spool.write(chunk)
            if size > most:
                failure = Failure(FailureKind.TOO_LARGE, f"more than {limits.response_mb} MB")
                break
    except urllib3.exceptions.ReadTimeoutError:
        failure = Failure(FailureKind.TIMEOUT, f"the body stopped for {limits.read:g} s before its end")
    except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
        failure = broken_off(error, size)
    finally:
        if spool is not None:
            spool.close()
    return Body(bytes(head), size, digest.hexdigest(), Path(spool.name) if spool else None), failure
