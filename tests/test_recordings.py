"""Recordings are judged by what they are: hand-made answers that the reference provider does not give."""

import gzip
import io
import random
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.clients.media import Category
from conformance.contract import Level
from conformance.exchange.body import KEPT_IN_MEMORY, Body
from conformance.exchange.message import Exchange, Failure, FailureKind, Request, Response
from conformance.profile import load
from conformance.resources import FIXTURES
from conformance.services.send_call_file.attribution import must_be_compared
from conformance.services.send_call_file.leak import recordings_in
from conformance.services.send_call_file.recording import saved, streamed
from conformance.services.send_call_file.servlets import SEVERAL
from conformance.services.send_call_file.test_archive import (
    archive_describes_itself,
    archive_has_every_recording,
    archive_is_not_encrypted,
    paths_stay_inside,
    several_files_are_a_zip,
    text_names_the_recordings,
)
from conformance.services.send_call_file.test_attachment import (
    archive_has_a_filename,
    archive_has_its_content_type,
    attachment_has_a_filename,
)
from conformance.services.send_call_file.test_clients import clients_are_served_alike
from conformance.services.send_call_file.test_couples import each_couple_is_sent, sid_wins_over_couple_ids
from conformance.services.send_call_file.test_prepare import nothing_raw_comes_before, preparing_gives_a_new_token
from conformance.services.send_call_file.test_stream import other_combinations_are_left_open
from conformance.services.send_call_file.test_whole import download_is_whole
from conformance.verdict import Observation, Outcome

HELD, BROKEN, NOTED, UNPROVEN = Outcome.HELD, Outcome.BROKEN, Outcome.NOTED, Outcome.UNPROVEN
PROFILE = load(FIXTURES / "profiles" / "reference.toml")

WAV = (FIXTURES / "media" / "call.wav").read_bytes()
OTHER_WAV = WAV[:-1] + bytes([WAV[-1] ^ 1])
VIDEO = (FIXTURES / "media" / "video.mp4").read_bytes()
SOUND_ONLY = VIDEO.replace(b"vide", b"soun")
STREAMING_WAV = WAV[:4] + b"\xff" * 4 + WAV[8:40] + b"\xff" * 4 + WAV[44:]
RECD = b"\x00RECD\x01\x02" + bytes(range(256))
PAGE = b"<!DOCTYPE html><title>Log in</title>"
PICTURE = (FIXTURES / "media" / "smallest.jpg").read_bytes()
REPLY = b'<?xml version="1.0" encoding="UTF-8"?>\r\n<reply>NWnMJ4iKhVLOY0sUlGDX</reply>\n'
ATTACHED = ("Content-Disposition", "attachment; filename=a.wav")


ASKED = Request("POST", "http://a/callrec/sendcallfile.mp3", body=b"token=Old")


def got(
    body: bytes = b"", *headers: tuple[str, str], status: int = 200, surplus: bytes = b"", cut: bool = False
) -> Exchange:
    failure = Failure(FailureKind.TRUNCATED, "the connection ended early") if cut else None
    response = Response(status, "", headers, Body.of(body), surplus=surplus)
    return Exchange("a", ASKED, response, failure)


NO_TOKEN = replace(got(b"<error/>"), request=Request("POST", "http://a/callrec/downloadtoken"))


def packed(*entries: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return data.getvalue()


def encrypted(archive: bytes) -> bytes:
    """`archive` with each entry marked as encrypted, in its own header and in the directory."""
    marked = bytearray(archive)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(signature)
        while at >= 0:
            marked[at + flags] |= 1
            at = marked.find(signature, at + 1)
    return bytes(marked)


def outcome_of(seen: Observation | Sequence[Observation]) -> Outcome:
    weight = (NOTED, HELD, UNPROVEN, BROKEN)
    every = [seen] if isinstance(seen, Observation) else seen
    return max((one.outcome for one in every), key=weight.index)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (WAV, HELD),
        (STREAMING_WAV, HELD),
        (VIDEO, HELD),
        (RECD, NOTED),
        (packed(("a.wav", WAV)), NOTED),
        (PAGE, BROKEN),
        (REPLY, BROKEN),
        (b"no such call", BROKEN),
        (PICTURE, BROKEN),
        (b"", BROKEN),
        (WAV[:-100], BROKEN),
    ],
)
def test_a_saved_file_is_a_recording_in_any_format(body: bytes, outcome: Outcome) -> None:
    assert saved(got(body)).outcome is outcome


