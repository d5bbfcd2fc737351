"""No secret survives redaction, however it is spelled, and nothing else is lost."""

import base64
import html
import json
import re
import threading
from io import BytesIO
from urllib.parse import quote, quote_plus, unquote
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from conformance.exchange.redaction import CHUNK, Piece, Redactor
from conformance.exchange.spelling import Form

quickly = settings(derandomize=True, deadline=None, max_examples=100, database=None)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
tricky = st.text(st.sampled_from("ab0\\\"'&;%+ /<>\n\x00éß€😀"), max_size=12)
anything = texts | tricky
secrets = anything.map(lambda text: text + "x" * max(0, 6 - len(text))) | st.text("0u\\ n", min_size=6, max_size=8)


def lower_escapes(quoted: str) -> str:
    return re.sub("%..", lambda escaped: escaped[0].lower(), quoted)


SPELLINGS = {
    "raw": str,
    "percent": lambda text: quote(text, safe=""),
    "percent, lower case": lambda text: lower_escapes(quote(text, safe="")),
    "percent, twice": lambda text: quote(quote(text, safe=""), safe=""),
    "every byte percent": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "path": quote,
    "form": quote_plus,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, raw characters": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON in JSON": lambda text: json.dumps(json.dumps(text))[3:-3],
    "JSON in a URL": lambda text: quote(json.dumps(text)[1:-1], safe=""),
    "JSON in HTML": lambda text: html.escape(json.dumps(text)[1:-1]),
    "JSON, slashes escaped": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "HTML": html.escape,
    "HTML, twice": lambda text: html.escape(html.escape(text)),
    "XML": escape,
    "XML attribute": lambda text: quoteattr(text)[1:-1],
    "decimal references": lambda text: "".join(f"&#{ord(char):04};" for char in text),
    "hexadecimal references": lambda text: "".join(f"&#x{ord(char):X};" for char in text),
    "Python": lambda text: repr(text)[1:-1],
    "Python bytes": lambda text: repr(text.encode())[2:-1],
    "shell": lambda text: text.replace("'", "'\"'\"'"),
    "UTF-8 as Latin-1": lambda text: text.encode().decode("latin-1"),
    "hex": lambda text: text.encode().hex(),
    "hex, upper case": lambda text: text.encode().hex().upper(),
}


@quickly
@given(secrets, anything, anything)
@example('abc"def', "\\", '"')
@example("abcdef\\", "\\", '"')
@example("\\abcdef", "\\\\", "\\")
@example("000000", "\x00", "0")
@example("it's 100% <&>", "", "")
def test_a_secret_is_found_in_every_spelling(secret, before, after):
    redactor = Redactor({"main": secret})
    for spelling, encode in SPELLINGS.items():
        redacted = redactor.text(before + encode(secret) + after)
        assert encode(secret) not in redacted.replace("[redacted:main]", "\n\n"), spelling
        assert "[redacted:main]" in redacted, spelling
        assert redactor.text(redacted) == redacted, spelling


@quickly
@given(secrets, anything, anything, st.sampled_from([base64.b64encode, base64.urlsafe_b64encode]))
def test_a_secret_is_found_inside_base64(secret, before, after, encode):
    encoded = encode((before + secret + after).encode()).decode()
    redactor = Redactor({"main": secret})
    for carried in (encoded, quote(encoded, safe=""), encoded.replace("/", "\\/")):
        redacted = redactor.text(f"Basic {carried}")
        assert "[redacted:main]" in redacted
        for kept in redacted.removeprefix("Basic ").split("[redacted:main]"):
            assert secret.encode() not in decoded_at_every_place(unquote(kept).replace("\\/", "/"))


