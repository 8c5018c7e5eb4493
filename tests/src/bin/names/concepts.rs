//! The table of concepts, and whether each of its names is declared.

use crate::Sources;
use crate::declared::{declared, stands};

/// A concept; an empty name where a language does not have it.
struct Concept {
    what: &'static str,
    rust: &'static str,
    c: &'static str,
    swift: &'static str,
    /// Empty if it is the same as in Swift.
    kotlin: &'static str,
}

const fn same(what: &'static str, rust: &'static str, c: &'static str, apps: &'static str) -> Concept {
    Concept { what, rust, c, swift: apps, kotlin: apps }
}

const fn apart(
    what: &'static str,
    rust: &'static str,
    c: &'static str,
    swift: &'static str,
    kotlin: &'static str,
) -> Concept {
    Concept { what, rust, c, swift, kotlin }
}

/// A heading, and what stands below it.
struct Section {
    title: &'static str,
    concepts: &'static [Concept],
}

const SECTIONS: [Section; 6] = [
    Section {
        title: "Whose mail it is",
        concepts: &[
            same("a HubSpot account", "hubspot::Account", "mw_hubspot_account", "HubSpotAccount"),
            same("by a bearer token", "hubspot::Account::bearer", "mw_hubspot_credential", "HubSpotAccount.bearer"),
            same(
                "by the retired query key",
                "hubspot::Account::retired_v1_query_key",
                "MW_HUBSPOT_CREDENTIAL_RETIRED_V1_QUERY_KEY",
                "HubSpotAccount.retiredV1QueryKey",
            ),
            same("an app of HubSpot's OAuth", "", "", "HubSpotApp"),
            same("received tokens", "hubspot::Tokens", "mw_hubspot_tokens", "Tokens"),
            same("tokens that are kept and renewed", "", "", "OauthGrant"),
            same("a BlueHornet API user", "bluehornet::Account", "mw_bluehornet_account", "BlueHornetAccount"),
            same("addresses that may call", "bluehornet::Whitelist", "mw_whitelist_check", "Whitelist"),
        ],
    },
    Section {
        title: "What is sent",
        concepts: &[
            same("one email", "hubspot::SingleSend", "mw_hubspot_single_send", "HubSpotSingleSend"),
            same("properties", "hubspot::Properties", "mw_properties", "Properties"),
            same("a property", "hubspot::Property", "mw_property", "Property"),
            same("its value", "hubspot::Value", "mw_value", "PropertyValue"),
            same(
                "the status of a send",
                "hubspot::SendStatus",
                "mw_hubspot_send_status",
                "HubSpotAccount.prepareSendStatus",
            ),
            same(
                "when to ask for it",
                "hubspot::SendStatus::poll_after_ms",
                "mw_hubspot_poll_after_ms",
                "sendStatusPollAfterMs",
            ),
            same("new tokens", "hubspot::RefreshToken", "mw_hubspot_refresh_token", "HubSpotApp.prepareRefreshToken"),
            same(
                "first tokens",
                "hubspot::AuthorizationCode",
                "mw_hubspot_authorization_code",
                "HubSpotApp.prepareAuthorizationCode",
            ),
            same("calls in one request", "bluehornet::Batch", "mw_bluehornet_batch", "BlueHornetAccount.prepareBatch"),
            same("a call", "bluehornet::Call", "mw_bluehornet_call", "BlueHornetCall"),
            same("an argument", "bluehornet::Argument", "mw_argument", "Argument"),
            same("its value", "bluehornet::ArgumentValue", "mw_argument_kind", "ArgumentValue"),
            same("a day", "bluehornet::Date", "MW_ARGUMENT_KIND_DATE", "CalendarDate"),
            same("a documented method", "bluehornet::Method", "mw_bluehornet_method", "BlueHornetMethod"),
            same("all of them", "bluehornet::Method::all", "mw_bluehornet_method_at", "blueHornetMethods"),
        ],
    },
    Section {
        title: "One attempt",
        concepts: &[
            same("begins", "Exchange::new", "mw_hubspot_single_send_init", "HubSpotAccount.prepareSingleSend"),
            same("the request as values", "exchange::Request", "mw_exchange_url", "HttpRequest"),
            same("a header field of it", "http::request::Field", "mw_header", "HttpHeader"),
            same("a reply is read", "reply::Reply", "mw_reply_status", "HttpRequest.interpret"),
            same("it has no reply", "reply::Reply::request_sent", "mw_reply_request_sent", "HttpRequest.interpretLost"),
            same("a rule the reply breaks", "Error::Peer", "MW_STATUS_ERROR_PEER", "ReplyFault"),
            same("a value of the reply's data", "operation::Row", "mw_received", "Row"),
        ],
    },
    Section {
        title: "What came of it",
        concepts: &[
            same("the outcome", "outcome::Outcome", "mw_outcome", "SendOutcome"),
            same("of one call", "outcome::CallOutcome", "mw_call_outcome", "CallOutcome"),
            same("when to come back", "outcome::RetryAfter", "mw_retry_after", "RetryAfter"),
            same("a sentence for people", "diagnosis::Diagnosis::hint", "mw_diagnosis_hint", "Diagnosis.hint"),
            same("what a result of a send means", "hubspot::SendResult", "mw_hubspot_send_result", "HubSpotSendResult"),
            same("what keeps a repeat from doing it twice", "operation::Dedupe", "mw_dedupe", "Dedupe"),
            same("whether to try again", "retry::decide", "mw_retry_decide", "retryDecide"),
            same("from what", "retry::Finding", "mw_outcome", "Finding"),
            same("the answer", "retry::Decision", "mw_decision", "Decision"),
            same("how often and how far apart", "retry::Schedule", "mw_schedule", "Schedule"),
        ],
    },
    Section {
        title: "Errors",
        concepts: &[
            apart("why a request cannot be made", "Error", "mw_failure", "MailwireError", "MailwireException"),
            apart(
                "a value cannot be sent",
                "Error::Config",
                "MW_STATUS_ERROR_CONFIG",
                "MailwireError.Config",
                "MailwireException.Config",
            ),
            apart(
                "it does not fit",
                "Error::Capacity",
                "MW_STATUS_ERROR_CAPACITY",
                "MailwireError.Capacity",
                "MailwireException.Capacity",
            ),
            apart(
                "a whitelist that is none",
                "bluehornet::WhitelistError",
                "mw_whitelist_check",
                "MailwireError.Whitelist",
                "MailwireException.Whitelist",
            ),
            apart("no token can be had", "", "", "OauthError", "OauthException"),
        ],
    },
    Section {
        title: "Ready to use",
        concepts: &[
            same("sends, waits, tries again: HubSpot", "io::drive", "mw_exchange_run", "HubSpot.send"),
            same("asks until it is final", "", "", "HubSpot.follow"),
            same("sends, waits, tries again: BlueHornet", "io::drive", "mw_exchange_run", "BlueHornet.send"),
            same("how far it is", "", "", "SendProgress"),
            same("makes connections", "", "mw_transport", "Transport"),
            apart("on the stack of the platform", "", "", "URLSessionTransport", "JavaHttpTransport"),
            apart("on OkHttp", "", "", "", "OkHttpTransport"),
            same("one exchange of it", "Exchange", "mw_exchange", "HttpExchange"),
        ],
    },
];

