"""The provider's Account XML: its nodes, and those that configure one web service (document 000, Configuration)."""

from collections.abc import Mapping, Sequence
from xml.parsers.expat import ErrorString, ExpatError, ParserCreate

SUFFIXES: Mapping[str, str] = {
    "url": "Url",
    "method": "Method",
    "post_data": "PostData",
    "content_type": "ContentType",
    "custom_headers": "CustomHeaders",
    "auth_username": "AuthUsername",
    "auth_password": "AuthPassword",
}
"""How the names of the nodes end that configure a web service, by the suite's key."""


def read(text: str | bytes) -> Mapping[str, str]:
    """The text of each innermost node of an Account XML by the node's name, without the white space around it; the
    first one's where a name stands twice. The root's name and namespaces do not matter; bytes obey the XML declaration.

    Raises ValueError, one sentence that begins with the line and the column (both from 1) and quotes nothing.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(text, True)
    except ExpatError as error:
        problem = f"is not well-formed XML ({ErrorString(error.code)}); one element has to hold all nodes"
        raise ValueError(f"line {error.lineno}, column {error.offset + 1} {problem}") from None
    except _Doctype:
        problem = "has a DOCTYPE, which could declare entities without bounds; take it out"
        raise ValueError(f"{reader.place} {problem}") from None
    except (LookupError, ValueError):
        raise ValueError(f"{reader.place} is in an encoding that cannot be read; save the file in UTF-8") from None
    return reader.nodes


def service_nodes(nodes: Mapping[str, str], prefixes: Sequence[str]) -> Mapping[str, str]:
    """The name of the node that configures each key of `SUFFIXES`, where `nodes` has one that is not empty. Of several
    `prefixes` the first that has the node wins."""
    found: dict[str, str] = {}
    for key, suffix in SUFFIXES.items():
        named = [prefix + suffix for prefix in prefixes if nodes.get(prefix + suffix)]
        found |= {key: named[0]} if named else {}
    return found


class _Doctype(Exception):
    """Entities can only be declared in a document type, and no Account XML needs them."""


class _Reader:
    def __init__(self) -> None:
        self.nodes: dict[str, str] = {}
        self.parser = ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text
        self.parser.EndElementHandler = self._end
        self._pieces: list[str] = []
        self._innermost = False

    @property
    def place(self) -> str:
        return f"line {self.parser.CurrentLineNumber}, column {self.parser.CurrentColumnNumber + 1}"

    def _refuse(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        raise _Doctype

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._pieces, self._innermost = [], True

    def _text(self, text: str) -> None:
        self._pieces.append(text)

    def _end(self, name: str) -> None:
        if self._innermost:
            self.nodes.setdefault(name.rpartition(":")[2], "".join(self._pieces).strip())
        self._innermost = False
