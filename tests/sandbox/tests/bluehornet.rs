//! BlueHornet: how requests arrive, who may call, batches, and the forms of replies.

mod support;

use mailwire_sandbox::Sandbox;
use mailwire_sandbox::bluehornet::{
    API_KEY, AccessLevel, ApiUser, CUSTOM_API_KEY, ELSEWHERE_API_KEY, PATH, PhpLayout, SHARED_SECRET, Style,
    TEMPLATE_ID, THIRD_PARTY_API_KEY, Whitelist,
};
use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use support::bluehornet::{at, document, document_as, fields, fields_of, form, get, has, method, one, post};
use support::{call, connect, read_answer, request, sandbox};

/// The documents that every implementation replays.
fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/bluehornet")
}

fn vector_list(name: &str) -> Value {
    let file = vectors().join(name);
    serde_json::from_slice(&std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))).unwrap()
}

/// A sandbox that knows the key pair of the vectors.
fn vector_sandbox() -> Sandbox {
    let user = ApiUser::new("vectors", "0123456789abcdef0123456789abcdef", "fedcba9876543210");
    Sandbox::builder().api_user(user).start_blocking().unwrap()
}

fn check(email: &str) -> String {
    method("utilities.checkEmail", &[("email", email)])
}

#[test]
fn every_carriage_of_the_same_document() {
    let sandbox = sandbox();
    let document = document("", &[check("jane+a&amp;b@example.com")]);
    let encoded: String = form_urlencoded::byte_serialize(document.as_bytes()).collect();
    let part = format!("--x\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n{document}\r\n--x--\r\n");
    let raw = document.as_bytes();
    let requests = [
        form(&document),
        request("POST", PATH, &["content-type: Application/XML; charset='utf8'"], raw),
        request("POST", PATH, &["Content-Type: text/xml"], raw),
        request("POST", PATH, &[], raw),
        request("POST", PATH, &["Content-Type: multipart/form-data; boundary=x"], part.as_bytes()),
        request("GET", &format!("{PATH}?data={encoded}"), &[], b""),
    ];
    for request in &requests {
        let answer = call(&sandbox, request);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/xml; charset=UTF-8")));
        assert_eq!(at(&fields(&answer.text()), "responseData/email"), "jane+a&b@example.com");
    }
    assert_eq!(call(&sandbox, &request("PUT", PATH, &[], raw)).status, 405);
}

#[test]
fn the_certificate_has_the_name_of_the_service() {
    let sandbox = sandbox();
    let mut stream = connect(sandbox.addr(), sandbox.ca_pem(), "echo.bluehornet.com").unwrap();
    stream.write_all(&form(&document("", &[check("jane@example.com")]))).unwrap();
    assert_eq!(read_answer(&mut stream).unwrap().status, 200);
}

#[test]
fn every_message_of_the_vectors() {
    let sandbox = vector_sandbox();
    for message in vector_list("requests.json")["messages"].as_array().unwrap() {
        let file = message["file"].as_str().unwrap();
        if let Some(carried) = message["carries"].as_str() {
            let document = std::fs::read_to_string(vectors().join(carried)).unwrap();
            let of = |name: &str| {
                let after = document.split_once(&format!("<{name}>")).unwrap().1;
                after.split('<').next().unwrap().to_owned()
            };
            sandbox.set_api_user(ApiUser::new("vectors", of("api_key"), of("shared_secret")));
        }
        let answer = call(&sandbox, &std::fs::read(vectors().join(file)).unwrap());
        match (message["fault"].as_str(), answer.status) {
            (None, 200) => {
                let reply = fields(&answer.text());
                assert!(has(&reply, "methodName"), "{file}: {reply:?}");
            }
            (Some("path"), 404) | (Some("method"), 405) => {}
            (Some(_), 200) => assert_eq!(at(&fields(&answer.text()), "responseCode"), "446", "{file}"),
            other => panic!("{file}: {other:?} {}", answer.text()),
        }
    }
}

