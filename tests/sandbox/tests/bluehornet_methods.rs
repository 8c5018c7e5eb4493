//! BlueHornet: what each method does.

mod support;

use mailwire_sandbox::Sandbox;
use mailwire_sandbox::bluehornet::{Style, TEMPLATE_ID};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use support::bluehornet::{Fields, at, document, fields, get, has, method, one, post};
use support::{call, get as get_path, request, sandbox};

fn send(sandbox: &Sandbox, id: &str, more: &[(&str, &str)]) -> Fields {
    let arguments = [&[("email", "jane@example.com"), ("template_id", id)], more].concat();
    one(sandbox, "transactional.sendTransaction", &arguments)
}

#[test]
fn a_transaction_is_rendered_and_kept() {
    let sandbox = sandbox();
    let reply = send(
        &sandbox,
        "7100042",
        &[
            ("title", "Pump <![CDATA[3 & 4]]> &lt;!&gt;"),
            ("message", "{$title} is data"),
            ("name", "Jane"),
            ("external_id", "berth-12"),
            ("reply_email", "own@example.com"),
            ("gates", "<item><open>1</open></item><item><open>0</open></item>"),
            ("place", "<pier>north</pier>"),
        ],
    );
    assert_eq!((at(&reply, "responseCode"), at(&reply, "responseText")), ("201", "Sent Transaction"));
    assert_eq!(at(&reply, "responseData/template_id"), "7100042");
    assert_eq!(at(&reply, "responseData/email"), "jane@example.com");

    let sent = &sandbox.transactions()[0];
    assert_eq!(sent.contact_id, at(&reply, "responseData/contact_id"));
    assert_eq!((sent.method, sent.api_user.as_str()), ("transactional.sendTransaction", "full"));
    assert_eq!((sent.template_id, sent.template_version), (TEMPLATE_ID, "live"));
    assert_eq!(sent.subject, "Pump 3 & 4 <!>");
    assert_eq!(sent.html.as_deref(), Some("<html><body><h1>Pump 3 & 4 <!></h1><p>{$title} is data</p></body></html>"));
    assert_eq!(sent.plain.as_deref(), Some("Pump 3 & 4 <!>\n\n{$title} is data\n"));
    assert_eq!((sent.name.as_deref(), sent.external_id.as_deref()), (Some("Jane"), Some("berth-12")));
    assert_eq!((sent.from_email.as_str(), sent.reply_email.as_str()), ("alerts@example.com", "own@example.com"));
    assert_eq!(
        Value::Object(sent.variables.clone()),
        json!({
            "title": "Pump 3 & 4 <!>",
            "message": "{$title} is data",
            "gates": [{"open": "1"}, {"open": "0"}],
            "place": {"pier": "north"},
        })
    );

    let listed = get_path(&sandbox, "/sandbox/transactions").json();
    assert_eq!(listed, serde_json::to_value(sandbox.transactions()).unwrap());
    assert!(sandbox.messages().is_empty());
    assert_eq!(call(&sandbox, &request("DELETE", "/sandbox/messages", &[], b"")).status, 204);
    assert!(sandbox.transactions().is_empty());
}

#[test]
fn preferences_and_overrides() {
    let sandbox = sandbox();
    send(&sandbox, "7100042", &[("email_preference", "html"), ("subject", "{$title} stays"), ("title", "x")]);
    send(&sandbox, "7100042", &[("email_preference", "plain")]);
    let sent = sandbox.transactions();
    assert_eq!(
        (sent[0].subject.as_str(), sent[0].html.is_some(), sent[0].plain.is_some()),
        ("{$title} stays", true, false)
    );
    assert_eq!((sent[1].subject.as_str(), sent[1].html.is_some(), sent[1].plain.is_some()), ("", false, true));
}

#[test]
fn refused_sends() {
    let sandbox = sandbox();
    for (id, code, text) in [
        ("1", "429", "Invalid Template ID"),
        ("x", "429", "Invalid Template ID"),
        ("448", "448", "Invalid or Inactive Template ID"),
    ] {
        let reply = send(&sandbox, id, &[]);
        assert_eq!((at(&reply, "responseCode"), at(&reply, "responseText"), at(&reply, "error")), (code, text, "1"));
    }
    let bad = one(&sandbox, "transactional.sendTransaction", &[("email", "a, b@c.d"), ("template_id", "7100042")]);
    assert_eq!(at(&bad, "responseText"), "Invalid email address");
    one(&sandbox, "legacy.manage_subscriber", &[("email", "jane@example.com"), ("optout", "Y")]);
    assert_eq!(at(&send(&sandbox, "7100042", &[("check_optout", "1")]), "error"), "1");
    assert_eq!(sandbox.transactions().len(), 0);
    assert!(!has(&send(&sandbox, "7100042", &[]), "error"));
}

