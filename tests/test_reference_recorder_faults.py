"""Each fault of the reference call recorder changes what it says, and nothing else."""

import io
import re
import socket
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from http.client import IncompleteRead
from urllib.parse import urlsplit

import pytest
from recorder_calls import (
    DECLARED,
    DOWNLOAD,
    LISTEN,
    ONE,
    PAGE,
    SEVERAL,
    WATCH,
    User,
    cookie_of,
    log_in,
    new,
    raced,
    seen,
    token_of,
    user,
)
from reference_calls import FORM, Answer, ask

from conformance.reference import FAULTS, Provider

SERVICE = "send-call-file"

Probe = Callable[[Provider], object]
"""What one call, or a few that belong together, get for an answer."""


def told(answer: Answer) -> tuple[int, bool]:
    """The status, and whether a recording came."""
    return answer.status, seen(answer) not in ("", PAGE)


def of_log_in() -> dict[str, Probe]:
    def log_in_as(*methods: str, **changes: str) -> Probe:
        """The status, and whether there is a session in the body and one in a cookie."""

        def probe(provider: Provider) -> tuple[int, bool, bool]:
            answer = log_in(provider, *methods, **changes)
            return answer.status, b"sessionid" in answer.body, "Set-Cookie" in answer.headers

        return probe

    def stranger(provider: Provider) -> tuple[bool, str]:
        """Whether bad credentials get a token, and what it opens."""
        client = User(provider, cookie_of(log_in(provider, password="wrong")))
        token = client.mint(ONE)
        return bool(token), seen(client.use(token)) if token else ""

    def ids_agree(provider: Provider) -> bool:
        answer = log_in(provider)
        return cookie_of(answer) in ("", answer.xml.get("sessionid", ""))

    def accepting(provider: Provider) -> int:
        headers = {**FORM, "Accept": "text/html"}
        return ask(provider, "POST", "/callrec/loginservlet", "loginname=johndow&password=12345678", headers).status

    return {
        "log-in": log_in_as(),
        "log-in by get": log_in_as("GET"),
        "log-in accepting html": accepting,
        "layout of a log-in": lambda provider: log_in(provider).body.startswith(DECLARED + b"ok"),
        "ids agree": ids_agree,
        "wrong password": log_in_as(password="wrong"),
        "wrong password by get": log_in_as("GET", password="wrong"),
        "nobody": log_in_as(user="nobody"),
        "stranger": stranger,
    }


def of_tokens() -> dict[str, Probe]:
    def sample(provider: Provider) -> tuple[int, bool, bool, bool]:
        """Their length, whether they are distinct, share a beginning, and tell the time."""
        client, before = user(provider), time.time_ns()
        found = [client.mint(LISTEN) for _ in range(4)]
        clock = all(re.fullmatch(r"T\d+", token) and before < int(token[1:]) < time.time_ns() for token in found)
        return len(found[0]), len(set(found)) == 4, len({token[:5] for token in found}) == 1, clock

    def layout(provider: Provider) -> bool:
        return user(provider).ask("POST", "downloadtoken", LISTEN).body.startswith(DECLARED + b"reply")

    def crossed(provider: Provider) -> list[str]:
        client = user(provider)
        found = [client.mint(criteria) for criteria in (LISTEN, WATCH)]
        return [seen(client.use(token)) for token in reversed(found)]

    return {
        "token": lambda provider: bool(user(provider).mint(LISTEN)),
        "token by get": lambda provider: bool(user(provider).mint(LISTEN, "GET")),
        "brackets encoded": lambda provider: bool(user(provider).mint(LISTEN.replace("[]", "%5b%5D"))),
        "layout of a token": layout,
        "sample": sample,
        "no criteria": lambda provider: user(provider).sees("type=1"),
        "unknown couple": lambda provider: user(provider).sees("id_call[]=4711"),
        "second couple": lambda provider: bool(user(provider).mint("id_call[]=1166")),
        "token without a session": lambda provider: bool(User(provider, "").mint(LISTEN)),
        "token of a forged session": lambda provider: bool(User(provider, "FORGED").mint(LISTEN)),
        "crossed": crossed,
    }


