//! The 51 results of a send as a table: value, class, whether HubSpot documents the meaning, and the meaning.
//!
//! The list is open: HubSpot adds values. An unknown one is refused, not repeated, and its text is kept.

use crate::error::{literal, text, words};
use crate::outcome::Reason;
use crate::text::{Table, table};

words! {
    /// Who has to act on a result.
    #[non_exhaustive]
    Class {
        /// Taken over; stop.
        Accepted = "accepted",
        /// A repeat of an earlier send; stop and say so.
        Duplicate = "duplicate",
        /// Back off and repeat with the same `sendId`.
        Transient = "transient",
        /// The caller must change the call or the template.
        Request = "request",
        /// This address must not be tried again by machine.
        Recipient = "recipient",
        /// The recipient's consent is missing; not again by machine.
        Consent = "consent",
        /// An administrator of the account must act.
        Account = "account",
    }
}

/// A result of a send that is known: a row of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SendResult(u8);

impl SendResult {
    /// All rows, in the order of their classes.
    pub fn all() -> impl Iterator<Item = SendResult> {
        (0..CLASSES.len() as u8).map(SendResult)
    }

    /// The row of a value such as `SENT`; `None` if it is not in the table.
    // By number: a device that wants to know the class of a result need not carry the names of all.
    pub fn from_value(value: &[u8]) -> Option<Self> {
        let number = number(value);
        NUMBERS.iter().position(|known| *known == number).map(|index| SendResult(index as u8))
    }

    /// The value as it stands in the reply.
    pub fn value(self) -> &'static str {
        VALUES.get(usize::from(self.0))
    }

    /// Who has to act.
    pub fn class(self) -> Class {
        CLASSES.get(usize::from(self.0)).copied().unwrap_or(Class::Request)
    }

    /// Whether HubSpot documents the meaning; the others are read off the name.
    pub fn is_documented(self) -> bool {
        IS_DOCUMENTED.get(usize::from(self.0)).copied().unwrap_or(false)
    }

    /// What it means, for a person. In a function of its own: a device that prints codes does not carry the texts.
    pub fn meaning(self) -> &'static str {
        MEANINGS.get(usize::from(self.0)).copied().unwrap_or("")
    }

    /// The reason of an outcome with this result.
    pub(crate) fn reason(self) -> Reason {
        match self.class() {
            _ if self == SENT => Reason::Sent,
            _ if self == IDEMPOTENT_IGNORE => Reason::DuplicateIgnored,
            Class::Accepted => Reason::Queued,
            Class::Duplicate => Reason::DuplicateConflict,
            Class::Transient => Reason::Transient,
            Class::Request => Reason::RequestRefused,
            Class::Recipient => Reason::RecipientRefused,
            Class::Consent => Reason::ConsentMissing,
            Class::Account => Reason::AccountRefused,
        }
    }
}

/// A number for a value: no two of the table have the same, and that of another is one of theirs once in eighty million
/// cases. (FNV-1a, in 32 bits.)
const fn number(value: &[u8]) -> u32 {
    let (mut number, mut index) = (0x811c_9dc5_u32, 0);
    while index < value.len() {
        number = (number ^ value[index] as u32).wrapping_mul(0x0100_0193);
        index += 1;
    }
    number
}

/// The two rows whose reason their class does not tell.
const SENT: SendResult = SendResult(1);
const IDEMPOTENT_IGNORE: SendResult = SendResult(3);

impl core::fmt::Debug for SendResult {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.value())
    }
}

macro_rules! results {
    ($($value:ident $class:ident $documented:literal $meaning:literal;)*) => {
        /// The values in a row, and what is known of each in lists of their own: a device carries what its program uses.
        const NAMES: &[&str] = &[$(stringify!($value),)*];
        const VALUES: Table = table!(NAMES);
        static NUMBERS: [u32; 51] = [$(number(stringify!($value).as_bytes()),)*];
        const CLASSES: [Class; 51] = [$(Class::$class,)*];
        const IS_DOCUMENTED: [bool; 51] = [$($documented,)*];
        const MEANINGS: [&str; 51] = [$(text(literal!($meaning)),)*];
    };
}

