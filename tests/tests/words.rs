//! One word for each value, the same everywhere: `as_str`, `Display` and serde agree, and no two values share one.

use std::collections::HashSet;

macro_rules! check {
    ($($kind:ty),* $(,)?) => { $({
        let mut seen = HashSet::new();
        for value in <$kind>::ALL {
            let word = value.as_str();
            assert!(seen.insert(word), "{word} twice in {}", stringify!($kind));
            assert_eq!(value.to_string(), word);
            assert_eq!(serde_json::to_value(value).expect("a word"), word);
            let back: $kind = serde_json::from_value(word.into()).expect("the value");
            assert_eq!(back, *value);
        }
        assert!(!seen.is_empty());
    })* };
}

#[test]
fn one_word_for_each_value() {
    use mailwire::error::{Fault, Field, Limit, Misuse};
    use mailwire::hubspot::request::BodyFault;
    use mailwire::hubspot::{ApiVersion, Class, OauthVersion};
    use mailwire::outcome::{Kind, Reason};
    check!(Field, Limit, Fault, Misuse, Kind, Reason, mailwire::diagnosis::Diagnosis, mailwire::retry::Stop);
    check!(ApiVersion, OauthVersion, Class, BodyFault, mailwire::http::request::Method);
}

/// An outcome that was stored comes back the same.
#[test]
fn outcomes_can_be_stored() {
    let http = mailwire_tests::vectors::with_head(429, br#"{"message":"slow \u00fc","policyName":"SECONDLY"}"#);
    let seen = mailwire_tests::replay::read("single-send", &http, &mut std::iter::once(usize::MAX));
    let stored = serde_json::to_string(&seen.outcome).expect("JSON");
    let back: mailwire::Outcome = serde_json::from_str(&stored).expect("an outcome");
    assert_eq!(back, seen.outcome);
    assert!(stored.contains("rate-limit-secondly") && stored.contains("slow ü"), "{stored}");
}

/// Every diagnosis has a hint of one sentence, every result a meaning.
#[test]
fn texts_for_people() {
    for diagnosis in mailwire::diagnosis::Diagnosis::ALL {
        let hint = diagnosis.hint();
        assert!(hint.ends_with('.') && hint.len() > 20 && !hint.contains(". "), "{diagnosis}: {hint}");
    }
    let table = mailwire_tests::vectors::document("hubspot", "sendresults.json");
    let rows = table["results"].as_array().expect("rows");
    assert_eq!(rows.len(), 51);
    for (row, result) in rows.iter().zip(mailwire::hubspot::SendResult::all()) {
        assert_eq!(row["value"], result.value());
        assert_eq!(row["class"], result.class().as_str());
        assert_eq!(row["documented"], result.is_documented());
        assert_eq!(row["meaning"], result.meaning());
    }
}
