//! The table of the known methods: what they need, whether they stand alone, who answers them.

use super::document::Call;
use super::reply::Item;
use super::state::{Caller, State};
use super::{account, campaigns, subscribers, tasks, templates};

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
    /// `start_date` and `end_date` come together or not at all.
    dates_together: bool,
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
        if self.dates_together && call.has("start_date") != call.has("end_date") {
            let lacking = if call.has("start_date") { "end_date" } else { "start_date" };
            missing.push(lacking.to_owned());
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
    Method { name, required, one_of: &[], optional, alone: false, dates_together: false, answer }
}

impl Method {
    const fn one_of(self, one_of: &'static [&'static str]) -> Self {
        Method { one_of, ..self }
    }

    const fn dates_together(self) -> Self {
        Method { dates_together: true, ..self }
    }

    const fn alone(self) -> Self {
        Method { alone: true, ..self }
    }
}

/// What sendTransaction and sendTest take besides template variables. Two of them are documented for the first alone.
const SEND_OPTIONS: [&str; 9] = [
    "external_id",
    "email_preference",
    "name",
    "subject",
    "from_description",
    "from_email",
    "reply_email",
    "check_optout",
    "contact_add",
];

const TEMPLATE: [&str; 5] = ["subject", "from_description", "from_email", "reply_email", "template_data"];

static METHODS: [Method; 52] = [
    method("transactional.sendTransaction", &["email", "template_id"], &SEND_OPTIONS, templates::send_transaction),
    method("transactional.sendTest", &["email", "template_id"], &SEND_OPTIONS, templates::send_test),
    method("transactional.insertTemplate", &TEMPLATE, &[], templates::insert),
    method("transactional.updateTemplate", &["template_id"], &[], templates::update),
    method("transactional.rebuildTemplate", &["template_id"], &[], templates::rebuild),
    method("transactional.listTemplates", &[], &[], templates::list),
    method("transactional.messageStats", &[], &[], campaigns::template_stats).dates_together().alone(),
    method("transactional.bouncedList", &[], &[], campaigns::bounced).one_of(&["email", "template_id"]),
    method("transactional.getMessageContactActivity", &[], &[], tasks::contact_activity),
    method("transactional.sendInboxMonitor", &["im_schedule"], &[], done),
    method("transactional.testDesignPreview", &[], &[], done),
    method("transactional.testInboxPreview", &[], &[], done),
    method("legacy.send_campaign", &[], &[], campaigns::send).alone(),
    method("legacy.manage_subscriber", &[], &[], subscribers::manage).one_of(&["email", "external_id"]),
    method("utilities.checkEmail", &["email"], &[], subscribers::check_email),
    method("utilities.getTasks", &[], &[], tasks::list),
    method("utilities.getFile", &["file"], &[], tasks::file),
    method("legacy.add_segment", &[], &[], account::legacy_add_segment).one_of(&["groupname", "groups"]).alone(),
    method("legacy.bulk_sync", &[], &[], tasks::import).one_of(&["data_url", "ftp_server"]).alone(),
    method("legacy.delete_subscribers", &["reply_email"], &[], tasks::delete)
        .one_of(&["data_url", "ftp_server"])
        .alone(),
    method("legacy.group_clear", &["group_id"], &[], tasks::clear).alone(),
    method("legacy.group_rename", &["group_id", "group_name"], &[], account::rename).alone(),
    method("legacy.message_stats", &[], &[], campaigns::stats).dates_together().alone(),
    method("legacy.retrieve_active", &[], &[], subscribers::retrieve_active),
    method("legacy.retrieve_dynamic", &["group_id"], &[], tasks::export).alone(),
    method("legacy.retrieve_segment", &[], &[], account::retrieve_segments).alone(),
    method("legacy.retrieve_unsub", &[], &[], subscribers::retrieve_unsub),
    method("message.getWelcomeMessages", &[], &[], campaigns::welcome),
    method("welcome.messageStats", &[], &[], campaigns::welcome_stats).dates_together().alone(),
    method("statistics.getMessageSubscriberData", &[], &[], tasks::subscriber_data),
    method("subscribers.getSubscriber", &[], &[], subscribers::get).one_of(&["contact_id", "email", "external_id"]),
    method("subscribers.getMessageDetail", &[], &[], done).one_of(&["mes_cont_id", "message_detail_id"]),
    method("account.addCategory", &["category_name"], &[], account::add_category),
    method("account.updateCategory", &["category_id"], &[], account::update_category),
    method("account.removeCategory", &["category_id"], &[], account::remove_category),
    method("account.getCategories", &[], &[], account::categories),
    method("account.addCustomField", &["name"], &[], account::add_field),
    method("account.updateCustomField", &["id"], &[], account::update_field),
    method("account.removeCustomField", &["id"], &[], account::remove_field),
    method("account.getCustomFields", &[], &[], account::fields),
    method("account.addStaticSegment", &["name"], &[], account::add_segment),
    method("account.updateStaticSegment", &["id"], &[], account::update_segment),
    method("account.removeStaticSegment", &["id"], &[], account::remove_segment),
    method("account.getStaticSegments", &[], &[], account::segments),
    method("account.getDynamicSegments", &[], &[], done),
    method("account.addRelationalTable", &[], &[], done),
    method("account.alterRelationalTableColumn", &[], &[], done),
    method("account.getRelationalTables", &[], &[], done),
    method("account.importRelationalTableData", &[], &[], done),
    method("account.removeRelationalTable", &[], &[], done),
    method("conversion.track", &[], &[], done),
    method("roi.insert", &[], &[], done),
];
