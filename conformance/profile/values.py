"""From what a profile says to what holds: defaults under it, the environment's values in it, its paths in full."""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from ..clients.acrobits.account_xml import SUFFIXES
from ..contract import folder_of
from ..resources import FIXTURES
from .credentials import USER_INFO, Secret
from .file import Key, Source, lookup
from .schema import leaves, service_schema, slug


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
