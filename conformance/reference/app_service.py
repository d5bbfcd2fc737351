"""What all services that the app calls have in common: methods, log-in, and answers without a body to HEAD."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from .logins import Logins
from .message import Received, Reply
from .parameters import parameters
from .refusal import Refusal, refused

METHODS = ("GET", "HEAD", "POST", "PUT")
KNOWN_APP = "CloudSoftphone/1.5.6"
"""The one version of the app that the documents' examples show."""


@dataclass(frozen=True)
class Call:
    """A call of somebody who may call: what came, its parameters by name, and the account's name."""

    request: Received
    fields: Mapping[str, str]
    account: str

    @property
    def by_known_app(self) -> bool:
        """Whether the app that calls is of the version that the documents' examples show."""
        return self.request.header("User-Agent") == KNOWN_APP


class AppService:
    """Answers the app's calls of one service."""

    def __init__(self, faults: frozenset[str]) -> None:
        self.faults = faults
        self._logins = Logins(faults)
        self._methods = tuple(name for name in METHODS if name != "PUT" or "method-not-served" not in faults)

    def answer(self, request: Received, obey: Callable[[Call], Reply]) -> Reply:
        """What `obey` replies to a call of somebody who may call, or a refusal whose `message` the app can show."""
        try:
            reply = obey(self._admitted(request))
        except Refusal as refusal:
            reply = refused(refusal, request, self.faults)
        return self._to_head(reply) if request.method == "HEAD" else reply

    def _admitted(self, request: Received) -> Call:
        if request.method not in self._methods:
            methods = ", ".join(self._methods)
            raise Refusal(405, f"Use {methods}", ("Allow", methods))
        fields = parameters(request)
        if "new-app-refused" in self.faults and request.header("User-Agent") != KNOWN_APP:
            raise Refusal(403, "This version of the app is not supported")
        return Call(request, fields, self._logins.admit(fields, request.method))

    def _to_head(self, reply: Reply) -> Reply:
        if "head-differs" in self.faults and reply.status == 200:
            reply = replace(reply, status=202)
        return replace(reply, surplus=b"OK\n") if "head-with-body" in self.faults else reply
