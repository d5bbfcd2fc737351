"""What a profile may say: the general schema with each service's own part in it.

Beside JSON Schema's keywords the schemas carry marks that only this suite reads:

- on a value: `x-secret` (never shown), `x-label` (the stem of its label), `x-file` (a path), `x-slug` (written in any
  case and with any separator), `x-recipient` (somebody whom the service reaches), `x-web-address` (something is sent to
  it), `x-placeholders` (the names that may stand in braces in it);
- on a service's key: `x-own` (a fact of the provider for which the document's example cannot stand in), `x-same-as`
  (another name of that key), `x-account-xml` (the provider's Account XML, and with which prefixes its nodes configure
  the service), `x-integration` (the provider's integration file, whose credentials are secrets), `x-one-of` (is of that
  list, alone where it is not stated), `x-keyed-by` (a plain string stands for a table that holds it under the value of
  that key), `x-entry-of` (and is an entry of this other table), `x-in-turn` (where it is stated, the service's plays
  are sent one after the other, for they draw from what is limited);
- on a service: `x-sends-to-recipients`, `x-logs-in` (what else of the profile it needs), `x-on-request` (without a
  profile it is only tested when it is asked for).

Each `description` completes the sentence "This key must be ...".
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ..contract import folder_of, services
from ..resources import SCHEMAS
from .file import Key

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Leaf:
    """One value of a document that the schema does not take apart, with its schema and its label (a short slug)."""

    key: Key
    value: Any = field(repr=False)
    schema: Schema = field(repr=False)
    label: str


@cache
def schema() -> dict[str, Any]:
    """The whole schema: `profile.schema.json` with every service's `settings.schema.json` under `services`."""
    composed: dict[str, Any] = json.loads((SCHEMAS / "profile.schema.json").read_text("utf-8"))
    composed["properties"]["services"]["properties"] = {service: _settings_of(service) for service in services()}
    return composed


def service_schema(service: str) -> Schema:
    """The schema of the table `[services.<service>]`."""
    part: Schema = schema()["properties"]["services"]["properties"][service]
    return part


def in_turn(service: str, keys: Collection[str]) -> bool:
    """Whether one of the stated `keys` of `service` wants its plays sent one after the other."""
    return any(service_schema(service)["properties"].get(key, {}).get("x-in-turn") for key in keys)


def leaves(document: Any) -> Iterator[Leaf]:
    """All leaves of `document`, in its order."""
    return _leaves(schema(), document, (), "", ())


def _settings_of(service: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((folder_of(service) / "settings.schema.json").read_text("utf-8"))
    # A part with a dialect of its own would be judged by that one's stock validator, which takes nan for a number.
    described.pop("$schema", None)
    return described


def _leaves(part: Schema, value: Any, key: Key, stem: str, free: tuple[str, ...]) -> Iterator[Leaf]:
    part = whole(part)
    stem = part.get("x-label", stem)
    # A table under `anyOf` is a reference to the environment: one value.
    if isinstance(value, Mapping) and "anyOf" not in part:
        for name, inner in value.items():
            named = part.get("properties", {}).get(name)
            if named is not None:
                yield from _leaves(named, inner, (*key, name), name, free)
            else:
                other = part.get("additionalProperties") or {}
                yield from _leaves(other, inner, (*key, name), stem, (*free, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _leaves(part.get("items", {}), inner, (*key, at), stem, free)
    else:
        yield Leaf(key, value, part, slug("_".join((stem, *free)), "_"))


def whole(part: Schema) -> Schema:
    """`part` with what it refers to under `$defs`."""
    return {**schema()["$defs"][part["$ref"].rpartition("/")[2]], **part} if "$ref" in part else part


def slug(text: str, separator: str) -> str:
    """`text` in lower case, with `separator` for everything but ASCII letters and digits."""
    return re.sub(r"[^a-z0-9]+", separator, text.lower()).strip(separator)
