"""Log-ins, tokens, sessions and permissions are judged by proof: answers that the reference provider does not give."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from rehearsal import against_reference

from conformance.check import Check
from conformance.exchange.body import Body
from conformance.exchange.message import Exchange, Failure, FailureKind, Headers, Request, Response
from conformance.profile import load
from conformance.resources import FIXTURES
from conformance.services.send_call_file.leak import leaked
from conformance.services.send_call_file.test_download import download_by_get_is_served
from conformance.services.send_call_file.test_log_in import (
    both_ids_are_one,
    log_in_gives_a_session,
    log_in_is_laid_out_as_usual,
)
from conformance.services.send_call_file.test_logged_out import (
    expired_session_is_redirected,
    redirect_has_a_location,
    redirect_reveals_nothing,
    refusal_reveals_nothing,
)
from conformance.services.send_call_file.test_one_time import raced_token_opens_once, used_token_is_forbidden
from conformance.services.send_call_file.test_other_log_ins import log_in_by_get_opens_a_session
from conformance.services.send_call_file.test_permission import (
    forbidden_file_stays_in,
    listener_downloads_no_pictures,
    listener_sees_nothing,
    player_downloads_nothing,
)
from conformance.services.send_call_file.test_permission_among_others import forbidden_file_stays_out
from conformance.services.send_call_file.test_refused_log_in import (
    bad_log_in_gets_no_recording,
    bad_log_in_gets_no_token,
)
from conformance.services.send_call_file.test_session import (
    session_by_both_is_known,
    session_by_url_is_known,
    stranger_gets_no_recording,
    stranger_is_refused,
)
from conformance.services.send_call_file.test_several_tokens import token_keeps_its_criteria
from conformance.services.send_call_file.test_token import (
    criteria_are_required,
    stranger_gets_no_token,
    token_is_laid_out_as_usual,
    unknown_couple_is_refused,
)
from conformance.verdict import Observation, Outcome, Verdict

HELD, BROKEN, NOTED, UNPROVEN = Outcome.HELD, Outcome.BROKEN, Outcome.NOTED, Outcome.UNPROVEN
PROFILE = load(FIXTURES / "profiles" / "reference.toml", target="http://127.0.0.1:9")
MEDIA = FIXTURES / "media"
WAV, VIDEO = (MEDIA / "call.wav").read_bytes(), (MEDIA / "video.mp4").read_bytes()
SOUND_ONLY = (MEDIA / "audio.m4a").read_bytes()
OTHER_WAV = WAV[:-1] + bytes([WAV[-1] ^ 1])
RECD, OTHER_RECD = b"\x00RECD\x01" + bytes(range(256)), b"\x00RECD\x02" + bytes(range(256))
PAGE, ERROR = b"<!DOCTYPE html><title>Log in</title>", b"<error>No.</error>"
ATTACHED = ("Content-Disposition", "attachment; filename=1165.wav")
LOGGED_IN = b'<ok sessionid="A1B2"/>'
USE = Request("POST", "http://a/callrec/sendcallfile.mp3", (("Cookie", "JSESSIONID=A1B2"),), b"token=t0ken123456")
USE_BY_URL = Request("POST", "http://a/callrec/sendcallfile.mp3;jsessionid=A1B2", (), b"token=t0ken123456")
USE_BY_GET = Request("GET", "http://a/callrec/sendcallfile.mp3;jsessionid=A1B2?token=t0ken123456")


def got(body: bytes = b"", status: int = 200, *headers: tuple[str, str], request: Request = USE) -> Exchange:
    return Exchange("a", request, Response(status, "", headers, Body.of(body)))


def hung_up() -> Exchange:
    return Exchange("a", USE, failure=Failure(FailureKind.RESET, "the connection was reset"))


def packed(*names: str, content: bytes = WAV) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, b"What lies here" if name.endswith(".txt") else content)
    return data.getvalue()


def outcome(check: Check, **given: Any) -> Outcome:
    """What decides of all that the check's judge observed."""
    seen: Observation | Sequence[Observation] = check.judge(**given)
    worst = (Outcome.BROKEN, Outcome.UNPROVEN, Outcome.HELD, Outcome.NOTED)
    return min([seen.outcome] if isinstance(seen, Observation) else [one.outcome for one in seen], key=worst.index)