#[test]
fn updates_show_after_a_rebuild_only() {
    let sandbox = sandbox();
    let data = "<html><![CDATA[<b>{$x}</b>]]></html><plain>one {$x}</plain>";
    let inserted = one(
        &sandbox,
        "transactional.insertTemplate",
        &[
            ("subject", "One"),
            ("from_description", "Desk"),
            ("from_email", "a@example.com"),
            ("reply_email", "b@example.com"),
            ("template_data", data),
            ("binding", "echo"),
        ],
    );
    let id = at(&inserted, "responseData/template_id").to_owned();
    assert_eq!(at(&inserted, "responseText"), format!("Template ID {id} has been added."));

    let two = "<plain>two {$x}</plain>";
    let updated = one(
        &sandbox,
        "transactional.updateTemplate",
        &[("template_id", &id), ("template_data", two), ("subject", "Two")],
    );
    assert_eq!(at(&updated, "responseText"), format!("Template ID {id} has been updated."));
    send(&sandbox, &id, &[("x", "1")]);
    let test = one(&sandbox, "transactional.sendTest", &[("email", "c@d.example"), ("template_id", &id), ("x", "2")]);
    assert_eq!(at(&test, "responseText/item1"), format!("Template ID {id}-test cache has been rebuilt"));
    assert_eq!((at(&test, "responseText/item2"), at(&test, "responseData/contact_id")), ("Sent Transaction", "test"));

    let listed = one(&sandbox, "transactional.listTemplates", &[]);
    assert_eq!((at(&listed, "responseCode"), has(&listed, "responseData")), ("204", false));
    assert_eq!((at(&listed, "item2/template_id"), at(&listed, "item2/subject")), (id.as_str(), "Two"));
    assert_eq!(at(&listed, "item2/template_data/plain"), "two {$x}");
    assert_eq!((at(&listed, "item2/binding"), has(&listed, "item1/binding")), ("echo", false));

    let wrong = one(&sandbox, "transactional.rebuildTemplate", &[("template_id", &id), ("binding", "other")]);
    assert_eq!((at(&wrong, "responseCode"), at(&wrong, "responseText")), ("444", "Invalid binding value"));
    let rebuilt = one(&sandbox, "transactional.rebuildTemplate", &[("template_id", &id)]);
    assert_eq!(at(&rebuilt, "responseCode"), "203");
    assert_eq!(at(&rebuilt, "responseText"), format!("Template ID {id} cache has been rebuilt"));
    send(&sandbox, &id, &[("x", "3")]);

    let sent = sandbox.transactions();
    let seen: Vec<_> =
        sent.iter().map(|sent| (sent.template_version, sent.subject.as_str(), sent.plain.as_deref())).collect();
    assert_eq!(seen, [("live", "One", Some("one 1")), ("test", "Two", Some("two 2")), ("live", "Two", Some("two 3"))]);
    assert_eq!(sent[2].html.as_deref(), Some("<b>3</b>"));
}

#[test]
fn addresses_are_checked() {
    let sandbox = sandbox();
    let check = |email: &str, more: &[(&str, &str)]| {
        let reply = one(&sandbox, "utilities.checkEmail", &[&[("email", email)], more].concat());
        assert!(!has(&reply, "error") && !has(&reply, "responseCode"));
        (at(&reply, "responseData/valid").to_owned(), at(&reply, "responseText").to_owned())
    };
    let pair = |valid: &str, text: &str| (valid.to_owned(), text.to_owned());
    assert_eq!(check("a@example.com", &[]), pair("1", "Valid: MX Records found for this domain"));
    assert_eq!(check("a@example.com", &[("mx_check", "0")]), pair("1", "Valid"));
    for bad in ["a", "@example.com", "a@@b.example", "a@invalid.example", "a b@c.example"] {
        assert_eq!(check(bad, &[]), pair("0", "Invalid"), "{bad}");
    }
    assert_eq!(check("example.com", &[("domain_only", "1")]).0, "1");
}

