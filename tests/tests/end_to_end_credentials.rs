//! HubSpot over TLS: bearer tokens and query keys that are wrong or lost (spec 8.4, 13).

use mailwire::hubspot::{Account, ApiVersion, SendStatus, SingleSend};
use mailwire::operation::Operation;
use mailwire_sandbox::{ACCESS_TOKEN, ACCOUNT, BUILT_IN_TOKENS, HAPIKEY, OTHER_ACCOUNT, OTHER_ACCOUNT_TOKEN};
use mailwire_tests::case::{EMAIL, JANE, without_field};
use mailwire_tests::service::{Proxy, Service, account, again, is_true, run_over, words};

/// 8.4, where the credential is a bearer token: the built-in ones of the sandbox, each with the version it is shown
/// with; what is said, and the scopes or credentials that the detail names.
const TOKENS: [(&str, ApiVersion, &str, &str); 17] = [
    (ACCESS_TOKEN, ApiVersion::Dated2026_09, "accepted pending - 200", ""),
    (ACCESS_TOKEN, ApiVersion::V1, "accepted sent - 200", ""),
    (OTHER_ACCOUNT_TOKEN, ApiVersion::Dated2026_09, "accepted pending - 200", ""),
    ("EXAMPLE-MARKETING-TOKEN", ApiVersion::V4Marketing, "accepted pending - 200", ""),
    ("EXAMPLE-MARKETING-TOKEN", ApiVersion::Dated2026_03Marketing, "accepted pending - 200", ""),
    ("EXAMPLE-MARKETING-TOKEN", ApiVersion::V3, "rejected forbidden missing-scopes 403", "transactional-email"),
    ("EXAMPLE-EXPIRED-TOKEN", ApiVersion::Dated2026_09, "rejected unauthorized token-expired 401", ""),
    ("EXAMPLE-EXPIRED-TOKEN", ApiVersion::V1, "rejected unauthorized token-expired 401", ""),
    ("EXAMPLE-NEVER-VALID-TOKEN", ApiVersion::Dated2026_09, "rejected unauthorized token-never-valid 401", ""),
    ("EXAMPLE-NO-SCOPE-TOKEN", ApiVersion::V3, "rejected forbidden missing-scopes 403", "transactional-email"),
    (
        "EXAMPLE-NO-SCOPE-TOKEN",
        ApiVersion::V4Marketing,
        "rejected forbidden missing-scopes 403",
        "marketing-email,transactional-email",
    ),
    ("EXAMPLE-NO-ADDON-TOKEN", ApiVersion::V3, "rejected forbidden missing-scopes 403", "transactional-email"),
    ("EXAMPLE-OLD-SCOPE-TOKEN", ApiVersion::V3, "rejected forbidden missing-permissions 403", ""),
    ("EXAMPLE-SMTP-TOKEN", ApiVersion::V3, "rejected bad-request wrong-credential-kind 400", ""),
    ("EXAMPLE-MALFORMED-TOKEN", ApiVersion::V3, "deferred edge-configuration malformed-token 530", ""),
    ("EXAMPLE-NOBODYS-TOKEN", ApiVersion::V3, "rejected unauthorized credential-not-recognized 401", ""),
    ("EXAMPLE-NOBODYS-TOKEN", ApiVersion::V1, "rejected unauthorized credential-not-recognized 401", ""),
];

