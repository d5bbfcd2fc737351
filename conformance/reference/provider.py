"""The provider as a whole: its services behind one address."""

import threading
from collections.abc import Callable, Collection, Mapping
from types import TracebackType

from . import hosted_media
from .faults import FAULTS, known_faults
from .faults.send_message import PREFIX
from .front_page import front_page
from .hosted_media import HostedMedia
from .media_reference_send import MediaMessage, MediaReferenceSend
from .message import Handler, Received, Reply
from .messaging_integration import MessagingIntegration
from .messaging_integration.contacts import FILE as INBOUND_FILE
from .own_words import OwnWords
from .send_call_file import SendCallFile
from .send_message import SendMessage
from .server import Server
from .smart_contact_notification import SmartContactNotification
from .store import Store, Stored


class Provider:
    """A conforming provider of all services on `host`; a context manager.

    `port` 0 takes a free one. `faults` are names out of `FAULTS` (ValueError for another). `webhook_url` is where
    deliveries are reported; it may be set later. `log` gets one line a request, free of queries and sessions. Every
    answer waits `latency` seconds. `words` are its own, if it speaks in others than the documents' examples do.
    `requests` holds the method and raw target of all that was received, in order.
    """

    def __init__(
        self,
        port: int = 0,
        faults: Collection[str] = frozenset(),
        webhook_url: str | None = None,
        host: str = "127.0.0.1",
        log: Callable[[str], None] | None = None,
        latency: float = 0.0,
        words: OwnWords | None = None,
    ) -> None:
        self.faults = known_faults(faults)
        self.requests: list[tuple[str, str]] = []
        self._address = (host, port)
        self._log = log
        self._latency = latency
        self._words = words
        self._stopping = threading.Event()
        self._server: Server | None = None
        self._store = Store()
        self._messaging = MessagingIntegration(self._faults_of("messaging-integration"), self._store, webhook_url)
        senders = self._messaging.contacts
        of_media = self._faults_of("media-reference-send")
        media, hosted = MediaReferenceSend(of_media, self._store), HostedMedia(of_media)
        texts = SendMessage(self._faults_of("send-message", PREFIX), self._store)
        calls = SendCallFile(self._faults_of("send-call-file"))
        contacts = SmartContactNotification(self._faults_of("smart-contact-notification"), self._store)
        self._handlers: Mapping[str, Handler] = {
            "/": lambda request: front_page(self.url),
            "/send_media_message": media.send,
            "/send_media_message/": media.send,
            **dict.fromkeys(hosted_media.FILES, hosted.serve),
            "/send_message": texts.send,
            "/send_message/": texts.send,
            "/observed": self._store.observe,
            "/callrec/login": calls.login_page,
            "/callrec/loginservlet": calls.log_in,
            "/callrec/downloadtoken": calls.give_token,
            "/callrec/sendcallfile.mp3": calls.send_file,
            "/callrec/expire": calls.expire,
            "/webhook": self._messaging.take,
            "/trigger/message": senders.send_message,
            "/trigger/file": senders.send_file,
            INBOUND_FILE: senders.serve_file,
            "/smartcontactnotification": contacts.notify,
            "/smartcontactnotification/": contacts.notify,
        }

    @property
    def url(self) -> str:
        """`http://HOST:PORT`. Raises RuntimeError unless the provider is started."""
        if self._server is None:
            raise RuntimeError("the provider is not started")
        return f"http://{self._server.server_name}:{self._server.server_port}"

    @property
    def stored(self) -> tuple[Stored, ...]:
        """Every message and notification stored so far, in order."""
        return self._store.all()

    @property
    def stored_messages(self) -> tuple[MediaMessage, ...]:
        """Every message with a media reference stored so far, in order."""
        return self._store.of(MediaMessage)

    @property
    def webhook_url(self) -> str | None:
        return self._messaging.webhook_url

    @webhook_url.setter
    def webhook_url(self, url: str | None) -> None:
        self._messaging.webhook_url = url

    def start(self) -> None:
        """Listen. Raises OSError when the port is taken, RuntimeError when already started."""
        if self._server is not None:
            raise RuntimeError("the provider is already started")
        self._server = Server(*self._address, self._respond)
        self._stopping.clear()
        self._messaging.start()
        self._server.start()

    def stop(self) -> None:
        """End every connection and callback; after it returns nothing is sent any more. Harmless when not started."""
        if self._server is not None:
            self._stopping.set()
            self._server.stop()
            self._messaging.stop()
            self._server = None

    def __enter__(self) -> "Provider":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _faults_of(self, service: str, prefix: str = "") -> frozenset[str]:
        """The faults of `service`, their names without `prefix`."""
        return frozenset(name.removeprefix(prefix) for name in self.faults if FAULTS[name].service == service)

    def _respond(self, request: Received) -> Reply:
        self.requests.append((request.method, request.target))
        if self._latency:
            self._stopping.wait(self._latency)
        if self._words is not None:
            request = self._words.understood(request)
        handler = self._handlers.get(request.path)
        reply = handler(request) if handler else Reply.text(404, "Nothing is served here.")
        if self._words is not None:
            reply = self._words.said(reply, request.path)
        if self._log:
            self._log(f"{request.method} {request.path} {reply.status}")
        return reply