#[test]
fn subscribers_are_added_and_updated() {
    let sandbox = sandbox();
    let manage = |arguments: &[(&str, &str)]| one(&sandbox, "legacy.manage_subscriber", arguments);
    let added = manage(&[("email", "jane@example.com"), ("firstname", "Åse"), ("custval80021", "12.5")]);
    assert_eq!((at(&added, "responseCode"), at(&added, "responseData/status")), ("201", "1"));
    let updated = manage(&[("email", "Jane@Example.com"), ("external_id", "j-1")]);
    assert_eq!(at(&updated, "responseData/message"), "User has been updated");
    assert_eq!((at(&updated, "responseData/status"), has(&updated, "responseCode")), ("2", false));
    let refused = manage(&[("email", "nobody")]);
    assert_eq!((at(&refused, "responseData/status"), has(&refused, "error")), ("4", false));

    let got = one(&sandbox, "subscribers.getSubscriber", &[("external_id", "j-1")]);
    assert_eq!(at(&got, "responseData/custval80021"), "12.5");
    let both = one(&sandbox, "subscribers.getSubscriber", &[("external_id", "j-1"), ("email", "jane@example.com")]);
    assert_eq!(at(&both, "error"), "1");
    let active = one(&sandbox, "legacy.retrieve_active", &[]);
    assert_eq!(at(&active, "responseData/manifest/contact_data/firstname"), "Åse");
    manage(&[("external_id", "j-1"), ("optout", "Y")]);
    let unsub = one(&sandbox, "legacy.retrieve_unsub", &[]);
    assert_eq!(at(&unsub, "responseData/manifest/deleted_contact_data/external_id"), "j-1");
    assert_eq!(at(&one(&sandbox, "legacy.retrieve_active", &[]), "responseData/manifest"), "");
}

#[test]
fn account_records_and_their_soft_errors() {
    let sandbox = sandbox();
    let soft = |name: &str, arguments: &[(&str, &str)]| {
        let reply = one(&sandbox, name, arguments);
        assert!(!has(&reply, "error"), "{name}");
        (at(&reply, "responseCode").to_owned(), at(&reply, "responseText").to_owned())
    };
    let pair = |code: &str, text: &str| (code.to_owned(), text.to_owned());
    let no_category = pair("123", "action not taken, invalid category_id");
    assert_eq!(soft("account.removeCategory", &[("category_id", "1")]), no_category);
    assert_eq!(soft("account.updateCategory", &[("category_id", "1"), ("category_name", "x")]), no_category);
    let taken = pair("121", "action not taken, category name already exists");
    assert_eq!(soft("account.addCategory", &[("category_name", "Example category")]), taken);
    assert_eq!(
        soft("account.removeStaticSegment", &[("id", "1")]),
        pair("114", "action not taken, invalid segment id")
    );
    assert_eq!(soft("account.removeCustomField", &[("id", "1")]), pair("141", "action not taken, invalid field id"));

    let added = one(&sandbox, "account.addCategory", &[("category_name", "Tides &amp; weather")]);
    let id = at(&added, "responseData/category_id").to_owned();
    assert_eq!(soft("account.updateCategory", &[("category_id", &id), ("category_name", "Example category")]), taken);
    assert_eq!(soft("account.updateCategory", &[("category_id", &id), ("category_name", "Tides")]).0, "122");
    let listed = one(&sandbox, "account.getCategories", &[("offset", "1"), ("limit", "5")]);
    assert_eq!(at(&listed, "responseData/categories/item1/category_name"), "Tides");
    assert_eq!(at(&listed, "responseCode"), "180");
    let past = one(&sandbox, "account.getCategories", &[("offset", "2")]);
    assert_eq!((at(&past, "responseCode"), at(&past, "responseData/categories")), ("181", ""));
    assert_eq!(soft("account.removeCategory", &[("category_id", &id)]).0, "124");

    let segment = one(&sandbox, "account.addStaticSegment", &[("name", "North pier")]);
    assert_eq!((at(&segment, "responseCode"), at(&segment, "responseData/name")), ("110", "North pier"));
    let listed = one(&sandbox, "account.getStaticSegments", &[("count", "Y"), ("segment_ids", "640017, 7")]);
    assert_eq!((at(&listed, "responseCode"), at(&listed, "responseData/count")), ("170", "1"));
    assert_eq!(at(&listed, "responseData/static_segments/item1/name"), "Example segment");
    assert_eq!(soft("account.removeStaticSegment", &[("id", at(&segment, "responseData/id"))]).0, "116");

    let format = [("name", "Depth"), ("type", "number"), ("format", "<decimals>2</decimals>")];
    let field = at(&one(&sandbox, "account.addCustomField", &format), "responseData/id").to_owned();
    let listed = one(&sandbox, "account.getCustomFields", &[]);
    assert_eq!(at(&listed, "responseData/custom_fields/item2/format/decimals"), "2");
    assert_eq!(soft("account.removeCustomField", &[("id", &field)]).0, "150");

    let renamed = |id: &str| {
        let reply = one(&sandbox, "legacy.group_rename", &[("group_id", id), ("group_name", "South")]);
        (at(&reply, "responseData/message").to_owned(), at(&reply, "responseData/reason").to_owned())
    };
    assert_eq!(renamed("640017"), pair("1", "group was renamed successfully"));
    assert_eq!(renamed("1"), pair("2", "no group found with given group_id"));
    let manifest = one(&sandbox, "legacy.retrieve_segment", &[]);
    assert_eq!(at(&manifest, "responseData/manifest/group_data/group_information/group_name"), "South");
}

