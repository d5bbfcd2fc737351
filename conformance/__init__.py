"""A conformance suite for the web services that telephony providers implement."""

__version__ = "0.1.0"
