"""No secret leaves the suite: a profile full of marked secrets against a provider that repeats all it is told."""

import base64
import html
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

import pytest
from support import Command, Outcome, plain_pytest, write_profile

from conformance.resources import FIXTURES, PACKAGE

MARKERS = {
    "password": 'canary-p"ä&ss<w>/+ 1',
    "gate": "canary-gate+header/2",
    "key": "canary-key=4&5",
    "digest": "canary-digest:6",
    "userinfo": "canary-userinfo-7",
    "proxy": "canary-proxy-8",
    "node": "canary-node<11>&é",
    "observer": "canary-observer-12",
    "literal": "canary-literal-13",
    "query": "canary-query-14",
}
SESSION, TOKEN, COOKIE = "CANARY0SESSION9", "canary0token10", "canary0cookie0of0another0service"
ALL = (*MARKERS.values(), SESSION, TOKEN, COOKIE)


class Echo(BaseHTTPRequestHandler):
    """Repeats the whole request in reason, headers and body, in every encoding; opens sessions and mints tokens."""

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode("utf-8", "replace")
        whole = f"{self.requestline}\n{self.headers}\n{body}"
        if "Digest" in self.path and "Authorization" not in self.headers:
            self.send_response(401, "Unauthorized")
            self.send_header("WWW-Authenticate", 'Digest realm="r", nonce="n", qop="auth"')
        else:
            self.send_response(200, quote(whole[:3000]))
        calls = "/callrec/" in self.path
        self.send_header("Set-Cookie", f"JSESSIONID={SESSION}; Path=/" if calls else f"sid={COOKIE}")
        for name, text in self.spelled(whole[:3000]).items():
            self.send_header(f"X-{name}", " ".join(text.encode().decode("latin-1").splitlines()))
        said = "\n".join(self.spelled(whole).values())
        session = f' sessionid="{SESSION}"' if calls else ""
        token = f"<reply>{TOKEN}</reply>" if "downloadtoken" in self.path else ""
        content = f"<userinfo{session}>{token}<echo>{escape(said)}</echo></userinfo>".encode()
        media_type = "text/xml"
        if "/observed" in self.path:
            stored = dict.fromkeys(("sms_to", "description", "preview_content", "media_url", "sms_body"), said)
            media_type, content = "application/json", json.dumps([stored]).encode()
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = answer

    @staticmethod
    def spelled(text: str) -> dict[str, str]:
        return {
            "Raw": text,
            "Percent": quote(text, safe=""),
            "Base64": base64.b64encode(text.encode()).decode(),
            "Json": json.dumps(text),
            "Xml": escape(text, {'"': "&quot;"}),
        }

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: this process's own output is searched."""


