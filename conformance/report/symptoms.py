"""Answers that speak of more than the rule they were asked for: of the network, the address, or the credentials."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from ..clients.media import Category, kind_of_bytes
from ..exchange.evidence import Evidence
from ..exchange.message import Exchange, Failure, FailureKind, Response, Url
from ..exchange.redaction import Redactor
from ..judging.evidence import TRANSIENT
from .indifferent import indifferent
from .transcript import visible
from .words import without_user_info

BY_FAILURE = {
    FailureKind.UNREACHABLE: "check that the provider is running, and the host and the port of its URL",
    FailureKind.TLS: "mend the certificate, or name the authority that signed it as transport.ca",
    FailureKind.TIMEOUT: "look whether the request arrives there at all; limits.read is how long is waited",
    FailureKind.RESET: "look into the provider's log at the moment of such a request; it may have crashed",
    FailureKind.NOT_HTTP: "check the port, and whether the URL must begin with https:// or with http://",
    FailureKind.TRUNCATED: "look at what ends the connection: the provider, or a proxy in front of it",
    FailureKind.TOO_LARGE: "look at what it sends; limits.response_mb is the most that is taken",
}
"""What helps, by what went wrong on the way."""

BY_STATUS = {
    401: "the credentials of the profile are not accepted: check them, and how they are sent",
    403: "the credentials of the profile are not accepted: check them, and how they are sent",
    404: "nothing is served at these addresses: compare the paths with those of the provider",
    405: "this address does not take these methods: compare both with those of the provider",
    407: "a proxy wants credentials of its own: see transport.proxy",
    410: "nothing is served at these addresses any more: compare the paths with those of the provider",
    415: "this type of body is not taken: compare it with what the provider declares",
    429: "the provider limits how often it is called: set limits.per_minute below that, or have the suite excepted",
    501: "what is called is not there: compare methods and paths with those of the provider",
}
REDIRECTS = (301, 302, 303, 307, 308)
REDIRECTED = "no caller follows it: have the service answer there itself, without a log-in page in front of it"
KEPT_OUT = (
    "the credentials of the profile are not accepted, or something in front of the provider, such as a web "
    "application firewall, keeps the suite out: look whether the provider's own log has these requests"
)
REFUSED = "compare what was sent with what the provider expects"
FAILS = "the provider fails at usual requests: look into its log"
IN_FRONT = "something in front of the provider finds none behind it: check that it is running"
A_PAGE = "a web site answers at this address, not the service: compare the paths with those of the provider"
UNREAD = (
    "something else may answer there, or the provider does not look at what it is sent: compare host, port, paths and "
    "credentials with those of the provider"
)


@dataclass(frozen=True)
class Symptom:
    """`said` is what is the matter, in a sentence without its end; `remedy` what helps. One that is `plain` explains
    whatever rests on a single such answer; any other only where none of a service's usual requests got a better one,
    or where all requests got the same. Those of the same `kind` are the same, whatever the details."""

    kind: str
    said: str = field(compare=False)
    remedy: str = field(compare=False)
    plain: bool = False


def symptoms(played: Sequence[Evidence], usual: Collection[str], redactor: Redactor) -> dict[str, Symptom]:
    """What each exchange of `played` with the provider suffers from, by its id, where that explains more than the one
    finding. `usual` are the ids of the plays that send nothing but what should be accepted."""
    met: dict[str, list[Symptom | None]] = {}
    seen: dict[str, tuple[str, Symptom]] = {}
    for evidence in played:
        service = evidence.play.partition(".")[0]
        for exchange in evidence.steps.values():
            if exchange.inbound:
                continue
            what = symptom(exchange)
            if evidence.play in usual and not (what and what.plain):
                met.setdefault(service, []).append(what)
            if what is not None:
                seen[exchange.id] = service, what
    found = {id: Symptom(said, said, UNREAD) for id, said in indifferent(played, usual).items()}
    found |= {id: what for id, (service, what) in seen.items() if what.plain or None not in met.get(service, [])}
    return {id: replace(what, said=visible(redactor.text(what.said))) for id, what in found.items()}


def symptom(exchange: Exchange) -> Symptom | None:
    """What `exchange` suffers from; None where its answer speaks of its own request only."""
    origin = without_user_info(Url.parse(exchange.request.url).origin)
    if exchange.failure is not None:
        return _failed(exchange.failure, origin)
    return _answered(exchange.answer, origin)


def _failed(failure: Failure, origin: str) -> Symptom | None:
    if failure.kind not in BY_FAILURE:
        return None
    at = "" if failure.kind in (FailureKind.UNREACHABLE, FailureKind.TLS) else f"{origin}: "
    return Symptom(f"{failure.kind} {origin}", f"{at}{failure.detail}", BY_FAILURE[failure.kind], plain=True)


def _answered(answer: Response, origin: str) -> Symptom | None:
    status, page, these = answer.status, _is_page(answer), f"usual requests to {origin} are"
    if status in TRANSIENT:
        said = f"requests to {origin} are answered {status}, which says nothing about the contract"
        return Symptom(f"{status} {origin}", said, BY_STATUS.get(status, IN_FRONT), plain=True)
    if status in REDIRECTS:
        said = f"{these} redirected ({status}) to {_place(answer)}"
        return Symptom(said, said, REDIRECTED)
    if status < 400 and not page:
        return None
    said = f"{these} answered {status}"
    if page and status in (200, 403):
        return Symptom(said, f"{said} with a page in HTML", A_PAGE if status == 200 else KEPT_OUT)
    return Symptom(said, said, BY_STATUS.get(status, FAILS if status >= 500 else REFUSED))


def _is_page(answer: Response) -> bool:
    return answer.media_type == "text/html" or kind_of_bytes(answer.content).category is Category.HTML


def _place(answer: Response) -> str:
    """Where a redirect leads, without what may be a secret in it."""
    location = (answer.header("Location") or "nowhere").partition("?")[0].partition(";")[0]
    return without_user_info(location)