#[test]
fn every_good_document_of_the_vectors_is_read() {
    let sandbox = vector_sandbox();
    for entry in vector_list("requests.json")["requests"].as_array().unwrap() {
        let file = entry["file"].as_str().unwrap();
        let authentication = &entry["authentication"];
        let of = |name: &str| authentication[name].as_str().unwrap_or_default().to_owned();
        sandbox.set_api_user(ApiUser::new("vectors", of("api_key"), of("shared_secret")));
        let document = std::fs::read(vectors().join(file)).unwrap();
        let answer = call(&sandbox, &request("POST", PATH, &[], &document));
        if authentication["response_type"] == "php" {
            assert!(answer.text().starts_with("a:1:{i:0;a:"), "{file}: {}", answer.text());
            continue;
        }
        let reply = fields(&answer.text());
        let name = entry["calls"][0]["method"].as_str().unwrap();
        assert_eq!(at(&reply, "methodName"), name, "{file}: {reply:?}");
    }
}

#[test]
fn every_bad_document_of_the_vectors_is_refused() {
    let sandbox = vector_sandbox();
    for entry in vector_list("requests.json")["bad"].as_array().unwrap() {
        let file = entry["file"].as_str().unwrap();
        let document = std::fs::read(vectors().join(file)).unwrap();
        let answer = call(&sandbox, &request("POST", PATH, &[], &document));
        let reply = fields(&answer.text());
        assert_eq!((at(&reply, "error"), has(&reply, "methodName")), ("1", false), "{file}: {reply:?}");
        let code = get(&reply, "item1/responseCode").or(get(&reply, "item1/responseData/responseCode"));
        assert!(["445", "446"].contains(&code.unwrap()), "{file}: {reply:?}");
    }
    assert!(sandbox.transactions().is_empty());
}

#[test]
fn whitelists_of_the_vectors() {
    let lists = vector_list("whitelist.json");
    for entry in lists["good"].as_array().unwrap() {
        let list: Whitelist = entry["text"].as_str().unwrap().parse().unwrap();
        for pair in entry["covers"].as_array().unwrap() {
            assert_eq!(list.covers(pair[0].as_str().unwrap().parse().unwrap()), pair[1].as_bool().unwrap(), "{entry}");
        }
    }
    for entry in lists["bad"].as_array().unwrap() {
        assert!(entry["text"].as_str().unwrap().parse::<Whitelist>().is_err(), "{entry}");
    }
    let loopback: Whitelist = "127.0.0.1".parse().unwrap();
    assert!(loopback.covers("::1".parse().unwrap()) && loopback.covers("::ffff:127.0.0.1".parse().unwrap()));
    assert!(!"0.0.0.0/0".parse::<Whitelist>().unwrap().covers("2001:db8::1".parse().unwrap()));
}

#[test]
fn a_wrong_key_or_secret_is_445_inside_the_data() {
    let sandbox = sandbox();
    let calls = [check("a@example.com"), check("b@example.com")];
    for (key, secret) in [("EXAMPLE-NOBODY", SHARED_SECRET), (API_KEY, "wrong"), ("", ""), (API_KEY, "")] {
        let answer = post(&sandbox, &document_as(key, secret, "", &calls));
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.text(),
            "<?xml version=\"1.0\"?>\n<methodResponse>\n  <item>\n    <error>\n      <![CDATA[1]]>\n    </error>\n    \
             <responseText>\n      <![CDATA[Could not authenticate]]>\n    </responseText>\n    <responseData>\n      \
             <responseCode>\n        <![CDATA[445]]>\n      </responseCode>\n    </responseData>\n    <responseNum>\n      \
             <![CDATA[1]]>\n    </responseNum>\n    <totalRequests>\n      <![CDATA[2]]>\n    </totalRequests>\n    \
             <totalCompleted>\n      <![CDATA[0]]>\n    </totalCompleted>\n  </item>\n</methodResponse>\n"
        );
    }
}