@pytest.mark.parametrize(
    ("body", "audio", "video"),
    [
        (WAV, HELD, BROKEN),
        (STREAMING_WAV, HELD, BROKEN),
        (SOUND_ONLY, HELD, BROKEN),
        (VIDEO, BROKEN, HELD),
        (RECD, NOTED, NOTED),
        (packed(("a.wav", WAV)), BROKEN, BROKEN),
        (PAGE, BROKEN, BROKEN),
        (b"", BROKEN, BROKEN),
        (WAV[:-100], BROKEN, BROKEN),
    ],
)
def test_a_stream_plays_what_was_asked_for(body: bytes, audio: Outcome, video: Outcome) -> None:
    seen = [streamed(got(body), wanted).outcome for wanted in (Category.AUDIO, Category.VIDEO)]
    assert seen == [audio, video]


def test_the_consequence_names_what_the_user_meets() -> None:
    assert "log-in" in saved(got(PAGE)).consequence
    assert "picture" in streamed(got(WAV), Category.VIDEO).consequence
    assert "screen" in streamed(got(VIDEO), Category.AUDIO).consequence
    assert "whole" in saved(got(WAV[:-100])).consequence


LENGTH = ("Content-Length", "300")
CHUNKED = ("Transfer-Encoding", "chunked")


@pytest.mark.parametrize(
    ("bodies", "outcome"),
    [
        ([got(RECD, LENGTH)], HELD),
        ([got(RECD, CHUNKED)], HELD),
        ([got(RECD)], NOTED),
        ([got(RECD, LENGTH, cut=True)] * 2, BROKEN),
        ([got(RECD, CHUNKED, cut=True)] * 2, BROKEN),
        ([got(RECD, LENGTH, cut=True), got(RECD, LENGTH)], UNPROVEN),
        ([got(RECD, LENGTH, surplus=b"more")] * 2, BROKEN),
        ([got(RECD, LENGTH, surplus=b"\r\n")] * 2, HELD),
        ([got(b"", status=403)], UNPROVEN),
    ],
)
def test_a_download_is_cut_only_when_it_is_twice(bodies: list[Exchange], outcome: Outcome) -> None:
    assert outcome_of(download_is_whole.judge(bodies)) is outcome


def test_a_cut_names_the_bytes_expected_and_received() -> None:
    seen = download_is_whole.judge([got(RECD, LENGTH, cut=True)] * 2)
    assert (seen.expected, seen.actual) == (("300 bytes",), f"{len(RECD)} bytes")


TEXT = b"1165.wav, couple 1165\n1166.wav, couple 1166\n"
CYRILLIC = "Записи разговоров, входящие и исходящие звонки оператора".encode("cp1251")
TWO = (("1165.wav", WAV), ("1166.wav", OTHER_WAV))


