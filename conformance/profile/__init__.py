"""Who is under test: what the provider declares, its credentials and its limits."""

from ..exchange.settings import Limits, Observer, Transport
from .file import ProfileError
from .loader import load
from .model import Account, Profile, Webhook

__all__ = ["Account", "Limits", "Observer", "Profile", "ProfileError", "Transport", "Webhook", "load"]
