//! The words of apps are those of the core: the same, all of them, and each with its own value.

use mailwire_ffi::mobile::words::*;
use mailwire_ffi::mobile::{mailwire_version, outcome};

/// Each value of the core becomes one that prints with the same word, and comes back.
macro_rules! same_words {
    ($($core:path => $mobile:ty,)*) => { $(
        for value in <$core>::ALL {
            let mobile = <$mobile>::from(*value);
            assert_eq!(mobile.to_string(), value.as_str());
            assert_eq!(<$core>::from(mobile), *value);
        }
    )* };
}

#[test]
fn every_word() {
    use mailwire::{bluehornet, diagnosis, error, http, hubspot, outcome, retry};
    same_words! {
        outcome::Kind => Kind,
        outcome::Reason => Reason,
        diagnosis::Diagnosis => Diagnosis,
        retry::Stop => Stop,
        error::Field => Field,
        error::Limit => Limit,
        error::Fault => Fault,
        http::request::Method => HttpMethod,
        hubspot::Class => HubSpotResultClass,
        bluehornet::DataPlace => BlueHornetDataPlace,
        bluehornet::WhitelistFault => WhitelistFault,
    }
    // Those that only go in come from lists of their own.
    assert_eq!(HubSpotVersion::Dated_2026_03_Marketing.to_string(), "2026-03-marketing");
    assert_eq!(hubspot::ApiVersion::from(HubSpotVersion::V4_Marketing), hubspot::ApiVersion::V4Marketing);
    assert_eq!(HubSpotOauthVersion::Dated_2026_09.to_string(), "2026-09");
    assert_eq!(BlueHornetResponseType::Php.to_string(), "php");
    assert_eq!(BlueHornetCarriage::Raw.to_string(), "raw");
}

#[test]
fn kinds_and_hints() {
    for reason in mailwire::outcome::Reason::ALL {
        assert_eq!(Reason::from(*reason).kind(), Kind::from(reason.kind()));
    }
    for diagnosis in mailwire::diagnosis::Diagnosis::ALL {
        assert_eq!(Diagnosis::from(*diagnosis).hint(), diagnosis.hint());
    }
}

/// The table of send results, and where it ends.
#[test]
fn send_results() {
    use mailwire_ffi::mobile::hubspot::hub_spot_send_result;
    for result in mailwire::hubspot::SendResult::all() {
        let found = hub_spot_send_result(result.value()).expect("known");
        assert_eq!(found.value, result.value());
        assert_eq!(found.class.to_string(), result.class().as_str());
        assert_eq!((found.is_documented, found.meaning.as_str()), (result.is_documented(), result.meaning()));
    }
    assert_eq!(hub_spot_send_result("SENT ME TO THE MOON"), None);
}

/// A version of the library, and truncated texts, by name.
#[test]
fn others() {
    assert_eq!(mailwire_version(), env!("CARGO_PKG_VERSION"));
    let long = "x".repeat(500);
    let body = format!("{{\"status\":\"error\",\"category\":\"{long}\",\"message\":\"{long}\"}}").into_bytes();
    let cut = super::replies::request("single-send").interpret(400, Vec::new(), body, true);
    assert_eq!(cut.truncated, [outcome::OutcomeText::ProviderCode, outcome::OutcomeText::Text]);
}
