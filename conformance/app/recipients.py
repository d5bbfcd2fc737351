"""Which of the profile's recipients are written in which form (document 000, Parameters: sms_to)."""

from ..clients.acrobits.recipient import Form, form_of, other_forms
from ..profile import Profile


def in_form(profile: Profile, form: str) -> str | None:
    """The profile's first recipient that is written in `form`."""
    return next((recipient for recipient in profile.recipients if form_of(recipient) == form), None)


def no_such_form(profile: Profile, form: str) -> str | None:
    """Why no recipient can be sent to in `form`, or None: a need of checks."""
    return None if in_form(profile, form) else f"the profile lists no recipient in the form {form}"


def in_other_form(profile: Profile, form: str) -> str | None:
    """One of the profile's recipients in a `form` that the profile does not have."""
    if in_form(profile, form):
        return None
    forms = (other_forms(recipient).get(Form(form)) for recipient in profile.recipients)
    return next((found for found in forms if found), None)