#[test]
fn a_campaign_is_drafted_and_sent_once() {
    let sandbox = sandbox();
    let step = |arguments: &[(&str, &str)]| one(&sandbox, "legacy.send_campaign", arguments);
    let draft = step(&[("msubject", "Tides"), ("send", "Y")]);
    assert_eq!((at(&draft, "responseCode"), at(&draft, "responseData/message")), ("202", "1"));
    let key = at(&draft, "responseData/message_key").to_owned();
    let sent = step(&[("message_key", &key)]);
    assert_eq!((at(&sent, "responseCode"), at(&sent, "responseData/sent")), ("201", "1"));
    for (key, reason) in [(key.as_str(), "message was already sent"), ("x", "invalid message_key")] {
        let refused = step(&[("message_key", key)]);
        assert_eq!((at(&refused, "responseData/message"), at(&refused, "responseData/reason")), ("2", reason));
        assert!(!has(&refused, "error") && !has(&refused, "responseCode"));
    }
    let late = step(&[("timed_release", "Y"), ("date", "2015-03-01"), ("hour", "6")]);
    let late = step(&[("message_key", at(&late, "responseData/message_key"))]);
    assert_eq!(at(&late, "responseData/reason"), "timed-release day/time is in the past");

    let id = at(&draft, "responseData/message_id");
    let stats = one(&sandbox, "legacy.message_stats", &[("mess_id", id)]);
    assert_eq!(at(&stats, &format!("responseData/message_data/message@id={id}/message_subject")), "Tides");

    let plain = Sandbox::builder().bluehornet_style(Style::Plain).start_blocking().unwrap();
    let bare = one(&plain, "legacy.send_campaign", &[]);
    assert_eq!((at(&bare, "message"), has(&bare, "message_key"), has(&bare, "methodName")), ("1", true, false));
}

#[test]
fn tasks_complete_and_leave_a_file() {
    let sandbox = sandbox();
    send(&sandbox, "7100042", &[("external_id", "a&amp;b")]);
    let begun = one(&sandbox, "statistics.getMessageSubscriberData", &[("mess_id", "1")]);
    assert_eq!(at(&begun, "responseCode"), "101");
    let id = at(&begun, "responseData/task_id").to_owned();
    let poll = |id: &str| one(&sandbox, "utilities.getTasks", &[("task_id", id), ("type", "EXPORT_MESSAGE_CONTACTS")]);
    let early = one(&sandbox, "utilities.getFile", &[("file", &format!("exports/{id}.xml"))]);
    assert_eq!(at(&early, "error"), "1");
    assert_eq!(at(&poll(&id), "responseData/task/item1/status"), "PENDING");
    assert_eq!(at(&poll(&id), "responseData/task/item1/status"), "PROCESSING");
    let done = poll(&format!("1, {id}"));
    assert_eq!(
        (at(&done, "responseText"), at(&done, "responseData/task/item1/task_id")),
        ("1 tasks retrieved", id.as_str())
    );
    assert_eq!(at(&done, "responseData/task/item1/status"), "COMPLETE");
    let file = at(&done, "responseData/task/item1/task_response/file_name");
    let calls = [method("utilities.getFile", &[("file", file)])];
    let whole = post(&sandbox, &document("", &calls)).text();
    assert!(
        whole.contains("<messagecontacts>\n<messagecontact>") && whole.contains("<external_id>a&amp;b</external_id>")
    );
    let both = [calls[0].clone(), calls[0].clone()];
    let inside = fields(&post(&sandbox, &document("", &both)).text());
    assert_eq!(get(&inside, "item2/responseData/content"), Some(whole.trim()));

    assert_eq!(at(&poll("1"), "responseData/task"), "");
    assert_eq!(at(&one(&sandbox, "utilities.getTasks", &[("status", "PENDING")]), "responseText"), "0 tasks retrieved");
}

