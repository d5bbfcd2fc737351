"""What each rule can lead to, written down by hand: whoever changes a level or its evidence says so here too.

A FAIL needs a rule that is stated or declared; everything else is at most a WARN or a NOTE.
"""

import pytest

from conformance.contract import contract, services
from conformance.verdict import Outcome, Verdict, decide

WORST = {
    ("media-reference-send", Verdict.FAIL): """
        configured-url-is-whole description-is-utf-8 description-optional each-call-answered-on-its-own
        jpeg-and-mp4-media media-upload-offered media-url-kept message-reaches-recipient method-is-one-of-four
        no-body-after-head one-call-per-recipient placeholders-marked preview-is-base64 preview-is-jpeg
        preview-size-in-pixels recipient-forms refusal-is-not-2xx serves-declared-combination success-is-2xx
        template-carries-the-media template-gives-well-formed-body template-variables-known
        values-where-templates-put-them wrong-credentials-refused
    """,
    ("media-reference-send", Verdict.NOTE): """
        description-may-be-absent head-answers-like-get other-combinations-left-open other-recipient-forms-left-open
        repeat-left-open
    """,
    ("media-reference-send", Verdict.WARN): """
        app-headers-accepted custom-headers-are-lines damaged-request-survived failure-is-not-2xx
        impossible-message-refused media-downloadable no-body-by-get-or-head password-needs-https
        percent-encoding-decoded refusal-message-plain refusal-message-readable refusal-reveals-nothing
        refusal-type-named
    """,
    ("messaging-integration", Verdict.FAIL): """
        any-text-accepted authorization-is-known credentials-required delivered-has-returned-id
        delivered-in-declared-shape delivered-in-time events-in-declared-shape inbound-file-in-declared-shape
        inbound-file-keeps-values inbound-message-in-declared-shape inbound-message-keeps-values
        integration-file-is-json message-id-at-response-map message-is-carried message-reaches-recipient
        models-can-be-read-by recipient-forms request-url-is-whole requests-described response-map-has-the-id
        send-file-accepted send-message-accepted values-where-parameters-put-them variables-defined
    """,
    ("messaging-integration", Verdict.NOTE): """
        delivered-once-left-open event-names-known-message file-fetched-from-url inbound-once-left-open
        other-events-left-open other-recipient-forms-left-open very-long-text-left-open
    """,
    ("messaging-integration", Verdict.WARN): """
        callback-failure-survived content-type-fits damaged-request-survived delivered-arrives events-named
        file-told-from-text impossible-message-refused inbound-file-posted inbound-file-url-works
        inbound-message-posted integration-file-like-template keys-in-requests-required message-ids-distinct
        no-error-in-success one-message-id requests-encrypted unfit-file-survived variables-in-their-place
        webhook-reachable
    """,
    ("send-call-file", Verdict.FAIL): """
        action-decides-permission all-clients-alike audio-stream authorised-for-each-file body-is-whole
        expired-session-redirects ids-name-couples invoked-by-post log-in-gives-session log-in-required
        prepare-gives-new-token prepared-token-plays recd-is-mixed-first session-by-cookie session-by-url
        several-files-are-zip sid-wins-over-ids single-file-is-attachment single-file-is-media success-is-200
        token-carries-criteria token-is-one-time token-required token-service-gives-token type-decides-permission
        unknown-token-refused video-stream zip-has-contents-text zip-has-every-file
    """,
    ("send-call-file", Verdict.NOTE): """
        log-in-layout other-combinations-left-open refused-log-in-left-open token-layout
    """,
    ("send-call-file", Verdict.WARN): """
        accept-not-enforced attachment-has-filename bad-log-in-opens-nothing brackets-in-either-form criteria-required
        invoked-by-get log-in-answers-200 log-in-by-get log-in-whatever-accept missing-token-refused
        redirect-has-location redirect-reveals-nothing session-by-both session-cookie-set session-ids-agree
        stream-not-attachment token-by-get token-case-matters token-needs-session tokens-distinct tokens-unguessable
        unknown-couple-refused unknown-session-refused zip-content-type zip-is-attachment zip-paths-stay-inside
        zip-text-names-recordings zip-unencrypted
    """,
    ("send-message", Verdict.FAIL): """
        any-text-taken-whole configured-url-is-whole no-body-after-head placeholders-marked recipient-forms
        serves-declared-combination success-is-2xx template-carries-the-text template-gives-well-formed-body
        template-variables-known wrong-credentials-refused
    """,
    ("send-message", Verdict.NOTE): """
        head-answers-like-get id-in-the-answer other-combinations-left-open very-long-text-left-open
    """,
    ("send-message", Verdict.WARN): """
        app-headers-accepted content-types-taken custom-headers-are-lines damaged-request-survived failure-is-not-2xx
        impossible-message-refused method-is-one-of-four no-body-by-get-or-head password-needs-https
        refusal-is-not-2xx refusal-message-plain refusal-message-readable refusal-reveals-nothing refusal-type-named
        smart-taken
    """,
    ("smart-contact-notification", Verdict.FAIL): """
        answered-204 content-type-supported four-keywords-only no-body-after-204 party-has-username-and-device
        serves-declared-content-type several-interested-parties smart-user-identified template-gives-well-formed-body
        url-has-scheme
    """,
    ("smart-contact-notification", Verdict.NOTE): """
        further-members-left-open length-on-204-left-open other-content-types-left-open repeat-left-open
        repeated-party-left-open
    """,
    ("smart-contact-notification", Verdict.WARN): """
        any-character-in-names number-with-or-without-plus server-headers-accepted unreadable-is-not-204
        uri-with-or-without-scheme
    """,
}
"""The verdict on a broken rule, by service: the names of the rules."""


@pytest.mark.parametrize("service", services())
def test_a_broken_rule_leads_to_the_verdict_that_is_written_here(service: str) -> None:
    found: dict[Verdict, set[str]] = {}
    for clause in contract(service).clauses.values():
        if clause.excluded is None:
            verdict = decide(clause.level, clause.evidence, Outcome.BROKEN)
            found.setdefault(verdict, set()).add(clause.id.partition(".")[2])
    assert found == {verdict: set(names.split()) for (name, verdict), names in WORST.items() if name == service}
