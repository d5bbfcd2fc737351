"""The provider's own settings, before any traffic (document 003, Parameters and Configuration)."""

from ...app.configuration import obeys
from ...check import check
from ...clients.acrobits.lint_problem import Rule
from ...profile import Profile
from ...verdict import Observation
from .notification import SERVICE, problems


def unconfigured(profile: Profile, case: str = "") -> str | None:
    return None if profile.declared else "no configuration of the provider's was given: that takes a profile"


def without_keywords(profile: Profile, case: str = "") -> str | None:
    return None if profile.declared and profile.declares_key(SERVICE, "url") else without_template(profile)


def without_template(profile: Profile, case: str = "") -> str | None:
    given = profile.declares_key(SERVICE, "post_data")
    missing = f"no template of the provider's was given: set services.{SERVICE}.post_data"
    return unconfigured(profile) or (None if given else missing)


@check(f"{SERVICE}.configuration.keywords-known", proves="four-keywords-only", needs=without_keywords)
def keywords_are_known(profile: Profile) -> list[Observation]:
    """Uses only the four keywords, each between percent signs and in the body."""
    found = problems(profile)
    return [
        *obeys(found, Rule.KEYWORDS, "keywords that the sync server knows"),
        *obeys(found, Rule.PLACEHOLDERS, "keywords between percent signs"),
    ]


@check(
    f"{SERVICE}.configuration.body-well-formed",
    proves="template-gives-well-formed-body",
    needs=without_template,
)
def body_is_well_formed(profile: Profile) -> list[Observation]:
    """Has a template that expands to well-formed JSON or XML."""
    return obeys(problems(profile), Rule.BODY_FORM, "a body of the configured content type")


@check(f"{SERVICE}.configuration.content-type-supported", proves="content-type-supported", needs=unconfigured)
def content_type_is_supported(profile: Profile) -> list[Observation]:
    """Configures one of the two content types."""
    return obeys(problems(profile), Rule.CONTENT_TYPE, "application/json or application/xml")


@check(f"{SERVICE}.configuration.url-has-scheme", proves="url-has-scheme", needs=unconfigured)
def url_has_a_scheme(profile: Profile) -> list[Observation]:
    """Configures a URL with its scheme."""
    return obeys(problems(profile), Rule.URL, "a URL with http:// or https://")
