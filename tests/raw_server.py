"""A server of raw bytes on loopback: each connection gets the next script, and what arrives is kept byte for byte."""

import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

PATIENCE = 10.0
"""Seconds after which a connection on which nothing moves is given up: a test that needs them has failed."""

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

Script = Callable[[socket.socket], object]


def answer(data: bytes = OK) -> Script:
    """Answer `data` and leave the connection open, so that only the client can end it."""
    return lambda connection: connection.sendall(data)


def last_words(data: bytes) -> Script:
    """Answer `data` and end the connection."""

    def script(connection: socket.socket) -> None:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)

    return script


def silence(connection: socket.socket) -> None:
    """Answer nothing, and hold the connection until the client ends it."""


def reset(connection: socket.socket) -> None:
    """End the connection by a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def drip(head: bytes, drop: bytes, every: float) -> Script:
    """Answer `head`, then `drop` again and again, `every` so many seconds, until the client ends the connection."""

    def script(connection: socket.socket) -> None:
        connection.settimeout(every)
        connection.sendall(head)
        while True:
            with suppress(TimeoutError):
                if not connection.recv(1):
                    return
            connection.sendall(drop)

    return script


@dataclass
class Visit:
    """One connection: all bytes that came, whether it was the client that ended it, and whether it is over."""

    received: bytes = b""
    ended: bool = False
    over: threading.Event = field(default_factory=threading.Event)


class RawServer:
    """Plays `scripts`, one a connection, each when its request is complete; the last one for all further connections.

    With `at_once` a script plays before a request has come; with `tls` it plays over TLS.
    """

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None, at_once: bool = False) -> None:
        self.visits: list[Visit] = []
        self._scripts = scripts or (answer(),)
        self._tls = tls
        self._at_once = at_once
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.authority = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.origin = f"{'https' if tls else 'http'}://{self.authority}"

    def __enter__(self) -> "RawServer":
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take no more connections, and wait until the clients have ended theirs."""
        # Only shutting it down wakes the thread that waits in accept().
        self._socket.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                script = self._scripts[min(len(self.visits), len(self._scripts) - 1)]
                self.visits.append(visit := Visit())
                thread = threading.Thread(target=self._serve, args=(connection, script, visit), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket, script: Script, visit: Visit) -> None:
        connection.settimeout(PATIENCE)
        if self._tls:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with connection:
            try:
                if isinstance(connection, ssl.SSLSocket):
                    connection.do_handshake()
                visit.received = b"" if self._at_once else request(connection)
                script(connection)
                while more := connection.recv(65536):
                    visit.received += more
                visit.ended = True
            except (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
                visit.ended = True
            except ssl.SSLError:
                # A close with unread bytes would be a reset, which can overtake the alert that says why.
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_WR)
                    while socket.socket.recv(connection, 65536):
                        pass
            except OSError:
                return
            finally:
                visit.over.set()


def request(connection: socket.socket) -> bytes:
    """One whole request, or what there is of it when the client ends the connection."""
    data = b""
    while b"\r\n\r\n" not in data or len(data.partition(b"\r\n\r\n")[2]) < _length(data):
        if not (more := connection.recv(65536)):
            break
        data += more
    return data


def _length(data: bytes) -> int:
    stated = re.search(rb"\r\ncontent-length: *(\d+)\r\n", data.partition(b"\r\n\r\n")[0] + b"\r\n", re.IGNORECASE)
    return int(stated[1]) if stated else 0
