"""With every value of the reference profile replaced, and the reference speaking alike, all verdicts are the same."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from rehearsal import REFERENCE, Rehearsed, cases_of, rehearse, webhook

from conformance.contract import services
from conformance.profile import load
from conformance.reference import Provider
from conformance.reference.own_words import OwnWords
from conformance.resources import FIXTURES
from conformance.verdict import Verdict

PATHS = (
    "/send_media_message",
    "/send_message",
    "/callrec",
    "/webhook",
    "/trigger/message",
    "/trigger/file",
    "/smartcontactnotification",
    "/observed",
    "/media/picture.jpg",
    "/media/video.mp4",
)
MEDIA = ("from", "password", "to", "description", "w", "h", "pct", "pc", "ct", "url")
TEXT = ("from", "password", "to", "body", "content_type", "disposition_notification", "smart")
MESSAGE = ("from", "to", "extension", "domain", "content", "media_url", "data", "id")
CONTACT = (
    "newSmartNumber",
    "networkId",
    "newSmartUri",
    "interestedParties",
    "new_smart_number",
    "network_id",
    "new_smart_uri",
    "interested_parties",
)
TRIGGER = ("from", "to", "content", "text")
NAMES = {
    "/send_media_message": MEDIA,
    "/send_message": TEXT,
    "/webhook": MESSAGE,
    "/trigger/message": TRIGGER,
    "/trigger/file": TRIGGER,
    "/smartcontactnotification": CONTACT,
    "/observed": ("id",),
}


def couple_keys(calls: Mapping[str, Any]) -> list[str]:
    return [key for key in calls if key.endswith("couples")]


def sid_keys(calls: Mapping[str, Any]) -> list[str]:
    return [key for key in calls if key.endswith("sid")]


def ids_of(calls: Mapping[str, Any]) -> list[str]:
    """The ids of all recordings."""
    return [id for key in couple_keys(calls) for id in calls[key]]


def own_words(random: Random) -> OwnWords:
    def word(length: int = 9) -> str:
        return "".join(random.choices("bcdfghjklmnpqrstvwxz", k=length))

    profile = tomllib.loads(REFERENCE.read_text("utf-8"))
    calls = profile["services"]["send-call-file"]
    secrets = profile["services"]["messaging-integration"]["properties"].values()
    credentials = [value for account in profile["accounts"].values() for value in account.values()]
    couples = {id: str(20_000 + random.randrange(9) * 1000 + at) for at, id in enumerate(ids_of(calls))}
    sids = [calls[key] for key in sid_keys(calls)]
    return OwnWords(
        paths={path: f"/{word(4)}/{word()}" for path in PATHS},
        names={path: {name: word() for name in names} for path, names in NAMES.items()},
        values={value: word(12) for value in (*credentials, *secrets, *sids)} | couples,
    )


def toml(value: object) -> str:
    """`value` as it stands in TOML, tables inline."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def form(names: Mapping[str, str], template: str) -> str:
    """A template of a form with its fields renamed."""
    pairs = (field.partition("=") for field in template.split("&"))
    return "&".join(f"{names[name]}={value}" for name, _, value in pairs)


def elements(names: Mapping[str, str], template: str) -> str:
    """A template in JSON or XML with its members renamed, its variables left as they are."""
    any_name = "|".join(names)
    return re.sub(rf'(["</])({any_name})(?=[">])', lambda found: found[1] + names[found[2]], template)


def own_profile(folder: Path, words: OwnWords, random: Random) -> Path:
    """The path of a profile like the reference's that shares no value with it."""
    profile: dict[str, Any] = tomllib.loads(REFERENCE.read_text("utf-8"))
    values, paths, names = words.values, words.paths, words.names
    exchange = f"{random.randint(210, 989)}{random.randint(200, 999)}"
    lines = [f"{exchange}{random.randint(1000, 9999)}" for _ in range(3)]
    host = "voice.own-provider.test"
    profile["recipients"] = [
        *(f"+1{lines[0]}", f"+1{lines[1]}", f"1{lines[0]}"),
        f"+1({lines[0][:3]}){lines[0][3:6]}-{lines[0][6:]}",
        *(lines[2], f"sip:kim@{host}", f"kim@{host}"),
    ]
    for account in profile["accounts"].values():
        account |= {key: values[value] for key, value in account.items()}
    profile["observer"]["url"] = f"{paths['/observed']}?{names['/observed']['id']}={{id}}"
    tables = profile["services"]
    _app(folder, tables, words, host)
    _calls(tables["send-call-file"], words)
    _messaging(folder, tables["messaging-integration"], words, random)
    contact, own = tables["smart-contact-notification"], names["/smartcontactnotification"]
    contact |= {
        "url": paths["/smartcontactnotification"],
        "number": f"1{lines[1]}",
        "network_id": "own-network",
        "uri": f"kim@{host}",
        "interested_parties": [{"username": "kim", "device": "kims_tablet"}, {"username": "lou", "device": "lous_pc"}],
        "party_element": "someone",
        "post_data": {kind: elements(own, template) for kind, template in contact["post_data"].items()},
    }
    path = folder / "profile.toml"
    path.write_text("\n".join(f"{key} = {toml(value)}" for key, value in profile.items()), "utf-8")
    return path


