"""Where the files lie that are sent by their URLs, and who may refuse to fetch them there (document 002, SendFile)."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from ...profile import Profile
from .declared import SERVICE
from .files import GIVEN


def doubtful(profile: Profile, case: str) -> str | None:
    """Why a provider may refuse a file that lies where that of this case does, and what helps; None where it may not.
    Many take files by https only, and fetch them from no private network."""
    if case == GIVEN:
        invented = profile.declared and not profile.declares_key(SERVICE, "media_url")
        where, remedy = "on the document's invented host", f"set services.{SERVICE}.media_url or webhook.public_url"
        return f"the provider may refuse a file {where}; {remedy}" if invented else None
    address = urlsplit(profile.webhook.public_url or "")
    remedy = f"give an https webhook.public_url that all can reach, or services.{SERVICE}.media_url"
    if _is_private(address.hostname or ""):
        return f"the provider may refuse a file in a private network; {remedy}"
    if address.scheme != "https":
        return f"the provider may refuse a file that is not fetched by https; {remedy}"
    return None


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal"))
