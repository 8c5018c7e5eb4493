//! Credentials are shown to nobody: not by `Debug` or `Display`, not in the texts of an outcome when a reply echoes
//! them, and what was collected of them is wiped.

use std::fmt::Debug;

use mailwire::exchange::{Emit, Request, State};
use mailwire::hubspot;
use mailwire::hubspot::{Account, AuthorizationCode, RefreshToken, SendStatus, SingleSend, Tokens};
use mailwire::operation::{Operation, Piece, Row, RowName};
use mailwire::outcome::Outcome;
use mailwire::text::Cursor;
use mailwire::{Event, Exchange, Wants};
use mailwire_tests::operations::{
    CLIENT_SECRET, CODE, CODE_VERIFIER, Call, QUERY_KEY, REFRESH_TOKEN, TOKEN, each_kind, every, full_send,
};
use mailwire_tests::wire::{Framing, reply};

/// What no text may hold: a part of every secret here, long enough to be nothing else.
const PART: &str = "Zq7Xk";
const SECRETS: [&str; 6] = [TOKEN, QUERY_KEY, CLIENT_SECRET, REFRESH_TOKEN, CODE, CODE_VERIFIER];

/// Neither as text nor as a list of the bytes, in decimal or in hexadecimal.
fn assert_hidden(what: &str, shown: &str) {
    let list = |form: fn(&u8) -> String| PART.as_bytes().iter().map(form).collect::<Vec<_>>().join(", ");
    assert!(!shown.contains(PART), "{what} shows a secret: {shown}");
    assert!(!shown.contains(&list(u8::to_string)), "{what} shows the bytes of a secret: {shown}");
    assert!(!shown.contains(&list(|byte| format!("{byte:x}"))), "{what} shows the bytes of a secret: {shown}");
    let lines = |text: &str| text.replace(['\n', ' '], "");
    assert!(!lines(shown).contains(&lines(&list(u8::to_string))), "{what} shows the bytes of a secret: {shown}");
}

fn assert_debug_hides(what: &str, value: &dyn Debug) {
    for shown in [format!("{value:?}"), format!("{value:#?}"), format!("{value:x?}"), format!("{value:#X?}")] {
        assert_hidden(what, &shown);
    }
}

/// The search would find a secret in each of the forms in which `Debug` could show it.
#[test]
fn the_search_finds() {
    for secret in SECRETS {
        assert!(secret.contains(PART));
        let forms = [
            format!("{secret:?}"),
            format!("{:?}", secret.as_bytes()),
            format!("{:#?}", secret.as_bytes()),
            format!("{:x?}", secret.as_bytes()),
        ];
        for form in forms {
            assert!(std::panic::catch_unwind(|| assert_hidden("this", &form)).is_err(), "{form}");
        }
    }
}

