"""XML out of an answer, read without a document type: only there are entities declared, which can grow without bound or
name files and pages to be fetched."""

import re
from xml.etree import ElementTree

_UP_TO_A_BRACKET = re.compile(rb"[^\[]*\[?")


class DocumentType(ElementTree.ParseError):
    """The document has a document type declaration."""


class _WithoutDoctype(ElementTree.TreeBuilder):
    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise DocumentType("the document has a DOCTYPE")


def root_of(source: str | bytes, encoding: str | None = None) -> ElementTree.Element:
    """The root element of `source`; `encoding` goes before the one that the document declares.

    Raises DocumentType, and ElementTree.ParseError, ValueError or LookupError for what is not well-formed.
    """
    data, named = (source.encode(), "utf-8") if isinstance(source, str) else (source, encoding)
    parser = ElementTree.XMLParser(target=_WithoutDoctype(), encoding=named)
    # The parser stops for an exception only between two pieces, and what a document type declares begins at a bracket.
    for piece in _UP_TO_A_BRACKET.finditer(data):
        parser.feed(piece[0])
    root: ElementTree.Element = parser.close()
    return root
