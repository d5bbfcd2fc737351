"""The outputs of document 001: each combination of search criteria has one, and is asked for in its words."""

from itertools import product

import pytest

from conformance.clients.callrec import Criteria
from conformance.contract import contract
from conformance.services.send_call_file.outcomes import (
    COMBINATIONS,
    DOWNLOADS,
    OUTPUTS,
    Action,
    Combination,
    Ids,
    Output,
    Type,
    cases_of,
)
from conformance.services.send_call_file.test_download import download_is_answered_200
from conformance.services.send_call_file.test_prepare import preparing_gives_a_new_token
from conformance.services.send_call_file.test_stream import (
    call_is_streamed,
    other_combinations_are_left_open,
    video_is_streamed,
)

SETTINGS = {
    "couples": ["1165", "1166", "1170"],
    "video_couples": ["1167", "1169"],
    "unmixed_couples": ["1168"],
    "sid": "s-1",
    "video_sid": "s-2",
    "unmixed_sid": "s-3",
}


def test_every_combination_stands_in_one_row() -> None:
    every = [Combination(*each) for each in product(Ids, Type, Action)]
    rows = {one.case: [row for row in OUTPUTS if one in combinations(row)] for one in every}
    assert len(rows) == 24
    assert [case for case, found in rows.items() if len(found) != 1] == []


def combinations(row) -> list[Combination]:
    return [Combination(*each) for each in product(row.ids, row.types, row.actions)]


def test_every_row_names_a_clause_that_is_checked() -> None:
    clauses = contract("send-call-file").clauses
    assert [row.clause for row in OUTPUTS if clauses[f"send-call-file.{row.clause}"].excluded] == []


def test_every_combination_is_played() -> None:
    played = {
        *call_is_streamed.cases,
        *video_is_streamed.cases,
        *other_combinations_are_left_open.cases,
        *(DOWNLOADS[case].case for case in download_is_answered_200.cases),
        *preparing_gives_a_new_token.cases,
    }
    assert played == COMBINATIONS.keys()


def test_a_stream_is_of_one_recording_that_is_not_downloaded() -> None:
    assert cases_of(Output.AUDIO_STREAM) == ("audio-one", "audio-one-other", "audio-sid", "audio-sid-other")
    assert cases_of(Output.VIDEO_STREAM) == ("video-one", "video-one-other", "video-sid", "video-sid-other")


@pytest.mark.parametrize(
    ("case", "criteria"),
    [
        ("audio-one", Criteria(("1165",))),
        ("audio-one-other", Criteria(("1165",), action="play")),
        ("audio-several-download", Criteria(("1165", "1166"), action="download")),
        ("audio-sid", Criteria(sid="s-1")),
        ("video-one-download", Criteria(("1167",), type="16", action="download")),
        ("video-one-prepare", Criteria(("1168",), type="16", action="prepare")),
        ("video-sid", Criteria(sid="s-2", type="16")),
        ("video-several", Criteria(("1167", "1169"), type="16")),
        ("video-several-download", Criteria(("1167", "1169"), type="16", action="download")),
        ("video-sid-download", Criteria(sid="s-2", type="16", action="download")),
        ("video-sid-prepare", Criteria(sid="s-3", type="16", action="prepare")),
    ],
)
def test_criteria_are_of_the_profiles_recordings(case: str, criteria: Criteria) -> None:
    assert COMBINATIONS[case].criteria(SETTINGS) == criteria


@pytest.mark.parametrize(
    ("case", "missing"),
    [
        ("audio-one", None),
        ("audio-several", "couples"),
        ("audio-sid", "sid"),
        ("video-one", "video_couples"),
        ("video-one-prepare", "unmixed_couples"),
        ("video-sid", "video_sid"),
        ("video-sid-prepare", "unmixed_sid"),
        ("video-several-download", "video_couples"),
    ],
)
def test_the_key_that_the_profile_lacks_is_told(case: str, missing: str | None) -> None:
    assert COMBINATIONS[case].missing({"couples": ["1165"]}) == missing


def test_one_video_is_enough_for_what_is_left_open_and_not_for_an_archive_of_videos() -> None:
    settings = {"couples": ["1165"], "video_couples": ["1167"]}
    assert COMBINATIONS["video-several"].criteria(settings).couples == ("1167", "1165")
    assert COMBINATIONS["video-several-download"].missing(settings) == "video_couples"