results! {
    QUEUED Accepted true "taken over and waiting for its turn; sending it again would send it twice";
    SENT Accepted true "passed on to the mail system, which does not prove that it arrived";
    IDEMPOTENT_FAIL Duplicate false "the sendId was used before and the two sends cannot be matched";
    IDEMPOTENT_IGNORE Duplicate false "the sendId was used before; the earlier send stands and nothing new goes out";
    ATTACHMENT_DOWNLOAD_QUEUE_FULL Transient false "the service cannot fetch attachments at the moment";
    THROTTLED Transient false "too many sends at once; this one was not taken";
    CORRUPT_INPUT Request false "the service could not work with the data it was given";
    HUBL_LIMIT_EXCEEDED Request false "the template went over a limit of its HubL language";
    INVALID_FROM_ADDRESS Request true "the From address is not accepted";
    MISSING_CONTENT Request true "no email has this id, or the one that has it was not saved for single send";
    MISSING_REQUIRED_PARAMETER Request false "something the service requires is not in the request";
    MISSING_TEMPLATE_PROPERTIES Request true "the template uses properties that customProperties does not carry";
    TEMPLATE_RENDER_EXCEPTION Request false "the template failed while it was filled in";
    TOO_MANY_RECIPIENTS Request false "more addresses in to, cc and bcc than are allowed";
    UNCONFIGURED_SENDING_DOMAIN Request false "the domain of the From address is not connected to the account";
    VALIDATION_FAILED Request false "the request did not pass the checks of the service";
    ADDRESS_LIST_BOMBED Recipient false "the recipient was the target of a list-bombing attack";
    ADDRESS_ONLY_ACCEPTED_ON_PROD Recipient false "this kind of address is only taken on the production system";
    ADDRESS_OPTED_OUT Recipient false "the recipient asked for no more mail";
    BLOCKED_ADDRESS Recipient false "the recipient address is on a block list";
    BLOCKED_DOMAIN Recipient true "the domain of the recipient takes no mail from HubSpot at present";
    INVALID_TO_ADDRESS Recipient true "the recipient address is not valid, or it is a role such as postmaster";
    MTA_IGNORE Recipient false "the mail system chose not to send it";
    PREVIOUSLY_BOUNCED Recipient true "earlier mail to this recipient came back, so no more is tried";
    PREVIOUS_SPAM Recipient true "the recipient reported mail of this kind as spam";
    QUARANTINED_ADDRESS Recipient false "the recipient is held in quarantine";
    UNDELIVERABLE Recipient false "the recipient is known not to be reachable";
    BRAND_RECIPIENT_FATIGUE_SUPPRESSED Consent false "the recipient has had enough mail from this brand for now";
    GDPR_DOI_ENABLED Consent false "the recipient has not confirmed the double opt-in";
    GRAYMAIL_SUPPRESSED Consent false "held back because the recipient no longer opens such mail";
    LOW_CONTACT_QUALITY_SCORE Consent false "held back because the contact scores too low";
    NON_MARKETABLE_CONTACT Consent false "the contact is not marked for marketing mail";
    PREVIOUSLY_UNSUBSCRIBED_BRAND Consent false "the recipient unsubscribed from this brand";
    PREVIOUSLY_UNSUBSCRIBED_BUSINESS_UNIT Consent false "the recipient unsubscribed from this business unit";
    PREVIOUSLY_UNSUBSCRIBED_MESSAGE Consent false "the recipient unsubscribed from this type of mail";
    PREVIOUSLY_UNSUBSCRIBED_PORTAL Consent false "the recipient unsubscribed from all mail of the account";
    RECIPIENT_FATIGUE_SUPPRESSED Consent false "the recipient has had enough mail for now";
    CAMPAIGN_CANCELLED Account false "the email or its campaign was called off";
    CANCELLED_ABUSE Account false "stopped by the abuse team of the service";
    CONTACT_VIEW_PERMISSION Account false "the caller has no right to see the contact";
    EMAIL_DISABLED Account false "sending is switched off for this email or for the account";
    EMAIL_UNCONFIRMED Account false "a confirmation is missing, of the recipient or of the email itself";
    INVALID_APP_ID_ATTRIBUTION Account false "the send cannot be assigned to a valid app";
    MARKETING_ACTIVATION_DISALLOWED Account false "the account may not make this contact a marketing contact";
    PORTAL_AUTHENTICATION_FAILURE Account false "the service could not verify the account on its own side";
    PORTAL_EXPIRED Account false "the account has run out";
    PORTAL_MISSING_MARKETING_SCOPE Account false "the account does not have the marketing product";
    PORTAL_NOT_AUTHORIZED_FOR_APPLICATION Account false "the account is not entitled to send in this way";
    PORTAL_OVER_LIMIT Account false "the account has used up its sending limit";
    PORTAL_SUSPENDED Account true "the account is suspended for breaking the acceptable-use policy";
    UBB_GOVERNANCE_MISSING Account false "the account has no settings for usage-based billing";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_a_reason_of_their_own() {
        assert_eq!((SENT.value(), IDEMPOTENT_IGNORE.value()), ("SENT", "IDEMPOTENT_IGNORE"));
        for result in SendResult::all() {
            // No two have the same number.
            assert_eq!(SendResult::from_value(result.value().as_bytes()), Some(result));
        }
    }
}