@pytest.mark.parametrize(
    ("archive", "broken", "unproven"),
    [
        (packed(*TWO, ("contents.txt", TEXT)), set(), set()),
        (packed(("in/1165-a.mp3", RECD), ("in/1165-b.mp3", WAV), ("in/x.recd", RECD), ("i.csv", TEXT)), set(), set()),
        (packed(("Müller.wav", WAV), ("Šimek.wav", RECD), ("contents.txt", b"two calls")), set(), set()),
        (packed(*TWO), {"text"}, set()),
        (packed(*TWO, ("contents.txt", b"two calls")), {"names"}, set()),
        (packed(("1165.wav", WAV), ("1166.wav", PAGE), ("contents.txt", TEXT)), {"recordings"}, set()),
        (packed(("1165.wav", WAV), ("1166.wav", b""), ("contents.txt", TEXT)), {"recordings"}, set()),
        (packed(("/1165.wav", WAV), ("1166.wav", OTHER_WAV), ("contents.txt", TEXT)), {"paths"}, set()),
        (packed(("a/../../1165.wav", WAV), ("1166.wav", OTHER_WAV), ("contents.txt", TEXT)), {"paths"}, set()),
        (packed(("..\\1165.wav", WAV), ("1166.wav", OTHER_WAV), ("contents.txt", TEXT)), {"paths"}, set()),
        (packed(("C:1165.wav", WAV), ("1166.wav", OTHER_WAV), ("contents.txt", TEXT)), {"paths"}, set()),
        (packed(("a..b/1165.wav", WAV), ("1166..wav", OTHER_WAV), ("contents.txt", TEXT)), set(), set()),
        (packed(("1165.wav", WAV), ("1166.wav", WAV), ("contents.txt", TEXT)), set(), {"recordings"}),
        (packed(("1165.wav", WAV), ("1166.wav", WAV[:60]), ("contents.txt", TEXT)), {"recordings"}, set()),
        (packed(*TWO, ("1165-b.wav", PAGE)), {"text"}, set()),
        (encrypted(packed(*TWO, ("contents.txt", TEXT))), {"encrypted"}, {"text", "recordings"}),
        (encrypted(packed(("1165.wav", WAV))), {"encrypted", "recordings"}, {"text"}),
        (encrypted(packed(("1165.wav", WAV), ("contents.txt", TEXT))), {"encrypted", "recordings"}, {"text"}),
        (packed(*TWO, ("contents.txt", CYRILLIC + TEXT)), set(), set()),
        (packed(*TWO, ("contents.txt", CYRILLIC)), {"names"}, set()),
        (packed(*TWO, ("contents", CYRILLIC)), set(), {"text"}),
        (packed(("1165.recd", RECD), ("1166.recd", RECD[1:])), {"text"}, set()),
        (packed(("1165.wav", WAV), ("contents.txt", CYRILLIC)), {"recordings", "names"}, set()),
        (packed(*TWO, ("contents.txt", b"of many calls " * 5_000)), set(), {"names"}),
        (packed(("1165-a.wav", WAV), ("1165-b.wav", OTHER_WAV), ("contents.txt", TEXT)), set(), {"recordings"}),
        (packed(("1165-a.wav", WAV), ("other.wav", OTHER_WAV), ("contents.txt", TEXT)), set(), set()),
        (packed(("1165.wav", WAV), ("11660.wav", OTHER_WAV), ("contents.txt", TEXT)), set(), set()),
    ],
)
def test_an_archive_is_judged_by_what_is_in_it(archive: bytes, broken: set[str], unproven: set[str]) -> None:
    file = got(archive)
    assert outcome_of(several_files_are_a_zip.judge(file)) is HELD
    seen = {
        "text": outcome_of(archive_describes_itself.judge(file)),
        "recordings": outcome_of(archive_has_every_recording.judge(file, [], PROFILE, SEVERAL)),
        "paths": paths_stay_inside.judge(file).outcome,
        "encrypted": archive_is_not_encrypted.judge(file).outcome,
    }
    if seen["text"] is HELD:
        seen["names"] = text_names_the_recordings.judge(file, PROFILE, SEVERAL).outcome
    assert {name for name, outcome in seen.items() if outcome is BROKEN} == broken
    assert {name for name, outcome in seen.items() if outcome is UNPROVEN} == unproven


RECODED, OTHER_RECODED = RECD, RECD[1:]
NAMELESS = (("customer.wav", RECODED), ("agent.wav", OTHER_RECODED))
FAILED = Exchange("a", ASKED, failure=Failure(FailureKind.TIMEOUT, "no answer"))
EACH = [got(WAV), got(OTHER_WAV)]


@pytest.mark.parametrize(
    ("entries", "alone", "outcome"),
    [
        # Each is there, whatever its name says.
        ((("customer.wav", WAV), ("agent.wav", OTHER_WAV)), EACH, HELD),
        ((("1165-a.wav", WAV), ("1165-b.wav", OTHER_WAV)), EACH, HELD),
        ((("1165-a.wav", RECODED), ("x.wav", OTHER_WAV)), EACH, HELD),
        ((("a.wav", WAV), ("b.wav", WAV)), [got(WAV), got(WAV)], HELD),
        ((("a.wav", WAV), ("b.wav", VIDEO)), [got(packed(("1.wav", WAV))), got(packed(("2.mp4", VIDEO)))], HELD),
        # Nothing is there but what comes for the other.
        ((("customer.wav", WAV), ("agent.wav", WAV)), EACH, BROKEN),
        ((("1165.wav", WAV), ("1166.wav", WAV)), EACH, BROKEN),
        ((("a.wav", OTHER_WAV), ("b.wav", OTHER_WAV)), EACH, BROKEN),
        ((("a.wav", WAV), ("b.wav", VIDEO)), [got(packed(("1.wav", WAV), ("2.mp4", VIDEO))), got(OTHER_WAV)], BROKEN),
        # It may have been encoded anew, or what comes alone is not known.
        ((("1165.wav", WAV), ("greeting.wav", RECODED)), EACH, UNPROVEN),
        ((("1165-a.wav", RECODED), ("1165-b.wav", OTHER_RECODED)), EACH, UNPROVEN),
        ((("1165.wav", RECODED), ("1166.wav", RECODED)), EACH, UNPROVEN),
        ((("customer.wav", WAV), ("agent.wav", WAV)), [got(WAV), NO_TOKEN], UNPROVEN),
        ((("customer.wav", WAV), ("agent.wav", WAV)), [got(WAV), FAILED], UNPROVEN),
        ((("customer.wav", WAV), ("agent.wav", WAV)), [got(WAV)], UNPROVEN),
    ],
)
def test_a_couple_is_missing_only_where_all_is_anothers(
    entries: tuple[tuple[str, bytes], ...], alone: list[Exchange], outcome: Outcome
) -> None:
    archive = got(packed(*entries, ("contents.txt", TEXT)))
    assert outcome_of(archive_has_every_recording.judge(archive, alone, PROFILE, SEVERAL)) is outcome


