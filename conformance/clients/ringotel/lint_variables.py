"""Which variables of an integration file would never be expanded."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from .integration import Integration
from .pointer import leaves, pointer
from .template import variables

BUILT_IN = ("from", "to", "extension", "domain", "content", "messageid", "event_key", "text", "url")
"""The variables that document 002 uses; the labels of `properties` come on top."""


def misnamed(integration: Integration) -> Iterator[tuple[str, str, str | None]]:
    """Variables that neither exist nor are declared: (JSON Pointer, name, the nearest name that exists or None)."""
    known = (*BUILT_IN, *integration.properties)
    by_lower_case = {name.lower(): name for name in known}
    for place, name in variables(_templates(integration), known):
        if name not in known:
            near = get_close_matches(name.lower(), by_lower_case, 1)
            yield place, name, by_lower_case[near[0]] if near else None


def unclosed(integration: Integration) -> Iterator[tuple[str, str]]:
    """Known variables with a dollar sign on one side only: (JSON Pointer, name)."""
    known = (*BUILT_IN, *integration.properties)
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    one_sided = re.compile(rf"\$({names})(?![\w$])|(?<![\w$])({names})\$")
    for path, leaf in leaves(_templates(integration)):
        if isinstance(leaf, str):
            # Whole variables go first, lest the end of one be taken for the beginning of the next.
            rest = re.sub(r"\$[^$]+\$", " ", leaf)
            yield from ((pointer(path), match[1] or match[2]) for match in one_sided.finditer(rest))


def _templates(integration: Integration) -> dict[str, Any]:
    return {key: value for key, value in integration.document.items() if key != "properties"}
