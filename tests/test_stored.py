"""A message without a description is found by its media URL; what hypothesis invents reaches the provider whole."""

from dataclasses import replace
from typing import Any

import pytest
from rehearsal import REFERENCE, Rehearsed, rehearse
from variants import Behaviour, Variant, by_description, provided, stored_as

from conformance.clients.jpeg import dimensions
from conformance.profile import load
from conformance.reference import Provider
from conformance.reference.media_reference_send import MediaMessage
from conformance.reference.message import Handler, Received, Reply
from conformance.verdict import Verdict

MEDIA = "media-reference-send"
BY_URL = ("marked-by-url", "empty-description", "absent-description")


def told(found: Rehearsed, check: str) -> tuple[Verdict, str]:
    finding = found.finding(f"{MEDIA}.arrival.{check}")
    return finding.verdict, finding.reason or str(finding.actual)


def found_by(observe: Behaviour, settings: dict[str, Any] | None = None) -> Rehearsed:
    with provided(Variant("", services=(MEDIA,), observe=observe, settings=settings or {})) as profile:
        assert profile.observer is not None
        brief = replace(profile, observer=replace(profile.observer, wait=0))
        return rehearse(brief, services=[MEDIA])


def test_an_observer_that_looks_at_descriptions_only_proves_nothing_of_a_message_without() -> None:
    found = found_by(by_description)
    said = "the observer finds no message by its media URL: let it look there for the mark, too"
    assert {told(found, check) for check in BY_URL} == {(Verdict.NOT_APPLICABLE, said)}
    assert told(found, "combination[post-form]")[0] is Verdict.PASS


def test_a_media_url_without_a_mark_finds_no_message() -> None:
    found = found_by(stored_as(dict), {"media_urls": {"video/mp4": "/media/video.mp4"}})
    said = f"the media URL is the same in all messages: put {{id}} into services.{MEDIA}.media_urls"
    assert {told(found, check) for check in BY_URL} == {(Verdict.NOT_APPLICABLE, said)}


@pytest.mark.parametrize(
    ("text", "empty", "absent"),
    [
        (None, Verdict.PASS, Verdict.PASS),
        (" ", Verdict.PASS, Verdict.PASS),
        ("Undefined", Verdict.FAIL, Verdict.NOTE),
        ("%description%", Verdict.FAIL, Verdict.NOTE),
    ],
)
def test_what_stands_for_no_description(text: str | None, empty: Verdict, absent: Verdict) -> None:
    found = found_by(stored_as(lambda stored: {**stored, "description": stored["description"] or text}))
    assert told(found, "marked-by-url")[0] is Verdict.PASS
    assert told(found, "empty-description")[0] is empty
    assert told(found, "absent-description")[0] is absent


def test_words_of_the_providers_own_for_no_description_are_a_note() -> None:
    found = found_by(stored_as(lambda stored: {**stored, "description": stored["description"] or "Photo"}))
    for check in ("empty-description", "absent-description"):
        finding = found.finding(f"{MEDIA}.arrival.{check}")
        assert finding.verdict is Verdict.PASS
        assert finding.notes == ("observer /description: Photo was stored for a description, though none was sent",)


def test_a_message_without_a_description_may_be_lost() -> None:
    def forgetful(request: Received, reference: Handler) -> Reply:
        return Reply.json(200, []) if b"-empty-description-" in request.raw_query else reference(request)

    found = found_by(forgetful)
    finding = found.finding(f"{MEDIA}.arrival.empty-description")
    assert (finding.verdict, finding.actual) == (Verdict.FAIL, "nothing was stored")


def test_invented_messages_have_texts_of_all_planes_and_previews_of_many_sizes() -> None:
    with Provider() as provider:
        profile = load(REFERENCE, target=provider.url)
        rehearse(replace(profile, limits=replace(profile.limits, exploration=100)), services=[MEDIA])
        invented = [
            message
            for message in provider.stored
            if isinstance(message, MediaMessage) and "-any-message-" in message.description
        ]
    text = "".join(message.description for message in invented)
    assert len({ord(letter) >> 16 for letter in text}) > 10
    assert {"\n", "\t"} <= set(text)
    assert len({dimensions(message.preview) for message in invented}) > len(invented) / 4
    assert max(len(message.preview) for message in invented) > 10_000
    assert all(dimensions(message.preview) == (message.preview_width, message.preview_height) for message in invented)