def of_uses() -> dict[str, Probe]:
    def uses(*methods: str) -> Probe:
        def probe(provider: Provider) -> list[tuple[int, bool]]:
            client = user(provider)
            token = client.mint(LISTEN)
            return [told(client.use(token, method)) for method in methods]

        return probe

    def other(change: Callable[[str], str | None]) -> Probe:
        return lambda provider: told(user(provider).use(change(user(provider).mint(LISTEN))))

    return {
        "twice by post": uses("POST", "POST"),
        "by post and get": uses("POST", "GET"),
        "by get and post": uses("GET", "POST"),
        "twice by get": uses("GET", "GET"),
        "thrice": uses("POST", "POST", "POST"),
        "race": raced,
        "races": lambda provider: max(raced(provider).count(200) for _ in range(3)),
        "unknown token": other(lambda token: "neverMinted0neverMin"),
        "lengthened token": other(lambda token: f"{token}x"),
        "truncated token": other(lambda token: token[:-1] or "0"),
        "swapped case": other(lambda token: token.swapcase() or "0"),
        "empty token": other(lambda token: ""),
        "no token": other(lambda token: None),
    }


def of_sessions() -> dict[str, Probe]:
    def carried(carry: str) -> Probe:
        """With a token that was asked for in the same way."""
        return lambda provider: told(replace(user(provider), carry=carry).get(LISTEN))

    def led(answer: Answer) -> tuple[int, str | None, str]:
        location = answer.headers.get("Location")
        return answer.status, location and re.sub(r"=\w+", "=SECRET", location), seen(answer)

    def stranger(session: str) -> Probe:
        return lambda provider: led(User(provider, session).use(user(provider).mint(LISTEN)))

    def expired(carry: str) -> Probe:
        def probe(provider: Provider) -> tuple[int, str | None, str]:
            client = new(provider)
            token = client.mint(LISTEN)
            client.ask("POST", "expire", "")
            return led(replace(client, carry=carry).use(token))

        return probe

    def forged(provider: Provider) -> str:
        """What a forged session gets for a token of its own."""
        return User(provider, "FORGED").sees(LISTEN)

    return {
        "cookie": carried("cookie"),
        "url": carried("url"),
        "both": carried("both"),
        "forged": stranger("FORGED"),
        "none": stranger(""),
        "expired": expired("cookie"),
        "expired in url": expired("url"),
        "forged throughout": forged,
        "none by get": lambda provider: led(User(provider, "").use(user(provider).mint(LISTEN), "GET")),
    }


def of_permission() -> dict[str, Probe]:
    return {
        "confidential": lambda provider: user(provider).sees(f"id_call[]=1999{DOWNLOAD}"),
        "confidential played": lambda provider: user(provider).sees("id_call[]=1999"),
        "confidential among others": lambda provider: user(provider).sees(f"id_call[]=1165,1999{DOWNLOAD}"),
        "foreign token": lambda provider: told(user(provider).use(user(provider, "alice").mint("id_call[]=1999"))),
        "download by a player": lambda provider: user(provider, "bob").sees(ONE),
        "screen for a listener": lambda provider: bool(user(provider, "carol").mint(WATCH)),
        "screen saved by a listener": lambda provider: bool(user(provider, "carol").mint(WATCH + DOWNLOAD)),
    }