@contextmanager
def echo() -> Iterator[str]:
    """`host:port` of the echo."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def profile(folder: Path, authority: str, proxy: str = "") -> str:
    """A profile whose every secret is a marker, for all services and an observer at `authority`."""
    nodes = f"<sipPassword>{escape(MARKERS['node'])}</sipPassword><genericMediaUploadUrl>/up</genericMediaUploadUrl>"
    (folder / "account.xml").write_text(f"<account>{nodes}</account>", "utf-8")
    integration = json.loads((FIXTURES / "integration" / "reference.json").read_text("utf-8"))
    integration["API"]["SendMessage"]["request_parameters"]["api_key"] = MARKERS["literal"]
    integration["API"]["SendFile"]["request_url"] += f"?token={MARKERS['query']}"
    (folder / "integration.json").write_text(json.dumps(integration), "utf-8")
    told = {name: json.dumps(value, ensure_ascii=False) for name, value in MARKERS.items()}
    proxied = f'proxy = "http://me:{MARKERS["proxy"]}@{proxy}"\n' if proxy else ""
    return write_profile(
        folder,
        f'target = "http://{authority}"\nrecipients = ["+15551231234", "+15551234567"]\n'
        f'accounts.main = {{ username = "johndow", password = {told["password"]} }}\n'
        f"[limits]\nconnect = 1\nread = 5\n[http]\n{proxied}[http.headers]\nX-Gate = {told['gate']}\n"
        f'[observer]\nurl = "http://me:{MARKERS["observer"]}@{authority}/observed?id={{id}}"\n'
        '[services.media-reference-send]\naccount_xml = "account.xml"\n'
        f'url = "/Digest?p=%account[password]%&s=%sha1(%account[password]%)%"\nauth_username = "me"\n'
        f"auth_password = {told['digest']}\n"
        'custom_headers = "X-Auth: %account[password]%\\nX-Node: %account[sipPassword]%"\n'
        'content_type = "application/json"\ncombinations = ["get", "post-form", "post-json"]\n'
        'post_data = \'{"to":"%sms_to%","text":"%description%","p":"%account[password]%","url":"%media_url%"}\'\n'
        '[services.send-message]\nurl = "/text/%account[password]%?to=%sms_to%&text=%sms_body%&p=%account[password]%"\n'
        '[services.send-call-file]\ncouples = ["1165", "1166"]\nend_session_url = "/callrec/expire"\n'
        '[services.messaging-integration]\nintegration = "integration.json"\n'
        'sender = "+61855555555"\nextension = "101"\ndomain = "example"\n'
        f'properties = {{ "API key" = {told["key"]} }}\n'
        "[services.smart-contact-notification]\n"
        f'url = "http://me:{MARKERS["userinfo"]}@{authority}/contacts"\nnumber = "15551231234"\n'
        'interested_parties = [{ username = "eric", device = "a" }]\n',
    )


def spellings(secret: str) -> set[str]:
    """`secret` in every encoding in which it might leave."""
    data = secret.encode()
    # Three ways for its first byte to fall into a group of three; the outermost characters mix with the neighbours'.
    hidden = {base64.b64encode(bytes(shift) + data).decode()[4 : 4 * ((shift + len(data)) // 3)] for shift in range(3)}
    quoted = json.dumps(secret)[1:-1]
    plain = {secret, data.decode("latin-1"), json.dumps(secret, ensure_ascii=False)[1:-1]}
    return plain | hidden | {quoted, quote(secret, safe=""), quote_plus(secret), escape(secret), html.escape(secret)}


def assert_no_secret(text: str, where: str, secrets: tuple[str, ...] = ALL) -> None:
    for view in (text, html.unescape(text), html.unescape(text).replace("\\\\", "\\").replace('\\"', '"')):
        for secret in secrets:
            found = [spelling for spelling in spellings(secret) if spelling in view]
            assert not found, f"{where}: ...{view[max(0, view.find(found[0]) - 60) :][:120]}..."


def assert_clean(run: Outcome) -> None:
    assert_no_secret(run.out, "stdout")
    assert_no_secret(run.err, "stderr")
    for path in sorted(run.reports.glob("*")) if run.reports.is_dir() else ():
        assert_no_secret(path.read_text("utf-8"), path.name)


def test_the_canaries_would_be_found() -> None:
    for secret in ALL:
        for text in (*Echo.spelled(f"x{secret}y").values(), *Echo.spelled(f"xyz{secret}").values()):
            with pytest.raises(AssertionError):
                assert_no_secret(text, "echo")


def test_a_provider_that_repeats_everything(command: Command, tmp_path: Path) -> None:
    with echo() as authority:
        run = command.run("--profile", profile(tmp_path, authority))
    # The echo accepts everything and minted a token: there was something to repeat.
    assert run.code == 1
    assert {path.name for path in run.reports.iterdir()} >= {"report.html", "junit.xml", "results.json"}
    for label in ("password_main", "session_1", "token_1"):
        assert f"[redacted:{label}]" in (run.reports / "exchanges.har").read_text("utf-8")
    assert_clean(run)


def test_through_a_proxy(command: Command, tmp_path: Path) -> None:
    with echo() as proxy:
        run = command.run(
            "--profile", profile(tmp_path, "provider.invalid", proxy), "-k", "served or token or accepted or refused"
        )
    assert run.code == 1
    assert_clean(run)


@pytest.mark.parametrize("proxy", ["", "127.0.0.1:9"])
def test_an_unreachable_target(command: Command, tmp_path: Path, proxy: str) -> None:
    run = command.run("--profile", profile(tmp_path, "127.0.0.1:9", proxy))
    assert run.code == 6
    assert_clean(run)


@pytest.mark.parametrize("reachable", [True, False], ids=["reachable", "unreachable"])
def test_plain_pytest_at_its_most_talkative(tmp_path: Path, reachable: bool) -> None:
    talkative = ("-vv", "-l", "--tb=long", "--log-level=DEBUG", "-o", "log_cli=true", "-rA", "--durations=0")
    with echo() as authority:
        given = ("--profile", profile(tmp_path, authority if reachable else "127.0.0.1:9"))
        files = ("--reports", str(tmp_path / "reports"), f"--junitxml={tmp_path / 'reports' / 'junit.xml'}")
        run = plain_pytest(PACKAGE.parent, "conformance", *given, *files, *talkative)
    assert_clean(Outcome(run.code, run.out, run.err, tmp_path / "reports"))
    assert run.code == (1 if reachable else 6)


def test_a_check_that_crashes_over_a_secret(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text(
        "from conformance.check import check\n"
        "from conformance.services.send_call_file.scenarios import log_in\n"
        '@check("send-call-file.own.crash", proves="token-is-one-time", sends=log_in)\n'
        "def crashes(log_in, profile):\n"
        '    """Crashes."""\n'
        "    raise ValueError(profile.account.password)\n"
    )
    with echo() as authority:
        given = ("-p", "conformance.plugin", "--profile", profile(tmp_path, authority), "--reports", "reports")
        run = plain_pytest(tmp_path, *given, "-vv", "-l", "--tb=long", "--junitxml=reports/junit.xml")
    assert run.code == 3
    assert_clean(run)


def test_a_dry_run(command: Command, tmp_path: Path) -> None:
    run = command.run("--dry-run", "--profile", profile(tmp_path, "127.0.0.1:9"))
    assert run.code == 0
    assert_clean(run)


BROKEN = {
    "not TOML any more": lambda text: text.replace("[limits]", "[limits"),
    "a quote too few": lambda text: text.replace('"johndow"', '"johndow'),
    "an unknown key": lambda text: text.replace("[limits]", "[limits]\nfoo = 1"),
    "a secret where a number belongs": lambda text: re.sub("connect = 1", f'connect = "{MARKERS["key"]}"', text),
    "no XML in the Account XML": lambda text: text.replace('"account.xml"', '"profile.toml"'),
    "a secret as a target": lambda text: re.sub("target = .*", f'target = "http://me:{MARKERS["proxy"]}@h/path"', text),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_profile_error(command: Command, tmp_path: Path, name: str) -> None:
    path = Path(profile(tmp_path, "127.0.0.1:9"))
    path.write_text(BROKEN[name](path.read_text("utf-8")), "utf-8")
    run = command.run("--profile", str(path))
    assert run.code == 4
    assert_clean(run)


def test_a_short_secret_eats_no_telephone_number(command: Command, tmp_path: Path) -> None:
    with echo() as authority:
        path = write_profile(
            tmp_path,
            f'target = "http://{authority}"\nrecipients = ["+4930123456", "+1234"]\n'
            'accounts.main = { username = "johndow", password = "1234" }\n'
            '[services.media-reference-send]\ncombinations = ["post-form"]\n',
        )
        run = command.run("--profile", path, "-k", "accepted")
    assert {who for row in run.results["messages"] for who in row["recipients"]} == {"+4930123456", "+1234"}
    saved = (run.reports / "exchanges.har").read_text("utf-8")
    assert "4930123456" in saved
    assert "password=[redacted:password_main]" in saved
    assert "password=1234" not in saved
