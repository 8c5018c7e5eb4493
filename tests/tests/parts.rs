//! What an exchange is made of, asked for one by one: values that were checked before, the parts of an outcome, what the
//! request level is told. Each says the same as the whole does.

use mailwire::bluehornet::{self, Argument, Batch, Call, CheckEmail};
use mailwire::error::{Error, Fault, Field};
use mailwire::exchange::{Request, State};
use mailwire::hubspot::{self, AuthorizationCode, CredentialKind, RefreshToken, SendStatus, SingleSend};
use mailwire::operation::{AnyAccount, Dedupe, Found, Operation, Piece};
use mailwire::outcome::{Kind, Reason};
use mailwire::reply::Reply;
use mailwire::retry::Finding;
use mailwire::text::{json, php, xml};
use mailwire::{Event, Exchange};

/// The whole request.
fn written<A: AnyAccount>(account: &A, operation: &dyn Operation<A>) -> Result<String, Error> {
    let mut exchange = Exchange::new(account, operation);
    let mut buffer = vec![0; exchange.check()?.request as usize];
    let length = exchange.transmit(&mut buffer)?;
    assert_eq!(length, buffer.len());
    Ok(String::from_utf8(buffer).expect("UTF-8"))
}

/// Values that were checked before make the same bytes as those that are checked where they come in.
#[test]
fn values_that_were_checked_before() {
    let checked = hubspot::Account::bearer("EXAMPLE-TOKEN").expect("valid");
    let plain = hubspot::Account::unchecked(CredentialKind::Bearer, b"EXAMPLE-TOKEN", b"", b"");
    let named = checked.host("api.example:8443").expect("a host").user_agent("boiler/7").expect("a name");
    let also =
        hubspot::Account::unchecked(CredentialKind::Bearer, b" EXAMPLE-TOKEN\n", b"api.example:8443", b"boiler/7");
    assert_eq!(also.server().as_bytes(), b"api.example:8443");
    let send = SingleSend::new(7, "a@b").expect("valid").from("c@d").expect("valid").send_id("e-1").expect("valid");
    let status = SendStatus::new("s-1").expect("valid");
    let (send_also, status_also) = (SingleSend::unchecked(7, b"a@b", b"c@d", b"e-1"), SendStatus::unchecked(b"s-1"));
    for (one, other) in [(&checked, &plain), (&named, &also)] {
        assert_eq!(written(one, &send).expect("valid"), written(other, &send_also).expect("valid"));
        assert_eq!(written(one, &status).expect("valid"), written(other, &status_also).expect("valid"));
    }
    let app = hubspot::Account::without_credential();
    let app_also = hubspot::Account::unchecked(CredentialKind::None, b"", b"", b"");
    let refresh = RefreshToken::new("i", "s", "r").expect("valid");
    assert_eq!(written(&app, &refresh), written(&app_also, &RefreshToken::unchecked(b"i", b"s", b"r")));
    let code = AuthorizationCode::new("i", "s", "c", "https://app.example/back").expect("valid");
    let code = code.code_verifier("v").expect("valid");
    let code_also = AuthorizationCode::unchecked(b"i", b"s", b"c", b"https://app.example/back", b"v");
    assert_eq!(written(&app, &code), written(&app_also, &code_also));
    let checked = bluehornet::Account::new("k", "s").expect("valid");
    let plain = bluehornet::Account::unchecked(b"k", b"s", b"", b"");
    let named = checked.host("echo3.example").expect("a host").user_agent("boiler/7").expect("a name");
    let also = bluehornet::Account::unchecked(b"k", b"s", b"echo3.example", b"boiler/7");
    assert_eq!(also.server().as_bytes(), b"echo3.example");
    let check = CheckEmail::new("a@b");
    let calls = [check.call()];
    for (one, other) in [(&checked, &plain), (&named, &also)] {
        assert_eq!(
            written(one, &Batch::new(&calls)).expect("valid"),
            written(other, &Batch::new(&calls)).expect("valid")
        );
    }
}

