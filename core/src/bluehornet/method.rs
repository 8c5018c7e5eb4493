//! The methods of the API as a table: name, arguments, what they may be combined with, where their data sits.

use crate::error::words;

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

/// A documented method.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Method {
    /// Its name on the wire; letter case does not matter to the service.
    pub name: &'static str,
    /// Arguments it requires.
    pub required: &'static [&'static str],
    /// Arguments of which it requires one; empty if there is no such group.
    pub one_of: &'static [&'static str],
    /// Other arguments that are known. The lists are not complete: unknown arguments are allowed.
    pub optional: &'static [&'static str],
    /// It must be the only call of its request.
    pub is_alone: bool,
    /// It answers in XML only.
    pub is_xml_only: bool,
    /// It takes template variables as arguments of any other name.
    pub has_variables: bool,
    /// Where its data sits.
    pub data: DataPlace,
}

const fn method(name: &'static str, required: &'static [&'static str], optional: &'static [&'static str]) -> Method {
    Method {
        name,
        required,
        one_of: &[],
        optional,
        is_alone: false,
        is_xml_only: false,
        has_variables: false,
        data: DataPlace::Flat,
    }
}

impl Method {
    const fn one_of(self, one_of: &'static [&'static str]) -> Self {
        Method { one_of, ..self }
    }
    const fn alone(self) -> Self {
        Method { is_alone: true, ..self }
    }
    const fn xml_only(self) -> Self {
        Method { is_xml_only: true, ..self }
    }
    const fn variables(self) -> Self {
        Method { has_variables: true, ..self }
    }
    const fn data(self, data: DataPlace) -> Self {
        Method { data, ..self }
    }

    /// The method of this name, whatever its letter case.
    pub fn named(name: &[u8]) -> Option<&'static Method> {
        METHODS.iter().find(|method| method.name.as_bytes().eq_ignore_ascii_case(name))
    }

    /// Whether this is a documented argument of the method.
    pub fn has_argument(&self, name: &[u8]) -> bool {
        [self.required, self.one_of, self.optional].iter().any(|list| list.iter().any(|known| known.as_bytes() == name))
    }
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
const NEW_TEMPLATE: (&[&str], &[&str]) = TEMPLATE.split_at(5);
const FIELD: &[&str] = &["name", "type", "format", "display_on_survey", "friendly_tag", "default_value"];
/// The name, and the rest.
const NEW_FIELD: (&[&str], &[&str]) = FIELD.split_at(1);
const SEGMENT: &[&str] = &["name", "category_id", "display_on_survey", "test_segment"];
/// The name, and the rest.
const NEW_SEGMENT: (&[&str], &[&str]) = SEGMENT.split_at(1);
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

/// All documented methods.
pub const METHODS: &[Method] = &[
    method("transactional.sendTransaction", &["email", "template_id"], MAIL).variables(),
    method("transactional.sendTest", &["email", "template_id"], MAIL).variables(),
    method("transactional.insertTemplate", NEW_TEMPLATE.0, NEW_TEMPLATE.1),
    method("transactional.updateTemplate", &["template_id"], TEMPLATE),
    method("transactional.rebuildTemplate", &["template_id"], &["binding"]),
    method("transactional.listTemplates", &[], &[]).data(DataPlace::Item),
    method("transactional.messageStats", &[], STATISTICS).alone().data(DataPlace::MessageData),
    method("transactional.bouncedList", &[], &["external_id", "start_date", "end_date"])
        .one_of(&["email", "template_id"])
        .data(DataPlace::Undocumented),
    method("transactional.getMessageContactActivity", &[], &[]),
    method("transactional.sendInboxMonitor", &["im_schedule"], PREVIEW).variables(),
    method("transactional.testDesignPreview", &[], PREVIEW).variables(),
    method("transactional.testInboxPreview", &[], PREVIEW).variables(),
    method("legacy.send_campaign", &[], CAMPAIGN).alone(),
    method("legacy.manage_subscriber", &[], SUBSCRIBER).one_of(&["email", "external_id"]),
    method("utilities.checkEmail", &["email"], &["domain_only", "mx_check"]),
    method("utilities.getTasks", &[], &["task_id", "status", "type", "start_date", "end_date"])
        .data(DataPlace::Wrapper),
    method("utilities.getFile", &["file"], &[]).data(DataPlace::File),
    method("legacy.add_segment", &[], &["hidden"]).one_of(&["groupname", "groups"]).alone(),
    method("legacy.bulk_sync", &[], BULK_SYNC).one_of(FILE).alone(),
    method("legacy.delete_subscribers", &["reply_email"], DELETE).one_of(FILE).alone(),
    method("legacy.group_clear", &["group_id"], &["delete", "notify_email"]).alone(),
    method("legacy.group_rename", &["group_id", "group_name"], &[]).alone(),
    method("legacy.message_stats", &[], &["start_date", "end_date", "date", "mess_id", "last"])
        .alone()
        .data(DataPlace::MessageData),
    method(
        "legacy.retrieve_active",
        &[],
        &[
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
    method("legacy.retrieve_dynamic", &["group_id"], &["basic", "extended", "custom_fields"]).alone().xml_only(),
    method("legacy.retrieve_segment", &[], &["return_group_data", "return_category_data"])
        .alone()
        .data(DataPlace::Manifest),
    method("legacy.retrieve_unsub", &[], &["date_deleted1", "date_deleted2", "email", "external_id", "mess_id"])
        .xml_only()
        .data(DataPlace::Manifest),
    method("message.getWelcomeMessages", &[], &["mess_id", "message_data"]).data(DataPlace::Wrapper),
    method("welcome.messageStats", &[], STATISTICS).alone().data(DataPlace::MessageData),
    method(
        "statistics.getMessageSubscriberData",
        &[],
        &["mess_id", "start_date", "end_date", "action_types", "action_type", "salesforce"],
    ),
    method("subscribers.getSubscriber", &[], &["message_history_days_prior"])
        .one_of(&["contact_id", "email", "external_id"])
        .data(DataPlace::Undocumented),
    method("subscribers.getMessageDetail", &[], &[])
        .one_of(&["mes_cont_id", "message_detail_id"])
        .data(DataPlace::Undocumented),
    method("account.addCategory", &["category_name"], &[]),
    method("account.updateCategory", &["category_id"], &["category_name"]),
    method("account.removeCategory", &["category_id"], &[]),
    method("account.getCategories", &[], &["limit", "offset"]).data(DataPlace::Wrapper),
    method("account.addCustomField", NEW_FIELD.0, NEW_FIELD.1),
    method("account.updateCustomField", &["id"], FIELD),
    method("account.removeCustomField", &["id"], &[]),
    method("account.getCustomFields", &[], &["limit", "offset"]).data(DataPlace::Wrapper),
    method("account.addStaticSegment", NEW_SEGMENT.0, NEW_SEGMENT.1),
    method("account.updateStaticSegment", &["id"], SEGMENT),
    method("account.removeStaticSegment", &["id"], &[]),
    method("account.getStaticSegments", &[], &["limit", "offset", "count", "segment_ids"]).data(DataPlace::Wrapper),
    method("account.getDynamicSegments", &[], &[]).data(DataPlace::Undocumented),
    method("account.addRelationalTable", &[], &[]).data(DataPlace::Undocumented),
    method("account.alterRelationalTableColumn", &[], &[]).data(DataPlace::Undocumented),
    method("account.getRelationalTables", &[], &[]).data(DataPlace::Undocumented),
    method("account.importRelationalTableData", &[], &[]).data(DataPlace::Undocumented),
    method("account.removeRelationalTable", &[], &[]).data(DataPlace::Undocumented),
    method("conversion.track", &[], &["conversion_type"]).data(DataPlace::Undocumented),
    method("roi.insert", &[], &[]).data(DataPlace::Undocumented),
];
