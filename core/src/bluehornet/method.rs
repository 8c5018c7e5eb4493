//! The methods of the API as a table: name, arguments, what they may be combined with, where their data sits.

use crate::error::words;
use crate::text::{Table, nested_table, table};

words! {
    /// Where the data of a method's reply sits.
    #[non_exhaustive]
    DataPlace {
        /// Values directly in `responseData`.
        Flat = "responseData/*",
        /// A list in an element of `responseData`.
        Wrapper = "responseData/*/item",
        /// A list directly in the item of the call.
        Item = "item",
        /// Records below `responseData/manifest`.
        Manifest = "responseData/manifest",
        /// Messages with an attribute `id` below `responseData/message_data`.
        MessageData = "responseData/message_data/message",
        /// The reply is the file itself.
        File = "file",
        /// Not documented.
        Undocumented = "undocumented",
    }
}

/// A documented method: a row of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Method(u8);

impl Method {
    /// All documented methods.
    pub fn all() -> impl ExactSizeIterator<Item = Method> + Clone {
        (0..ROWS.len() as u8).map(Method)
    }

    /// The method of this name, whatever its letter case.
    pub fn named(name: &[u8]) -> Option<Method> {
        NAMES.position_ignoring_case(name).map(|index| Method(index as u8))
    }

    /// [`named`](Self::named) while compiling, where another name is an error.
    // Called while compiling only.
    pub(super) const fn of_literal(name: &str) -> Method {
        let mut index = 0;
        while !is_same(ROWS[index].name.as_bytes(), name.as_bytes()) {
            index += 1;
        }
        Method(index as u8)
    }

    /// Its name on the wire; letter case does not matter to the service.
    pub fn name(self) -> &'static str {
        NAMES.get(usize::from(self.0))
    }

    /// Arguments it requires.
    pub fn required(self) -> impl Iterator<Item = &'static str> + Clone {
        REQUIRED.nested(usize::from(self.0)).names()
    }

    /// Arguments of which it requires one; empty if there is no such group.
    pub fn one_of(self) -> impl Iterator<Item = &'static str> + Clone {
        ONE_OF.nested(usize::from(self.0)).names()
    }

    /// The names of [`required`](Self::required) as they stand in the table.
    #[cfg(target_pointer_width = "64")]
    pub(super) fn required_names(self) -> impl Iterator<Item = &'static [u8]> {
        REQUIRED.nested(usize::from(self.0)).iter()
    }

    /// The names of [`one_of`](Self::one_of) as they stand in the table.
    #[cfg(target_pointer_width = "64")]
    pub(super) fn one_of_names(self) -> impl Iterator<Item = &'static [u8]> {
        ONE_OF.nested(usize::from(self.0)).iter()
    }

    /// Other arguments that are known. The lists are not complete: unknown arguments are allowed.
    pub fn optional(self) -> impl Iterator<Item = &'static str> + Clone {
        OPTIONAL.get(usize::from(self.0)).copied().unwrap_or(NONE).names()
    }

    /// It must be the only call of its request.
    pub fn is_alone(self) -> bool {
        self.has(Row::ALONE)
    }

    /// It answers in XML only.
    pub fn is_xml_only(self) -> bool {
        self.has(Row::XML_ONLY)
    }

    /// It takes template variables as arguments of any other name.
    pub fn has_variables(self) -> bool {
        self.has(Row::VARIABLES)
    }

    /// Where its data sits.
    pub fn data(self) -> DataPlace {
        DATA.get(usize::from(self.0)).copied().unwrap_or(DataPlace::Undocumented)
    }

    /// Whether this is a documented argument of the method.
    pub fn has_argument(self, name: &[u8]) -> bool {
        self.required().chain(self.one_of()).chain(self.optional()).any(|known| known.as_bytes() == name)
    }

    /// [`has_argument`](Self::has_argument) for a method that takes template variables: what none of them may be called.
    /// A device that sends mail carries these names, not those of all other arguments.
    pub(super) fn is_beside_variables(self, name: &[u8]) -> bool {
        let optional = if self.0 < PREVIEWS.0 { MAIL_ROW } else { PREVIEW_ROW };
        optional.position(name).is_some() || self.required().any(|known| known.as_bytes() == name)
    }

    fn has(self, flag: u8) -> bool {
        FLAGS.get(usize::from(self.0)).is_some_and(|flags| flags & flag != 0)
    }
}

