"""Faults of Media Reference Send (document 000)."""

from functools import partial

from .app_call import faults_of_app_calls
from .fault import fault
from .media_reference_send_settings import FAULTS as SETTINGS_FAULTS

SERVICE = "media-reference-send"
_row = partial(fault, SERVICE)

FAULTS = (
    _row("valid-message-refused", "Answers a valid message by PUT with JSON 500.", "message.accepted", where="status"),
    _row(
        "redirects-to-login",
        "Leads a valid message by PUT with a form to a log-in page.",
        "message.accepted",
        where="status",
    ),
    _row(
        "sent-with-error-inside",
        "Answers a valid form by POST 200 with an error.",
        "message.no-error-inside",
        where="body",
    ),
    *faults_of_app_calls(SERVICE),
    _row(
        "formatted-refused",
        "Answers numbers with parentheses 406.",
        "recipient.form",
        "property.any-message-accepted",
        where="status",
    ),
    _row("empty-description-refused", "Answers an empty description 400.", "description.empty", where="status"),
    _row(
        "absent-description-refused",
        "Answers a message without a description 400.",
        "description.absent",
        where="status",
    ),
    _row(
        "unicode-refused",
        "Answers a description with characters beyond U+FFFF 500.",
        "description.text",
        "property.any-message-accepted",
        where="status",
    ),
    _row("tab-refused", "Answers a description with a tab 500.", "property.any-message-accepted", where="status"),
    _row(
        "rare-character-refused",
        "Answers a description with characters of planes without any 500.",
        "property.any-message-accepted",
        where="status",
    ),
    _row(
        "preview-too-small-refused",
        "Answers previews below 300 bytes 400.",
        "preview.taken",
        "preview.size",
        "property.any-message-accepted",
        where="status",
    ),
    _row("large-preview-refused", "Answers previews above 100 KB 400.", "preview.taken", where="status"),
    _row(
        "portrait-refused",
        "Answers previews that are higher than wide 400.",
        "preview.size",
        "property.any-message-accepted",
        where="status",
    ),
    _row("jpeg-refused", "Answers pictures 400; takes videos only.", "media.type", where="status"),
    _row(
        "media-is-html",
        "Serves a page of HTML where the media should be.",
        "media.downloadable",
        where="body",
        of_configuration=True,
    ),
    _row(
        "raw-slash-refused",
        "Answers a content type whose slash is not percent-encoded 400.",
        "slash.taken",
        where="status",
    ),
    _row(
        "second-recipient-refused",
        "Answers the same media to a second recipient 400.",
        "recipients.each-accepted",
        where="status",
    ),
    _row(
        "side-by-side-refused",
        "Answers a message 500 while the same one to somebody else is being taken.",
        "recipients.side-by-side",
        where="status",
    ),
    _row(
        "bad-recipient-poisons",
        "Answers the next recipient of a message 406 after a malformed one.",
        "recipients.bad-one-apart",
        where="status",
    ),
    _row("repeat-refused", "Answers the same message to the same recipient 409.", "recipients.repeat", where="status"),
    _row("head-not-stored", "Loses messages by HEAD.", "arrival.combination", "arrival.description", where="observer"),
    _row("get-not-stored", "Loses messages by GET.", "arrival.combination", "arrival.description", where="observer"),
    _row(
        "plus-becomes-space",
        "Stores a + in a description as a space.",
        "arrival.description",
        where="observer /description",
    ),
    _row(
        "latin-1-description",
        "Stores a description's UTF-8 as Latin-1.",
        "arrival.description",
        where="observer /description",
    ),
    _row(
        "latin-1-by-json",
        "Stores a description that comes in JSON as Latin-1.",
        "arrival.description",
        where="observer /description",
    ),
    _row(
        "preview-size-swapped",
        "Stores the width of a preview for its height.",
        "arrival.preview",
        "arrival.combination",
        "arrival.any-version",
        "arrival.slash",
        "arrival.marked-by-url",
        where="observer /preview_width",
    ),
    _row(
        "empty-description-null",
        'Stores "null" for an empty description.',
        "arrival.empty-description",
        where="observer /description",
    ),
    _row(
        "absent-description-null",
        'Stores "null" where no description came.',
        "arrival.absent-description",
        where="observer /description",
    ),
    _row(
        "raw-slash-cut",
        "Stores a media type up to a slash that is not percent-encoded.",
        "arrival.slash",
        where="observer /media_content_type",
    ),
    _row(
        "escaped-slash-kept",
        "Stores the percent-encoded slash of a media type undecoded.",
        "arrival.slash",
        "arrival.combination",
        "arrival.any-version",
        "arrival.media",
        "arrival.marked-by-url",
        where="observer /media_content_type",
    ),
    _row(
        "media-type-lost",
        "Stores no content type of a picture's.",
        "arrival.media",
        where="observer /media_content_type",
    ),
    _row(
        "side-by-side-lost",
        "Takes a message and loses it while the same one to somebody else is being taken.",
        "arrival.side-by-side",
        where="observer /sms_to",
    ),
    _row(
        "preview-truncated",
        "Stores the first 32 KB of a preview.",
        "arrival.preview",
        where="observer /preview_content",
    ),
    _row(
        "recipient-mangled",
        "Stores a number in parentheses without its last digit.",
        "arrival.recipient",
        where="observer /sms_to",
    ),
    _row(
        "media-url-encoded",
        "Stores the URL of a picture percent-encoded.",
        "arrival.media",
        where="observer /media_url",
    ),
    _row(
        "second-recipient-lost",
        "Loses the same media to a second recipient.",
        "arrival.recipients",
        "arrival.side-by-side",
        where="observer /sms_to",
    ),
    _row(
        "crash-on-damage",
        "Answers a message that it cannot read 500.",
        "damage.survived",
        "property.any-damage-survived",
        where="status",
    ),
    _row(
        "hangs-up-on-damage",
        "Closes the connection upon a message that it cannot read.",
        "damage.survived",
        "property.any-damage-survived",
        where="response",
    ),
    *SETTINGS_FAULTS,
)
