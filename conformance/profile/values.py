"""From what a profile says to what holds: defaults under it, the environment's values in it, secrets by label."""

import hashlib
import json
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ..clients.acrobits.account_xml import SUFFIXES
from ..contract import folder_of
from ..resources import FIXTURES
from .file import Key, Source, lookup
from .schema import leaves, service_schema, slug

USER_INFO = re.compile(r'(?<=://)([^/?#\s"]+)(?=@)')


@dataclass(frozen=True)
class Secret:
    """A value that nothing may show, and where it stands."""

    key: Key
    label: str
    value: str = field(repr=False)


@cache
def defaults(service: str) -> Mapping[str, Any]:
    """The document's own examples: the service's `settings.toml`."""
    return tomllib.loads((folder_of(service) / "settings.toml").read_text("utf-8"))


def completed(service: str, stated: Mapping[str, Any]) -> dict[str, Any]:
    """What the profile states of `service` over the document's examples, without those of the provider's own facts.
    Beside an Account XML none stands in for a key of the configuration: a node that it lacks is unset."""
    described = service_schema(service)["properties"]
    own = {key for key, part in described.items() if part.get("x-own")}
    if any("x-account-xml" in described[key] for key in stated):
        own |= SUFFIXES.keys()
    base = {key: value for key, value in defaults(service).items() if key not in own}
    tables = {key: {**base[key], **value} for key, value in stated.items() if isinstance(base.get(key), Mapping)}
    return {**base, **stated, **tables}


def in_slugs(document: Mapping[str, Any]) -> dict[str, Any]:
    """`document` with names such as "POST form" in the one way in which they are compared: `post-form`."""
    found = {
        leaf.key: slug(leaf.value, "-")
        for leaf in leaves(document)
        if leaf.schema.get("x-slug") and isinstance(leaf.value, str)
    }
    return replaced(document, found)


def resolved(
    source: Source, document: Mapping[str, Any], environment: Mapping[str, str]
) -> tuple[dict[str, Any], frozenset[Key]]:
    """`document` with the values that the environment holds, and where they stand. Raises ProfileError for a variable
    that is not set."""
    values: dict[Key, Any] = {}
    for leaf in leaves(document):
        if isinstance(leaf.value, Mapping):
            name = leaf.value["env"]
            values[leaf.key] = environment.get(name, "")
            if not values[leaf.key]:
                problem = f"is to come from the environment variable {name}, which is not set; export it before the run"
                raise source.error(leaf.key, problem)
    return replaced(document, values), frozenset(values)


def secrets_of(document: Mapping[str, Any], from_environment: Collection[Key]) -> tuple[Secret, ...]:
    """What `document` marks as secret, and what came `from_environment`."""
    return tuple(
        Secret(leaf.key, leaf.label, leaf.value)
        for leaf in leaves(document)
        if leaf.schema.get("x-secret") or leaf.key in from_environment
    )


def secret_nodes(nodes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and value of the nodes of an Account XML that hold credentials, by their names."""
    hidden = re.compile("password|secret", re.IGNORECASE)
    return [(slug(f"account_{name}", "_"), value) for name, value in nodes.items() if value and hidden.search(name)]


def labelled(
    document: Mapping[str, Any], secrets: Iterable[Secret], more: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    """Label -> value of `secrets`, of the user information in URLs and of `more`; a label given twice gets a number."""
    found = [(secret.label, secret.value) for secret in secrets]
    for leaf in leaves(document):
        user_info = USER_INFO.search(leaf.value) if isinstance(leaf.value, str) else None
        if user_info:
            _, _, password = user_info[1].partition(":")
            found.append((f"{leaf.label}_userinfo", unquote(user_info[1])))
            found += [(f"{leaf.label}_password", unquote(password))] if password else []
    found += dict.fromkeys(more)
    labels: dict[str, str] = {}
    for label, value in found:
        name, number = label, 1
        while name in labels:
            number += 1
            name = f"{label}_{number}"
        labels[name] = value
    return labels


def file_of(source: Source, key: Key, path: str) -> Path:
    """The file `path` that the profile states as `key`, from the profile's folder. Raises ProfileError when it is not
    there."""
    file = source.path.parent / path
    if not file.is_file():
        raise source.error(key, f"names no file ({file}); paths start at the profile's folder")
    return file


def located(source: Source, document: Mapping[str, Any]) -> dict[str, Any]:
    """`document` with its paths made `Path`s: the profile's from its own folder, the defaults' from the fixtures.
    Raises ProfileError for a file of the profile that is not there."""
    paths: dict[Key, Path] = {}
    for leaf in leaves(document):
        if leaf.schema.get("x-file"):
            stated = len(list(lookup(source.document, leaf.key))) == len(leaf.key)
            paths[leaf.key] = file_of(source, leaf.key, leaf.value) if stated else FIXTURES / leaf.value
    return replaced(document, paths)


def hashed(document: Mapping[str, Any], secrets: Iterable[Secret]) -> str:
    """16 hexadecimal digits that tell one profile from another. Neither a secret nor the target changes them: a profile
    is the same whichever host it is tried on."""
    shown = replaced(document, {secret.key: secret.label for secret in secrets})
    shown.pop("target", None)
    canonical = json.dumps(shown, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(USER_INFO.sub("userinfo", canonical).encode()).hexdigest()[:16]


def replaced(document: Mapping[str, Any], values: Mapping[Key, Any]) -> dict[str, Any]:
    """A copy of `document` with `values` at their keys."""
    copy = deepcopy(dict(document))
    for key, value in values.items():
        parent: Any = copy
        for part in key[:-1]:
            parent = parent[part]
        parent[key[-1]] = value
    return copy
