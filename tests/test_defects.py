"""The contract-defect register: rows that obey their schema, stand in the document, and name checks that there are."""

import tomllib
from collections import Counter
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.collection import all_checks
from conformance.contract import contract, defects, defects_schema, folder_of, services, touching

UNCLEAR = ("media-reference-send", "messaging-integration", "send-call-file", "smart-contact-notification")

each_unclear = pytest.mark.parametrize("service", UNCLEAR)


def rows(service: str) -> dict[str, Any]:
    """The defects as written: the loader's mapping would hide a doubled id."""
    return tomllib.loads((folder_of(service) / "defects.toml").read_text("utf-8"))


def test_only_these_services_have_a_register() -> None:
    assert tuple(service for service in services() if defects(service)) == UNCLEAR


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(defects_schema())


@each_unclear
def test_the_rows_obey_the_schema(service: str) -> None:
    errors = Draft202012Validator(defects_schema()).iter_errors(rows(service))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "Not A Slug"),
        ("about", "no sentence"),
        ("places", []),
        ("places", [{"says": "It stands nowhere."}]),
        ("places", [{"lines": "3", "source": "RFC 9110, 8.6", "says": "It stands in two places."}]),
        ("places", [{"lines": "0", "says": "It stands before the first line."}]),
        ("readings", ["There is one only."]),
        ("checks", ["no-topic"]),
        ("checks", []),
        ("why", "A check is touched all the same."),
        ("remark", "Unknown key."),
    ],
)
def test_the_schema_refuses_a_wrong_row(key: str, value: object) -> None:
    wrong = rows("media-reference-send")
    wrong["defect"][0][key] = value
    assert not Draft202012Validator(defects_schema()).is_valid(wrong)


@each_unclear
def test_an_id_names_one_thing(service: str) -> None:
    counts = Counter([*(f"{service}.{row['id']}" for row in rows(service)["defect"]), *contract(service).clauses])
    assert [id for id, count in counts.items() if count > 1] == []


@each_unclear
def test_places_lie_in_the_document(service: str) -> None:
    last = contract(service).document.lines
    ranges = [place.lines for defect in defects(service).values() for place in defect.places if place.lines]
    assert [str(lines) for lines in ranges if not lines.first <= lines.last <= last] == []


def test_every_named_check_exists() -> None:
    named = {check for service in services() for defect in defects(service).values() for check in defect.checks}
    assert named - {check.id for check in all_checks()} == set()


def test_a_check_knows_the_defects_that_touch_it() -> None:
    assert [defect.id for defect in touching("media-reference-send.combination.served")] == [
        "media-reference-send.path"
    ]
    assert touching("send-call-file.token.used-twice") == ()


def test_a_place_is_named_by_its_lines_or_its_source() -> None:
    shown, forbidden = (
        defects("smart-contact-notification")["smart-contact-notification.content-length-of-204"].places[i]
        for i in (0, 2)
    )
    assert (shown.where, forbidden.where) == ("line 80", "RFC 9110, 8.6")
