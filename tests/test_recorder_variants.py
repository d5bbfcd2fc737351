"""Call recorders that conform in their own way are not blamed (document 001)."""

from dataclasses import replace

import pytest
from recorder_variants import (
    CALLS,
    FILE,
    INCONCLUSIVE,
    LOG_IN,
    NOT_APPLICABLE,
    TOKEN,
    WARN,
    FollowedCookies,
    HexTokens,
    PlaysInstead,
    RenewedSessions,
    at,
    bad_tokens_end_the_session,
    both,
    busy_when_asked_twice,
    by_https,
    by_post_only,
    compressed,
    edited,
    in_folder,
    is_call,
    is_download,
    is_forbidden,
    is_redirect,
    is_refusal,
    is_zip,
    lists_refused,
    log_out_voids_the_token,
    no_second_session,
    of_type,
    one_session_a_user,
    one_token_a_session,
    routed,
    sent_as,
    strangers_get_a_session,
    streamed_header,
    token_by,
    tried_tokens_are_dead,
    with_cookie_attributes,
    with_header,
    zipped,
)
from rehearsal import label, rehearse
from variants import Variant, provided

from conformance.verdict import Verdict

SAME_FILE = {"token.criteria-kept": INCONCLUSIVE}
BY_GET = ("log-in.by-get", "token.by-get", "download.by-get[cookie]", "download.by-get[url]")
USED_BY_GET = (
    *(f"token.used-twice[{case}]" for case in ("post-get", "get-post", "get-get")),
    *(
        f"session.{check}[{case}-by-get]"
        for check in ("required", "unknown")
        for case in ("forged-cookie", "forged-url", "absent")
    ),
    *(f"log-in.{check}[wrong-password-by-get]" for check in ("refused", "refused-token", "refused-status")),
)
EXTENDED = "ATTACHMENT; filename=\"a b.wav\"; filename*=UTF-8''a%20b.wav"


def variant(name: str, behave: object, told: dict[str, Verdict] | None = None, **more: object) -> Variant:
    return Variant(name, behave, services=(CALLS,), told=told or {}, **more)  # type: ignore[arg-type]