def decoded_at_every_place(text: str) -> bytes:
    text = text.rstrip("=").replace("-", "+").replace("_", "/")
    shifted = ("A" * shift + text + "AAA" for shift in range(4))
    return b"\n".join(base64.b64decode(text[: len(text) // 4 * 4]) for text in shifted)


@quickly
@given(secrets, st.lists(st.booleans(), min_size=20, max_size=20))
def test_spellings_may_be_mixed_within_one_secret(secret, choices):
    assume("\\\\" not in secret)
    mixed = "".join(
        quote(char, safe="") if choices[at % 20] else html.escape(json.dumps(char)[1:-1])
        for at, char in enumerate(secret)
    )
    assert Redactor({"main": secret}).text(mixed) == "[redacted:main]"


@quickly
@given(secrets, anything, anything, st.booleans())
@example("abcdef\\", "", '"', True)
@example("u00e9u00e9", "\\", "", True)
@example("00e9abcd", "", "\u00e9", True)
@example("e9e9e9e9", "é", "", True)
def test_redacted_json_is_still_json(secret, before, after, ascii_only):
    text = json.dumps({"echo": before + secret + after}, ensure_ascii=ascii_only)
    redacted = json.loads(Redactor({"main": secret}).text(text))
    assert secret not in redacted["echo"].replace("[redacted:main]", "\n\n")


@quickly
@given(secrets, anything)
def test_a_text_without_secrets_is_unchanged(secret, text):
    redactor = Redactor({"main": secret})
    assume(not any(piece.label for piece in redactor.pieces(text)))
    assert redactor.text(text) == text
    assert redactor.bytes(text.encode()) == text.encode()


@quickly
@given(st.dictionaries(st.sampled_from("abcd"), secrets, min_size=2), st.lists(anything, min_size=5, max_size=5))
def test_the_pieces_joined_are_the_text(known, between):
    text = "".join(part for pair in zip(between, known.values(), strict=False) for part in pair)
    assert "".join(piece.text for piece in Redactor(known).pieces(text)) == text


@quickly
@given(secrets, st.binary(max_size=8), st.binary(max_size=8))
def test_bytes_around_a_secret_stay(secret, before, after):
    redactor = Redactor({"main": secret})
    redacted = redactor.bytes(before + secret.encode() + after)
    assert secret.encode() not in redacted
    assert b"[redacted:main]" in redacted


def test_arbitrary_bytes_survive():
    data = bytes(range(256)) * 3
    assert Redactor({"main": "s3cret!"}).bytes(data) == data


def test_the_digest_that_a_caller_can_send_is_redacted():
    digest = "e731a7b612ab389fcb7f973c452f33df3eb69c99"
    redactor = Redactor({"long": "p4ssw0rd", "short": "1234"})
    assert redactor.text(f"a={digest}&b={digest.upper()}") == "a=[redacted:long]&b=[redacted:long]"
    assert redactor.text("7110eda4d09e062aa5e4a390b0a572ac0d2c0220") == "[redacted:short]"


@pytest.mark.parametrize(
    "text",
    [
        "/send?password=1234&x=1",
        "/send?user=a&account%5Bpassword%5D=1234",
        "passwd=1234;path=/",
        "/list;jsessionid=1234?page=2",
        "Cookie: a=b; JSESSIONID=1234",
        "X-Api-Key: 1234",
        "access_token=1234",
        '{"password": "1234"}',
        '{"PASSWORD":"1234"}',
        '{\\"password\\": \\"1234\\"}',
        "{'password': '1234'}",
        "&quot;password&quot;: &quot;1234&quot;",
        "%22password%22%3A%221234%22",
        "<password>1234</password>",
        '<a:password kind="pin"> 1234 </a:password>',
        "&lt;password&gt;1234&lt;/password&gt;",
        '<account password="1234"/>',
        "<account token='1234'>",
        "pin_code=1234",
    ],
)
def test_a_short_secret_is_redacted_as_the_value_of_a_credential(text):
    redactor = Redactor({"pin": "1234"}, fields=["pin_code"])
    assert redactor.text(text) == text.replace("1234", "[redacted:pin]")


@pytest.mark.parametrize(
    "text",
    ["+49 1234 5678", "to=1234", '{"to": "1234"}', "password=12345", "password=1234.5", "<to>1234</to>", "/1234/list"],
)
def test_a_short_secret_stays_elsewhere(text):
    redactor = Redactor({"pin": "1234"})
    assert redactor.text(text) == text


@quickly
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5))
def test_a_short_secret_is_found_in_the_encoding_of_its_field(secret):
    assume(secret.strip("\"'\\"))
    redactor = Redactor({"pin": secret})
    assert redactor.text(f"a=b&password={quote_plus(secret)}&c=d") == "a=b&password=[redacted:pin]&c=d"
    assert json.loads(redactor.text(json.dumps({"password": secret}))) == {"password": "[redacted:pin]"}
    assert redactor.text(f"<password>{escape(secret)}</password>") == "<password>[redacted:pin]</password>"
    assert redactor.field("X-Token", secret) == "[redacted:pin]"


def test_data_is_redacted_in_keys_values_and_known_fields():
    redactor = Redactor({"main": "s3cret!", "pin": "1234", "number": "12345678"})
    data = {"s3cret!": ["a", ("s3cret!", 1)], "password": "1234", "to": "1234", "key": 1234, "id": 12345678, "on": True}
    assert redactor.data(data) == {
        "[redacted:main]": ["a", ["[redacted:main]", 1]],
        "password": "[redacted:pin]",
        "to": "1234",
        "key": "[redacted:pin]",
        "id": "[redacted:number]",
        "on": True,
    }


def test_the_same_value_has_the_same_label():
    redactor = Redactor({"main": "s3cret!"})
    assert redactor.add("other", "s3cret!") == "main"
    assert redactor.add("main", "another") == "main_2"
    assert redactor.learn("session", "ABCDEF01") == "session_1"
    assert redactor.learn("session", "ABCDEF02") == "session_2"
    assert redactor.learn("session", "ABCDEF01") == "session_1"
    assert redactor.text("ABCDEF02 ABCDEF01") == "[redacted:session_2] [redacted:session_1]"


def test_an_empty_secret_is_ignored():
    redactor = Redactor({"main": ""})
    assert redactor.learn("token", "") == "token_1"
    assert redactor.text("password=") == "password="


def test_a_secret_that_looks_like_a_mark_leaves_marks_alone():
    redactor = Redactor({"main": "redacted", "other": "s3cret!"})
    once = redactor.text("redacted s3cret! [redacted:stranger]")
    assert once == "[redacted:main] [redacted:other] [[redacted:main]:stranger]"
    assert redactor.text(once) == once


def test_of_overlapping_secrets_nothing_remains():
    redactor = Redactor({"a": "abcdef", "ab": "abcdefghi", "tail": "ghijkl"})
    assert redactor.text("abcdefghijkl") == "[redacted:ab]"
    assert redactor.text("abcdef") == "[redacted:a]"


def test_a_piece_tells_how_the_secret_was_spelled():
    pieces = list(Redactor({"main": "s3cret é"}).pieces("a=s3cret é&b=s3cret+%C3%A9"))
    assert pieces == [
        Piece("a="),
        Piece("s3cret é", "main", Form.RAW),
        Piece("&b="),
        Piece("s3cret+%C3%A9", "main", Form.ENCODED),
    ]


@pytest.mark.parametrize("secret", ["s3cret!", "p€ss wörd", "12"])
def test_a_stream_is_redacted_across_the_borders_of_its_chunks(secret, monkeypatch):
    monkeypatch.setattr("conformance.exchange.redaction.CHUNK", 128)
    redactor = Redactor({"main": secret})
    spelled = f"password={quote(secret)}&".encode()
    for offset in range(128):
        data = b"\xff" * offset + (spelled + b"-" * 500) * 3
        sink = BytesIO()
        redactor.stream(BytesIO(data), sink)
        assert sink.getvalue() == redactor.bytes(data)
        assert sink.getvalue().count(b"[redacted:main]") == 3


def test_a_stream_is_never_held_whole():
    largest = 0

    class Sink(BytesIO):
        def write(self, data):
            nonlocal largest
            largest = max(largest, len(data))
            return len(data)

    Redactor({"main": "s3cret!"}).stream(BytesIO(b"s3cret!" + bytes(6 * CHUNK)), Sink())
    assert largest <= 2 * CHUNK


def test_secrets_may_be_added_while_texts_are_redacted():
    redactor = Redactor()
    values = [f"token-{number:03}" for number in range(100)]

    def learn():
        for value in values:
            label = redactor.learn("token", value)
            assert redactor.text(value) == f"[redacted:{label}]"

    threads = [threading.Thread(target=learn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {redactor.text(value) for value in values} == {f"[redacted:token_{number}]" for number in range(1, 101)}