/// What was never checked does not get out of its place: it is refused before a byte leaves.
#[test]
fn values_that_were_never_checked() {
    let (valid, break_out) = (&b"EXAMPLE"[..], &b"a\r\nX-Other: 1"[..]);
    let send = SingleSend::new(7, "a@b").expect("valid");
    let account = |token, host, agent| hubspot::Account::unchecked(CredentialKind::Bearer, token, host, agent);
    for account in [account(break_out, b"", b""), account(valid, break_out, b""), account(valid, b"", break_out)] {
        assert!(matches!(written(&account, &send), Err(Error::Config { .. } | Error::Misuse(_))));
    }
    let query = hubspot::Account::unchecked(CredentialKind::RetiredV1QueryKey, b"a&b=c d", b"", b"");
    let target = written(&query, &send.version(hubspot::ApiVersion::V1)).expect("escaped");
    assert!(target.starts_with("POST /") && target.contains("hapikey=a%26b%3Dc%20d HTTP/1.1\r\n"), "{target}");
    let account = hubspot::Account::bearer("EXAMPLE").expect("valid");
    assert!(written(&account, &SendStatus::unchecked(b"a b\n")).is_err());
    for (field, send) in [
        (Field::EmailId, SingleSend::unchecked(0, b"a@b", b"", b"")),
        (Field::To, SingleSend::unchecked(7, b"a@b\0", b"", b"")),
        (Field::From, SingleSend::unchecked(7, b"a@b", b"c@d\n", b"")),
        (Field::SendId, SingleSend::unchecked(7, b"a@b", b"", b"e 1")),
    ] {
        assert!(
            matches!(written(&account, &send), Err(Error::Config { field: wrong, .. }) if wrong == field),
            "{field:?}"
        );
    }
    let app = hubspot::Account::without_credential();
    assert!(written(&app, &RefreshToken::unchecked(b"i\n", b"s", b"r")).is_err());
    assert!(written(&app, &AuthorizationCode::unchecked(b"i", b"", b"c", b"https://app.example/back", b"")).is_err());
    let check = CheckEmail::new("a@b");
    let calls = [check.call()];
    let account = |key, host, agent| bluehornet::Account::unchecked(key, b"s", host, agent);
    for account in [account(break_out, b"", b""), account(valid, break_out, b""), account(valid, b"", break_out)] {
        assert!(written(&account, &Batch::new(&calls)).is_err());
    }
}

/// A reply told part by part, as a host with an HTTP stack of its own does.
#[test]
fn a_reply_in_parts() {
    let account = hubspot::Account::bearer("EXAMPLE").expect("valid");
    let send = SingleSend::new(7, "a@b").expect("valid");
    let mut reply = Reply::new(send.reader(&account));
    reply.request_sent();
    reply.status(429);
    reply.field(b"retry-after", b" 7 ");
    reply.field(b"X-HubSpot-Correlation-Id", b"c-1");
    reply.field(b"Content-Type", b"application/json");
    reply.head_end();
    let mut body = &br#"{"status":"error","policyName":"DAILY","mess"#[..];
    assert!(reply.body(&mut body, 0).is_none() && body.is_empty());
    reply.cut();
    let outcome = reply.outcome();
    assert_eq!((outcome.kind(), outcome.reason, outcome.is_damaged), (Kind::Deferred, Reason::RateLimited, true));
    assert_eq!(outcome.correlation_id.as_str(), "c-1");
    assert_eq!(reply.texts().correlation_id.whole_bytes(), b"c-1");
    assert!(!reply.texts().correlation_id.is_truncated());
    let summary = reply.summary();
    assert_eq!((summary.reason, summary.http_status, summary.retry_after), (outcome.reason, 429, outcome.retry_after));
    assert_eq!(Finding::from(summary), Finding::from(&outcome));
    let mut begun = Reply::new(send.reader(&account));
    begun.request_sent();
    begun.status(200);
    begun.cut();
    assert_eq!(begun.outcome().reason, Reason::IncompleteReply);
}