impl core::fmt::Debug for Method {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

/// What the table says of a method, as it is written down below.
struct Row {
    name: &'static str,
    required: &'static [&'static str],
    one_of: &'static [&'static str],
    optional: Table,
    flags: u8,
    data: DataPlace,
}

// Called while compiling only.
const fn method(name: &'static str, required: &'static [&'static str], optional: Table) -> Row {
    Row { name, required, one_of: &[], optional, flags: 0, data: DataPlace::Flat }
}

impl Row {
    const ALONE: u8 = 1;
    const XML_ONLY: u8 = 2;
    const VARIABLES: u8 = 4;

    // Called while compiling only.
    const fn one_of(self, one_of: &'static [&'static str]) -> Self {
        Row { one_of, ..self }
    }
    // Called while compiling only.
    const fn alone(self) -> Self {
        Row { flags: self.flags | Row::ALONE, ..self }
    }
    // Called while compiling only.
    const fn xml_only(self) -> Self {
        Row { flags: self.flags | Row::XML_ONLY, ..self }
    }
    // Called while compiling only.
    const fn variables(self) -> Self {
        Row { flags: self.flags | Row::VARIABLES, ..self }
    }
    // Called while compiling only.
    const fn data(self, data: DataPlace) -> Self {
        Row { data, ..self }
    }
}

/// One column of [`ROWS`]. Each lies by itself, so that a program carries those it looks at.
macro_rules! column {
    ($member:ident: $kind:ty = $first:expr) => {{
        let (mut column, mut index): ([$kind; ROWS.len()], usize) = ([$first; ROWS.len()], 0);
        while index < ROWS.len() {
            column[index] = ROWS[index].$member;
            index += 1;
        }
        column
    }};
}

const NAME_LIST: &[&str] = &column!(name: &'static str = "");
const NAMES: Table = table!(NAME_LIST);
const REQUIRED_LISTS: &[&[&str]] = &column!(required: &'static [&'static str] = &[]);
const REQUIRED: Table = nested_table!(REQUIRED_LISTS);
const ONE_OF_LISTS: &[&[&str]] = &column!(one_of: &'static [&'static str] = &[]);
const ONE_OF: Table = nested_table!(ONE_OF_LISTS);
static OPTIONAL: [Table; ROWS.len()] = column!(optional: Table = NONE);
/// No arguments.
const NONE: Table = table![];
static FLAGS: [u8; ROWS.len()] = column!(flags: u8 = 0);
static DATA: [DataPlace; ROWS.len()] = column!(data: DataPlace = DataPlace::Flat);
const MAIL_ROW: Table = table!(MAIL);
const PREVIEW_ROW: Table = table!(PREVIEW);
/// The first method that takes variables to show what a mail would look like, not to send it.
const PREVIEWS: Method = Method::of_literal("transactional.sendInboxMonitor");

/// `==`, while compiling.
// Called while compiling only.
const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