@pytest.mark.parametrize(
    ("body", "cookies", "expected"),
    [
        (LOGGED_IN, ("JSESSIONID=A1B2",), HELD),
        (LOGGED_IN, ("JSESSIONID=C3D4",), BROKEN),
        (LOGGED_IN, (), HELD),
        (b"welcome", ("JSESSIONID=C3D4",), HELD),
        (b'<ok sessionid="A+1"/>', ("JSESSIONID=A%2B1",), HELD),
        (LOGGED_IN, ("JSESSIONID=old", "JSESSIONID=A1B2; Secure"), HELD),
    ],
)
def test_two_ids_of_a_session_agree(body: bytes, cookies: tuple[str, ...], expected: Outcome) -> None:
    log_in = got(body, 200, *(("Set-Cookie", cookie) for cookie in cookies))
    assert outcome(both_ids_are_one, log_in=log_in) is expected


DECLARED = b'<?xml version="1.0" encoding="UTF-8"?>\r\n'
USUAL = DECLARED + b'<ok sessionid="BA80" number="1">Access is authorized.</ok>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (USUAL, HELD),
        (USUAL + b"\r\n", HELD),
        (USUAL.replace(b"\r\n", b""), BROKEN),
        (USUAL.replace(b'"1"', b'"10"'), BROKEN),
        (USUAL.replace(b"authorized", b"granted"), BROKEN),
    ],
)
def test_clients_cut_the_session_out_by_position(body: bytes, expected: Outcome) -> None:
    assert outcome(log_in_is_laid_out_as_usual, log_in=got(body)) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (DECLARED + b"<reply>NWnMJ4iK</reply>\n", HELD),
        (DECLARED + b"<reply>NWnMJ4iK</reply>", BROKEN),
        (b"<reply>NWnMJ4iK</reply>\n", BROKEN),
        (b"NWnMJ4iKhVLO", BROKEN),
    ],
)
def test_clients_cut_the_token_out_by_position(body: bytes, expected: Outcome) -> None:
    assert outcome(token_is_laid_out_as_usual, token=got(body)) is expected


@pytest.mark.parametrize(
    ("log_in", "token", "expected"),
    [
        (got(LOGGED_IN), got(b"<reply>NWnMJ4iK</reply>"), HELD),
        (got(b"", 200, ("Set-Cookie", "JSESSIONID=E5")), got(ERROR), BROKEN),
        (got(b"", 405), got(b"", 405), BROKEN),
    ],
)
def test_a_cookie_that_strangers_get_is_no_session(log_in: Exchange, token: Exchange, expected: Outcome) -> None:
    assert outcome(log_in_by_get_opens_a_session, log_in=log_in, token=token) is expected


TOKEN, ANOTHER = got(b"<reply>NWnMJ4iK</reply>"), got(b"<reply>hVLOY0sU</reply>")


@pytest.mark.parametrize(
    ("asked", "again", "expected"),
    [
        (TOKEN, ANOTHER, BROKEN),
        (TOKEN, TOKEN, HELD),
        (got(b"Unauthorized"), got(b"Unauthorized"), HELD),
        (got(b"NWnMJ4iKhVLO"), got(b"Y0sUlGDXhVLO"), BROKEN),
        (got(b"<reply>No session at 10:04</reply>"), got(b"<reply>No session at 10:05</reply>"), HELD),
        (got(ERROR), got(ERROR), HELD),
        (got(b"", 302), got(b"", 302), HELD),
    ],
)
def test_a_word_that_is_said_again_is_no_token(asked: Exchange, again: Exchange, expected: Outcome) -> None:
    assert outcome(stranger_gets_no_token, asked=asked, asked_again=again) is expected
    after = got(LOGGED_IN)
    assert outcome(bad_log_in_gets_no_token, asked=asked, asked_again=again, after=after) is expected