/// BlueHornet's replies in parts: a field that means something to another provider is none to it, a status that is not in the
/// documents is judged by its first digit, and a reply that breaks off is no answer to its calls.
#[test]
fn a_reply_of_bluehornet_in_parts() {
    let account = bluehornet::Account::new("k", "s").expect("valid");
    let arguments = [Argument::new("email", "a@b")];
    let calls = [Call::custom("a.b", &arguments).expect("a name")];
    let batch = Batch::new(&calls);
    let told = |status: u16, body: &[u8]| {
        let mut reply = Reply::new(batch.reader(&account));
        reply.request_sent();
        reply.status(status);
        reply.field(b"X-HubSpot-Correlation-Id", b"c-1");
        reply.field(b"Content-Type", b"text/xml");
        reply.head_end();
        // A byte at a time, the first of them blank: what the document is shows later.
        for mut piece in body.chunks(1) {
            while reply.body(&mut piece, 0).is_some() {}
        }
        reply
    };
    let mut broken = told(200, b"\n<methodResponse><item><methodName>a.b</methodName>");
    broken.cut();
    let outcome = broken.outcome();
    assert_eq!(outcome.reason, Reason::IncompleteReply);
    assert!(outcome.correlation_id.as_str().is_empty());
    assert_eq!(broken.unanswered().collect::<Vec<_>>(), [(1, Reason::NoAnswer)]);
    for (status, reason) in [(599, Reason::ServerError), (418, Reason::ClientError), (399, Reason::Redirect)] {
        let mut reply = told(status, b"");
        let _ = reply.end(0);
        assert_eq!(reply.outcome().reason, reason, "{status}");
    }
}

/// A file is handed out as it arrives, and what is behind its first piece is not read as an answer.
#[test]
fn a_file_in_parts() {
    let account = bluehornet::Account::new("k", "s").expect("valid");
    let arguments = [Argument::new("file", "exports/7.csv")];
    let calls = [Call::new("utilities.getFile", &arguments).expect("documented")];
    let batch = Batch::new(&calls);
    let (mut reply, mut file) = (Reply::new(batch.reader(&account)), Vec::new());
    reply.request_sent();
    reply.status(200);
    reply.head_end();
    for mut piece in [&b"name,level\n"[..], b"north,<methodResponse>\n", b"south,3\n"] {
        while let Some(Found::Row(row)) = reply.body(&mut piece, 0) {
            let Piece::Span(span) = row.piece else { panic!("{row:?}") };
            file.extend(span);
        }
    }
    assert_eq!(reply.end(0), Ok(()));
    assert_eq!(
        (file.as_slice(), reply.outcome().kind()),
        (&b"name,level\nnorth,<methodResponse>\nsouth,3\n"[..], Kind::Accepted)
    );
}

/// A scanner hands out what stands before a byte that is not UTF-8, then says where the fault is.
#[test]
fn a_text_up_to_its_fault() {
    let mut input = &b"a:1:{s:1:\"k\";s:4:\"ab\xffc\";}"[..];
    let mut scanner = php::Scanner::new();
    assert_eq!(scanner.next(&mut input), Ok(php::Token::Open));
    assert_eq!(scanner.next(&mut input), Ok(php::Token::Text(b"ab")));
    assert_eq!((scanner.next(&mut input), input), (Err(php::Malformed::Utf8), &b"\xffc\";}"[..]));
}

/// A state and an exchange say the same of what dedupes, of the outcome, and of where a row stands.
#[test]
fn parts_of_an_exchange() {
    let account = hubspot::Account::bearer("EXAMPLE").expect("valid");
    let send = SingleSend::new(7, "a@b").expect("valid").send_id("e-1").expect("valid");
    let exchange = Exchange::new(&account, &send);
    assert!(matches!(exchange.dedupe(), Dedupe::Key { .. }));
    assert!(exchange.call().is_none() && exchange.unanswered().next().is_none(), "one message, no calls");
    let state = State::new(send.reader(&account));
    assert_eq!((state.summary().reason, state.texts().text.whole_bytes()), (Reason::NotSent, &b""[..]));
    let account = bluehornet::Account::new("k", "s").expect("valid");
    let arguments = [Argument::new("email", "a@b")];
    let calls = [Call::custom("a.b", &arguments).expect("a name")];
    let batch = Batch::new(&calls);
    let mut exchange = Exchange::new(&account, &batch);
    assert!(matches!(exchange.dedupe(), Dedupe::None) && !exchange.dedupe().is_repeatable());
    let mut buffer = vec![0; 4096];
    let length = exchange.transmit(&mut buffer).expect("valid");
    exchange.advance(length).expect("as offered");
    let body = "<methodResponse><item><methodName>a.b</methodName><responseData><list><item><x y=\"1\">2</x></item>\
        </list></responseData></item></methodResponse>";
    let reply = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let (mut input, mut paths) = (reply.as_bytes(), Vec::new());
    while let Event::Row(_) | Event::Call = exchange.receive(&mut input).expect("right") {
        paths.push(format!("{:?}", exchange.path()));
    }
    assert!(paths.contains(&"responseData/list/item[1]/x@y".to_owned()), "{paths:?}");
    assert!(paths.contains(&"responseData/list/item[1]/x".to_owned()), "{paths:?}");
}

