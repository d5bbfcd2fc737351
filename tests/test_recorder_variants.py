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
    RenewedByFiles,
    RenewedSessions,
    ShortLived,
    TokensEndWithTheirSession,
    as_it_was,
    at,
    bad_tokens_end_the_session,
    bad_tokens_lead_to_the_log_in,
    both,
    busy_when_asked_twice,
    by_https,
    by_post_only,
    comma_list_not_understood,
    compressed,
    edited,
    in_folder,
    in_words,
    is_call,
    is_downloaded_call,
    is_forbidden,
    is_redirect,
    is_refusal,
    is_zip,
    lists_refused,
    no_second_session,
    of_type,
    one_session_a_user,
    one_token_a_session,
    raw_sound,
    routed,
    sent_as,
    strangers_get_a_session,
    streamed_header,
    token_by,
    tokens_for_nothing,
    tried_tokens_are_dead,
    with_cookie_attributes,
    with_header,
    with_screens,
    zipped,
)
from rehearsal import Rehearsed, label, rehearse
from variants import Variant, as_reference, provided

from conformance.check import Check
from conformance.profile import Profile
from conformance.services.send_call_file.test_archive import archive_describes_itself, archive_has_every_recording
from conformance.services.send_call_file.test_download import one_file_is_media, token_is_minted
from conformance.services.send_call_file.test_logged_out import (
    expired_session_gets_no_recording,
    expired_session_is_redirected,
    redirect_has_a_location,
    redirect_reveals_nothing,
)
from conformance.services.send_call_file.test_one_time import (
    UNKNOWN,
    raced_token_opens_once,
    unknown_token_is_forbidden,
)
from conformance.services.send_call_file.test_token import unknown_couple_is_refused
from conformance.services.send_call_file.uses import AT_ONCE, ROUNDS
from conformance.verdict import Verdict

