"""The embedded reference provider: a conforming implementation of all services, and its named faults.

It shares no code with the clients and services that judge it, so that one bug cannot stand on both sides.
"""

from .faults import FAULTS, Fault
from .provider import Provider

__all__ = ["FAULTS", "Fault", "Provider"]