def of_files() -> dict[str, Probe]:
    def file(criteria: str) -> Probe:
        """The status, type, disposition and what comes, or after how many bytes it is cut."""

        def probe(provider: Provider) -> object:
            try:
                answer = user(provider).get(criteria)
            except IncompleteRead as error:
                return len(error.partial)
            headers = [answer.headers.get(name) for name in ("Content-Type", "Content-Disposition")]
            return answer.status, *headers, seen(answer)

        return probe

    def entries(provider: Provider) -> object:
        """Which entries are encrypted, which one is damaged, and what the text says."""
        try:
            found = zipfile.ZipFile(io.BytesIO(user(provider).get(SEVERAL).body))
        except (zipfile.BadZipFile, IncompleteRead):
            return "broken"
        locked = [info.filename for info in found.infolist() if info.flag_bits & 1]
        text = b"" if locked or "contents.txt" not in found.namelist() else found.read("contents.txt")
        return locked, None if locked else found.testzip(), text

    def copies(provider: Provider) -> object:
        """How many recordings of how many bytes differ in an archive."""
        try:
            found = zipfile.ZipFile(io.BytesIO(user(provider).get(SEVERAL).body)).infolist()
        except (zipfile.BadZipFile, IncompleteRead):
            return "broken"
        calls = {(info.CRC, info.file_size) for info in found if info.filename.endswith(".wav")}
        return len(calls), max((size for _, size in calls), default=0)

    def surplus(provider: Provider) -> bytes:
        client = user(provider)
        request = (
            f"GET /callrec/sendcallfile.mp3?token={client.mint(ONE)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            f"Cookie: JSESSIONID={client.session}\r\nAccept: application/octet-stream\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", urlsplit(provider.url).port), timeout=5) as connection:
            connection.sendall(request.encode())
            head, _, body = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")
        length = re.search(rb"Content-Length: (\d+)", head)
        return body[int(length[1]) :] if length else b""

    def prepared(provider: Provider) -> tuple[bool, bool, str]:
        """Whether a token comes, whether it is a new one, and what it opens."""
        client = new(provider)
        token = client.mint("id_call[]=1168&type=16&action=prepare")
        fresh = token_of(client.use(token))
        return bool(fresh), fresh != token, seen(client.use(fresh)) if fresh else ""

    def videos(provider: Provider) -> bytes:
        """How what comes for several videos begins."""
        try:
            return user(provider).get(f"id_call[]=1167,1169&type=16{DOWNLOAD}").body[:2]
        except IncompleteRead as error:
            return error.partial[:2]

    def asked(method: str = "POST", **headers: str) -> Probe:
        return lambda provider: user(provider).use(user(provider).mint(LISTEN), method, **headers).status

    return {
        "audio": file(LISTEN),
        "video": file(WATCH),
        "one": file(ONE),
        "several": file(SEVERAL),
        "entries": entries,
        "copies": copies,
        "several played": lambda provider: user(provider).sees("id_call[]=1165,1166&type=1"),
        "surplus": surplus,
        "by get": asked("GET"),
        "browser": asked(**{"User-Agent": "Mozilla/5.0"}),
        "accepting pages": asked(Accept="text/html"),
        "prepared": prepared,
        "prepared by sid": lambda provider: bool(token_of(user(provider).get("sid=sid-1170&type=16&action=prepare"))),
        "video by sid": lambda provider: bool(user(provider).mint(f"sid=sid-1167&type=16{DOWNLOAD}")),
        "videos": videos,
        "unmixed": lambda provider: user(provider).sees(f"id_call[]=1168{DOWNLOAD}"),
        "sid and ids": lambda provider: user(provider).sees(f"sid=sid-1165&id_call[]=1166,1165{DOWNLOAD}"),
    }


PROBES: Mapping[str, Probe] = of_log_in() | of_tokens() | of_uses() | of_sessions() | of_permission() | of_files()


REFUSED, SERVED = (403, False), (200, True)
TWICE = ("twice by post", "by post and get", "by get and post", "twice by get")
BAD = ("wrong password", "wrong password by get", "nobody")
WAV, MP4, ZIP = "audio/x-wav", "video/mp4", "application/zip"
ATTACHED, ZIPPED = "attachment; filename=1165.wav", "attachment; filename=calldata.zip"
LOG_IN = "/callrec/login"
EXPIRED = ("expired", "expired in url")
LED = ("forged", "none", "none by get", *EXPIRED)


def thrice(used: tuple[int, bool]) -> dict[str, object]:
    """Every use but the first is answered as `used`."""
    return {**{name: [SERVED, used] for name in TWICE}, "thrice": [SERVED, used, used]}


def one(*, status: int = 200, disposition: str | None = ATTACHED, recording: str = "call 1165") -> dict[str, object]:
    return {"one": (status, WAV, disposition, recording)}


def several(
    names: str = "1165.wav 1166.wav contents.txt",
    *,
    status: int = 200,
    media_type: str = ZIP,
    disposition: str | None = ZIPPED,
) -> dict[str, object]:
    return {"several": (status, media_type, disposition, names)}


BOTH_NAMED = b"1165.wav: couple 1165, audio/x-wav\n1166.wav: couple 1166, audio/x-wav\n"

CHANGES: Mapping[str, dict[str, object]] = {
    "login-401": {"log-in": (401, True, True), "log-in by get": (401, True, True), "log-in accepting html": 401},
    "login-without-cookie": dict.fromkeys(("log-in", "log-in by get"), (200, True, False)),
    "login-other-id": {"ids agree": False},
    "login-by-post-only": dict.fromkeys(("log-in by get", "wrong password by get"), (405, False, False)),
    "login-needs-accept": {"log-in accepting html": 406},
    "login-other-layout": {"layout of a log-in": False},
    "login-any-password": {
        **dict.fromkeys(BAD, (200, True, True)),
        "stranger": (True, "call 1165"),
    },
    "stranger-session-mints": {
        **dict.fromkeys(BAD, (200, False, True)),
        "stranger": (True, ""),
    },
    "refused-login-401": dict.fromkeys(BAD, (401, False, False)),
    "login-by-get-any-password": {"wrong password by get": (200, True, True)},
    "token-by-post-only": {"token by get": False},
    "token-needs-raw-brackets": {"brackets encoded": False},
    "token-other-layout": {"layout of a token": False},
    "same-token": {"sample": (20, False, True, False)},
    "sequential-tokens": {"sample": (20, True, True, False)},
    "short-tokens": {"sample": (8, True, False, False)},
    "clock-tokens": {"sample": (20, True, True, True)},
    "encoded-clock-tokens": {"sample": (52, True, True, False)},
    "forged-session-honoured": {"token of a forged session": True, "forged throughout": "call 1165"},
    "token-without-criteria": {"no criteria": "call 1165"},
    "token-for-unknown-couple": {"unknown couple": "call 1165"},
    "token-for-strangers": {"stranger": (True, ""), "token without a session": True},
    "tokens-crossed": {"crossed": ["screen 1167", "screen 1167"]},
    "token-reusable": {**thrice(SERVED), "race": [200, 200, 200, 200], "races": 4},
    "token-reusable-across-methods": {name: [SERVED, SERVED] for name in TWICE[1:3]},
    "get-reusable": {"twice by get": [SERVED, SERVED]},
    "used-token-404": {**thrice((404, False)), "race": [200, 404, 404, 404]},
    "used-token-with-media": thrice((403, True)),
    "token-revived": {"thrice": [SERVED, REFUSED, SERVED], "race": [200, 200, 403, 403], "races": 2},
    "token-race-lost": {"race": [200, 200, 200, 200], "races": 4},
    "token-race-lost-at-times": {"races": 4},
    "unknown-token-404": dict.fromkeys(
        ("unknown token", "truncated token", "lengthened token", "swapped case", "foreign token"), (404, False)
    ),
    "any-token": dict.fromkeys(("unknown token", "truncated token", "lengthened token", "swapped case"), SERVED),
    "truncated-token-accepted": {"truncated token": SERVED},
    "lengthened-token-accepted": {"lengthened token": SERVED},
    "letter-case-ignored": {"swapped case": SERVED},
    "empty-token-400": {"empty token": (400, False)},
    "missing-token-400": {"no token": (400, False)},
    "no-token-needed": dict.fromkeys(("empty token", "no token"), SERVED),
    "url-session-ignored": {"url": (302, False)},
    "both-sessions-refused": {"both": (302, False)},
    "any-session": {"forged": (200, None, "call 1165")},
    "no-session-needed": dict.fromkeys(("none", "none by get"), (200, None, "call 1165")),
    "get-without-session": {"none by get": (200, None, "call 1165")},
    "strangers-404": dict.fromkeys(("forged", "none", "none by get"), (404, None, "")),
    "redirect-without-location": dict.fromkeys(LED, (302, None, "")),
    "redirect-with-token": dict.fromkeys(LED, (302, f"{LOG_IN}?token=SECRET", "")),
    "expired-session-200": dict.fromkeys(EXPIRED, (200, None, PAGE)),
    "stranger-redirect-with-token": dict.fromkeys(LED[:3], (302, f"{LOG_IN}?token=SECRET", "")),
    "expired-session-in-url-200": {"expired in url": (200, None, PAGE)},
    "expired-session-in-url": {"expired in url": (200, None, "call 1165")},
    "expired-session-in-cookie": {"expired": (200, None, "call 1165")},
    "redirect-with-media": dict.fromkeys(EXPIRED, (302, LOG_IN, "call 1165")),
    "forbidden-alone": dict.fromkeys(("confidential", "confidential played"), "call 1999"),
    "forbidden-played": {"confidential played": "call 1999"},
    "forbidden-among": {"confidential among others": "1165.wav 1999.wav contents.txt"},
    "foreign-token": {"foreign token": SERVED},
    "play-only-downloads": {"download by a player": "call 1165"},
    "audio-only-watches": {"screen for a listener": True, "screen saved by a listener": True},
    "audio-only-downloads-video": {"screen saved by a listener": True},
    "video-for-audio": {"audio": (200, MP4, None, "screen 1165"), "crossed": ["screen 1167", "screen 1165"]},
    "audio-for-video": {
        "video": (200, WAV, None, "call 1167"),
        "crossed": ["call 1167", "call 1165"],
        "prepared": (True, True, "call 1168"),
    },
    "stream-as-attachment": {
        "audio": (200, WAV, "attachment; filename=stream", "call 1165"),
        "video": (200, MP4, "attachment; filename=stream", "screen 1167"),
    },
    "stream-is-login-page": {
        **{name: [(200, False), REFUSED] for name in TWICE},
        "thrice": [(200, False), REFUSED, REFUSED],
        **dict.fromkeys(("cookie", "url", "both"), (200, False)),
        "audio": (200, WAV, None, PAGE),
        "video": (200, MP4, None, PAGE),
        "crossed": [PAGE, PAGE],
        "prepared": (True, True, PAGE),
    },
    "first-of-several-played": {"several played": "call 1165"},
    "prepare-without-token": {"prepared": (False, True, ""), "prepared by sid": False},
    "prepare-by-sid-without-token": {"prepared by sid": False},
    "prepare-same-token": {"prepared": (True, False, "")},
    "dead-prepared-token": {"prepared": (True, True, "")},
    "unmixed-sent-raw": {"unmixed": "raw 1168"},
    "get-refused": {
        "by post and get": [SERVED, (405, False)],
        "by get and post": [(405, False), SERVED],
        "twice by get": [(405, False), (405, False)],
        "none by get": (405, None, ""),
        "by get": 405,
    },
    "download-206": {**one(status=206), **several(status=206)},
    "download-is-login-page": {**one(recording=PAGE), "sid and ids": PAGE},
    "download-empty": {**one(recording=""), "sid and ids": ""},
    "download-cut": {**one(recording="call 70"), "sid and ids": "call 70"},
    "download-inline": one(disposition=None),
    "download-without-filename": {**one(disposition="attachment"), **several(disposition="attachment")},
    "download-named-mp3": {
        **one(disposition="attachment; filename=sendcallfile.mp3"),
        **several(disposition="attachment; filename=sendcallfile.mp3"),
    },
    "body-cut": {"one": 1000, "several": 1000, "entries": "broken", "copies": "broken", "sid and ids": "1000 bytes"},
    "body-surplus": {"surplus": b"surplus"},
    "sid-ignored": {"sid and ids": "1166.wav 1165.wav contents.txt"},
    "sid-and-ids": {"sid and ids": "1165.wav 1166.wav contents.txt"},
    "couples-taken-for-calls": {
        "second couple": False,
        "several": (403, "text/plain; charset=utf-8", None, ""),
        "entries": "broken",
        "copies": "broken",
    },
    "video-sid-refused": {"video by sid": False},
    "videos-not-packed": {"videos": b"\0\0"},
    "browsers-refused": {"browser": 403},
    "accept-enforced": {"accepting pages": 406},
    "zip-broken": {**several("a broken zip"), "entries": "broken", "copies": "broken"},
    "zip-damaged-entry": {"entries": ([], "1165.wav", BOTH_NAMED)},
    "zip-without-text": {**several("1165.wav 1166.wav"), "entries": ([], None, b"")},
    "zip-text-empty": {"entries": ([], None, b"")},
    "zip-text-names-nothing": {"entries": ([], None, b"The recordings that were asked for.\n")},
    "zip-missing-entry": {**several("1165.wav contents.txt"), "copies": (1, 16044)},
    "zip-cut-recordings": {"copies": (2, 1000)},
    "zip-same-recording": {"copies": (1, 16044)},
    "zip-copies-of-one": {**several("recording-0 recording-1 contents.txt"), "copies": (0, 0)},
    "zip-tracks-of-one": several("1165-customer.wav 1165-agent.wav contents.txt"),
    "zip-absolute-path": several("/recordings/1165.wav /recordings/1166.wav contents.txt"),
    "zip-path-upwards": several("../1165.wav ../1166.wav contents.txt"),
    "zip-encrypted": {"entries": (["1165.wav", "1166.wav", "contents.txt"], None, b"")},
    "zip-inline": several(disposition=None),
    "zip-as-octet-stream": several(media_type="application/octet-stream"),
    "zip-without-filename": several(disposition="attachment"),
}
"""By fault: the probes that change, each with its new answer."""

NOTHING_GOES_ON: Mapping[str, dict[str, object]] = {
    "login-refused": {"log-in": (200, False, False), "token": False},
    "token-refused": {"log-in": (200, True, True), "token": False},
    "cookie-session-ignored": {"token": False, "url": SERVED},
    "token-by-query-only": {"token": True, "cookie": REFUSED, "by get": 200},
}
"""Faults that stop nearly everything: probes that tell where."""


def answers(*faults: str) -> dict[str, object]:
    with Provider(faults=faults) as provider:
        return {name: probe(provider) for name, probe in PROBES.items()}


@pytest.fixture(scope="module")
def sound() -> dict[str, object]:
    return answers()


@pytest.mark.parametrize("fault", CHANGES)
def test_a_fault_changes_what_it_says_and_nothing_else(fault, sound):
    assert {name: seen for name, seen in answers(fault).items() if seen != sound[name]} == CHANGES[fault]


@pytest.mark.parametrize("fault", NOTHING_GOES_ON)
def test_a_fault_stops_what_it_says(fault):
    told = NOTHING_GOES_ON[fault]
    with Provider(faults=[fault]) as provider:
        assert {name: PROBES[name](provider) for name in told} == told


def test_every_fault_is_tried():
    named = {fault.name for fault in FAULTS.values() if fault.service == SERVICE}
    assert named == CHANGES.keys() | NOTHING_GOES_ON.keys()