/// The names that are declared nowhere.
pub(crate) fn missing(sources: &Sources) -> Vec<String> {
    let mut missing = Vec::new();
    for concept in SECTIONS.iter().flat_map(|section| section.concepts) {
        let last = concept.rust.rsplit("::").next().unwrap_or_default();
        let is_variant = concept.rust.starts_with("Error::");
        if !concept.rust.is_empty() && !is_variant && !declared(&sources.rust, last)
            || is_variant && !stands(&sources.rust, last)
        {
            missing.push(format!("Rust: {}", concept.rust));
        }
        if !concept.c.is_empty() && !stands(&sources.c, concept.c) {
            missing.push(format!("C: {}", concept.c));
        }
        for (language, source, name) in
            [("Swift", &sources.swift, concept.swift), ("Kotlin", &sources.kotlin, concept.kotlin)]
        {
            if !name.is_empty() && !name.split('.').all(|part| declared(source, part)) {
                missing.push(format!("{language}: {name}"));
            }
        }
    }
    missing.iter().map(|name| format!("declared nowhere: {name}")).collect()
}

pub(crate) fn table() -> String {
    let mut table = String::from(
        "Values of enums print as one word that all languages share; the tables below have them. Where Swift writes \
         `accepted`, Kotlin\nwrites `ACCEPTED` for a plain value and `Accepted` for one with fields.\n",
    );
    for section in &SECTIONS {
        table += &format!("\n## {}\n\n|   | Rust | C | Swift | Kotlin |\n|---|---|---|---|---|\n", section.title);
        for concept in section.concepts {
            let cell = |name: &str| if name.is_empty() { String::new() } else { format!("`{name}`") };
            let cells = [concept.rust, concept.c, concept.swift, concept.kotlin].map(cell);
            table += &format!("| {} | {} |\n", concept.what, cells.join(" | "));
        }
    }
    table
}