#[test]
fn a_caller_who_is_not_on_the_list_is_told_the_address() {
    let sandbox = sandbox();
    // The address is checked before the secret.
    let wrong = document_as(ELSEWHERE_API_KEY, "wrong", "", &[check("a@example.com"), check("b@example.com")]);
    let reply = fields(&post(&sandbox, &wrong).text());
    assert_eq!(
        at(&reply, "responseText"),
        "Invalid Request IP: Please add request_ip to the API Whitelist in your account. (Account -> Edit Account: API \
         Tab)"
    );
    assert_eq!(at(&reply, "responseData/request_ip"), "127.0.0.1");
    assert_eq!((at(&reply, "totalRequests"), at(&reply, "totalCompleted")), ("2", "0"));
    assert!(!has(&reply, "methodName") && !has(&reply, "responseCode"));

    let user = ApiUser { whitelist: "10.0.0.0/8, 127.0.0.1".parse().unwrap(), ..elsewhere() };
    sandbox.set_api_user(user);
    let right = document_as(ELSEWHERE_API_KEY, SHARED_SECRET, "", &[check("a@example.com")]);
    assert_eq!(at(&fields(&post(&sandbox, &right).text()), "responseData/valid"), "1");
}

fn elsewhere() -> ApiUser {
    ApiUser::new("elsewhere", ELSEWHERE_API_KEY, SHARED_SECRET)
}

#[test]
fn callers_behind_a_nat() {
    let there = Sandbox::builder().request_ip("203.0.113.77".parse().unwrap()).start_blocking().unwrap();
    let as_user =
        |key: &str| fields(&post(&there, &document_as(key, SHARED_SECRET, "", &[check("a@b.example")])).text());
    assert_eq!(at(&as_user(API_KEY), "responseData/request_ip"), "203.0.113.77");
    assert_eq!(at(&as_user(ELSEWHERE_API_KEY), "responseData/valid"), "1");
    assert_eq!(at(&as_user(THIRD_PARTY_API_KEY), "responseData/valid"), "1");
}

#[test]
fn an_access_level_names_methods() {
    let sandbox = sandbox();
    let as_custom =
        |call: String| fields(&post(&sandbox, &document_as(CUSTOM_API_KEY, SHARED_SECRET, "", &[call])).text());
    assert_eq!(at(&as_custom(method("UTILITIES.CHECKEMAIL", &[("email", "a@b.example")])), "responseData/valid"), "1");
    let denied = as_custom(method("transactional.sendTransaction", &[]));
    assert_eq!(
        (at(&denied, "error"), at(&denied, "methodName"), at(&denied, "responseText")),
        (
            "1",
            "transactional.sendTransaction",
            "Access denied: this API User may not call transactional.sendTransaction"
        )
    );
    let level = AccessLevel::Custom(vec!["transactional.listtemplates".to_owned()]);
    sandbox.set_api_user(ApiUser { level, ..ApiUser::new("own", "EXAMPLE-OWN", "EXAMPLE-OWN-SECRET") });
    let own = document_as("EXAMPLE-OWN", "EXAMPLE-OWN-SECRET", "", &[method("transactional.listTemplates", &[])]);
    assert_eq!(at(&fields(&post(&sandbox, &own).text()), "responseCode"), "204");
}

#[test]
fn a_batch_halts_at_the_first_failure_or_goes_on() {
    let sandbox = sandbox();
    let calls = [
        check("a@example.com"),
        method("transactional.sendTransaction", &[("email", "a@example.com")]),
        check("nobody@invalid.example"),
    ];
    let halted = fields_of(&sandbox, "<no_halt>0</no_halt>", &calls);
    assert_eq!(at(&halted, "responseNum"), "1");
    let second = |reply: &support::bluehornet::Fields, path: &str| {
        get(reply, &format!("item2/{path}")).map(str::to_owned).unwrap_or_default()
    };
    assert_eq!(second(&halted, "responseCode"), "428");
    assert_eq!(second(&halted, "responseData/missing_vars"), "template_id");
    assert_eq!((second(&halted, "totalRequests"), second(&halted, "totalCompleted")), ("3".into(), "1".into()));
    assert_eq!(get(&halted, "item3/responseNum"), None);

    let whole = fields_of(&sandbox, "<no_halt>1</no_halt>", &calls);
    assert_eq!((second(&whole, "error"), second(&whole, "totalCompleted")), ("1".into(), "2".into()));
    assert_eq!(get(&whole, "item3/responseNum"), Some("3"));
    assert_eq!((get(&whole, "item3/responseText"), get(&whole, "item3/error")), (Some("Invalid"), None));
}