@pytest.mark.parametrize(
    ("token", "end", "outcomes"),
    [
        (got(ERROR), got(ERROR), [HELD]),
        (got(b"notfound"), got(b"", 403), [HELD]),
        (got(b"<reply>No such couple 7</reply>"), got(b"", 403), [HELD]),
        (got(b"<reply>denied</reply>"), got(b"", 403), [HELD]),
        (TOKEN, got(b"", 403), [HELD, NOTED]),
        (TOKEN, got(PAGE), [HELD, NOTED]),
        (got(b"NWnMJ4iKhVLO"), got(ERROR), [HELD, NOTED]),
        (TOKEN, got(RECD), [UNPROVEN]),
        (TOKEN, got(WAV), [BROKEN]),
    ],
)
@pytest.mark.parametrize("check", [criteria_are_required, unknown_couple_is_refused])
def test_a_token_for_nothing_is_told(check: Check, token: Exchange, end: Exchange, outcomes: list[Outcome]) -> None:
    assert [one.outcome for one in check.judge(token=token, end=end)] == outcomes


@pytest.mark.parametrize(
    ("end", "after", "expected"),
    [
        (got(WAV), LOGGED_IN, BROKEN),
        (got(WAV), ERROR, BROKEN),
        (got(RECD), LOGGED_IN, BROKEN),
        (got(OTHER_RECD), LOGGED_IN, UNPROVEN),
        (got(OTHER_RECD, 403), LOGGED_IN, HELD),
        (got(packed("1.recd", "list.txt", content=RECD)), LOGGED_IN, BROKEN),
        (got(packed("list.txt")), LOGGED_IN, HELD),
        (got(PAGE), LOGGED_IN, HELD),
        (got(ERROR), LOGGED_IN, HELD),
        (got(ERROR), ERROR, UNPROVEN),
    ],
)
def test_bad_credentials_got_a_recording_only_when_one_came(end: Exchange, after: bytes, expected: Outcome) -> None:
    assert outcome(bad_log_in_gets_no_recording, file=got(RECD), end=end, after=got(after)) is expected


@pytest.mark.parametrize(
    ("refusal", "after", "required", "refused"),
    [
        (got(b"", 302), got(WAV), HELD, HELD),
        (got(PAGE, 403), got(WAV), HELD, HELD),
        (got(PAGE), got(WAV), HELD, BROKEN),
        (got(WAV), got(WAV), BROKEN, BROKEN),
        (got(WAV, 302), got(WAV), BROKEN, HELD),
        (got(b"", 401), got(WAV), HELD, BROKEN),
        (got(RECD), got(RECD), BROKEN, BROKEN),
        (got(b"", 302), got(ERROR), UNPROVEN, UNPROVEN),
    ],
)
def test_a_stranger_is_refused_only_where_the_owner_is_served(
    refusal: Exchange, after: Exchange, required: Outcome, refused: Outcome
) -> None:
    assert outcome(stranger_gets_no_recording, refusal=refusal, after=after) is required
    assert outcome(stranger_is_refused, refusal=refusal, after=after) is refused


LOG_OUT = replace(PROFILE, services={"send-call-file": {"end_session_url": "/out"}})
TIME_OUT = replace(PROFILE, services={"send-call-file": {"session_life": 1}})


@pytest.mark.parametrize(
    ("status", "logged_out", "timed_out"),
    [(302, HELD, HELD), (403, UNPROVEN, BROKEN), (200, BROKEN, BROKEN), (401, BROKEN, BROKEN), (303, BROKEN, BROKEN)],
)
def test_a_session_that_was_ended_has_not_expired(status: int, logged_out: Outcome, timed_out: Outcome) -> None:
    for steps in either_way(got(b"", status), got(b"", 302)):
        assert outcome(expired_session_is_redirected, **steps, profile=LOG_OUT) is logged_out
        assert outcome(expired_session_is_redirected, **steps, profile=TIME_OUT) is timed_out


def either_way(answer: Exchange, usual: Exchange) -> list[dict[str, Exchange]]:
    """What came after a session was over where `answer` came by its cookie, and where by its id in the URL."""
    return [
        {"after_expiry": answer, "after_expiry_by_url": usual},
        {"after_expiry": usual, "after_expiry_by_url": answer},
    ]