SAME_FILE = {"token.criteria-kept": INCONCLUSIVE}
BY_GET = ("log-in.by-get", "token.by-get", "download.by-get[cookie]", "download.by-get[url]")
USED_BY_GET = (
    *(f"token.used-twice[{case}]" for case in ("post-get", "get-post", "get-get")),
    *(
        f"session.{check}[{case}-by-get]"
        for check in ("required", "unknown", "refusal-secret")
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
    variant("session-renewed-with-each-file", RenewedByFiles()),
    variant("bad-tokens-end-the-session", bad_tokens_end_the_session, unproven=True),
    variant("session-of-a-node", routed),
    variant("log-in-by-https", by_https(301), {"log-in.session": INCONCLUSIVE}, unproven=True),
    variant("log-in-by-https-for-now", by_https(302), {"log-in.session": INCONCLUSIVE}, unproven=True),
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
    variant("log-out-voids-the-token", TokensEndWithTheirSession(), {"session.expired": Verdict.PASS}),
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
    variant("comma-list-opens-nothing", comma_list_not_understood(b"")),
    variant("first-of-a-comma-list", comma_list_not_understood(b"first")),
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
    variant("call-as-raw-sound", at(FILE, raw_sound, is_call)),
    variant("streamed-header", at(FILE, streamed_header, is_call)),
    variant("call-as-mp3", at(FILE, sent_as("audio/mpeg", "call.mp3"), is_call), SAME_FILE),
    variant("call-as-ogg", at(FILE, sent_as("application/ogg", "call.ogg"), is_call), SAME_FILE),
    variant("call-as-m4a", at(FILE, sent_as("video/mp4", "audio.m4a"), is_call), SAME_FILE),
    variant(
        "file-name-extended",
        at(FILE, with_header("Content-Disposition", EXTENDED), is_downloaded_call),
    ),
    variant(
        "zip-with-a-table",
        both(
            at(FILE, zipped(in_folder, **{"přehled.csv": "id;file\n1;{}\n"}), is_zip),
            at(FILE, with_header("Content-Type", "application/zip;"), is_zip),
        ),
    ),
    *(
        variant(
            f"zip-with-a-text-in-{encoding}", at(FILE, zipped(as_it_was, encoding, **{"contents.txt": text}), is_zip)
        )
        for encoding, text in {
            "cp1251": "Записи разговоров, входящие и исходящие звонки оператора: {}",
            "shift_jis": "録音の一覧、着信と発信の通話、担当者山田太郎: {}",
            "utf-16-le": "Two calls: {}",
        }.items()
    ),
    variant(
        "calls-recorded-with-their-screens", at(FILE, sent_as("video/mp4", "video.mp4"), is_downloaded_call), SAME_FILE
    ),
    variant("zip-compressed", at(FILE, compressed, is_zip)),
    variant("zip-with-an-index", at(FILE, zipped(in_folder, **{"index.xml": "<calls>{}</calls>"}), is_zip)),
    variant("zip-with-a-page", at(FILE, zipped(in_folder, **{"index.html": "<!DOCTYPE html><p>{}"}), is_zip)),
    variant(
        "zip-with-both-tracks", at(FILE, zipped(lambda name: [f"a/{name}", f"b/{name}"], README="Calls: {}"), is_zip)
    ),
    variant("zip-in-names-of-its-own", at(FILE, zipped(in_words, README="Calls: {}"), is_zip)),
    variant(
        "zip-encoded-anew-in-names-of-its-own",
        both(at(FILE, with_screens, is_zip), at(FILE, zipped(in_words, README="Calls: {}"), is_zip)),
    ),
    variant(
        "zip-with-two-tracks-in-names-of-its-own",
        both(
            at(FILE, zipped(lambda name: [f"{name[:4]}-in.wav", f"{name[:4]}-out.wav"], **{"a.txt": ""}), is_zip),
            at(FILE, with_screens, is_zip),
            at(FILE, zipped(in_words, README="Calls: {}"), is_zip),
        ),
    ),
    variant("useless-tokens-for-nothing", tokens_for_nothing),
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


def tried(variant: Variant, *cases: tuple[Check, str]) -> Rehearsed:
    """What a few checks find of `variant`."""
    with provided(variant) as profile:
        return rehearse(profile, services=variant.services, cases=cases)


NOTES = {
    "several ids were taken in a field each": (lists_refused, {}, token_is_minted, "several"),
    "pictures came where only the call was asked for": (
        at(FILE, sent_as("video/mp4", "video.mp4"), is_downloaded_call),
        {},
        one_file_is_media,
        "one",
    ),
    "the video came as sound alone": (
        at(FILE, sent_as("video/mp4", "audio.m4a"), lambda reply: not is_call(reply)),
        {},
        one_file_is_media,
        "video",
    ),
    "1165.wav: pictures came where only the call was asked for": (
        at(FILE, with_screens, is_zip),
        {},
        archive_has_every_recording,
        "several",
    ),
    "which couple an entry belongs to does not show": (
        both(at(FILE, with_screens, is_zip), at(FILE, zipped(in_words, README="Calls: {}"), is_zip)),
        {},
        archive_has_every_recording,
        "several",
    ),
    "what looks like a token was given, and it opened nothing": (tokens_for_nothing, {}, unknown_couple_is_refused, ""),
    "contents.txt is a text by its name": (
        at(FILE, zipped(as_it_was, "utf-16-le", **{"contents.txt": "{}"}), is_zip),
        {},
        archive_describes_itself,
        "several",
    ),
}


@pytest.mark.parametrize("note", NOTES)
def test_what_nobody_demands_is_told(note: str) -> None:
    behave, settings, check, case = NOTES[note]
    [finding] = tried(variant("noted", behave, settings=settings), (check, case)).findings
    assert finding.verdict is Verdict.PASS
    assert [text for text in finding.notes if note in text]


def test_ids_are_never_listed_otherwise_than_the_profile_says() -> None:
    found = tried(variant("repeated", as_reference, settings={"several_ids": "repeated"}), (token_is_minted, "several"))
    bodies = [exchange.request.body or b"" for evidence in found.evidence for exchange in evidence.steps.values()]
    assert any(body.count(b"id_call[]=") == 2 for body in bodies)
    assert not [body for body in bodies if b"," in body]


def test_a_race_is_run_to_its_last_round_in_a_session_that_is_renewed() -> None:
    found = tried(variant("renewed", RenewedByFiles()), (raced_token_opens_once, ""))
    raced = next(evidence for evidence in found.evidence if "raced-token" in evidence.play)
    assert len([step for step in raced.steps if step.startswith("use_")]) == ROUNDS * AT_ONCE


@pytest.mark.parametrize("case", UNKNOWN)
def test_a_session_given_with_a_redirect_is_not_taken(case: str) -> None:
    """In it nothing could be shown: the redirect would look as if the session had been over."""
    found = tried(variant("led", bad_tokens_lead_to_the_log_in), (unknown_token_is_forbidden, case))
    assert (found.findings[0].verdict, found.findings[0].actual) == (Verdict.FAIL, 302)


LIFE = 0.5
OVER = (
    expired_session_is_redirected,
    expired_session_gets_no_recording,
    redirect_has_a_location,
    redirect_reveals_nothing,
)


@pytest.mark.parametrize(
    ("behave", "verdicts"),
    [
        (ShortLived(LIFE), [Verdict.PASS] * 4),
        (as_reference, [Verdict.FAIL, Verdict.FAIL, INCONCLUSIVE, INCONCLUSIVE]),
    ],
    ids=["ends", "never-ends"],
)
def test_a_session_ends_by_itself(behave: object, verdicts: list[Verdict]) -> None:
    short = variant("short-lived", behave, settings={"session_life": LIFE}, profile=without_log_out)
    found = tried(short, *((check, "") for check in OVER))
    assert [finding.verdict for finding in found.findings] == verdicts


def without_log_out(profile: Profile) -> Profile:
    settings = {key: value for key, value in profile.settings(CALLS).items() if key != "end_session_url"}
    return replace(profile, services={CALLS: settings})
