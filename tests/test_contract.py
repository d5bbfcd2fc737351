"""The clauses account for every line of the numbered documents; each says where it stands and is proven or excluded."""

import tomllib
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.contract import (
    Clause,
    Contract,
    Document,
    Lines,
    cited,
    clause,
    clauses_schema,
    contract,
    folder_of,
    in_words,
    read,
    services,
)

DOCUMENTS = {
    "media-reference-send": Document(
        title="Media Reference Send",
        number="000",
        sha256="efefbc5b1a345b2e3dd8dd7e82c5b6660c85d5b686854477b7bb0eddaa44dd4e",
        lines=203,
    ),
    "send-call-file": Document(
        title="Send Call File Service",
        number="001",
        sha256="ca32240761dec9ff8515b1052b0281e352cfd0c949ca2fe1259ad1d9e4c1cb23",
        lines=132,
    ),
    "messaging-integration": Document(
        title="JSON Framework for integrating an SMS/MMS provider",
        number="002",
        sha256="84a45bdc39ee9a147ea8d304583303b4566af7fa97b32944cbda9b0c58e5f08d",
        lines=37,
    ),
    "smart-contact-notification": Document(
        title="Notify about new smartcontacts",
        number="003",
        sha256="2aeb8ce94c8834700aae103e6f83c65ec97eac9e4354fb6ac4ae07f2cf80e11b",
        lines=92,
    ),
}

A_PAGE = {
    "document": {"title": "Send Message", "url": "https://doc.example.com/send_message"},
    "clause": [
        {
            "id": "success-is-2xx",
            "level": "MUST",
            "evidence": "inferred",
            "rule": "The provider answers 2xx.",
            "source": "https://doc.example.com/send_message, Response",
            "consequence": "The app reports a failure.",
        }
    ],
}
"""The rows of a service whose document is a page of the vendor."""

each_service = pytest.mark.parametrize("service", services())
each_document = pytest.mark.parametrize("service", sorted(DOCUMENTS))


def rows(service: str) -> dict[str, Any]:
    """The clauses as written: the loader's mapping would hide a doubled id."""
    return tomllib.loads((folder_of(service) / "clauses.toml").read_text("utf-8"))


def numbers(ranges: list[Lines]) -> set[int]:
    return {number for lines in ranges for number in range(lines.first, lines.last + 1)}


def ranges_of_clauses(law: Contract) -> list[Lines]:
    return [lines for row in law.clauses.values() for lines in row.lines]


def ranges_of_prose(law: Contract) -> list[Lines]:
    return [lines for lines, _ in law.non_normative]


def test_every_numbered_document_is_pinned() -> None:
    documents = {service: contract(service).document for service in services()}
    assert {service: document for service, document in documents.items() if document.number} == DOCUMENTS


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
        ("document", "url", "https://doc.example.com/"),
        ("document", "pages", 3),
        ("clause", "id", "Not A Slug"),
        ("clause", "level", "must"),
        ("clause", "evidence", "guessed"),
        ("clause", "rule", "no sentence"),
        ("clause", "lines", []),
        ("clause", "lines", ["0-3"]),
        ("clause", "lines", ["3-"]),
        ("clause", "source", ""),
        ("clause", "excluded", ""),
        ("clause", "remark", "unknown key"),
        ("non_normative", "reason", " "),
        ("non_normative", "lines", []),
    ],
)
def test_the_schema_refuses_a_wrong_row(place: str, key: str, value: object) -> None:
    wrong = rows("send-call-file")
    row = wrong[place] if place == "document" else wrong[place][0]
    row[key] = value
    assert not Draft202012Validator(clauses_schema()).is_valid(wrong)


def with_clause(rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """`rows` with the `changes` in their first clause; None takes a key away."""
    first = {key: value for key, value in (rows["clause"][0] | changes).items() if value is not None}
    return rows | {"clause": [first, *rows["clause"][1:]]}


@pytest.mark.parametrize(
    ("changes", "valid"),
    [
        ({"source": "RFC 9112, 6.3"}, True),
        ({"source": "RFC 9112, 6.3", "lines": None}, True),
        ({"source": "RFC 9112, 6.3", "lines": []}, True),
        ({"lines": None}, False),
    ],
)
def test_a_clause_stands_in_lines_or_in_another_source(changes: dict[str, Any], valid: bool) -> None:
    schema = Draft202012Validator(clauses_schema())
    assert schema.is_valid(with_clause(rows("send-call-file"), **changes)) is valid


@pytest.mark.parametrize(
    ("changed", "valid"),
    [
        (A_PAGE, True),
        (A_PAGE | {"non_normative": []}, False),
        (A_PAGE | {"document": A_PAGE["document"] | {"lines": 3}}, False),
        (A_PAGE | {"document": {"title": "Send Message"}}, False),
        (with_clause(A_PAGE, source=None, lines=["3"]), False),
        (with_clause(A_PAGE, lines=["3"]), False),
    ],
    ids=["page", "with prose", "with a count of lines", "without a url", "with lines only", "with lines too"],
)
def test_a_page_of_the_vendor_has_no_lines_and_its_clauses_have_sources(changed: dict[str, Any], valid: bool) -> None:
    assert Draft202012Validator(clauses_schema()).is_valid(changed) is valid


def test_a_page_of_the_vendor_is_read() -> None:
    law = read("send-message", A_PAGE)
    assert law.document.name == "Send Message (https://doc.example.com/send_message)"
    (only,) = law.clauses.values()
    assert (only.id, only.lines, only.source) == (
        "send-message.success-is-2xx",
        (),
        "https://doc.example.com/send_message, Response",
    )
    assert law.non_normative == ()


@each_service
def test_ids_are_unique(service: str) -> None:
    counts = Counter(row["id"] for row in rows(service)["clause"])
    assert [id for id, count in counts.items() if count > 1] == []


@each_service
def test_ranges_run_forward(service: str) -> None:
    law = contract(service)
    assert [str(lines) for lines in ranges_of_clauses(law) + ranges_of_prose(law) if lines.first > lines.last] == []


@each_document
def test_every_line_is_accounted_for(service: str) -> None:
    law = contract(service)
    covered = numbers(ranges_of_clauses(law) + ranges_of_prose(law))
    document = set(range(1, law.document.lines + 1))
    assert (sorted(document - covered), sorted(covered - document)) == ([], [])


@each_document
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


@pytest.mark.parametrize(
    ("texts", "words"), [(["84"], "line 84"), (["112-117"], "lines 112-117"), (["80", "92"], "lines 80, 92")]
)
def test_lines_in_words(texts: list[str], words: str) -> None:
    assert in_words([Lines.parse(text) for text in texts]) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "document 001 (Send Call File Service), line 84"),
        ({"source": "RFC 9112, 6.3"}, "document 001 (Send Call File Service), line 84; RFC 9112, 6.3"),
        ({"source": "RFC 9112, 6.3", "lines": ()}, "RFC 9112, 6.3"),
    ],
)
def test_a_clause_is_cited_by_where_it_stands(changes: dict[str, Any], words: str) -> None:
    assert cited(replace(clause("send-call-file.token-is-one-time"), **changes)) == words