@pytest.mark.parametrize(("location", "expected"), [("/callrec/login", HELD), (" ", BROKEN), (None, BROKEN)])
def test_a_redirect_without_a_target(location: str | None, expected: Outcome) -> None:
    answer = got(b"", 302, *([("Location", location)] if location else []))
    for steps in either_way(answer, got(b"", 302, ("Location", "login"))):
        assert outcome(redirect_has_a_location, **steps) is expected


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/callrec/login", HELD),
        ("/callrec/login;jsessionid=Z9Y8", HELD),
        ("/callrec/login?next=sendcallfile.mp3%3Ftoken%3Dt0ken123456", BROKEN),
        ("/callrec/login;jsessionid=A1B2", BROKEN),
        ("/callrec/login?password=12345678", BROKEN),
        ("/callrec/login?p=%5Bredacted%3Apassword_main%5D", BROKEN),
    ],
)
def test_a_target_with_a_secret_in_it(location: str, expected: Outcome) -> None:
    led, usual = ("Location", location), got(b"", 302, ("Location", "login"))
    by_cookie, by_url = got(b"", 302, led), got(b"", 302, led, request=USE_BY_URL)
    assert outcome(redirect_reveals_nothing, after_expiry=by_cookie, after_expiry_by_url=usual, profile=PROFILE) is (
        expected
    )
    assert (
        outcome(redirect_reveals_nothing, after_expiry=usual, after_expiry_by_url=by_url, profile=PROFILE) is expected
    )


@pytest.mark.parametrize(
    ("status", "location", "expected"),
    [
        (302, "/callrec/login", HELD),
        (302, "/callrec/login;jsessionid=A1B2", HELD),
        (302, "http://other.example/?next=sendcallfile.mp3%3Ftoken%3Dt0ken123456", BROKEN),
        (302, "/callrec/login?password=12345678", BROKEN),
        (403, "/callrec/login?token=t0ken123456", NOTED),
    ],
)
@pytest.mark.parametrize("request_", [USE, USE_BY_URL, USE_BY_GET])
def test_a_stranger_is_told_no_secret(request_: Request, status: int, location: str, expected: Outcome) -> None:
    """The session that was never opened is none."""
    refusal = got(b"", status, ("Location", location), request=request_)
    assert outcome(refusal_reveals_nothing, refusal=refusal, profile=PROFILE) is expected


LOG_IN_BY_HTTP = Request("POST", "http://a/callrec/loginservlet", (), b"loginname=johndow")


@pytest.mark.parametrize(
    ("status", "location", "expected"),
    [
        (302, "https://a/callrec/loginservlet", UNPROVEN),
        (307, "https://a:8443/callrec/loginservlet", UNPROVEN),
        (301, "https://a/", UNPROVEN),
        (302, "https://a/callrec/login", BROKEN),
        (301, "https://b/callrec/loginservlet", BROKEN),
        (302, "https://b/callrec/loginservlet", BROKEN),
        (302, "http://a/callrec/loginservlet", BROKEN),
        (200, "https://a/callrec/loginservlet", BROKEN),
        (302, "https://[a/callrec/loginservlet", BROKEN),
        (302, "/callrec/loginservlet", BROKEN),
    ],
)
def test_only_the_same_host_by_https_is_the_profiles_concern(status: int, location: str, expected: Outcome) -> None:
    answer = got(b"", status, ("Location", location), request=LOG_IN_BY_HTTP)
    assert outcome(log_in_gives_a_session, log_in=answer) is expected


COMMANDED = replace(PROFILE, services={"send-call-file": {"session_command": ["./give"]}})


@pytest.mark.parametrize("check", [session_by_url_is_known, session_by_both_is_known, download_by_get_is_served])
def test_a_token_that_a_command_gave_may_have_been_used(check: Check) -> None:
    refused, served = got(b"", 403), got(WAV)
    assert outcome(check, file=refused, profile=COMMANDED) is UNPROVEN
    assert outcome(check, file=refused, profile=PROFILE) is BROKEN
    assert outcome(check, file=served, profile=COMMANDED) is HELD


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (got(PAGE, 403), HELD),
        (got(WAV), BROKEN),
        (got(WAV, 403), BROKEN),
        (got(PAGE), BROKEN),
        (got(b"", 410), BROKEN),
        (got(RECD, 403), HELD),
    ],
)
def test_a_used_token_is_forbidden_and_opens_nothing(second: Exchange, expected: Outcome) -> None:
    assert outcome(used_token_is_forbidden, first_use=got(WAV), second_use=second) is expected


