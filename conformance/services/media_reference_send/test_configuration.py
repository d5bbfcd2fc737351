"""The provider's own configuration, before any traffic (document 000, Parameters and Configuration)."""

from ...app.configuration import well_configured
from ...check import check
from ...clients.acrobits.lint import Rule
from ...expect import observe
from ...profile import Profile
from ...verdict import Observation, Party
from .message import APP, SERVICE

UPLOAD = "genericMediaUploadUrl"


@check(f"{SERVICE}.configuration.variables-known", proves="template-variables-known", needs=APP.unconfigured)
def variables_are_known(profile: Profile) -> list[Observation]:
    """Uses only variables that the app fills in."""
    return well_configured(APP, profile, Rule.VARIABLES)


@check(f"{SERVICE}.configuration.placeholders-marked", proves="placeholders-marked", needs=APP.unconfigured)
def placeholders_are_marked(profile: Profile) -> list[Observation]:
    """Writes every variable between two percent signs."""
    return well_configured(APP, profile, Rule.PLACEHOLDERS)


@check(f"{SERVICE}.configuration.method-known", proves="method-is-one-of-four", needs=APP.unconfigured)
def method_is_known(profile: Profile) -> list[Observation]:
    """Configures one of the four methods."""
    return well_configured(APP, profile, Rule.METHOD)


@check(f"{SERVICE}.configuration.body-used", proves="no-body-by-get-or-head", needs=APP.unconfigured)
def body_is_used(profile: Profile) -> list[Observation]:
    """Puts nothing into a body that the configured method does not send."""
    return well_configured(APP, profile, Rule.BODY_USED)


@check(f"{SERVICE}.configuration.headers-well-formed", proves="custom-headers-are-lines", needs=APP.unconfigured)
def headers_are_well_formed(profile: Profile) -> list[Observation]:
    """Writes each custom header on a line of its own, as name, colon and value."""
    return well_configured(APP, profile, Rule.HEADERS)


@check(f"{SERVICE}.configuration.body-well-formed", proves="template-gives-well-formed-body", needs=APP.unconfigured)
def body_is_well_formed(profile: Profile) -> list[Observation]:
    """Has a template that expands to the content type that it names."""
    return well_configured(APP, profile, Rule.BODY_FORM)


@check(f"{SERVICE}.configuration.url-has-scheme", proves="configured-url-is-whole", needs=APP.unconfigured)
def url_has_a_scheme(profile: Profile) -> list[Observation]:
    """Configures a URL with its scheme."""
    return well_configured(APP, profile, Rule.URL)


@check(f"{SERVICE}.configuration.media-carried", proves="template-carries-the-media", needs=APP.unconfigured)
def media_is_carried(profile: Profile) -> list[Observation]:
    """Has the app send the media's URL or its preview."""
    return well_configured(APP, profile, Rule.CARRIES)


def without_account_xml(profile: Profile, case: str) -> str | None:
    given = "account_nodes" in profile.settings(SERVICE)
    return None if given else f"no Account XML was given: set services.{SERVICE}.account_xml"


@check(f"{SERVICE}.configuration.upload-configured", proves="media-upload-offered", needs=without_account_xml)
def upload_is_configured(profile: Profile) -> Observation:
    """Configures Media Upload beside Media Reference Send."""
    configured = bool(profile.settings(SERVICE)["account_nodes"].get(UPLOAD, "").strip())
    actual = "configured" if configured else "not in the Account XML"
    remedy = f"set {UPLOAD}: without an upload there is no media to refer to"
    return observe(configured, UPLOAD, actual, UPLOAD, party=Party.CONFIGURATION, remedy="" if configured else remedy)


@check(f"{SERVICE}.configuration.password-protected", proves="password-needs-https", needs=APP.unconfigured)
def password_is_protected(profile: Profile) -> list[Observation]:
    """Has the app send a password over https only."""
    return well_configured(APP, profile, Rule.PASSWORD)
