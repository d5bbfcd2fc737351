"""The clauses account for every line of the four documents, and every clause is proven or says why it is not."""

import tomllib
from collections import Counter
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.contract import (
    Clause,
    Contract,
    Document,
    Lines,
    clause,
    clauses_schema,
    contract,
    folder_of,
    services,
)

DOCUMENTS = {
    "media-reference-send": Document(
        "000", "Media Reference Send", "efefbc5b1a345b2e3dd8dd7e82c5b6660c85d5b686854477b7bb0eddaa44dd4e", 203
    ),
    "send-call-file": Document(
        "001", "Send Call File Service", "ca32240761dec9ff8515b1052b0281e352cfd0c949ca2fe1259ad1d9e4c1cb23", 132
    ),
    "messaging-integration": Document(
        "002",
        "JSON Framework for integrating an SMS/MMS provider",
        "84a45bdc39ee9a147ea8d304583303b4566af7fa97b32944cbda9b0c58e5f08d",
        37,
    ),
    "smart-contact-notification": Document(
        "003", "Notify about new smartcontacts", "2aeb8ce94c8834700aae103e6f83c65ec97eac9e4354fb6ac4ae07f2cf80e11b", 92
    ),
}

each_service = pytest.mark.parametrize("service", sorted(DOCUMENTS))


def rows(service: str) -> dict[str, Any]:
    """The clauses as written: the loader's mapping would hide a doubled id."""
    return tomllib.loads((folder_of(service) / "clauses.toml").read_text("utf-8"))


def numbers(ranges: list[Lines]) -> set[int]:
    return {number for lines in ranges for number in range(lines.first, lines.last + 1)}


def ranges_of_clauses(law: Contract) -> list[Lines]:
    return [lines for row in law.clauses.values() for lines in row.lines]


def ranges_of_prose(law: Contract) -> list[Lines]:
    return [lines for lines, _ in law.non_normative]


def test_every_service_has_its_pinned_document() -> None:
    assert {service: contract(service).document for service in services()} == DOCUMENTS


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(clauses_schema())


@each_service
def test_the_rows_obey_the_schema(service: str) -> None:
    errors = Draft202012Validator(clauses_schema()).iter_errors(rows(service))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize(
    ("place", "key", "value"),
    [
        ("document", "sha256", "0" * 63),
        ("document", "pages", 3),
        ("clause", "id", "Not A Slug"),
        ("clause", "level", "must"),
        ("clause", "evidence", "guessed"),
        ("clause", "rule", "no sentence"),
        ("clause", "lines", []),
        ("clause", "lines", ["0-3"]),
        ("clause", "lines", ["3-"]),
        ("clause", "excluded", ""),
        ("clause", "remark", "unknown key"),
        ("non_normative", "reason", " "),
    ],
)
def test_the_schema_refuses_a_wrong_row(place: str, key: str, value: object) -> None:
    wrong = rows("send-call-file")
    row = wrong[place] if place == "document" else wrong[place][0]
    row[key] = value
    assert not Draft202012Validator(clauses_schema()).is_valid(wrong)


@each_service
def test_ids_are_unique(service: str) -> None:
    counts = Counter(row["id"] for row in rows(service)["clause"])
    assert [id for id, count in counts.items() if count > 1] == []


@each_service
def test_ranges_run_forward(service: str) -> None:
    law = contract(service)
    assert [str(lines) for lines in ranges_of_clauses(law) + ranges_of_prose(law) if lines.first > lines.last] == []


@each_service
def test_every_line_is_accounted_for(service: str) -> None:
    law = contract(service)
    covered = numbers(ranges_of_clauses(law) + ranges_of_prose(law))
    document = set(range(1, law.document.lines + 1))
    assert (sorted(document - covered), sorted(covered - document)) == ([], [])


@each_service
def test_no_line_both_states_a_rule_and_states_none(service: str) -> None:
    law = contract(service)
    assert sorted(numbers(ranges_of_clauses(law)) & numbers(ranges_of_prose(law))) == []


@each_service
def test_every_clause_that_is_not_excluded_is_proven(service: str) -> None:
    collection = pytest.importorskip("conformance.collection")
    proven = {check.clause.id for check in collection.all_checks()}
    unproven = [row.id for row in contract(service).clauses.values() if row.excluded is None and row.id not in proven]
    assert unproven == []


def test_a_clause_is_found_by_its_full_id() -> None:
    found = clause("send-call-file.token-is-one-time")
    assert isinstance(found, Clause)
    assert (found.service, found.level, found.evidence, found.lines) == (
        "send-call-file",
        "MUST",
        "stated",
        (Lines(84, 84),),
    )


@pytest.mark.parametrize("id", ["send-call-file.no-such-rule", "no-such-service.success-is-2xx", ""])
def test_an_unknown_clause_is_a_key_error(id: str) -> None:
    with pytest.raises(KeyError):
        clause(id)


@pytest.mark.parametrize(("text", "lines"), [("7", Lines(7, 7)), ("7-12", Lines(7, 12))])
def test_lines_read_and_write_alike(text: str, lines: Lines) -> None:
    assert Lines.parse(text) == lines
    assert str(lines) == text