@pytest.mark.parametrize("alone", [EACH, []])
def test_that_no_couple_shows_is_told(alone: list[Exchange]) -> None:
    archive = got(packed(*NAMELESS, ("contents.txt", TEXT)))
    seen = archive_has_every_recording.judge(archive, alone, PROFILE, SEVERAL)
    assert {one.outcome for one in seen} == {HELD, NOTED}
    assert "which couple an entry belongs to does not show: customer.wav, agent.wav" in [one.actual for one in seen]


@pytest.mark.parametrize(
    ("entries", "compared"),
    [
        (TWO, False),
        ((("1165-a.wav", WAV), ("1165-b.wav", RECD), ("1166-a.wav", VIDEO)), False),
        ((("1165.wav", WAV), ("1166.wav", WAV)), True),
        ((("1165.wav", WAV), ("greeting.wav", RECD)), True),
        (NAMELESS, True),
        ((("customer.wav", WAV),), False),
        ((("contents.txt", TEXT), ("page.html", PAGE)), False),
    ],
)
def test_couples_are_asked_for_alone_only_where_names_do_not_tell(
    entries: tuple[tuple[str, bytes], ...], compared: bool
) -> None:
    found = recordings_in(got(packed(*entries)).answer)
    assert must_be_compared(found, ("1165", "1166")) is compared
    assert not must_be_compared([replace(entry, size=1 << 31) for entry in found], ("1165", "1166"))


def test_a_page_named_like_a_recording_is_told() -> None:
    archive = got(packed(*TWO, ("1165-b.wav", PAGE), ("contents.txt", TEXT)))
    seen = archive_has_every_recording.judge(archive, [], PROFILE, SEVERAL)
    assert [one.actual for one in seen if one.outcome is NOTED] == ["1165-b.wav is no recording: html"]


def test_an_archive_with_one_damaged_recording_does_not_open() -> None:
    archive = bytearray(packed(*TWO, ("contents.txt", TEXT)))
    archive[archive.index(b"1166.wav") + 100] ^= 0xFF
    assert outcome_of(several_files_are_a_zip.judge(got(bytes(archive)))) is BROKEN


@pytest.mark.parametrize(
    ("body", "disposition", "outcome"),
    [
        (WAV, "attachment; filename=1165.wav", HELD),
        (WAV, "attachment; filename*=UTF-8''M%C3%BCller.WAV", HELD),
        (packed(*TWO), 'attachment; filename="calldata.zip"', HELD),
        (RECD, "attachment; filename=1165.recd", NOTED),
        (WAV, "attachment; filename=1165", NOTED),
        (packed(*TWO), "attachment; filename=sendcallfile.mp3", BROKEN),
        (WAV, "attachment", BROKEN),
    ],
)
def test_an_attachment_has_a_name_that_fits(body: bytes, disposition: str, outcome: Outcome) -> None:
    sent = got(body, ("Content-Disposition", disposition))
    assert attachment_has_a_filename.judge(sent).outcome is outcome
    assert archive_has_a_filename.judge(sent).outcome is outcome


@pytest.mark.parametrize(
    ("media_type", "outcome"),
    [
        ("application/zip", HELD),
        ("application/zip;", HELD),
        ("Application/ZIP; charset=binary", HELD),
        ("application/x-zip-compressed", BROKEN),
        ("application/octet-stream", BROKEN),
    ],
)
def test_the_type_of_an_archive_may_end_in_a_semicolon(media_type: str, outcome: Outcome) -> None:
    assert archive_has_its_content_type.judge(got(packed(*TWO), ("Content-Type", media_type))).outcome is outcome


SERVED, REFUSED = got(WAV, ATTACHED), got(b"no", status=403)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([SERVED], HELD),
        ([REFUSED, REFUSED, SERVED], BROKEN),
        ([got(PAGE, ATTACHED), got(PAGE, ATTACHED), SERVED], BROKEN),
        ([got(WAV), got(WAV), SERVED], BROKEN),
        ([got(WAV), got(WAV), got(WAV)], HELD),
        ([got(RECD), got(RECD), got(WAV)], HELD),
        ([REFUSED, SERVED, SERVED], UNPROVEN),
        ([REFUSED, REFUSED, REFUSED], UNPROVEN),
    ],
)
def test_a_client_is_worse_off_only_when_it_is_twice(answers: list[Exchange], outcome: Outcome) -> None:
    assert clients_are_served_alike.judge(answers).outcome is outcome


