"""What a profile states of one service, from the names that the provider wrote to the suite's own keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..clients.acrobits import account_xml
from .file import Key, Source
from .schema import service_schema
from .values import defaults, file_of


@dataclass(frozen=True)
class Stated:
    """The keys stated of one service and their values; `written` has each key's name as the provider wrote it, `nodes`
    all nodes of the Account XML, None without one."""

    values: Mapping[str, Any] = field(repr=False)
    written: Mapping[str, str] = field(default_factory=dict)
    nodes: Mapping[str, str] | None = field(default=None, repr=False)

    def key(self, name: str) -> str:
        """The key that was written as `name`."""
        return next((key for key, written in self.written.items() if written == name), name)


def overlaid(source: Source, overlay: Mapping[str, Mapping[str, Any]]) -> Source:
    """`source` with the keys of `overlay` put over the table of each service that it has. A key takes the place of
    another of the same meaning; None takes it away."""
    tables = source.document.get("services")
    if not isinstance(tables, Mapping):
        return source
    changed = {service: _put(service, tables[service], over) for service, over in overlay.items() if service in tables}
    return replace(source, document={**source.document, "services": {**tables, **changed}})


def stated_of(source: Source, service: str, table: Mapping[str, Any]) -> Stated:
    """What `table`, which obeys its schema, states of `service`, its Account XML included. Raises ProfileError."""
    values: dict[str, Any] = {}
    written: dict[str, str] = {}
    for name, value in table.items():
        key = _meant(service, name)
        if key in written:
            problem = f"is given twice, as {written[key]} and as {name}; leave one out"
            raise source.error(("services", service, key), problem, near=("services", service, name))
        values[key], written[key] = value, name
    return _in_full(source, service, _with_account(source, service, Stated(values, written)))


def _meant(service: str, name: str) -> str:
    """The key that is written as `name`."""
    key: str = service_schema(service)["properties"].get(name, {}).get("x-same-as", name)
    return key


def _put(service: str, table: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    replaced = {_meant(service, name) for name in over}
    kept = {name: value for name, value in table.items() if _meant(service, name) not in replaced}
    return {**kept, **{name: value for name, value in over.items() if value is not None}}


def _with_account(source: Source, service: str, stated: Stated) -> Stated:
    """`stated` with what the Account XML says of the keys that the table leaves to it."""
    described = service_schema(service)["properties"]
    name = next((key for key in stated.values if "x-account-xml" in described[key]), None)
    if name is None:
        return stated
    key: Key = ("services", service, name)
    file, prefixes = stated.values[name], described[name]["x-account-xml"]
    path = file_of(source, key, file)
    try:
        nodes = account_xml.read(path.read_bytes())
    except ValueError as error:
        raise source.error(key, f"names {file}, whose {error}") from None
    except OSError as error:
        problem = f"names {file}, which cannot be read ({error.strerror}); check its permissions"
        raise source.error(key, problem) from None
    found = account_xml.service_nodes(nodes, prefixes)
    if "url" not in found and "url" not in stated.values:
        missing = f"{prefixes[0]}{account_xml.SUFFIXES['url']}"
        raise source.error(key, f"names {file}, which has no {missing}; add that node, or state url beside {name}")
    more = {key: node for key, node in found.items() if key not in stated.values}
    values = {**stated.values, **{key: nodes[node] for key, node in more.items()}}
    return Stated(values, {**stated.written, **more}, nodes)


def _in_full(source: Source, service: str, stated: Stated) -> Stated:
    """`stated` with lists and tables for the single values that may stand in their place."""
    described, known = service_schema(service)["properties"], {**defaults(service), **stated.values}
    values, written = dict(stated.values), dict(stated.written)
    for key, value in stated.values.items():
        part = described[key]
        if "x-one-of" in part:
            others = values.get(part["x-one-of"], [])
            values[part["x-one-of"]] = others if value in others else [value, *others]
            written.setdefault(part["x-one-of"], written[key])
        if "x-keyed-by" in part and isinstance(value, str):
            name, table = part["x-keyed-by"], part.get("x-entry-of", key)
            if name not in known:
                problem = f"is one template; state {name} beside it, or give a table from {name} to template"
                raise source.error(("services", service, written[key]), problem)
            others = values[table] if table in values and table != key else {}
            values[table] = {known[name]: value, **others}
            written.setdefault(table, written[key])
    return replace(stated, values=values, written=written)
