"""HTTP Digest credentials against the RFC's examples and another implementation."""

import re

import pytest
from requests.auth import HTTPDigestAuth

from conformance.clients.digest import authorization

RFC_NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
RFC_OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
RFC_CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
RFC_MD5 = "8ca523f5e9506fed4657c9700eebdbec"
RFC_SHA256 = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"


def rfc_challenge(algorithm: str) -> str:
    return (
        f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
        f'nonce="{RFC_NONCE}", opaque="{RFC_OPAQUE}"'
    )


def credentials(challenge: str, target: str = "/dir/index.html", method: str = "GET") -> str:
    answer = authorization(challenge, method, target, "Mufasa", "Circle of Life", RFC_CNONCE)
    assert answer is not None
    return answer


def parameter(header: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', header)
    assert found
    return found[1]


@pytest.mark.parametrize(("algorithm", "response"), [("MD5", RFC_MD5), ("SHA-256", RFC_SHA256)])
def test_rfc_7616_examples(algorithm: str, response: str) -> None:
    header = credentials(rfc_challenge(algorithm))
    assert parameter(header, "response") == response
    assert header.startswith('Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html"')
    assert f"algorithm={algorithm}, " in header
    assert "qop=auth, nc=00000001" in header
    assert parameter(header, "opaque") == RFC_OPAQUE


@pytest.mark.parametrize(
    ("algorithm", "qop"),
    [
        ("", ""),
        ("", ', qop="auth"'),
        (", algorithm=MD5", ""),
        (", algorithm=MD5", ', qop="auth"'),
        (", algorithm=SHA-256", ""),
        (", algorithm=SHA-256", ', qop="auth"'),
        # Without qop requests leaves the cnonce out, so that nobody could verify its session key.
        (", algorithm=MD5-SESS", ', qop="auth"'),
    ],
)
@pytest.mark.parametrize("target", ["/send", "/send?to=%2B1555&text=a%20b"])
def test_agrees_with_requests(algorithm: str, qop: str, target: str) -> None:
    challenge = f'Digest realm="r", nonce="abc"{algorithm}{qop}'
    other = HTTPDigestAuth("user", "geheim")
    other.init_per_thread_state()
    other._thread_local.chal = {"realm": "r", "nonce": "abc"} | dict(
        item.replace('"', "").split("=") for item in f"{algorithm}{qop}".split(", ") if item
    )
    theirs = other.build_digest_header("POST", f"http://example.com{target}")
    cnonce = parameter(theirs, "cnonce") if qop else ""
    ours = authorization(challenge, "POST", target, "user", "geheim", cnonce)
    assert ours
    assert parameter(ours, "response") == parameter(theirs, "response")


def test_the_target_is_signed_whole() -> None:
    """Also a path parameter, which other clients strip off before they sign."""
    signed = credentials(rfc_challenge("MD5"), "/sendcallfile.mp3;jsessionid=ABC?x=|%2b")
    assert parameter(signed, "uri") == "/sendcallfile.mp3;jsessionid=ABC?x=|%2b"
    assert parameter(signed, "response") != parameter(
        credentials(rfc_challenge("MD5"), "/sendcallfile.mp3?x=|%2b"), "response"
    )


def test_the_first_known_challenge_is_answered() -> None:
    several = f'Basic realm="a, b", Digest realm="x", nonce="n", algorithm=SHA-512-256, {rfc_challenge("SHA-256")}'
    assert parameter(credentials(several), "response") == RFC_SHA256


def test_quotation_marks_stay_inside() -> None:
    challenge = r'Digest realm="the \"inner\" circle", nonce="n"'
    assert r'realm="the \"inner\" circle"' in credentials(challenge)


@pytest.mark.parametrize(
    "challenge",
    [
        "",
        "Negotiate",
        'Basic realm="r"',
        'Digest realm="r"',
        'Digest realm="r", nonce="n", qop="auth-int"',
        'Digest realm="r", nonce="n", algorithm=SHA-512-256',
    ],
)
def test_what_cannot_be_answered(challenge: str) -> None:
    assert authorization(challenge, "GET", "/", "user", "secret", "c") is None


@pytest.mark.parametrize("noise", ['"', "Digest", 'Digest "', "Digest =,=,", "Digest realm", ",,,"])
def test_noise_raises_nothing(noise: str) -> None:
    assert authorization(noise, "GET", "/", "user", "secret", "c") is None