const MAIL: &[&str] = &[
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
const TEMPLATE: &[&str] = &[
    "subject",
    "from_description",
    "from_email",
    "reply_email",
    "template_data",
    "message_notes",
    "bill_codes",
    "track_links",
    "track_roi",
    "binding",
];
/// What a new template requires, and what it may have beside that.
const NEW_TEMPLATE: &[&str] = TEMPLATE.split_at(5).0;
const NEW_TEMPLATE_REST: &[&str] = TEMPLATE.split_at(5).1;
const FIELD: &[&str] = &["name", "type", "format", "display_on_survey", "friendly_tag", "default_value"];
/// The name, and the rest.
const NEW_FIELD: &[&str] = FIELD.split_at(1).0;
const NEW_FIELD_REST: &[&str] = FIELD.split_at(1).1;
const SEGMENT: &[&str] = &["name", "category_id", "display_on_survey", "test_segment"];
/// The name, and the rest.
const NEW_SEGMENT: &[&str] = SEGMENT.split_at(1).0;
const NEW_SEGMENT_REST: &[&str] = SEGMENT.split_at(1).1;
const CAMPAIGN: &[&str] = &[
    "message_key",
    "grp",
    "grp_exclude",
    "sm",
    "sm_exclude",
    "rich_mbody",
    "text_mbody",
    "send",
    "reply_email",
    "from_email",
    "fromdesc",
    "msubject",
    "timed_release",
    "date",
    "hour",
    "substitude_name",
    "bill_codes",
    "message_notes",
    "message_name",
    "campaign_id",
    "track_links",
    "use_default_footer",
    "footer_id",
    "binding",
    "throttle_rate",
    "inbox_monitor",
];
const SUBSCRIBER: &[&str] = &[
    "newemail",
    "new_external_id",
    "firstname",
    "lastname",
    "address",
    "city",
    "state",
    "postal_code",
    "country",
    "phone_hm",
    "phone_wk",
    "fax",
    "email_type",
    "welcome_trigger",
    "doi",
    "welcomeletter",
    "grp",
    "grpreplace",
    "grpremove",
    "signup_page",
    "subscriber_ip",
    "select",
    "ref",
    "refer",
    "name",
    "personalized_message",
    "fmid",
    "remove",
    "optout",
    "check_optout",
    "message_hash",
    "channel_source",
];
const STATISTICS: &[&str] = &["start_date", "end_date", "date", "template_id", "rollup_type"];
const PREVIEW: &[&str] = &["template_id", "email_preference", "sample_data"];
const FILE: &[&str] = &["data_url", "ftp_server"];
const BULK_SYNC: &[&str] =
    &["reply_email", "file_type", "number", "source", "ftp_user_name", "ftp_user_pass", "filename"];
const DELETE: &[&str] = &["optout", "ftp_user_name", "ftp_user_pass", "sftp", "filename", "server_folder"];

/// The table.
const ROWS: [Row; 52] = [
    method("transactional.sendTransaction", &["email", "template_id"], table!(MAIL)).variables(),
    method("transactional.sendTest", &["email", "template_id"], table!(MAIL)).variables(),
    method("transactional.insertTemplate", NEW_TEMPLATE, table!(NEW_TEMPLATE_REST)),
    method("transactional.updateTemplate", &["template_id"], table!(TEMPLATE)),
    method("transactional.rebuildTemplate", &["template_id"], table!["binding"]),
    method("transactional.listTemplates", &[], NONE).data(DataPlace::Item),
    method("transactional.messageStats", &[], table!(STATISTICS)).alone().data(DataPlace::MessageData),
    method("transactional.bouncedList", &[], table!["external_id", "start_date", "end_date"])
        .one_of(&["email", "template_id"])
        .data(DataPlace::Undocumented),
    method("transactional.getMessageContactActivity", &[], NONE),
    method("transactional.sendInboxMonitor", &["im_schedule"], table!(PREVIEW)).variables(),
    method("transactional.testDesignPreview", &[], table!(PREVIEW)).variables(),
    method("transactional.testInboxPreview", &[], table!(PREVIEW)).variables(),
    method("legacy.send_campaign", &[], table!(CAMPAIGN)).alone(),
    method("legacy.manage_subscriber", &[], table!(SUBSCRIBER)).one_of(&["email", "external_id"]),
    method("utilities.checkEmail", &["email"], table!["domain_only", "mx_check"]),
    method("utilities.getTasks", &[], table!["task_id", "status", "type", "start_date", "end_date"])
        .data(DataPlace::Wrapper),
    method("utilities.getFile", &["file"], NONE).data(DataPlace::File),
    method("legacy.add_segment", &[], table!["hidden"]).one_of(&["groupname", "groups"]).alone(),
    method("legacy.bulk_sync", &[], table!(BULK_SYNC)).one_of(FILE).alone(),
    method("legacy.delete_subscribers", &["reply_email"], table!(DELETE)).one_of(FILE).alone(),
    method("legacy.group_clear", &["group_id"], table!["delete", "notify_email"]).alone(),
    method("legacy.group_rename", &["group_id", "group_name"], NONE).alone(),
    method("legacy.message_stats", &[], table!["start_date", "end_date", "date", "mess_id", "last"])
        .alone()
        .data(DataPlace::MessageData),
    method(
        "legacy.retrieve_active",
        &[],
        table![
            "email",
            "basic",
            "extended",
            "return_groups",
            "groups",
            "valid",
            "bounce_status",
            "max",
            "offset",
            "limit_rows",
            "limit_offset",
            "mess_id_opened",
            "link_id_clicked",
            "date_joined_start",
            "date_joined_end",
            "asynchronous",
            "return_count",
        ],
    )
    .data(DataPlace::Manifest),
    method("legacy.retrieve_dynamic", &["group_id"], table!["basic", "extended", "custom_fields"]).alone().xml_only(),
    method("legacy.retrieve_segment", &[], table!["return_group_data", "return_category_data"])
        .alone()
        .data(DataPlace::Manifest),
    method("legacy.retrieve_unsub", &[], table!["date_deleted1", "date_deleted2", "email", "external_id", "mess_id"])
        .xml_only()
        .data(DataPlace::Manifest),
    method("message.getWelcomeMessages", &[], table!["mess_id", "message_data"]).data(DataPlace::Wrapper),
    method("welcome.messageStats", &[], table!(STATISTICS)).alone().data(DataPlace::MessageData),
    method(
        "statistics.getMessageSubscriberData",
        &[],
        table!["mess_id", "start_date", "end_date", "action_types", "action_type", "salesforce"],
    ),
    method("subscribers.getSubscriber", &[], table!["message_history_days_prior"])
        .one_of(&["contact_id", "email", "external_id"])
        .data(DataPlace::Undocumented),
    method("subscribers.getMessageDetail", &[], NONE)
        .one_of(&["mes_cont_id", "message_detail_id"])
        .data(DataPlace::Undocumented),
    method("account.addCategory", &["category_name"], NONE),
    method("account.updateCategory", &["category_id"], table!["category_name"]),
    method("account.removeCategory", &["category_id"], NONE),
    method("account.getCategories", &[], table!["limit", "offset"]).data(DataPlace::Wrapper),
    method("account.addCustomField", NEW_FIELD, table!(NEW_FIELD_REST)),
    method("account.updateCustomField", &["id"], table!(FIELD)),
    method("account.removeCustomField", &["id"], NONE),
    method("account.getCustomFields", &[], table!["limit", "offset"]).data(DataPlace::Wrapper),
    method("account.addStaticSegment", NEW_SEGMENT, table!(NEW_SEGMENT_REST)),
    method("account.updateStaticSegment", &["id"], table!(SEGMENT)),
    method("account.removeStaticSegment", &["id"], NONE),
    method("account.getStaticSegments", &[], table!["limit", "offset", "count", "segment_ids"])
        .data(DataPlace::Wrapper),
    method("account.getDynamicSegments", &[], NONE).data(DataPlace::Undocumented),
    method("account.addRelationalTable", &[], NONE).data(DataPlace::Undocumented),
    method("account.alterRelationalTableColumn", &[], NONE).data(DataPlace::Undocumented),
    method("account.getRelationalTables", &[], NONE).data(DataPlace::Undocumented),
    method("account.importRelationalTableData", &[], NONE).data(DataPlace::Undocumented),
    method("account.removeRelationalTable", &[], NONE).data(DataPlace::Undocumented),
    method("conversion.track", &[], table!["conversion_type"]).data(DataPlace::Undocumented),
    method("roi.insert", &[], NONE).data(DataPlace::Undocumented),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// What a variable may not be called is every documented argument of the methods that take variables.
    #[test]
    fn beside_variables() {
        let mut count = 0;
        for method in Method::all().filter(|method| method.has_variables()) {
            assert!(method.one_of().next().is_none(), "{method:?}");
            for name in method.required().chain(method.optional()) {
                assert!(method.is_beside_variables(name.as_bytes()) && method.has_argument(name.as_bytes()), "{name}");
                count += 1;
            }
            assert!(!method.is_beside_variables(b"pump") && !method.has_argument(b"pump"));
        }
        assert_eq!(count, 2 * (2 + MAIL.len()) + 1 + 3 * PREVIEW.len());
    }
}
