//! The table of the known methods: what they need, whether they stand alone, who answers them.

use super::document::Call;
use super::reply::Item;
use super::state::{Caller, State};
use super::{subscribers, templates};

type Handler = fn(&Call, &mut State, &Caller) -> Item;

/// A method.
pub(crate) struct Method {
    pub name: &'static str,
    /// Arguments that have to be there and not blank.
    required: &'static [&'static str],
    /// Of these at least one, and of those of [`ONE_ONLY`] not two.
    one_of: &'static [&'static str],
    /// Further arguments of the method's own; everything else is a template variable, where there are variables.
    optional: &'static [&'static str],
    /// It has to be the only call of its request.
    pub alone: bool,
    pub answer: Handler,
}

/// Methods that answer in XML whatever the request asks for.
pub(crate) const XML_ONLY: [&str; 2] = ["legacy.retrieve_dynamic", "legacy.retrieve_unsub"];

/// The method whose alternatives exclude each other.
const ONE_ONLY: &str = "subscribers.getSubscriber";

/// The method with this name; letter case does not matter.
pub(crate) fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name.eq_ignore_ascii_case(name))
}

impl Method {
    /// The arguments that the call lacks.
    pub fn missing(&self, call: &Call) -> Vec<String> {
        let mut missing: Vec<String> =
            self.required.iter().filter(|name| !call.has(name)).map(|name| (*name).to_owned()).collect();
        if !self.one_of.is_empty() && !self.one_of.iter().any(|name| call.has(name)) {
            missing.push(self.one_of.join(" or "));
        }
        missing
    }

    /// Whether the call has two arguments that exclude each other.
    pub fn has_too_many(&self, call: &Call) -> bool {
        self.name == ONE_ONLY && self.one_of.iter().filter(|name| call.has(name)).count() > 1
    }

    /// The names of the method's own arguments.
    pub fn arguments(&self) -> Vec<&'static str> {
        [self.required, self.one_of, self.optional].concat()
    }
}

/// A method of whose answer nothing is known but that it is one.
fn done(_: &Call, _: &mut State, _: &Caller) -> Item {
    Item::ok(Vec::new()).text("Success")
}

const fn method(
    name: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
    answer: Handler,
) -> Method {
    Method { name, required, one_of: &[], optional, alone: false, answer }
}

impl Method {
    const fn one_of(self, one_of: &'static [&'static str]) -> Self {
        Method { one_of, ..self }
    }

    const fn alone(self) -> Self {
        Method { alone: true, ..self }
    }
}

#[rustfmt::skip]
static METHODS: [Method; 52] = [
    method("transactional.sendTransaction", &["email", "template_id"], &["external_id", "email_preference", "name", "subject", "from_description", "from_email", "reply_email", "check_optout", "contact_add"], templates::send_transaction),
    method("transactional.sendTest", &["email", "template_id"], &["email_preference", "name", "subject", "from_description", "from_email", "reply_email", "check_optout"], templates::send_test),
    method("transactional.insertTemplate", &["subject", "from_description", "from_email", "reply_email", "template_data"], &[], templates::insert),
    method("transactional.updateTemplate", &["template_id"], &[], templates::update),
    method("transactional.rebuildTemplate", &["template_id"], &[], templates::rebuild),
    method("transactional.listTemplates", &[], &[], templates::list),
    method("transactional.messageStats", &[], &[], done).alone(),
    method("transactional.bouncedList", &[], &[], done).one_of(&["email", "template_id"]),
    method("transactional.getMessageContactActivity", &[], &[], done),
    method("transactional.sendInboxMonitor", &["im_schedule"], &["template_id", "email_preference", "sample_data"], done),
    method("transactional.testDesignPreview", &[], &["template_id", "email_preference", "sample_data"], done),
    method("transactional.testInboxPreview", &[], &["template_id", "email_preference", "sample_data"], done),
    method("legacy.send_campaign", &[], &[], done).alone(),
    method("legacy.manage_subscriber", &[], &[], subscribers::manage).one_of(&["email", "external_id"]),
    method("utilities.checkEmail", &["email"], &[], subscribers::check_email),
    method("utilities.getTasks", &[], &[], done),
    method("utilities.getFile", &["file"], &[], done),
    method("legacy.add_segment", &[], &[], done).one_of(&["groupname", "groups"]).alone(),
    method("legacy.bulk_sync", &[], &[], done).one_of(&["data_url", "ftp_server"]).alone(),
    method("legacy.delete_subscribers", &["reply_email"], &[], done).one_of(&["data_url", "ftp_server"]).alone(),
    method("legacy.group_clear", &["group_id"], &[], done).alone(),
    method("legacy.group_rename", &["group_id", "group_name"], &[], done).alone(),
    method("legacy.message_stats", &[], &[], done).alone(),
    method("legacy.retrieve_active", &[], &[], subscribers::retrieve_active),
    method("legacy.retrieve_dynamic", &["group_id"], &[], done).alone(),
    method("legacy.retrieve_segment", &[], &[], done).alone(),
    method("legacy.retrieve_unsub", &[], &[], subscribers::retrieve_unsub),
    method("message.getWelcomeMessages", &[], &[], done),
    method("welcome.messageStats", &[], &[], done).alone(),
    method("statistics.getMessageSubscriberData", &[], &[], done),
    method("subscribers.getSubscriber", &[], &[], subscribers::get).one_of(&["contact_id", "email", "external_id"]),
    method("subscribers.getMessageDetail", &[], &[], done).one_of(&["mes_cont_id", "message_detail_id"]),
    method("account.addCategory", &["category_name"], &[], done),
    method("account.updateCategory", &["category_id"], &[], done),
    method("account.removeCategory", &["category_id"], &[], done),
    method("account.getCategories", &[], &[], done),
    method("account.addCustomField", &["name"], &[], done),
    method("account.updateCustomField", &["id"], &[], done),
    method("account.removeCustomField", &["id"], &[], done),
    method("account.getCustomFields", &[], &[], done),
    method("account.addStaticSegment", &["name"], &[], done),
    method("account.updateStaticSegment", &["id"], &[], done),
    method("account.removeStaticSegment", &["id"], &[], done),
    method("account.getStaticSegments", &[], &[], done),
    method("account.getDynamicSegments", &[], &[], done),
    method("account.addRelationalTable", &[], &[], done),
    method("account.alterRelationalTableColumn", &[], &[], done),
    method("account.getRelationalTables", &[], &[], done),
    method("account.importRelationalTableData", &[], &[], done),
    method("account.removeRelationalTable", &[], &[], done),
    method("conversion.track", &[], &[], done),
    method("roi.insert", &[], &[], done),
];