def test_an_archive_too_long_for_its_coding_to_be_undone_proves_nothing(tmp_path: Path) -> None:
    data = gzip.compress(packed(("a.bin", random.Random(1).randbytes(KEPT_IN_MEMORY)), *TWO))
    (tmp_path / "body").write_bytes(data)
    body = Body(data[:KEPT_IN_MEMORY], len(data), path=tmp_path / "body")
    file = replace(got(), response=Response(200, "", (("Content-Encoding", "gzip"),), body))
    assert outcome_of(several_files_are_a_zip.judge(file)) is UNPROVEN


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        ([WAV, WAV], HELD),
        ([OTHER_WAV, WAV, RECD, VIDEO], HELD),
        ([packed(*TWO), WAV, WAV, OTHER_WAV], BROKEN),
        ([packed(*TWO), packed(*TWO, ("a.txt", TEXT)), WAV, OTHER_WAV], HELD),
        ([OTHER_WAV, WAV, WAV, OTHER_WAV], BROKEN),
        ([PAGE, WAV, WAV, OTHER_WAV], BROKEN),
        ([WAV, PAGE, WAV, OTHER_WAV], UNPROVEN),
        ([packed(*TWO), packed(*TWO)[:-9], WAV, OTHER_WAV], UNPROVEN),
        ([packed(*TWO)[:-9], WAV, WAV, OTHER_WAV], UNPROVEN),
    ],
)
def test_the_ids_were_not_ignored_only_when_their_bytes_came(files: list[bytes], outcome: Outcome) -> None:
    assert sid_wins_over_couple_ids.judge([got(body) for body in files]).outcome is outcome


def test_every_couple_has_a_recording_of_its_own() -> None:
    def judged(*files: Exchange) -> Sequence[Observation]:
        return each_couple_is_sent.judge(list(files), PROFILE)

    assert [one.outcome for one in judged(got(WAV), got(OTHER_WAV))] == [HELD, HELD]
    assert [one.outcome for one in judged(got(WAV), got(WAV))] == [HELD, HELD, NOTED]
    assert outcome_of(judged(got(WAV), got(PAGE))) is BROKEN
    assert outcome_of(judged(got(WAV), NO_TOKEN)) is BROKEN


@pytest.mark.parametrize(
    ("prepared", "outcome"),
    [
        (got(REPLY), HELD),
        (got(b"NWnMJ4iKhVLOY0sUlGDX"), HELD),
        (got(VIDEO), NOTED),
        (got(RECD), NOTED),
        (got(b'{"token": "NWnMJ4iKhVLOY0sUlGDX"}'), UNPROVEN),
        (got(b"<reply>Old</reply>"), BROKEN),
        (got(PAGE), BROKEN),
        (got(b""), BROKEN),
        (got(WAV), BROKEN),
        (got(REPLY, status=202), BROKEN),
    ],
)
def test_preparing_gives_a_new_token_or_the_video(prepared: Exchange, outcome: Outcome) -> None:
    assert preparing_gives_a_new_token.judge(prepared).outcome is outcome


@pytest.mark.parametrize(
    ("early", "played", "outcome"),
    [
        (NO_TOKEN, VIDEO, HELD),
        (got(b"not mixed", status=403), VIDEO, HELD),
        (got(b"not mixed"), VIDEO, NOTED),
        (got(VIDEO), VIDEO, NOTED),
        (got(RECD), RECD, NOTED),
        (got(RECD), RECD + b".", NOTED),
        (got(CYRILLIC, ("Content-Type", "text/plain; charset=windows-1251")), VIDEO, NOTED),
        (got(RECD), VIDEO, BROKEN),
    ],
)
def test_raw_bytes_before_the_mixing_are_a_fault(early: Exchange, played: bytes, outcome: Outcome) -> None:
    assert nothing_raw_comes_before.judge(early, got(played)).outcome is outcome


def test_what_is_left_open_is_told_only_where_something_comes() -> None:
    for answer in (NO_TOKEN, got(b"no", status=500)):
        assert other_combinations_are_left_open.judge(answer).outcome is HELD
    for answer in (got(PAGE), got(WAV)):
        assert other_combinations_are_left_open.judge(answer).outcome is BROKEN
    assert other_combinations_are_left_open.clause.level is Level.MAY