def _app(folder: Path, tables: dict[str, Any], words: OwnWords, host: str) -> None:
    names, paths = words.names, words.paths
    text = (FIXTURES / "account" / "reference.xml").read_text("utf-8")
    old = re.search("<genericMediaRefSendPostData>(.*?)</", text)
    assert old is not None
    template = form(names["/send_media_message"], old[1].replace("&amp;", "&"))
    for was, now in {
        old[1]: template.replace("&", "&amp;"),
        "sms.example.com": host,
        "/send_media_message": paths["/send_media_message"],
        "<username>johndow": f"<username>{words.values['johndow']}",
        "<password>12345678": f"<password>{words.values['12345678']}",
        "X-Preview-": "X-Own-",
        "+15551230000": "+12125550000",
    }.items():
        text = text.replace(was, now)
    (folder / "account.xml").write_text(text, "utf-8")
    media, sms = tables["media-reference-send"], tables["send-message"]
    media |= {"account_xml": "account.xml", "url": paths["/send_media_message"]}
    media["media_urls"] = {kind: paths[url.partition("?")[0]] + "?{id}" for kind, url in media["media_urls"].items()}
    sms |= {"url": paths["/send_message"], "post_data": form(names["/send_message"], sms["post_data"])}


def _calls(calls: dict[str, Any], words: OwnWords) -> None:
    for key in couple_keys(calls):
        calls[key] = [words.values[id] for id in calls[key]]
    calls |= {key: words.values[calls[key]] for key in sid_keys(calls)}
    calls |= {"url": words.paths["/callrec"], "end_session_url": f"{words.paths['/callrec']}/expire"}


def _messaging(folder: Path, table: dict[str, Any], words: OwnWords, random: Random) -> None:
    names = words.names["/webhook"]
    file = json.loads((FIXTURES / "integration" / "reference.json").read_text("utf-8"))
    file |= {"id": "OwnId", "name": "Own name", "properties": ["Secret of the door"]}
    file["auth"]["token"] = "$Secret of the door$"
    for method in file["API"].values():
        method["request_url"] = f"https://own-provider.test{words.paths['/webhook']}"
        method["request_parameters"] = {names[key]: value for key, value in method["request_parameters"].items()}
        method["response_map"] = {names["data"]: {names["id"]: "$messageid$"}}
    (folder / "integration.json").write_text(json.dumps(file), "utf-8")
    table |= {
        "integration": "integration.json",
        "properties": {"Secret of the door": words.values["reference-api-key-7f3a"]},
        "sender": "+4930123456",
        "extension": "202",
        "domain": "own",
        "inbound_from": "+4940654321",
    }
    for key, path in (("inbound_message", "/trigger/message"), ("inbound_file", "/trigger/file")):
        template = table[key]["url"].partition("?")[2]
        table[key] = {"url": f"{words.paths[path]}?{form(words.names[path], template)}"}


def texts(value: object) -> Iterator[str]:
    """All texts in a profile."""
    if isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


KEPT = {"get", "head", "post-form", "post-json", "put-form", "put-json", "application/json", "application/xml"}
ROLES = {"supervisor", "player", "listener"}


def test_no_value_of_the_reference_profile_is_left(tmp_path: Path) -> None:
    random = Random(5)
    own = own_profile(tmp_path, own_words(random), random)
    left, right = (set(texts(tomllib.loads(path.read_text("utf-8")))) for path in (own, REFERENCE))
    assert left & right == KEPT | ROLES


def rehearsed(path: Path, words: OwnWords | None, *faults: str) -> Rehearsed:
    with webhook(2.0) as (listener, table), Provider(faults=faults, words=words, webhook_url=listener.url) as provider:
        profile = replace(load(path, target=provider.url), webhook=table)
        profile = replace(profile, limits=replace(profile.limits, exploration=5))
        return rehearse(profile, listener, services())


FAULTY = ("refusal-html", "text-truncated", "token-reusable", "zip-missing-entry", "error-beside-id", "status-202")


@pytest.mark.parametrize("faults", [(), FAULTY], ids=["plain", "faulty"])
def test_with_all_values_replaced_the_verdicts_are_the_same(faults: tuple[str, ...], tmp_path: Path) -> None:
    random = Random(5)
    words = own_words(random)
    own = own_profile(tmp_path, words, random)
    assert rehearsed(own, words, *faults).verdicts == rehearsed(REFERENCE, None, *faults).verdicts


def test_nothing_of_the_examples_means_anything_to_a_provider_of_its_own_words(tmp_path: Path) -> None:
    found = rehearsed(REFERENCE, own_words(Random(5)))
    asked = [verdict for name, verdict in found.verdicts.items() if ".configuration." not in name]
    assert asked.count(Verdict.PASS) < len(cases_of(services())) // 20