ONCE = [got(WAV), *[got(b"", 403)] * 7]


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        (ONCE, HELD),
        ([got(WAV), got(WAV), *[got(b"", 403)] * 6], BROKEN),
        ([got(RECD), got(RECD), *[got(b"", 503)] * 6], BROKEN),
        ([got(WAV), got(WAV), *[got(b"", 429)] * 5, hung_up()], BROKEN),
        ([got(WAV), *[got(b"", 429)] * 7], UNPROVEN),
        ([got(WAV), *[got(b"", 403)] * 6, got(b"", 503)], UNPROVEN),
        ([got(WAV), *[got(b"", 403)] * 6, hung_up()], UNPROVEN),
        ([got(b"", 403)] * 8, UNPROVEN),
        ([got(PAGE)] * 8, UNPROVEN),
        ([got(WAV), *[got(b"", 409)] * 7], NOTED),
    ],
)
def test_a_race_is_lost_only_when_two_got_the_recording(uses: list[Exchange], expected: Outcome) -> None:
    assert outcome(raced_token_opens_once, every_use=uses) is expected


def test_each_token_is_a_race_of_its_own() -> None:
    others = [replace(use, request=replace(USE, body=b"token=another")) for use in ONCE]
    assert outcome(raced_token_opens_once, every_use=[*ONCE, *others]) is HELD


@pytest.mark.parametrize(
    ("own", "kept", "expected"),
    [
        ((WAV, OTHER_WAV), (got(WAV), got(OTHER_WAV)), HELD),
        ((WAV, OTHER_WAV), (got(OTHER_WAV), got(WAV)), BROKEN),
        ((WAV, OTHER_WAV), (got(OTHER_WAV), got(OTHER_WAV)), BROKEN),
        ((WAV, WAV), (got(WAV), got(WAV)), UNPROVEN),
        ((WAV, ERROR), (got(WAV), got(WAV)), UNPROVEN),
        ((WAV, OTHER_WAV), (got(b"", 403), got(OTHER_WAV)), HELD),
        ((WAV, OTHER_WAV), (got(b"", 500), got(OTHER_WAV)), UNPROVEN),
        ((WAV, OTHER_WAV), (got(RECD), got(OTHER_RECD)), NOTED),
    ],
)
def test_criteria_were_lost_only_when_the_others_bytes_came(
    own: tuple[bytes, bytes], kept: tuple[Exchange, Exchange], expected: Outcome
) -> None:
    given = {"own_1": got(own[0]), "own_2": got(own[1]), "kept_1": kept[0], "kept_2": kept[1]}
    assert outcome(token_keeps_its_criteria, **given, profile=PROFILE) is expected


ALLOWED = packed("1165.wav", "1166.wav", "list.txt")


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (got(ERROR), HELD),
        (got(b"", 403), HELD),
        (got(ALLOWED), HELD),
        (got(packed("1165.wav", "1166.wav", "1999-refused.txt")), HELD),
        (got(packed("1165.wav", "1166.wav", "1999.wav")), BROKEN),
        (got(packed("a.wav", "b.wav", "c.wav", "list.txt")), BROKEN),
        (got(packed("1165.wav", "b_1999_x.wav")), BROKEN),
        (got(packed("1165.wav", "19991.wav")), HELD),
        (got(WAV), HELD),
        (got(OTHER_WAV), UNPROVEN),
    ],
)
def test_a_forbidden_file_is_among_others_only_when_it_shows(end: Exchange, expected: Outcome) -> None:
    allowed = got(ALLOWED) if end.answer.content != WAV else got(WAV)
    seen = outcome(forbidden_file_stays_out, allowed=allowed, end=end, profile=PROFILE)
    assert seen is expected


