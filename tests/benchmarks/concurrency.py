"""How much sending side by side saves on a slow target, and what the sending itself costs on a quick one.

python tests/benchmarks/concurrency.py
"""

import http.client
import multiprocessing
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection

from conformance.exchange.courtesy import PoliteSender
from conformance.exchange.engine import Engine, Job
from conformance.exchange.message import Exchange, Request
from conformance.exchange.sender import Sender
from conformance.exchange.settings import Limits, Transport

REQUESTS = 100
ANSWER_AFTER = 0.05
WORKERS = (1, 4, 16)
QUICK_REQUESTS = 400
ROUNDS = 3

HEADERS = (("Content-Type", "application/json"), ("Connection", "close"))
BODY = b'{"from": "johndow", "to": "+15551234567", "content": "benchmark"}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


def serve(delay: float, told: Connection) -> None:
    """Answer every connection's request after `delay` seconds, each in a thread of its own."""

    def respond(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            data = b""
            while not data.endswith(BODY) and (more := connection.recv(65536)):
                data += more
            time.sleep(delay)
            connection.sendall(ANSWER)

    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    told.send(listening.getsockname()[1])
    while True:
        threading.Thread(target=respond, args=(listening.accept()[0],), daemon=True).start()


@contextmanager
def target(delay: float) -> Iterator[int]:
    """The port of a server in a process of its own, so that its work is not counted as the suite's."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(delay, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def through_the_engine(port: int, count: int, workers: int) -> float:
    """Seconds for `count` requests, sent as a run sends them."""
    wire = PoliteSender(Sender(Transport(), Limits()))
    request = Request("POST", f"http://127.0.0.1:{port}/send", HEADERS, BODY)
    jobs = [Job(number, 1, False, partial(wire.send, request, str(number))) for number in range(count)]
    engine: Engine[int, Exchange] = Engine(jobs, workers)
    began = time.perf_counter()
    engine.start()
    for future in engine.futures.values():
        assert future.result().answer.status == 200
    return time.perf_counter() - began


def bare(port: int, count: int) -> float:
    """Seconds for the same requests in a loop of the standard library's client."""
    began = time.perf_counter()
    for _ in range(count):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("POST", "/send", BODY, dict(HEADERS))
        assert connection.getresponse().read() == b"{}"
        connection.close()
    return time.perf_counter() - began


def main() -> None:
    print(f"{REQUESTS} requests to a target that takes {ANSWER_AFTER * 1000:.0f} ms")
    print(f"{'workers':>8} {'wall':>9} {'to serial':>10} {'ideal':>9} {'to ideal':>9}")
    with target(ANSWER_AFTER) as port:
        walls = {workers: through_the_engine(port, REQUESTS, workers) for workers in WORKERS}
    for workers, wall in walls.items():
        ideal = -(-REQUESTS // workers) * ANSWER_AFTER
        print(f"{workers:>8} {wall:>7.2f} s {wall / walls[1]:>10.2f} {ideal:>7.2f} s {wall / ideal:>9.2f}")

    print(f"\n{QUICK_REQUESTS} requests to a target that answers at once, one at a time (best of {ROUNDS})")
    with target(0) as port:
        total = min(through_the_engine(port, QUICK_REQUESTS, 1) for _ in range(ROUNDS))
        loop = min(bare(port, QUICK_REQUESTS) for _ in range(ROUNDS))
    print(f"{'the suite':>14} {total / QUICK_REQUESTS * 1000:>6.2f} ms a request")
    print(f"{'http.client':>14} {loop / QUICK_REQUESTS * 1000:>6.2f} ms a request")
    print(f"{'own share':>14} {max(0.0, total - loop) / total:>6.0%} of the suite's time")


if __name__ == "__main__":
    main()