/// A method is found in any letter case, and prints its name.
#[test]
fn methods() {
    let method = bluehornet::Method::named(b"UTILITIES.checkemail").expect("documented");
    assert_eq!(format!("{method:?}"), "utilities.checkEmail");
}

/// When the status of a send is asked for: at first soon, then every half minute, for about five.
#[test]
fn polls() {
    let waits: Vec<u32> = (0..).map_while(SendStatus::poll_after_ms).collect();
    assert!(waits.is_sorted() && waits.last() == Some(&30_000), "{waits:?}");
    assert!((270_000..=330_000).contains(&waits.iter().sum::<u32>()), "{waits:?}");
    assert_eq!(SendStatus::poll_after_ms(u8::MAX), None);
}

/// Scanners know the names of what is open, innermost first, and of what was closed last.
#[test]
fn names_of_what_is_open() {
    macro_rules! follow {
        ($scanner:expr, $text:expr, $open:pat, $close:pat) => {{
            let (mut scanner, mut input, mut seen) = ($scanner, &$text[..], Vec::new());
            while !input.is_empty() {
                let token = scanner.next(&mut input).expect("right");
                let text = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
                let open: Vec<String> = scanner.open_names().map(text).collect();
                match token {
                    $open => seen.push(format!("+{} {}", text(scanner.name()), open.join("<"))),
                    $close => seen.push(format!("-{} {}", text(scanner.closed_name()), open.join("<"))),
                    _ => {}
                }
            }
            seen
        }};
    }
    let elements = follow!(xml::Scanner::new(), b"<a><b>1</b></a>", xml::Token::Open, xml::Token::Close);
    assert_eq!(elements, ["+a a", "+b b<a", "-b a", "-a "]);
    let document = br#"a:1:{s:1:"a";a:1:{i:7;s:1:"x";}}"#;
    let entries = follow!(php::Scanner::new(), document, php::Token::Open, php::Token::Close);
    assert_eq!(entries, ["+a a", "+item item<a", "-item a", "-a "], "an entry of a list has the name of one in XML");
}

/// An error of a scanner is final: asked again it says the same, whatever comes.
#[test]
fn errors_of_scanners_are_final() {
    macro_rules! fails {
        ($scanner:expr, $bad:expr, $good:expr) => {
            let mut scanner = $scanner;
            let mut input = &$bad[..];
            let error = loop {
                if let Err(error) = scanner.next(&mut input) {
                    break error;
                }
            };
            assert_eq!(scanner.next(&mut &$good[..]), Err(error));
            assert_eq!(scanner.finish(), Err(error));
        };
    }
    fails!(json::Scanner::new(), b"{]", b"{}");
    fails!(xml::Scanner::new(), b"<a></b>", b"<a/>");
    fails!(php::Scanner::new(), b"i:x;", b"i:1;");
}

/// A request asks its operation what dedupes it.
#[test]
fn a_request_is_what_its_parts_are() {
    let account = hubspot::Account::bearer("EXAMPLE").expect("valid");
    let status = SendStatus::new("s-1").expect("valid");
    let request = Request::new(&account, &status);
    assert!(request.dedupe().is_repeatable(), "asking twice changes nothing");
    assert_eq!(Exchange::new(&account, &status).request().dedupe(), request.dedupe());
    let failed = Error::Peer { fault: Fault::Truncated, offset: 3 };
    assert_eq!(failed.to_string(), "truncated at byte 3 of the reply");
}