#[test]
fn tasks_fail_and_time_moves_them() {
    let sandbox = Sandbox::builder().step(Duration::ZERO).start_blocking().unwrap();
    for (name, arguments) in [
        ("legacy.retrieve_dynamic", [("group_id", "404")].as_slice()),
        ("legacy.retrieve_active", &[("asynchronous", "1")]),
        ("legacy.bulk_sync", &[("data_url", "https://example.com/a.csv")]),
        ("transactional.getMessageContactActivity", &[]),
    ] {
        assert!(has(&one(&sandbox, name, arguments), "responseData/task_id"), "{name}");
    }
    let jobs = [("legacy.delete_subscribers", "reply_email"), ("legacy.group_clear", "group_id")];
    for (name, argument) in jobs {
        let reply = one(&sandbox, name, &[(argument, "1"), ("data_url", "https://example.com/a.csv")]);
        assert_eq!((at(&reply, "responseData/message"), has(&reply, "responseData/job_id")), ("1", true), "{name}");
    }
    let listed = one(&sandbox, "utilities.getTasks", &[("start_date", "2020-01-01")]);
    assert_eq!(at(&listed, "responseText"), "6 tasks retrieved");
    assert_eq!(at(&listed, "responseData/task/item1/status"), "ERROR");
    assert!(
        has(&listed, "responseData/task/item1/output")
            && !has(&listed, "responseData/task/item3/task_response/file_name")
    );
    assert_eq!(at(&listed, "responseData/task/item2/status"), "COMPLETE");
    assert_eq!(
        at(&one(&sandbox, "utilities.getTasks", &[("end_date", "2020-01-01")]), "responseText"),
        "0 tasks retrieved"
    );
}

#[test]
fn statistics_and_bounces() {
    let sandbox = sandbox();
    send(&sandbox, "7100042", &[]);
    one(&sandbox, "transactional.sendTransaction", &[("email", "bounce-1@example.com"), ("template_id", "7100042")]);
    let stats = one(&sandbox, "transactional.messageStats", &[]);
    assert_eq!(at(&stats, "responseData/message_data/message@id=7100042/sent_total"), "2");
    let half = one(&sandbox, "transactional.messageStats", &[("end_date", "2026-01-01")]);
    assert_eq!(at(&half, "responseData/missing_vars"), "start_date");
    let bounced = one(&sandbox, "transactional.bouncedList", &[("template_id", "7100042")]);
    assert_eq!(at(&bounced, "responseData/item1/email"), "bounce-1@example.com");
    assert!(!has(&bounced, "responseData/item2/email"));
    let welcome = one(&sandbox, "message.getWelcomeMessages", &[]);
    assert_eq!(at(&welcome, "responseData/messages/item1/subject"), "Welcome");
}

/// Every method of the table: without its arguments it says which are missing, with them it answers under its name.
#[test]
fn every_method_answers() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/bluehornet/methods.json");
    let table: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    for entry in table["methods"].as_array().unwrap() {
        let sandbox = sandbox();
        let name = entry["name"].as_str().unwrap();
        let mut names: Vec<&str> = entry["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let bare = one(&sandbox, name, &[]);
        let groups = entry["one_of"].as_array().unwrap();
        let missing = get(&bare, "item1/responseData/missing_vars").unwrap_or_default();
        assert!(names.iter().all(|name| missing.contains(name)), "{name}: {bare:?}");
        assert_eq!(missing.is_empty(), names.is_empty() && groups.is_empty(), "{name}: {bare:?}");

        names.extend(groups.iter().map(|group| group[0].as_str().unwrap()));
        let value = |name: &str| match name {
            "email" | "reply_email" | "from_email" => "jane@example.com",
            "template_id" => "7100042",
            "category_id" => "31007",
            "group_id" => "640017",
            "id" if entry["name"].as_str().unwrap().contains("CustomField") => "80021",
            "id" => "640017",
            _ => "x",
        };
        let arguments: Vec<(&str, &str)> = names.iter().map(|name| (*name, value(name))).collect();
        let reply = one(&sandbox, name, &arguments);
        assert_eq!(at(&reply, "methodName"), name);
        assert_eq!(at(&reply, "responseNum"), "1");
        // A file and a subscriber would have to be made first.
        let needs_more = ["utilities.getFile", "subscribers.getSubscriber"].contains(&name);
        assert_eq!(has(&reply, "error"), needs_more, "{reply:?}");
        let code = get(&reply, "item1/responseCode").unwrap_or("200");
        assert!(needs_more || !["114", "121", "123", "141"].contains(&code), "{reply:?}");

        let first = entry["alone"].as_bool().unwrap();
        let check = method("utilities.checkEmail", &[("email", "a@example.com")]);
        let refused = fields(&post(&sandbox, &document("", &[check, method(name, &arguments)])).text());
        assert_eq!(get(&refused, "item1/error").is_some(), first, "{name}: {refused:?}");
    }
}