#[test]
fn failures_without_an_error_element_halt_too() {
    let calls = [method("account.removeCategory", &[("category_id", "1")]), check("a@example.com")];
    let sandbox = sandbox();
    let halted = fields_of(&sandbox, "", &calls);
    assert_eq!((at(&halted, "responseCode"), has(&halted, "error")), ("123", false));
    assert_eq!(get(&halted, "item2/responseNum"), None);
    assert_eq!(get(&fields_of(&sandbox, "<no_halt>1</no_halt>", &calls), "item2/responseNum"), Some("2"));
}

#[test]
fn some_methods_stand_alone() {
    let sandbox = sandbox();
    let rename = method("legacy.group_rename", &[("group_id", "640017"), ("group_name", "North")]);
    let refused = fields_of(&sandbox, "<no_halt>1</no_halt>", &[check("a@example.com"), rename.clone()]);
    assert_eq!(at(&refused, "responseText"), "legacy.group_rename must be the only method call of its request");
    assert_eq!((at(&refused, "totalRequests"), at(&refused, "totalCompleted")), ("2", "0"));
    assert!(!has(&refused, "methodName") && get(&refused, "item2/responseNum").is_none());
    assert_eq!(at(&fields_of(&sandbox, "", &[rename]), "responseData/message"), "1");
}

#[test]
fn unknown_methods_and_missing_arguments() {
    let sandbox = sandbox();
    let unknown = one(&sandbox, "transactional.sendTransactoin", &[]);
    assert_eq!(at(&unknown, "responseText"), "Incorrect Action Specified");
    assert_eq!((at(&unknown, "methodName"), has(&unknown, "responseCode")), ("transactional.sendTransactoin", false));
    let insert = one(&sandbox, "transactional.insertTemplate", &[("subject", " \n"), ("from_description", "x")]);
    assert_eq!((at(&insert, "responseCode"), at(&insert, "responseText")), ("428", "Missing variables"));
    assert_eq!(at(&insert, "responseData/missing_vars"), "subject,from_email,reply_email,template_data");
    let manage = one(&sandbox, "legacy.manage_subscriber", &[("email", "")]);
    assert_eq!(at(&manage, "responseData/missing_vars"), "email or external_id");
}

#[test]
fn three_styles_say_the_same() {
    let calls = [
        check("a@example.com"),
        method(
            "transactional.sendTest",
            &[
                ("email", "a@example.com"),
                ("template_id", &TEMPLATE_ID.to_string()),
                ("title", "<![CDATA[1 < 2 & ]]]]><![CDATA[>]]>"),
            ],
        ),
        method("transactional.listTemplates", &[]),
    ];
    let text = |style| {
        let sandbox = Sandbox::builder().bluehornet_style(style).start_blocking().unwrap();
        post(&sandbox, &document("", &calls)).text()
    };
    let [plain, cdata, padded] = [Style::Plain, Style::Cdata, Style::PaddedCdata].map(text);
    assert!(plain.contains("<valid>1</valid>") && !plain.contains("CDATA"));
    assert!(cdata.contains("\n<valid><![CDATA[1]]></valid>\n"));
    assert!(padded.contains("<valid>\n        <![CDATA[1]]>\n      </valid>"));
    assert_eq!(fields(&cdata), fields(&padded));
    let lower = |(path, text): (String, String)| match path.ends_with("methodName") {
        true => (path, text.to_ascii_lowercase()),
        false => (path, text),
    };
    assert_eq!(fields(&plain), fields(&cdata).into_iter().map(lower).collect::<Vec<_>>());
    assert_eq!(get(&fields(&plain), "item2/responseText/item2"), Some("Sent Transaction"));
    assert_eq!(get(&fields(&plain), "item3/item1/template_data/plain"), Some("{$title}\n\n{$message}"));
}

