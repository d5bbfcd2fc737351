"""The embedded reference provider: it conforms in every service, but for the faults that are asked of it by name.

It imports nothing from the rooms that judge it, or a mistake there would hide the same mistake here.
"""

from .faults import FAULTS, Fault
from .provider import Provider

__all__ = ["FAULTS", "Fault", "Provider"]
