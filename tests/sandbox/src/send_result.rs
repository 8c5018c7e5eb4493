//! The 51 known values of `sendResult` and the sentences that go with them.

/// Name and, where this sandbox has one, the `message` of the reply.
pub(crate) const SEND_RESULTS: [(&str, &str); 51] = [
    ("ADDRESS_LIST_BOMBED", ""),
    ("ADDRESS_ONLY_ACCEPTED_ON_PROD", ""),
    ("ADDRESS_OPTED_OUT", ""),
    ("ATTACHMENT_DOWNLOAD_QUEUE_FULL", ""),
    ("BLOCKED_ADDRESS", "This recipient address is blocked. Remove the block or use another address."),
    ("BLOCKED_DOMAIN", "The recipient's domain takes no mail from us at the moment. Try another address."),
    ("BRAND_RECIPIENT_FATIGUE_SUPPRESSED", ""),
    ("CAMPAIGN_CANCELLED", ""),
    ("CANCELLED_ABUSE", ""),
    ("CONTACT_VIEW_PERMISSION", ""),
    ("CORRUPT_INPUT", ""),
    ("EMAIL_DISABLED", ""),
    ("EMAIL_UNCONFIRMED", ""),
    ("GDPR_DOI_ENABLED", ""),
    ("GRAYMAIL_SUPPRESSED", ""),
    ("HUBL_LIMIT_EXCEEDED", ""),
    ("IDEMPOTENT_FAIL", "This sendId was used before with other content. Use a new sendId for a new email."),
    ("IDEMPOTENT_IGNORE", "This sendId was used before. Nothing new was sent."),
    ("INVALID_APP_ID_ATTRIBUTION", ""),
    ("INVALID_FROM_ADDRESS", "The From address is not valid. Check its spelling."),
    ("INVALID_TO_ADDRESS", "The recipient address is not valid or is a role address. Use a person's address."),
    ("LOW_CONTACT_QUALITY_SCORE", ""),
    ("MARKETING_ACTIVATION_DISALLOWED", ""),
    ("MISSING_CONTENT", "No email with this emailId is set up for single send. Check the id and publish the email."),
    ("MISSING_REQUIRED_PARAMETER", ""),
    (
        "MISSING_TEMPLATE_PROPERTIES",
        "The email uses custom properties that the request does not have. Add them to customProperties.",
    ),
    ("MTA_IGNORE", ""),
    ("NON_MARKETABLE_CONTACT", ""),
    ("PORTAL_AUTHENTICATION_FAILURE", ""),
    ("PORTAL_EXPIRED", ""),
    ("PORTAL_MISSING_MARKETING_SCOPE", ""),
    ("PORTAL_NOT_AUTHORIZED_FOR_APPLICATION", ""),
    ("PORTAL_OVER_LIMIT", ""),
    ("PORTAL_SUSPENDED", "The account is suspended. Ask its owner to speak to support."),
    ("PREVIOUSLY_BOUNCED", "Mail to this recipient bounced before. Check the address."),
    ("PREVIOUSLY_UNSUBSCRIBED_BRAND", ""),
    ("PREVIOUSLY_UNSUBSCRIBED_BUSINESS_UNIT", ""),
    ("PREVIOUSLY_UNSUBSCRIBED_MESSAGE", ""),
    ("PREVIOUSLY_UNSUBSCRIBED_PORTAL", ""),
    ("PREVIOUS_SPAM", "The recipient marked similar mail as spam before."),
    ("QUARANTINED_ADDRESS", ""),
    ("QUEUED", ""),
    ("RECIPIENT_FATIGUE_SUPPRESSED", ""),
    ("SENT", ""),
    ("TEMPLATE_RENDER_EXCEPTION", ""),
    ("THROTTLED", ""),
    ("TOO_MANY_RECIPIENTS", ""),
    ("UBB_GOVERNANCE_MISSING", ""),
    ("UNCONFIGURED_SENDING_DOMAIN", ""),
    ("UNDELIVERABLE", ""),
    ("VALIDATION_FAILED", ""),
];

/// Whether an email leaves with this result; only then does its sendId stay taken.
pub(crate) fn is_accepted(send_result: &str) -> bool {
    matches!(send_result, "SENT" | "QUEUED")
}

/// The text of `message`: nothing for the results that accept, a sentence for the others.
pub(crate) fn message(send_result: &str) -> Option<String> {
    if is_accepted(send_result) {
        return None;
    }
    let known = SEND_RESULTS.iter().find(|(name, _)| *name == send_result);
    match known {
        Some((_, text)) if !text.is_empty() => Some((*text).to_owned()),
        _ => Some(format!("The email was not sent: {send_result}.")),
    }
}
