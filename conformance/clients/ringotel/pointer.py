"""Places in a JSON document: paths, their JSON Pointers (RFC 6901), and what stands there."""

from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def pointer(path: Path) -> str:
    """`path` as a JSON Pointer; "" is the whole document."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def leaves(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value in `node` that is neither object nor array, with its path, in the document's order."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from leaves(value, (*path, index))
    else:
        yield path, node


def at(document: Any, path: Path) -> Any:
    """What stands in `document` at `path`. Raises LookupError, whose text says where the document ends instead."""
    node = document
    for depth, step in enumerate(path):
        if isinstance(step, str):
            present, wanted = isinstance(node, dict) and step in node, f"member {step!r}"
        else:
            present, wanted = isinstance(node, list) and step < len(node), f"element {step}"
        if not present:
            raise LookupError(f"no {wanted} at {pointer(path[:depth]) or 'the root'}")
        node = node[step]
    return node