/// Accounts, operations, heads and header fields.
#[test]
fn debug_of_what_is_sent() {
    let bearer = Account::bearer(TOKEN).expect("a token");
    let key = Account::retired_v1_query_key(QUERY_KEY).expect("a key");
    assert_debug_hides("an account", &bearer);
    assert_debug_hides("an account with a key", &key);
    assert_debug_hides("a result with an account", &Account::bearer(TOKEN));
    let refresh = RefreshToken::new("id", CLIENT_SECRET, REFRESH_TOKEN).expect("valid");
    let code = AuthorizationCode::new("id", CLIENT_SECRET, CODE, "https://a").expect("valid");
    let code = code.code_verifier(CODE_VERIFIER).expect("valid");
    assert_debug_hides("a refresh token call", &refresh);
    assert_debug_hides("an authorization code call", &code);
    assert_debug_hides("a send", &full_send(Default::default()));
    assert_debug_hides("a status query", &SendStatus::new("s").expect("valid"));
    let operations: [&dyn Operation<Account<'_>>; 3] = [&refresh, &code, &SingleSend::new(1, "a@b").expect("valid")];
    for account in [&bearer, &key] {
        for operation in operations {
            let request = Request::new(account, operation);
            let head = request.head();
            assert_debug_hides("a head", &head);
            for field in head.fields() {
                assert_debug_hides("a field", &field);
                assert_eq!(field.is_secret(), field.name == "Authorization");
                let is_token = field.value.windows(PART.len()).any(|part| part == PART.as_bytes());
                assert!(!is_token || field.is_secret(), "{}: what is secret says so", field.name);
            }
            assert_debug_hides("a dedupe key", &request.dedupe());
        }
    }
}

/// What is refused is not quoted.
#[test]
fn errors_quote_nothing() {
    for secret in SECRETS {
        let spoilt = secret.to_owned() + "\r\n" + PART;
        let long = secret.repeat(400);
        for text in [spoilt.as_str(), long.as_str()] {
            let errors = [
                Account::bearer(text).map(drop),
                Account::retired_v1_query_key(text).map(drop),
                Account::retired_v1_query_key(&format!("pat-{text}")).map(drop),
                Account::bearer(&format!("{text}@x")).map(drop),
                RefreshToken::new(text, text, text).map(drop),
                AuthorizationCode::new("i", text, "c", "u").map(drop),
                AuthorizationCode::new("i", "s", text, "u").map(drop),
                SendStatus::new(text).map(drop),
            ];
            for error in errors {
                let error = error.expect_err("refused");
                assert_debug_hides("an error", &error);
                assert_hidden("an error", &error.to_string());
                assert_debug_hides("a failure", &mailwire::io::Failure::<()>::Exchange(error));
                assert_hidden("a failure", &mailwire::io::Failure::<std::io::Error>::Exchange(error).to_string());
            }
        }
    }
}

/// Exchange and state at every stage, and what they hand out.
#[test]
fn debug_of_the_exchange() {
    for call in every() {
        let mut exchange = call.exchange();
        assert_debug_hides(&call.name, &exchange);
        while exchange.wants() == Wants::Transmit {
            let n = exchange.transmit(&mut [0; 100]).expect("valid");
            assert_debug_hides(&call.name, &exchange);
            exchange.advance(n).expect("as offered");
        }
        let (mut state, body) = (call.sent(), token_reply());
        for byte in reply(200, "", body.as_bytes(), Framing::Sized) {
            let mut input = &[byte][..];
            loop {
                let event = state.receive(&mut input);
                assert_debug_hides(&call.name, &event);
                assert_debug_hides(&call.name, &state);
                if !matches!(event, Ok(Event::Row(row)) if { assert_debug_hides("a row", &row); true }) {
                    break;
                }
            }
        }
    }
}

/// A received head, as gateways and test servers read it.
#[test]
fn debug_of_a_received_head() {
    for call in every() {
        let bytes = call.bytes();
        let (head, _) = mailwire::http::request::parse(&bytes).expect("a head");
        assert_debug_hides(&call.name, &head);
    }
}

/// The sink that a request was written through does not show what passed.
#[test]
fn debug_of_the_sink() {
    for call in every() {
        let mut room = [0; 8192];
        let mut cursor = Cursor::fill(&mut room);
        call.request().target(&mut cursor);
        call.request().body(&mut cursor);
        assert_debug_hides(&call.name, &cursor);
    }
}

fn token_reply() -> String {
    format!(
        r#"{{"token_type":"bearer","access_token":"A{PART}\u002dA","refresh_token":"{}","expires_in":1800,"id_token":"{PART}"}}"#,
        REFRESH_TOKEN.replace("Zq", "\\u005aq")
    )
}

/// Whether anything that can be read of an outcome holds the beginning of a secret.
fn shows(outcome: &Outcome) -> bool {
    let texts = [outcome.text.as_bytes(), outcome.detail.as_bytes(), outcome.provider_code.as_bytes()];
    let more = [outcome.correlation_id.as_bytes(), outcome.status_id.as_bytes(), outcome.event_id.as_bytes()];
    texts.into_iter().chain(more).any(|text| text.windows(2).any(|part| part == &PART.as_bytes()[..2]))
}

fn assert_outcome_hides(what: &str, outcome: &Outcome) {
    assert!(!shows(outcome), "{what}: {outcome:?}");
}

/// What an outcome shows of itself is its texts and nothing else.
#[test]
fn debug_and_serde_of_an_outcome() {
    for echo in ECHOES {
        let text = echo.replace('*', &format!("{PART}-EXAMPLE"));
        let mut state = each_kind()[0].sent();
        let http = &replies(&text)[0];
        let _ = state.receive(&mut &http[..]);
        assert_debug_hides(echo, &state.outcome());
        assert_hidden(echo, &serde_json::to_string(&state.outcome()).expect("JSON"));
    }
}

/// Feeds a reply whole, byte by byte, and in two pieces cut at every place; the outcome is looked at after every piece,
/// and after an end of the stream there.
fn every_outcome(call: &Call, http: &[u8], mut look: impl FnMut(&Outcome)) {
    let mut feed = |state: &mut State<hubspot::Reader>, mut input: &[u8]| {
        while let Ok(Event::Row(_)) = state.receive(&mut input) {
            look(&state.outcome());
        }
        look(&state.outcome());
        let mut cut = state.clone();
        let _ = cut.receive_end_of_stream();
        look(&cut.outcome());
    };
    feed(&mut call.sent(), http);
    let mut state = call.sent();
    http.iter().for_each(|byte| feed(&mut state, &[*byte]));
    for at in 1..http.len() {
        let mut state = call.sent();
        feed(&mut state, &http[..at]);
        feed(&mut state, &http[at..]);
    }
}

/// The forms in which services echo credentials, `*` in the place of the credential; all that
/// `core/src/hubspot/redact.rs` knows.
const ECHOES: [&str; 17] = [
    "This oauth-token (*) does not have proper permissions!",
    "OAuth-Token (*)",
    "This hapikey (*) is not known",
    "GET /x?hapikey=*&a=1",
    "HAPIKEY=*",
    "access_token=* refresh_token=*",
    "id_token=*;",
    "client_secret=*, x",
    "app_secret='x' client_secret=*",
    "code=*",
    "?code=*&state=1",
    r#"{"access_token":"*","x":1}"#,
    r#"{"refresh_token":"*"}"#,
    r#"{"client_secret":"*"}"#,
    "Authorization: Bearer *",
    "bearer *, and so on",
    "the token pat-na1-* is not valid.",
];

/// How a text may stand in a reply of failure.
fn replies(text: &str) -> Vec<Vec<u8>> {
    let json = serde_json::json!(text).to_string();
    let escaped: String = text.chars().map(|character| format!("\\u{:04x}", character as u32)).collect();
    let html = format!("<html><head><title>{text}</title></head><body>{text}</body></html>");
    vec![
        reply(401, "", format!(r#"{{"status":"error","message":{json},"category":"X"}}"#).as_bytes(), Framing::Sized),
        reply(401, "", format!(r#"{{"message":"{escaped}"}}"#).as_bytes(), Framing::Sized),
        reply(400, "", format!(r#"{{"error":"x","error_description":{json}}}"#).as_bytes(), Framing::Chunked(5)),
        reply(400, "", text.as_bytes(), Framing::Sized),
        reply(530, "", html.as_bytes(), Framing::UntilClose),
    ]
}

/// No form of echo, in no kind of body, split at any byte, is readable in any text of the outcome, at any time.
#[test]
fn echoes_are_masked() {
    let calls = each_kind();
    for echo in ECHOES {
        let text = echo.replace('*', &format!("{PART}-EXAMPLE"));
        for http in replies(&text) {
            for call in [&calls[0], &calls[3]] {
                every_outcome(call, &http, |outcome| assert_outcome_hides(echo, outcome));
                let mut state = call.sent();
                let _ = state.receive(&mut &http[..]);
                let _ = state.receive_end_of_stream();
                // A text that is JSON itself is read as such where it is the body.
                let is_kept = !state.outcome().text.is_empty();
                assert!(is_kept || echo.starts_with('{'), "{echo}");
                assert!(!is_kept || state.outcome().text.as_str().contains("***"), "{echo}: {:?}", state.outcome());
            }
        }
    }
}

/// Every name in the tables of the source has a row here.
#[test]
fn every_name_has_an_echo() {
    let source = include_str!("../../core/src/text/redact.rs");
    let table =
        source.split_once("const NAMES: Table =").and_then(|(_, table)| table.split_once(';')).expect("a table").0;
    // Between quotation marks.
    let names: std::collections::BTreeSet<_> = table.split('"').skip(1).step_by(2).collect();
    assert!(names.len() >= 6, "the tables are found: {names:?}");
    for name in names {
        let is_there = ECHOES.iter().chain(&NEAR_FORMS).any(|echo| echo.to_lowercase().contains(name));
        assert!(is_there, "no echo for {name:?}");
    }
}

/// The same credentials in forms that differ by a blank, a quotation mark or a colon: the ways in which programs print
/// such pairs.
const NEAR_FORMS: [&str; 15] = [
    "Authorization: Basic *",
    "<api_key>*</api_key>",
    "app_secret : *",
    "Authorization: Bearer  *",
    "Authorization: Bearer \"*\"",
    "access_token=\"*\"",
    "client_secret='*'",
    "hapikey= *",
    "oauth-token ( *)",
    r#"{"access_token": "*"}"#,
    r#"{"client_secret" : "*"}"#,
    "access_token: *",
    "client_secret: *",
    "code_verifier=*",
    "hapikey: *",
];

/// They are masked too.
#[test]
fn near_forms_are_masked() {
    let call = &each_kind()[0];
    let mut shown = Vec::new();
    for echo in NEAR_FORMS {
        let text = echo.replace('*', &format!("{PART}-EXAMPLE"));
        for http in replies(&text) {
            every_outcome(call, &http, |outcome| {
                if shows(outcome) && shown.last() != Some(&echo) {
                    shown.push(echo);
                }
            });
        }
    }
    assert!(shown.is_empty(), "{} forms are shown: {shown:#?}", shown.len());
}

/// A service that sends our own request back, whole, as text, as JSON, in a page: nothing of ours is found in it.
#[test]
fn our_own_request_comes_back() {
    let mut shown = std::collections::BTreeSet::new();
    for call in every() {
        let bytes = call.bytes();
        let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head") + 4;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = (&text[..head], &text[head..]);
        // An outcome keeps the beginning of a text: let each part be the beginning once.
        let mut parts = vec![text.as_str(), head, body];
        parts.extend(head.lines().chain(body.split_inclusive('&')));
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            for http in replies(part) {
                let mut state = call.sent();
                for byte in &http {
                    let _ = state.receive(&mut &[*byte][..]);
                }
                let _ = state.receive_end_of_stream();
                if shows(&state.outcome()) {
                    shown.insert(state.outcome().text.to_string());
                }
            }
        }
    }
    assert!(shown.is_empty(), "{shown:#?}");
}

/// Whatever characters a token may have, its mask covers all of it: what could end a mask is refused in a token.
#[test]
fn every_character_of_a_token_is_masked() {
    let call = &each_kind()[0];
    let mut shown = Vec::new();
    for character in '!'..='~' {
        let token = format!("EXAMPLE{character}{PART}");
        if Account::bearer(&token).is_err() {
            continue;
        }
        let text = format!("Authorization: Bearer {token}");
        for http in &replies(&text)[..2] {
            let mut state = call.sent();
            let _ = state.receive(&mut &http[..]);
            if shows(&state.outcome()) && shown.last() != Some(&character) {
                shown.push(character);
            }
        }
    }
    assert!(shown.is_empty(), "behind each of these the rest of a token is shown: {shown:?}");
}

/// Tokens that are received are handed out as rows and kept nowhere, whoever asked; the outcome shows none of them at
/// any time.
#[test]
fn received_tokens_are_not_kept() {
    for call in each_kind() {
        for status in [200, 400] {
            let http = reply(status, "", token_reply().as_bytes(), Framing::Chunked(9));
            every_outcome(&call, &http, |outcome| assert_outcome_hides(&call.name, outcome));
        }
    }
}

/// Reads a token reply into `room`, in pieces of `size`.
fn collect<'r>(room: &'r mut [u8], body: &str, size: usize) -> (Tokens<'r>, Result<(), mailwire::Error>) {
    let http = reply(200, "", body.as_bytes(), Framing::Sized);
    let account = Account::without_credential();
    let refresh = RefreshToken::new("id", "s", "r").expect("valid");
    let mut exchange = Exchange::new(&account, &refresh);
    let n = exchange.transmit(&mut [0; 1024]).expect("valid");
    exchange.advance(n).expect("as offered");
    let (mut tokens, mut result) = (Tokens::new(room), Ok(()));
    for piece in http.chunks(size) {
        let mut input = piece;
        while let Event::Row(row) = exchange.receive(&mut input).expect("right") {
            result = result.and(tokens.push(&row));
            assert_debug_hides("tokens", &tokens);
        }
    }
    (tokens, result)
}

/// Received tokens come out whole in whatever pieces, are not shown, and their room is wiped.
#[test]
fn tokens_are_wiped() {
    for size in [1, 2, 7, 60, 1000] {
        let mut room = [0xaa; 256];
        let (tokens, result) = collect(&mut room, &token_reply(), size);
        assert_eq!(result, Ok(()));
        assert_eq!(tokens.access_token(), Some(format!("A{PART}-A").as_str()));
        assert_eq!(tokens.refresh_token(), Some(REFRESH_TOKEN));
        assert_eq!(tokens.expires_in_s(), Some(1800));
        drop(tokens);
        assert_eq!(room, [0; 256], "every byte of the room, used or not");
    }
    // Also what did not fit, and what was collected in part.
    let mut room = [0xaa; 9];
    let (tokens, result) = collect(&mut room, &token_reply(), 1);
    assert!(result.is_err());
    drop(tokens);
    assert_eq!(room, [0; 9]);
    let mut room = [0xaa; 16];
    let mut tokens = Tokens::new(&mut room);
    tokens
        .push(&Row { item: 0, name: RowName::AccessToken, piece: Piece::Span(b"EXAMPLE"), is_last: false })
        .expect("fits");
    drop(tokens);
    assert_eq!(room, [0; 16]);
}

/// A token that did not fit is absent: it is neither cut nor glued to what comes after it.
#[test]
fn a_token_that_does_not_fit_is_absent() {
    let body = r#"{"access_token":"ABCDEFGHIJKLMNOP\u0051RSTUVWXYZ","refresh_token":"R0","expires_in":1800}"#;
    let (access, refresh) = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "R0");
    for room in 0..40 {
        for size in 1..100 {
            let mut room = vec![0; room];
            let (tokens, result) = collect(&mut room, body, size);
            let what = format!("{result:?} in pieces of {size}");
            assert!(tokens.access_token().is_none_or(|token| token == access), "{what}: {:?}", tokens.access_token());
            assert!(
                tokens.refresh_token().is_none_or(|token| token == refresh),
                "{what}: {:?}",
                tokens.refresh_token()
            );
            assert!(result.is_err() || tokens.access_token().is_some() && tokens.refresh_token().is_some(), "{what}");
        }
    }
}
