"""What the tests of the reference call recorder share: its users, and what they are sent."""

import io
import struct
import threading
import wave
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from http.client import IncompleteRead
from itertools import pairwise
from urllib.parse import urlencode

from reference_calls import FORM, Answer, ask

from conformance.reference import Provider

DOWNLOAD = "&action=download"
LISTEN, WATCH = "id_call[]=1165&type=1", "id_call[]=1167&type=16"
ONE, SEVERAL = f"id_call[]=1165&type=1{DOWNLOAD}", f"id_call[]=1165,1166&type=1{DOWNLOAD}"
ACCOUNTS = {"johndow": "12345678", "alice": "wonderland1", "bob": "builder12", "carol": "christmas1"}
CURL = {"Accept": "application/octet-stream", "User-Agent": "curl/7.21.0"}
PAGE = "a page"
DECLARED = b'<?xml version="1.0" encoding="UTF-8"?>\r\n<'


def log_in(provider: Provider, method: str = "POST", user: str = "johndow", **changes: str) -> Answer:
    given = urlencode({"loginname": user, "password": ACCOUNTS.get(user, ""), **changes})
    target, body = ("/callrec/loginservlet", given) if method == "POST" else (f"/callrec/loginservlet?{given}", None)
    return ask(provider, method, target, body, {**FORM, "Accept": "text/plain"})


def cookie_of(answer: Answer) -> str:
    return answer.headers.get("Set-Cookie", "").removeprefix("JSESSIONID=").removesuffix("; Path=/callrec")


def token_of(answer: Answer) -> str:
    """The token of an answer, "" when there is none."""
    return answer.xml.text or "" if b"<reply>" in answer.body else ""


@dataclass(frozen=True)
class User:
    """A client with a session. `carry` tells how it names its session: as a cookie, in the URL, or both."""

    provider: Provider
    session: str
    carry: str = "cookie"

    def ask(self, method: str, servlet: str, fields: str, **headers: str) -> Answer:
        in_url = f";jsessionid={self.session}" if self.session and self.carry != "cookie" else ""
        path = f"/callrec/{servlet}{in_url}"
        cookie = {"Cookie": f"JSESSIONID={self.session}"} if self.session and self.carry != "url" else {}
        target, body = (path, fields) if method == "POST" else (f"{path}?{fields}", None)
        return ask(self.provider, method, target, body, {**CURL, **FORM, **cookie, **headers})

    def mint(self, criteria: str, method: str = "POST") -> str:
        return token_of(self.ask(method, "downloadtoken", criteria))

    def use(self, token: str | None, method: str = "POST", **headers: str) -> Answer:
        return self.ask(method, "sendcallfile.mp3", "" if token is None else f"token={token}", **headers)

    def get(self, criteria: str) -> Answer:
        return self.use(self.mint(criteria))

    def sees(self, criteria: str) -> str:
        """What comes for a token, "" where there is none."""
        token = self.mint(criteria)
        try:
            return seen(self.use(token)) if token else ""
        except IncompleteRead as error:
            return f"{len(error.partial)} bytes"


def new(provider: Provider, name: str = "johndow") -> User:
    """A user who has just logged in."""
    answer = log_in(provider, user=name)
    return User(provider, cookie_of(answer) or answer.xml.get("sessionid", ""))


@cache
def user(provider: Provider, name: str = "johndow") -> User:
    return new(provider, name)


def seen(answer: Answer) -> str:
    """What an answer holds: `call 1165`, `screen 1167`, `raw 1168`, the names in a zip, a page, or nothing."""
    body = answer.body
    if body.startswith(b"<!DOCTYPE"):
        return PAGE
    if body.startswith(b"RIFF"):
        with wave.open(io.BytesIO(body)) as file:
            data = file.readframes(file.getnframes())
        samples = struct.unpack(f"<{len(data) // 2}h", data)
        return f"call {sum(one < 0 <= other for one, other in pairwise(samples)) + 1}"
    if body[4:8] == b"ftyp":
        return f"screen {body[-4:].decode()}"
    if body.startswith(b"\x93RECD"):
        return f"raw {body[-4:].decode()}"
    if body.startswith(b"PK"):
        try:
            return " ".join(zipfile.ZipFile(io.BytesIO(body)).namelist())
        except zipfile.BadZipFile:
            return "a broken zip"
    return ""


def raced(provider: Provider, clients: int = 4) -> list[int]:
    client = user(provider)
    token = client.mint(LISTEN)
    gate = threading.Barrier(clients)

    def race(_: int) -> int:
        gate.wait(5)
        return client.use(token).status

    with ThreadPoolExecutor(clients) as pool:
        return sorted(pool.map(race, range(clients)))
