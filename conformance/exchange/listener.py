"""Stands in for the caller's webhook URL (document 002, Webhook): records what a provider sends and answers it, and
offers files to be fetched."""

import secrets
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from .arrivals import Arrivals, Matches
from .callback_server import CallbackServer, Reply
from .hosted_file import Shelf
from .message import Exchange, Request
from .reachability import Seal


@dataclass
class _Planned:
    """How the next `times` callbacks that match are answered."""

    matches: Matches = field(repr=False)
    reply: Reply
    times: int


class Listener:
    """A webhook listener on `bind`:`port` (0: a free one), by HTTPS where there is a `tls`. `url` is what the provider
    has to be told: `public_url`, or else the address itself, with `path` behind it.

    Without a `public_url` the path is by default a secret of its own, so that only the provider under test finds it.
    `callbacks` are what was sent to it, `fetches` the requests for the files that it offers, `strays` what went to
    another path and was answered 404. What a proxy makes of the public URL's path shows when the listener is reached
    there by its probe: what goes to another path is no callback. Until then, it is one where the proxy may have put a
    path before it, or taken its beginning away.
    """

    def __init__(
        self,
        bind: str = "127.0.0.1",
        port: int = 0,
        public_url: str | None = None,
        path: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Bind at once. Raises OSError when that cannot be done."""
        self.callbacks = Arrivals("callback", self._is_callback)
        self.fetches = Arrivals("fetch")
        self.strays = Arrivals("stray")
        self.path = path or ("" if public_url else f"/{secrets.token_urlsafe(12)}")
        self._own = None if public_url else self.path
        self._seal = Seal()
        self._folder = secrets.token_urlsafe(12)
        self._shelf = Shelf(self._folder)
        self._planned: list[_Planned] = []
        self._lock = threading.Lock()
        self._server = CallbackServer((bind, port), self._take, tls)
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(bind, f"[{bind}]" if ":" in bind else bind)
        self._base = public_url or f"{self._server.scheme}://{host}:{self._server.server_port}"
        self.url = _joined(self._base, self.path)

    @property
    def events(self) -> list[Exchange]:
        """All callbacks so far."""
        return self.callbacks.all

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="listener", daemon=True).start()

    def stop(self) -> None:
        """Stop listening and end the open connections."""
        self._server.shutdown()
        self._server.server_close()

    def probe(self) -> Request:
        """The request by which the suite finds out whether the listener is reached at its URL."""
        return self._seal.probe(self.url)

    def probe_of_files(self) -> Request:
        """The same for the files that it offers."""
        return self._seal.probe(self._below(f"/{self._folder}/"))

    def host(self, name: str, status: int = 200, delay: float = 0.0) -> str:
        """The URL at which the file `name` of the fixtures' media lies from now on; it is answered with `status` after
        `delay` seconds. Raises FileNotFoundError."""
        return self._below(self._shelf.put(name, status, delay))

    def is_of(self, url: str, fetch: Exchange) -> bool:
        """Whether `fetch` asked for the hosted `url`."""
        return self._shelf.place(path_of(Request("GET", url))) == self._shelf.place(path_of(fetch.request))

    def plan(self, matches: Matches, reply: Reply, times: int) -> None:
        """Answer the next `times` callbacks that match with `reply` instead of a 200."""
        with self._lock:
            self._planned.append(_Planned(matches, reply, times))

    def _below(self, path: str) -> str:
        """The URL of `path` for anybody: not below the secret path, which is the provider's alone."""
        return _joined(self._base.partition("?")[0], path)

    def _take(self, request: Request) -> tuple[Reply, Callable[[Exchange], None] | None]:
        path = path_of(request)
        if self._seal.knows(request.url):
            if self._own is None and self._shelf.place(path) is None:
                self._own = path
            return Reply(200, (("Content-Type", "text/plain"),), self._seal.word.encode()), None
        if place := self._shelf.place(path):
            return self._shelf.reply(place, request), self.fetches.record
        if self._own not in (None, path):
            return Reply(404), self.strays.record
        return self._answer(request), self.callbacks.record

    def _is_callback(self, event: Exchange) -> bool:
        path = path_of(event.request)
        if self._own is not None:
            return path == self._own
        told = path_of(Request("POST", self.url))
        return path.endswith(told) or told.endswith(path)

    def _answer(self, request: Request) -> Reply:
        if request.body is None:
            return Reply(400)
        event = Exchange("", request, inbound=True)
        with self._lock:
            for planned in self._planned:
                if planned.times and planned.matches(event):
                    planned.times -= 1
                    return planned.reply
        return Reply(200)


def path_of(request: Request) -> str:
    """The path of a request to the listener, whose Host header may be anything."""
    return "/" + request.url.partition("://")[2].partition("?")[0].partition("/")[2]


def _joined(base: str, path: str) -> str:
    """`base` with `path` behind its own, before its query."""
    address, mark, query = base.partition("?")
    return f"{address.rstrip('/') if path else address}{path}{mark}{query}"
