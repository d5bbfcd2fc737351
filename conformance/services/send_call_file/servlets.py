"""How the recorder's servlets are asked by what the profile says, and how their answers are read (document 001)."""

import re
from urllib.parse import urlsplit

from ...clients import callrec
from ...clients.callrec import Carry, Criteria, Method, Session
from ...clients.media import Category, kind_of_bytes
from ...conversation import Conversation
from ...exchange.message import Exchange, Request, Response
from ...profile import Profile
from .outcomes import DOWNLOADS

SERVICE = "send-call-file"
ONE, SEVERAL = "one", "several"
COMMA, REPEATED = "comma", "repeated"
LOGGED_OUT = (301, 302, 303, 307, 308)
"""Redirects, which lead a client without a session to the log-in."""

MOVED_FOR_GOOD = (301, 308)

DIGIT = re.compile(r"[0-9]")
UNSAID = re.compile(r"[0-9]|[a-z][A-Z]")
"""What tells a token, of which each has a digit or capitals inside as good as surely, from a word of a refusal."""

ONE_WORD = re.compile(r"[A-Za-z0-9._~+/=-]{8,2048}")


def base(talk: Conversation) -> str:
    """The URL of the recorder's web application."""
    return talk.profile.url(SERVICE, talk.profile.settings(SERVICE)["url"])


def couples(profile: Profile, how_many: str) -> tuple[str, ...]:
    """The first couple id of the profile, or the first two."""
    return tuple(profile.settings(SERVICE)["couples"])[: 1 if how_many == ONE else 2]


def to_download(profile: Profile, case: str = ONE) -> Criteria:
    """To download the first recording of the profile, or what else `DOWNLOADS` has by `case`."""
    return DOWNLOADS[case].criteria(profile.settings(SERVICE))


def token_request(
    talk: Conversation,
    session: Session | None,
    criteria: Criteria,
    method: Method = "POST",
    carry: Carry = "cookie",
    encode_brackets: bool = False,
    listing: str | None = None,
) -> Request:
    """The request for a token, its ids listed as the profile says, or as `listing` does."""
    listing = listing or listings(talk.profile)[0]
    return callrec.mint(base(talk), session, criteria, method, carry, encode_brackets, listing == REPEATED)


def listings(profile: Profile) -> tuple[str, ...]:
    """How several ids are listed, to be tried in turn: the document does not say, and the profile may."""
    said = profile.settings(SERVICE).get("several_ids")
    return (said,) if said else (COMMA, REPEATED)


def token_of(answer: Response) -> str | None:
    """The download token of `answer`, or None: in `<reply>`, where clients in the field look for it, or as a whole text
    of one word, for the document does not say in what the token comes."""
    bare = answer.text.strip()
    plain = bare if 200 <= answer.status < 300 and ONE_WORD.fullmatch(bare) else None
    return callrec.token_of(answer) or plain


def words_of(one: Response, other: Response) -> list[str]:
    """What may be tokens in two answers to one request, each once: several words are a refusal."""
    words = (token_of(one), token_of(other))
    return list(dict.fromkeys(word for word in words if word is not None and len(word.split()) == 1))


def are_tokens(one: Response, other: Response) -> bool:
    """Whether two answers to one request hold tokens: a word that comes twice may be a refusal."""
    return len(words_of(one, other)) == 2


def looks_like_a_token(answer: Response) -> bool:
    """Whether what stands where a token does looks like one, and not like a word of a refusal."""
    word = token_of(answer) or ""
    return len(word.split()) == 1 and bool(UNSAID.search(word))


def in_a_form_of_its_own(answer: Response) -> bool:
    """Whether a service took the request and answered in other XML or in neither XML nor a page: the document shows no
    answer of these services, so that what clients in the field look for may stand there in another form. In XML it is a
    word that nobody says, or behind a document type."""
    said = answer.text.lstrip()
    if not (200 <= answer.status < 300 and said):
        return False
    if not said.startswith("<"):
        return True
    is_xml = kind_of_bytes(answer.content).category is Category.XML
    if is_xml and "<!DOCTYPE" in said:
        # It is not read here, for what it declares can grow without bound; whoever reads it may find what it needs.
        return True
    root = callrec.xml(answer) if is_xml else None
    nodes = [] if root is None else root.iter()
    words = [(text or "").strip() for node in nodes for text in (node.text, *node.attrib.values())]
    return any(ONE_WORD.fullmatch(word) and UNSAID.search(word) for word in words)


def moved_to_https(exchange: Exchange) -> str | None:
    """The origin to which a request by http was redirected, where that is the same host by https: for good, or else to
    the same path, as servers do that let nothing in by http."""
    status, asked = exchange.answer.status, urlsplit(exchange.request.url)
    try:
        led = urlsplit(exchange.answer.header("Location") or "")
    except ValueError:
        return None
    moved = status in MOVED_FOR_GOOD or (status in LOGGED_OUT and asked.path == led.path)
    by_https = (asked.scheme, led.scheme) == ("http", "https") and asked.hostname == led.hostname
    return f"https://{led.netloc}" if moved and by_https else None
