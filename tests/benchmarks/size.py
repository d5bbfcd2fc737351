"""What a very long recording and a very long archive cost: the suite's memory, and its speed beside curl's.

python tests/benchmarks/size.py [GIGABYTES]

The provider makes every byte while it sends. Each download is taken by curl, thrown away and kept in a file, and by the
suite, which keeps, hashes and judges it; each in a process of its own, in turns, and the best of each counts.
"""

import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from conformance.clients.archive import read_zip, zip_watcher
from conformance.clients.media import Category, kind_of_bytes
from conformance.exchange.message import Request
from conformance.exchange.sender import Sender
from conformance.exchange.settings import Limits, Transport
from conformance.reference import long_media
from conformance.reference.message import Received, Reply
from conformance.reference.server import Server

ROUNDS = 3
MEMORY_AT_MOST = 60
SPEED_AT_LEAST = 0.5
PATIENCE = Limits(total=600, response_mb=1 << 16)


def serve(size: int, told: Connection) -> None:
    """Send `/small`, `/wav` and `/zip`, until the process is ended."""
    recording, half = long_media.wav(size), long_media.wav(size // 4 * 2)
    replies = {
        "/small": Reply.of(200, "audio/x-wav", b"".join(long_media.wav(1 << 16).parts())),
        "/wav": Reply(200, recording),
        "/zip": Reply(200, long_media.archive({"1.wav": half, "2.wav": half, "contents.txt": b"1.wav\n2.wav\n"})),
    }

    def respond(request: Received) -> Reply:
        return replies[request.path]

    server = Server("127.0.0.1", 0, respond)
    server.start()
    told.send(server.server_port)
    multiprocessing.Event().wait()


@contextmanager
def provider(size: int) -> Iterator[str]:
    """The origin of a provider in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(size, theirs), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


def judge(url: str) -> None:
    """Download and judge `url` as a check does; print the bytes, the seconds, and the most memory held, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        sender = Sender(Transport(), PATIENCE, Path(folder), zip_watcher)
        began = time.perf_counter()
        exchange = sender.send(Request("GET", url), "download")
        assert exchange.failure is None, exchange.failure
        if kind_of_bytes(exchange.answer.content).category is Category.ARCHIVE:
            archive = read_zip(exchange.answer.body)
            assert (archive.error, archive.too_large, len(archive.entries)) == (None, None, 3), archive
        seconds = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    print(json.dumps({"bytes": exchange.answer.body.size, "seconds": seconds, "memory": most}))


def suite(url: str) -> dict[str, float]:
    """What `judge` finds in a process of its own."""
    command = [sys.executable, __file__, "--judge", url]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def curl(url: str, kept: Path) -> float:
    """Seconds that curl takes to download `url` to `kept`."""
    command = ["curl", "-sS", "-o", str(kept), "-w", "%{time_total}", url]
    return float(subprocess.run(command, check=True, capture_output=True).stdout)


def measured(origin: str, small: float, folder: Path) -> Iterator[dict[str, float | str | bool]]:
    """A row for each download, speeds in MB (10^6 bytes) a second; `small` is the memory of a small run."""
    for name in ("wav", "zip"):
        url = f"{origin}/{name}"
        rounds = [(curl(url, Path("/dev/null")), curl(url, folder / name), suite(url)) for _ in range(ROUNDS)]
        thrown, kept, seconds = (
            min(thrown for thrown, _, _ in rounds),
            min(kept for _, kept, _ in rounds),
            min(found["seconds"] for _, _, found in rounds),
        )
        size = rounds[0][2]["bytes"]
        more = max(found["memory"] for _, _, found in rounds) - small
        yield {
            "download": name,
            "bytes": size,
            "curl": size / thrown / 1e6,
            "curl to a file": size / kept / 1e6,
            "suite": size / seconds / 1e6,
            "suite to curl": thrown / seconds,
            "suite to curl to a file": kept / seconds,
            "memory above a small run": more,
            "held": more < MEMORY_AT_MOST and thrown / seconds >= SPEED_AT_LEAST,
        }


def main(gigabytes: float) -> None:
    with provider(int(gigabytes * (1 << 29)) * 2) as origin, tempfile.TemporaryDirectory() as folder:
        small = suite(f"{origin}/small")["memory"]
        rows = list(measured(origin, small, Path(folder)))
    print(json.dumps({"small run": small, "downloads": rows}, indent=1))
    print(f"\n{'':>4} {'bytes':>14} {'curl':>10} {'to a file':>10} {'suite':>10} {'ratio':>6} {'memory':>9}")
    for row in rows:
        speeds = " ".join(f"{row[name]:>5.0f} MB/s" for name in ("curl", "curl to a file", "suite"))
        more = row["memory above a small run"]
        print(f"{row['download']:>4} {row['bytes']:>14,.0f} {speeds} {row['suite to curl']:>6.2f} {more:>+6.1f} MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--judge"]:
        judge(sys.argv[2])
    else:
        main(float(sys.argv[1]) if len(sys.argv) > 1 else 2)