NOTE = "Запись недоступна: нет прав на этот разговор".encode("cp1251")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("refused.txt", HELD), ("1999-refused.txt", HELD), ("refused.dat", UNPROVEN), ("1999-refused.dat", UNPROVEN)],
)
def test_a_note_in_an_old_encoding_is_no_recording(name: str, expected: Outcome) -> None:
    with_note = io.BytesIO(ALLOWED)
    with zipfile.ZipFile(with_note, "a") as archive:
        archive.writestr(name, NOTE)
    given = {"allowed": got(ALLOWED), "end": got(with_note.getvalue()), "profile": PROFILE}
    assert outcome(forbidden_file_stays_out, **given) is expected


@pytest.mark.parametrize(
    ("end", "expected"), [(got(WAV), BROKEN), (got(RECD), UNPROVEN), (got(PAGE), HELD), (got(packed("a.wav")), BROKEN)]
)
def test_a_forbidden_file_by_itself(end: Exchange, expected: Outcome) -> None:
    assert outcome(forbidden_file_stays_in, end=end) is expected


@pytest.mark.parametrize(
    ("stream", "end", "headers", "expected"),
    [
        (WAV, ERROR, (), HELD),
        (WAV, WAV, (ATTACHED,), BROKEN),
        (WAV, WAV, (), NOTED),
        (ERROR, ERROR, (), UNPROVEN),
        (ERROR, WAV, (ATTACHED,), BROKEN),
    ],
)
def test_a_player_downloads_only_what_comes_to_be_saved(
    stream: bytes, end: bytes, headers: Headers, expected: Outcome
) -> None:
    assert outcome(player_downloads_nothing, stream=got(stream), end=got(end, 200, *headers)) is expected


@pytest.mark.parametrize(
    ("end", "expected"), [(ERROR, HELD), (VIDEO, BROKEN), (SOUND_ONLY, NOTED), (WAV, NOTED), (RECD, UNPROVEN)]
)
def test_a_listener_may_hear_a_video(end: bytes, expected: Outcome) -> None:
    assert outcome(listener_sees_nothing, stream=got(WAV), end=got(end)) is expected
    assert outcome(listener_downloads_no_pictures, stream=got(WAV), end=got(end)) is expected


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        (got(RECD, 403), BROKEN),
        (got(OTHER_RECD, 403), HELD),
        (got(OTHER_RECD), UNPROVEN),
        (got(packed("1165.wav")), BROKEN),
        (got(packed("1165.wav")[:-30]), UNPROVEN),
        (got(packed("contents.txt")), HELD),
    ],
)
def test_what_came_is_a_recording_whatever_the_status(came: Exchange, expected: Outcome) -> None:
    assert leaked(came.answer, got(RECD).answer).outcome is expected


@pytest.mark.parametrize(
    ("allowed", "end", "expected"),
    [
        (got(packed("a.wav", "b.wav")), got(packed("a.wav", "b.wav")), HELD),
        (got(packed("a.wav", "b.wav")), got(packed("c.wav", "d.wav", content=OTHER_WAV)), HELD),
        (got(packed("a.wav", "b.wav")), got(packed("a.wav", "b.wav")[:-30]), UNPROVEN),
        (got(WAV), got(packed("a.wav", "b.wav")), UNPROVEN),
        (got(WAV), got(packed("a.wav")), HELD),
    ],
)
def test_a_forbidden_recording_among_others_is_found(allowed: Exchange, end: Exchange, expected: Outcome) -> None:
    assert outcome(forbidden_file_stays_out, allowed=allowed, end=end, profile=PROFILE) is expected


def test_what_a_user_may_not_hear_is_held_against_what_the_user_may() -> None:
    for allowed in (got(PAGE), got(ERROR), got(b"", 500)):
        assert outcome(forbidden_file_stays_out, allowed=allowed, end=got(ERROR), profile=PROFILE) is UNPROVEN


def test_a_forbidden_recording_in_place_of_another_is_suspected() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.wav", WAV)
        archive.writestr("b.wav", OTHER_WAV)
    given = {"allowed": got(packed("a.wav", "b.wav")), "end": got(data.getvalue()), "profile": PROFILE}
    assert outcome(forbidden_file_stays_out, **given) is UNPROVEN


def test_a_token_that_is_the_same_until_it_is_used_shows_what_any_password_opens() -> None:
    found = against_reference("login-any-password", "same-token", services=["send-call-file"])
    assert found.verdicts["send-call-file.log-in.refused[wrong-password]"] is Verdict.FAIL
