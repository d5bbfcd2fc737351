"""What a CallREC API client sends and reads: log in, mint a download token, fetch with it (document 001).

`base` is everywhere the URL of the web application, such as `http://host/callrec`. Couples are the recorder's own
word for what `id_call[]` names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal
from urllib.parse import quote
from xml.etree import ElementTree

from conformance.exchange.message import Headers, Request, Response, Url

from .xml import root_of

Method = Literal["GET", "POST"]
Carry = Literal["cookie", "url", "both"]
"""How a request names its session (001, Input Parameters): as a cookie, appended to the servlet's name, or both."""

SESSION_COOKIE = "JSESSIONID"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Agent:
    """The program that asks: its User-Agent, and the Accept of its requests where that is not the service's own."""

    name: str
    accept: str | None = None


CURL = Agent("curl/7.21.0 (x86_64-pc-linux-gnu) libcurl/7.21.0 OpenSSL/0.9.8o zlib/1.2.3.4 libidn/1.18")
"""The client of document 001's own trace."""


@dataclass(frozen=True)
class Criteria:
    """What a download token is asked for (001, Parameters for Download Token Service). `type` is 1 (call) or 16
    (video), `action` is `download`, `prepare`, or another to stream; None leaves a parameter out."""

    couples: tuple[str, ...] = ()
    sid: str | None = None
    type: str | None = "1"
    action: str | None = None


@dataclass(frozen=True)
class Session:
    """A logged-in session. `cookies` are all that the log-in set (name, value), a load balancer's among them;
    `body_id` is the id that the answer's body named. `Session("…")` alone is a forged one."""

    id: str = field(repr=False)
    cookies: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body_id: str | None = field(default=None, repr=False)

    @property
    def cookie_id(self) -> str | None:
        """The id that the log-in set as the cookie `JSESSIONID`, or None."""
        return dict(self.cookies).get(SESSION_COOKIE)

    @property
    def cookie(self) -> str:
        """The `Cookie` header that carries the session."""
        jar = {**dict(self.cookies), SESSION_COOKIE: self.cookie_id or self.id}
        return "; ".join(f"{name}={value}" for name, value in jar.items())

    def after(self, response: Response) -> "Session":
        """The session as a client with a cookie store knows it once it has got `response`."""
        jar = _cookies(response, dict(self.cookies))
        return replace(self, cookies=jar, id=dict(jar).get(SESSION_COOKIE) or self.id)


def log_in(
    base: str, username: str | None, password: str | None, method: Method = "POST", agent: Agent = CURL
) -> Request:
    """The request to the Log In Service; GET, as a browser's address line does it, has the credentials in the query. A
    credential that is None has no field."""
    fields = [(name, value) for name, value in (("loginname", username), ("password", password)) if value is not None]
    return _request(_servlet(base, "loginservlet"), method, fields, "text/plain", agent)


def session_of(response: Response) -> Session | None:
    """The session that a log-in's answer opens, or None: the status is 200 for wrong credentials too, so only the
    body's attribute `sessionid` (on whatever element) and the cookie tell."""
    root = xml(response)
    ids = [] if root is None else [(node.get("sessionid") or "").strip() for node in root.iter()]
    body_id = next(filter(None, ids), None)
    cookies = _cookies(response)
    id = body_id or dict(cookies).get(SESSION_COOKIE)
    return Session(id, cookies, body_id) if id else None


def mint(
    base: str,
    session: Session | None,
    criteria: Criteria,
    method: Method = "POST",
    carry: Carry = "cookie",
    encode_brackets: bool = False,
    repeated: bool = False,
) -> Request:
    """The request for a download token (001, Parameters for Download Token Service).

    All couples go comma-joined in one field `id_call[]`, or in one field each when `repeated`. The brackets of the name
    stand raw, as curl leaves them, or as `%5B%5D`. Without a session there is neither cookie nor path parameter.
    """
    lists = criteria.couples if repeated else [",".join(criteria.couples)] if criteria.couples else []
    fields = [("id_call[]", value) for value in lists]
    others = (("sid", criteria.sid), ("type", criteria.type), ("action", criteria.action))
    fields += [(name, value) for name, value in others if value is not None]
    url = _servlet(base, "downloadtoken", session if carry != "cookie" else None)
    cookie = session if carry != "url" else None
    return _request(url, method, fields, "text/xml", CURL, cookie, encode_brackets)


def token_of(response: Response) -> str | None:
    """The download token, the text of `<reply>`; None without one, which is how a refusal looks (its status is 200)."""
    root = xml(response)
    reply = (
        None if root is None else next((node for node in root.iter() if node.tag.rpartition("}")[2] == "reply"), None)
    )
    return None if reply is None else (reply.text or "").strip() or None


def fetch(
    base: str,
    session: Session | None,
    token: str | None,
    method: Method = "POST",
    carry: Carry = "cookie",
    agent: Agent = CURL,
) -> Request:
    """The request for the media (001, Service Invocation); without a token there is no such field, without a session
    neither cookie nor path parameter."""
    url = _servlet(base, "sendcallfile.mp3", session if carry != "cookie" else None)
    fields = () if token is None else (("token", token),)
    return _request(url, method, fields, "application/octet-stream", agent, session if carry != "url" else None)


def end_session(url: str, session: Session) -> Request:
    """The request that logs the session out at `url`, which no document names."""
    return _request(url, "POST", (), "*/*", CURL, session)


def _servlet(base: str, name: str, session: Session | None = None) -> str:
    url = f"{base.rstrip('/')}/{name}"
    # The path parameter's value is quoted: an id with `?` or `/` in it would otherwise end the path.
    return f"{url};jsessionid={quote(session.cookie_id or session.id, safe='')}" if session else url


def _request(
    url: str,
    method: Method,
    fields: Iterable[tuple[str, str]],
    accept: str,
    agent: Agent,
    session: Session | None = None,
    encode_brackets: bool = False,
) -> Request:
    bare = "" if encode_brackets else "[]"
    form = "&".join(f"{quote(name, safe=bare)}={quote(value, safe=',')}" for name, value in fields)
    # Host second, as in the trace of document 001.
    headers: Headers = (("User-Agent", agent.name), ("Host", Url.parse(url).authority.rpartition("@")[2]))
    accept = agent.accept or accept
    if session:
        headers += (("Cookie", session.cookie),)
    if method == "GET":
        return Request(method, f"{url}?{form}" if form else url, (*headers, ("Accept", accept)))
    return Request(method, url, (*headers, ("Content-Type", FORM), ("Accept", accept)), form.encode("ascii"))


def _cookies(response: Response, known: Mapping[str, str] = MappingProxyType({})) -> tuple[tuple[str, str], ...]:
    """The cookies `known` as all Set-Cookie headers leave them: the last of a name counts, `Max-Age=0` takes it
    back."""
    jar = dict(known)
    for line in (value for name, value in response.headers if name.lower() == "set-cookie"):
        pair, *attributes = (part.strip() for part in line.split(";"))
        name, separator, value = (part.strip() for part in pair.partition("="))
        jar.pop(name, None)
        if separator and value and not any(attribute.lower() == "max-age=0" for attribute in attributes):
            jar[name] = value.strip('"')
    return tuple(jar.items())


def xml(response: Response) -> ElementTree.Element | None:
    """The root element of the answer; None when it is not well-formed or has a DOCTYPE."""
    try:
        # The header goes before the document's own declaration (RFC 7303, 3).
        return root_of(response.content.lstrip(), response.charset or None)
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