/// 8.4: each bearer token has its diagnosis, on a send and on a status query, and no part of one comes back out.
#[test]
fn every_token_has_its_diagnosis() {
    let service = Service::over_tls();
    for (token, version, says, detail) in TOKENS {
        service.sandbox.clear();
        let caller = Account::bearer(token).expect("well formed");
        let send = SingleSend::new(EMAIL, JANE).expect("valid").version(version).send_id("k").expect("valid");
        let outcome = service.run(&caller, &send).outcome;
        assert_eq!((words(&outcome).as_str(), outcome.detail.as_str()), (says, detail), "{token} on {version}");
        assert!(!format!("{outcome:?}").contains(&token[..12]), "{token} is in {outcome:?}");
        let decision = again(&outcome, Operation::<Account<'_>>::dedupe(&send));
        let wanted = match &says[..8] {
            "accepted" => "stop done",
            "rejected" => "stop rejected",
            _ => "stop configuration",
        };
        assert_eq!(decision, wanted, "{token}: none of these is repeated by machine");
        let mails = service.mails();
        assert!(is_true(&outcome, mails.len()), "{token}");
        let home = if token == OTHER_ACCOUNT_TOKEN { OTHER_ACCOUNT } else { ACCOUNT };
        assert!(mails.iter().all(|mail| mail.account == home));

        let query = SendStatus::new("unknown").expect("valid");
        let outcome = service.run(&caller, &query).outcome;
        let wanted = match version {
            _ if token == "EXAMPLE-MARKETING-TOKEN" => "rejected forbidden missing-scopes 403",
            _ if says.starts_with("accepted") => "rejected not-found wrong-id 404",
            _ => says,
        };
        assert_eq!(words(&outcome), wanted, "{token} asks for a status");
        assert!(!format!("{outcome:?}").contains(&token[..12]), "{token} is in {outcome:?}");
    }
    for (token, ..) in BUILT_IN_TOKENS {
        assert!(TOKENS.iter().any(|row| row.0 == token), "no row for {token}");
    }
}

/// 8.4 and 13: the credential is lost, wrong or replaced on its way.
#[test]
fn a_credential_that_does_not_arrive_has_its_diagnosis() {
    let service = Service::over_tls();
    let send = SingleSend::new(EMAIL, JANE).expect("valid");
    let v1 = send.version(ApiVersion::V1);
    let key = Account::retired_v1_query_key(HAPIKEY).expect("well formed");
    let wrong_key = Account::retired_v1_query_key("EXAMPLE-WRONG-KEY").expect("well formed");
    let bearer = account();
    let drops_query: fn(&str) -> String = |head| {
        let (target, rest) = head.split_once('?').expect("a query");
        format!("{target}{}", &rest[rest.find(' ').expect("a version")..])
    };
    let empties_query: fn(&str) -> String = |head| head.replacen(HAPIKEY, "", 1);
    let drops_field: fn(&str) -> String = |head| without_field(head, "Authorization");
    let cookie: fn(&str) -> String = |head| {
        let bare = without_field(head, "Authorization");
        bare.replacen("\r\n\r\n", "\r\nCookie: hubspotapi=EXAMPLE\r\n\r\n", 1)
    };
    let nothing: fn(&str) -> String = str::to_owned;
    let not_received = "rejected unauthorized credential-not-received 401";
    let not_recognized = "rejected unauthorized credential-not-recognized 401";
    let browser = "rejected unauthorized browser-cookie 401";
    for (shows, caller, send, edit, says, detail) in [
        ("the retired key arrives", key, &v1, nothing, "accepted sent - 200", ""),
        ("the query string is lost", key, &v1, drops_query, not_received, "vendorkey-gae,hapikey,oauth-token,access"),
        ("the key is left empty", key, &v1, empties_query, not_received, "vendorkey-gae,hapikey,oauth-token,access"),
        ("a key that does not exist", wrong_key, &v1, nothing, "rejected unauthorized api-key-unknown 401", ""),
        ("v1, the header is lost", bearer, &v1, drops_field, not_received, "vendorkey-gae,hapikey,oauth-token,access"),
        ("the header is lost", bearer, &send, drops_field, not_recognized, ""),
        ("a cookie in place of the header", bearer, &send, cookie, browser, "app-cookie,hapikey"),
        ("v1, a cookie in place of the header", bearer, &v1, cookie, browser, "app-cookie,hapikey"),
    ] {
        service.sandbox.clear();
        let outcome = run_over(&mut Proxy::new(service.connect(), edit), &caller, send, 512).outcome;
        assert_eq!((words(&outcome).as_str(), outcome.detail.as_str()), (says, detail), "{shows}");
        assert!(is_true(&outcome, service.mails().len()), "{shows}");
        assert!(!format!("{outcome:?}").contains(HAPIKEY), "{shows}");
    }
}