VARIANTS = [
    # How it logs users in, and keeps their sessions.
    variant("refused-log-in-401", at(LOG_IN, of_type("text/html", "<p>No", 401), is_refusal)),
    variant("refused-log-in-redirects", at(LOG_IN, of_type("text/html", "<p>No", 302), is_refusal)),
    variant(
        "log-in-in-other-words",
        both(
            at(LOG_IN, edited(rb"<ok (.*)>(.*)</ok>", rb"<result \1><m>\2</m></result>")),
            at(LOG_IN, edited(rb"^", b"\xef\xbb\xbf")),
            at(LOG_IN, with_cookie_attributes),
        ),
    ),
    variant("log-in-by-cookie-alone", at(LOG_IN, edited(rb' sessionid="\w*"', b""))),
    variant("one-session-a-user", one_session_a_user()),
    variant("no-second-session", no_second_session(), unproven=True),
    variant("cookie-follows-the-answers", FollowedCookies()),
    variant("session-renewed-by-each-answer", RenewedSessions(), unproven=True),
    variant("bad-tokens-end-the-session", bad_tokens_end_the_session, unproven=True),
    variant("session-of-a-node", routed),
    variant("log-in-by-https", by_https, {"log-in.session": INCONCLUSIVE}, unproven=True),
    variant(
        "session-in-another-element",
        at(LOG_IN, edited(rb'<ok sessionid="(\w*)".*</ok>', rb'<response><ok sessionid="\1"/></response>')),
    ),
    variant(
        "session-in-a-text",
        both(
            at(LOG_IN, edited(rb'<ok sessionid="(\w*)".*</ok>', rb"<login><sessionid>\1</sessionid></login>")),
            at(LOG_IN, lambda reply: replace(reply, headers=())),
        ),
        {"log-in.session": INCONCLUSIVE},
        unproven=True,
    ),
    variant("strangers-get-a-session", strangers_get_a_session),
    variant("log-out-voids-the-token", log_out_voids_the_token, unproven=True),
    variant(
        "redirect-to-a-whole-url",
        both(
            at(FILE, of_type("text/html", "<html>Moved"), is_redirect),
            at(FILE, with_header("Location", "https://other.example/login?next=%2F"), is_redirect),
        ),
    ),
    variant("redirect-to-a-relative-url", at(FILE, with_header("Location", "login;jsessionid=5E0F"), is_redirect)),
    # How it gives tokens, and takes them.
    variant(
        "xml-in-another-layout",
        both(
            at("/callrec/", edited(rb"(<ok|<reply)", rb"<!-- good -->\n \1")),
            at("/callrec/", edited(rb"^<\?xml[^>]*>\s*", b"")),
        ),
    ),
    variant("token-in-plain-text", at(TOKEN, edited(rb"(?s).*<reply>(\w*)</reply>\s*", rb"\1\n"))),
    variant("token-by-cookie-only", token_by("cookie")),
    variant("token-by-url-session-only", token_by("url")),
    variant("token-refused-by-403", at(TOKEN, of_type("text/xml", "<error>No</error>", 403), is_refusal)),
    variant("token-refused-in-a-word", at(TOKEN, of_type("text/plain", "Unauthorized"), is_refusal)),
    variant(
        "token-refused-in-a-reply",
        at(TOKEN, edited(rb"<error.*</error>", b"<reply>Access denied</reply>"), is_refusal),
    ),
    variant(
        "token-in-another-element",
        at(TOKEN, edited(rb"<reply>(\w*)</reply>", rb"<token>\1</token>")),
        {"token.minted[one]": INCONCLUSIVE},
        unproven=True,
    ),
    variant(
        "token-deeper",
        at(TOKEN, edited(rb"<reply>(\w*)</reply>", rb"<reply><token>\1</token></reply>")),
        {"token.minted[one]": INCONCLUSIVE},
        unproven=True,
    ),
    variant("several-ids-in-a-field-each", lists_refused, settings={}),
    variant("ids-in-a-field-each", lists_refused, settings={"several_ids": "repeated"}),
    variant("one-token-a-session", one_token_a_session()),
    variant("tokens-in-hexadecimal", HexTokens(), {"token.letter-case[other-case]": NOT_APPLICABLE}),
    variant("tried-tokens-are-dead", tried_tokens_are_dead()),
    variant("busy-when-asked-twice", busy_when_asked_twice(), {"token.raced": INCONCLUSIVE}),
    variant("forbidden-with-page", at(FILE, of_type("text/html", "<html>No", 403), is_forbidden)),
    variant("plays-instead-of-downloading", PlaysInstead()),
    variant(
        "by-post-only", by_post_only, {**dict.fromkeys(BY_GET, WARN), **dict.fromkeys(USED_BY_GET, NOT_APPLICABLE)}
    ),
    # How it sends recordings.
    variant("recordings-as-recorded", at(FILE, edited(rb"^RIFF", b"\0\1RECD"), is_call)),
    variant("streamed-header", at(FILE, streamed_header, is_call)),
    variant("call-as-mp3", at(FILE, sent_as("audio/mpeg", "call.mp3"), is_call), SAME_FILE),
    variant("call-as-ogg", at(FILE, sent_as("application/ogg", "call.ogg"), is_call), SAME_FILE),
    variant("call-as-m4a", at(FILE, sent_as("video/mp4", "audio.m4a"), is_call), SAME_FILE),
    variant(
        "file-name-extended",
        at(FILE, with_header("Content-Disposition", EXTENDED), lambda reply: is_call(reply) and is_download(reply)),
    ),
    variant(
        "zip-with-a-table",
        both(
            at(FILE, zipped(in_folder, **{"přehled.csv": "id;file\n1;{}\n"}), is_zip),
            at(FILE, with_header("Content-Type", "application/zip;"), is_zip),
        ),
    ),
    variant("zip-compressed", at(FILE, compressed, is_zip)),
    variant("zip-with-an-index", at(FILE, zipped(in_folder, **{"index.xml": "<calls>{}</calls>"}), is_zip)),
    variant("zip-with-a-page", at(FILE, zipped(in_folder, **{"index.html": "<!DOCTYPE html><p>{}"}), is_zip)),
    variant(
        "zip-with-both-tracks", at(FILE, zipped(lambda name: [f"a/{name}", f"b/{name}"], README="Calls: {}"), is_zip)
    ),
]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_conforming_recorder_is_not_blamed(variant: Variant) -> None:
    """No FAIL, no ERROR, the findings that it deserves, and nothing else but notes."""
    with provided(variant) as profile:
        found = rehearse(profile, services=variant.services)
    deserved = {f"{CALLS}.{name}": verdict for name, verdict in variant.told.items()}
    harmless = {Verdict.PASS, Verdict.NOTE} | ({INCONCLUSIVE, NOT_APPLICABLE} if variant.unproven else set())
    blame = {
        label(finding): (finding.verdict, finding.where, finding.actual, finding.reason)
        for finding in found.findings
        if finding.verdict not in harmless | {deserved.get(label(finding))}
    }
    assert blame == {}
    assert {name: found.verdicts[name] for name in deserved} == deserved
