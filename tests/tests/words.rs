//! One word for each value, the same everywhere: `as_str`, `as_c_str`, `Display`, serde and the C enums agree, and no
//! two values share one.

use std::collections::HashSet;

macro_rules! check {
    ($($kind:ty),* $(,)?) => { $({
        let mut seen = HashSet::new();
        assert_eq!(<$kind>::WORDS.len(), <$kind>::ALL.len());
        for (value, c_word) in <$kind>::ALL.iter().zip(<$kind>::WORDS) {
            let word = value.as_str();
            assert_eq!(c_word.to_str(), Ok(word));
            assert_eq!(value.as_c_str(), *c_word);
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
    use mailwire::bluehornet::request::RequestFault;
    use mailwire::bluehornet::{Carriage, DataPlace, ResponseType, WhitelistFault};
    use mailwire::error::{Fault, Field, Limit, Misuse};
    use mailwire::hubspot::request::BodyFault;
    use mailwire::hubspot::{ApiVersion, Class, OauthVersion};
    use mailwire::outcome::{Kind, Reason};
    check!(Field, Limit, Fault, Misuse, Kind, Reason, mailwire::diagnosis::Diagnosis, mailwire::retry::Stop);
    check!(ApiVersion, OauthVersion, Class, BodyFault, mailwire::http::request::Method, mailwire::operation::RowName);
    check!(ResponseType, Carriage, DataPlace, WhitelistFault, RequestFault);
}

/// A problem carries numbers and names; its word is that of the problem alone.
#[test]
fn one_word_for_each_problem() {
    use mailwire::error::Problem;
    let problems = [
        Problem::Empty,
        Problem::TooLong { limit: 1, length: 2 },
        Problem::Forbidden { offset: 3 },
        Problem::NotUtf8 { offset: 4 },
        Problem::NotJson { offset: 5 },
        Problem::OutOfRange,
        Problem::Duplicate,
        Problem::NotAnAddress,
        Problem::SeveralAddresses,
        Problem::NotAHost,
        Problem::NotText,
        Problem::NotAnObject,
        Problem::MissingArgument("template"),
        Problem::MissingOneOf("template"),
        Problem::MustBeAlone,
        Problem::XmlOnly,
        Problem::TooDeep,
        Problem::NotInThisVersion,
        Problem::IsApiKey,
        Problem::IsSmtpToken,
        Problem::IsPersonalAccessKey,
        Problem::IsBearerToken,
    ];
    let words: Vec<_> = problems.iter().map(|problem| problem.as_c_str()).collect();
    assert_eq!(words, Problem::WORDS);
    assert_eq!(words.iter().collect::<HashSet<_>>().len(), words.len());
    for problem in problems {
        let word = problem.as_str();
        assert_eq!(problem.as_c_str().to_str(), Ok(word));
        let stored = serde_json::to_value(problem).expect("JSON");
        let name = stored.as_str().or_else(|| stored.as_object()?.keys().next().map(String::as_str));
        assert_eq!(name, Some(word));
    }
}

/// The committed C enums are what the core's words make today.
#[test]
fn c_enums_are_up_to_date() {
    let check = std::process::Command::new(env!("CARGO_BIN_EXE_c_words")).arg("--check").output().expect("it runs");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
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
    let changed = stored.replacen("\"slow ü\"", "7", 1);
    assert_ne!(changed, stored);
    let error = serde_json::from_str::<mailwire::Outcome>(&changed).expect_err("a number in place of a text");
    assert!(error.to_string().contains("expected a text"), "{error}");
}

/// Every diagnosis has a hint of one sentence, every result a meaning.
#[test]
fn texts_for_people() {
    use mailwire::diagnosis::Diagnosis;
    assert_eq!(Diagnosis::HINTS.len(), Diagnosis::ALL.len());
    for (diagnosis, c_hint) in Diagnosis::ALL.iter().zip(Diagnosis::HINTS) {
        let hint = diagnosis.hint();
        assert_eq!(c_hint.to_str(), Ok(hint));
        assert_eq!(diagnosis.hint_c_str(), *c_hint);
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