#[test]
fn php_replies() {
    const ITEM: &str = "a:4:{s:10:\"methodName\";s:20:\"utilities.checkEmail\";s:12:\"responseText\";s:7:\"Invalid\";\
                        s:12:\"responseData\";a:2:{s:5:\"valid\";s:1:\"0\";s:5:\"email\";s:18:\"ä@invalid.example\";}\
                        s:11:\"responseNum\";s:1:\"1\";}";
    let wrapped = |inner: &str| format!("a:1:{{s:14:\"methodResponse\";a:1:{{s:4:\"item\";{inner}}}}}");
    let text = |layout, extra: &str, call: String| {
        let sandbox = Sandbox::builder().php_layout(layout).start_blocking().unwrap();
        post(&sandbox, &document(extra, &[call])).text()
    };
    let php = |layout| text(layout, "<response_type>php</response_type>", check("ä@invalid.example"));
    assert_eq!(php(PhpLayout::List), format!("a:1:{{i:0;{ITEM}}}"));
    assert_eq!(php(PhpLayout::Wrapped), wrapped(ITEM));
    assert_eq!(php(PhpLayout::WrappedList), wrapped(&format!("a:1:{{i:0;{ITEM}}}")));

    // Not even the authentication failure is XML then, but the XML-only methods are.
    let sandbox = sandbox();
    let nobody = document_as("x", "y", "<response_type>php</response_type>", &[check("a@example.com")]);
    assert!(post(&sandbox, &nobody).text().contains("s:12:\"responseData\";a:1:{s:12:\"responseCode\";s:3:\"445\";}"));
    let unsub = fields_of(&sandbox, "<response_type>php</response_type>", &[method("legacy.retrieve_unsub", &[])]);
    assert_eq!(at(&unsub, "methodName"), "legacy.retrieve_unsub");
}

#[test]
fn no_reason_repeats_a_secret() {
    let sandbox = sandbox();
    for secret in
        ["PRIV<ATE", "PRIV<ATE>", "PRIV</ATE>", "PRIV&ATE;", "PRIV&#xATE;", "<ATE", "PRIV<!ATE", "P]]>ATE", "<a ATE=>"]
    {
        let reply = post(&sandbox, &document_as(API_KEY, secret, "", &[check("a@example.com")])).text();
        assert_eq!(at(&fields(&reply), "responseCode"), "446", "{reply}");
        assert!(has(&fields(&reply), "responseData/reason") && !reply.contains("ATE"), "{reply}");
    }
}

#[test]
fn no_key_is_kept() {
    let sandbox = sandbox();
    let document = document_as("EXAMPLE-PRIVATE-1", "<![CDATA[EXAMPLE-PRIVATE-2]]>", "", &[check("a@example.com")]);
    let encoded: String = form_urlencoded::byte_serialize(document.as_bytes()).collect();
    let part = format!("--x\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n{document}\r\n--x--\r\n");
    call(&sandbox, &form(&document));
    call(&sandbox, &request("POST", PATH, &[], document.as_bytes()));
    call(&sandbox, &request("POST", PATH, &["Content-Type: multipart/form-data; boundary=x"], part.as_bytes()));
    call(&sandbox, &request("GET", &format!("{PATH}?data={encoded}"), &[], b""));
    call(&sandbox, &request("POST", "/api/wrong.php", &[], document.as_bytes()));
    let form = ["Content-Type: application/x-www-form-urlencoded"];
    call(&sandbox, &request("POST", PATH, &form, b"api_key=EXAMPLE-PRIVATE-3&shared_secret=EXAMPLE-PRIVATE-4"));
    let kept = sandbox.requests();
    assert_eq!(kept.len(), 6);
    assert!(!format!("{}", serde_json::to_value(&kept).unwrap()).contains("PRIVATE"));
    let text = String::from_utf8(kept[1].body.clone()).unwrap();
    assert_eq!(text, document_as("(masked)", "(masked)", "", &[check("a@example.com")]));
}
