//! Calls of BlueHornet's methods: typed ones, documented ones by name, and any other.

use std::fmt;
use std::sync::Arc;

use mailwire::bluehornet::{self, Call, IndexedArguments, Method};

use super::argument::{Argument, CalendarDate, Elements};
use super::failure::{MailwireError, Problem};
use super::words::Field;

/// A call of a method with its arguments. It prints with its method alone.
#[derive(uniffi::Object)]
#[uniffi::export(Debug, Display)]
pub struct BlueHornetCall {
    method: String,
    arguments: Elements,
}

impl BlueHornetCall {
    pub(super) fn lend(&self) -> Result<Call<'_>, mailwire::Error> {
        Call::indexed(self.method.as_bytes(), &self.arguments)
    }

    fn checked(self) -> Result<Arc<Self>, MailwireError> {
        self.lend()?;
        Ok(Arc::new(self))
    }

    /// A typed call of the core, with template variables or arguments behind its own.
    fn of_core(method: Method, own: &dyn IndexedArguments, more: Elements) -> Result<Arc<Self>, MailwireError> {
        let mut arguments = Elements::of_core(own);
        if method.has_variables() {
            method.check_variables(more.iter())?;
        }
        arguments.append(more);
        BlueHornetCall { method: method.name().to_owned(), arguments }.checked()
    }
}

#[uniffi::export]
impl BlueHornetCall {
    /// A call of a documented method, see `blueHornetMethods`; letter case does not matter. That no argument is missing
    /// is checked with the batch; unknown ones are allowed. `variables` are those of a template, where the method takes
    /// any: lower case names without a clash with an argument.
    ///
    /// Throws `Config`: `methodName` that is not documented (`outOfRange`), `argumentValue`, `variableName`.
    #[uniffi::constructor(default(arguments = [], variables = []))]
    pub fn new(method: &str, arguments: Vec<Argument>, variables: Vec<Argument>) -> Result<Arc<Self>, MailwireError> {
        let Some(method) = Method::named(method.as_bytes()) else {
            return Err(MailwireError::config(Field::MethodName, Problem::OutOfRange));
        };
        if !method.has_variables() && !variables.is_empty() {
            return Err(MailwireError::config(Field::VariableName, Problem::NotInThisVersion));
        }
        Self::of_core(method, &Elements::of(arguments)?, Elements::of(variables)?)
    }

    /// A call of a method that is not documented; nothing but the grammar is checked.
    ///
    /// Throws `Config`: `methodName` (letters, digits, `.` and `_`, at most 64 bytes), `argumentValue`.
    #[uniffi::constructor(default(arguments = []))]
    pub fn custom(method: String, arguments: Vec<Argument>) -> Result<Arc<Self>, MailwireError> {
        BlueHornetCall { method, arguments: Elements::of(arguments)? }.checked()
    }

    /// The method.
    pub fn method(&self) -> String {
        self.method.clone()
    }
}

/// Which version of a message is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum EmailPreference {
    /// Both, and the mail program chooses. The default.
    Mime,
    /// The HTML version.
    Html,
    /// The plain version.
    Plain,
}

/// The two versions of a message; each goes as CDATA where it holds markup.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct TemplateData {
    /// The HTML version.
    pub html: String,
    /// The plain text version.
    pub plain: String,
}

/// What apps give, as the core takes it.
trait Lend {
    type Core<'a>
    where
        Self: 'a;
    fn lend(&self) -> Result<Self::Core<'_>, MailwireError>;
}

impl Lend for String {
    type Core<'a> = &'a str;
    fn lend(&self) -> Result<&str, MailwireError> {
        Ok(self)
    }
}

impl Lend for i64 {
    type Core<'a> = u32;
    fn lend(&self) -> Result<u32, MailwireError> {
        u32::try_from(*self).map_err(|_| MailwireError::config(Field::ArgumentValue, Problem::OutOfRange))
    }
}

impl Lend for bool {
    type Core<'a> = bool;
    fn lend(&self) -> Result<bool, MailwireError> {
        Ok(*self)
    }
}

impl Lend for CalendarDate {
    type Core<'a> = bluehornet::Date;
    fn lend(&self) -> Result<bluehornet::Date, MailwireError> {
        self.core()
    }
}

impl Lend for EmailPreference {
    type Core<'a> = bluehornet::EmailPreference;
    fn lend(&self) -> Result<bluehornet::EmailPreference, MailwireError> {
        Ok(match self {
            EmailPreference::Mime => bluehornet::EmailPreference::Mime,
            EmailPreference::Html => bluehornet::EmailPreference::Html,
            EmailPreference::Plain => bluehornet::EmailPreference::Plain,
        })
    }
}

impl Lend for TemplateData {
    type Core<'a> = bluehornet::TemplateData<'a>;
    fn lend(&self) -> Result<bluehornet::TemplateData<'_>, MailwireError> {
        Ok(bluehornet::TemplateData { html: &self.html, plain: &self.plain })
    }
}

/// A constructor for each typed call of the core, with its arguments: required ones, optional ones, and those that the
/// app names. A setter that the core does not have does not compile.
macro_rules! typed {
    ($(
        $(#[$doc:meta])*
        $name:ident(
            $core:ident; $($required:ident: $required_type:ty),*; $($optional:ident: $optional_type:ty),*; $($more:ident)?
        );
    )*) => {
        #[uniffi::export]
        impl BlueHornetCall {
            $(
                $(#[$doc])*
                #[uniffi::constructor(default($($optional = None,)* $($more = [],)?))]
                #[allow(clippy::too_many_arguments, reason = "they have names and defaults where they are called")]
                pub fn $name(
                    $($required: $required_type,)*
                    $($optional: Option<$optional_type>,)*
                    $($more: Vec<Argument>,)?
                ) -> Result<Arc<Self>, MailwireError> {
                    let call = bluehornet::$core::new($($required.lend()?),*);
                    $(let call = match &$optional {
                        Some(value) => call.$optional(value.lend()?),
                        None => call,
                    };)*
                    let more = None::<Elements>$(.or(Some(Elements::of($more)?)))?.unwrap_or_default();
                    let method = call.call().method().expect("typed calls are documented");
                    Self::of_core(method, &call, more)
                }
            )*
        }
    };
}

typed! {
    /// `transactional.sendTransaction`: sends the **live** version of a template to one recipient.
    ///
    /// Edits by `updateTemplate` show only after `rebuildTemplate`. No mail goes to an address that is marked
    /// permanently invalid.
    ///
    /// `externalId`: the id of the subscriber in an external system, at most 64 bytes, unique. `emailPreference`: which
    /// version is sent. `name`: the display name in the To header. `subject`, `fromDescription`, `fromEmail`,
    /// `replyEmail`: in place of the template's. `checkOptout`: do not send to who has opted out. `contactAdd`: put the
    /// recipient on the marketing list. `variables`: those of the template, `{$name}` in it; their values are data and
    /// never read as template text.
    ///
    /// Throws `Config` for `variableName` with its index, `argumentValue`.
    send_transaction(SendTransaction; email: String, template_id: i64; external_id: String,
        email_preference: EmailPreference, name: String, subject: String, from_description: String, from_email: String, reply_email: String,
        check_optout: bool, contact_add: bool; variables);
    /// `transactional.sendTest`: sends the **test** version of a template, without statistics. Arguments as in
    /// `sendTransaction`.
    send_test(SendTest; email: String, template_id: i64; email_preference: EmailPreference, name: String, subject: String,
        from_description: String, from_email: String, reply_email: String, check_optout: bool; variables);
    /// `transactional.insertTemplate`: makes a template with a test and a live version.
    ///
    /// `messageNotes`: at most 128 characters. `billCodes`: for billing. `trackLinks`: links are tracked unless this is
    /// false. `trackRoi`: return on investment is tracked where links are, unless this is false. `binding`: the IP
    /// binding.
    insert_template(InsertTemplate; subject: String, from_description: String, from_email: String, reply_email: String,
        template_data: TemplateData; message_notes: String, bill_codes: String, track_links: bool, track_roi: bool,
        binding: String;);
    /// `transactional.updateTemplate`: changes the **test** version of a template. Arguments as in `insertTemplate`.
    update_template(UpdateTemplate; template_id: i64; subject: String, from_description: String, from_email: String,
        reply_email: String, template_data: TemplateData, message_notes: String, bill_codes: String, track_links: bool,
        track_roi: bool, binding: String;);
    /// `transactional.rebuildTemplate`: makes the test version of a template the live one. `binding`: the IP binding.
    rebuild_template(RebuildTemplate; template_id: i64; binding: String;);
    /// `transactional.listTemplates`: lists the test versions of all templates.
    list_templates(ListTemplates;;;);
    /// `legacy.manage_subscriber`: adds or changes a subscriber by address. The guide advises to send it alone.
    ///
    /// `externalId`: the id in an external system, at most 64 bytes. `newemail`, `newExternalId`: in place of those
    /// there are. `firstname`, `lastname`: at most 64 bytes. `address`: the street, at most 60 bytes. `phoneHm`,
    /// `phoneWk`: at home, at work. `grp`, `grpreplace`, `grpremove`: segment ids, separated by commas, to add to, to
    /// put in place of those there are, to take from. `optout`: `Y` to opt the subscriber out. `more`: arguments such
    /// as custom fields, `custval` and the number of the field.
    manage_subscriber(ManageSubscriber; email: String; external_id: String, newemail: String, new_external_id: String,
        firstname: String, lastname: String, address: String, city: String, state: String, postal_code: String,
        country: String, phone_hm: String, phone_wk: String, fax: String, grp: String, grpreplace: String,
        grpremove: String, optout: String; more);
    /// `utilities.checkEmail`: asks whether an address can receive mail. *Not valid* is a normal answer, not a failure:
    /// see the detail of the call, `valid=0`.
    ///
    /// `domainOnly`: look at the domain alone. `mxCheck`: look up the domain's mail exchangers.
    check_email(CheckEmail; email: String; domain_only: bool, mx_check: bool;);
    /// `legacy.send_campaign`, the first of two steps: makes a draft, whose rows `message_id` and `message_key` come
    /// with the reason `draftCreated`. The second step is `confirmCampaign`. The call must be alone.
    ///
    /// `grp`, `grpExclude`: static segment ids, separated by commas, to send to and to leave out; `sm`, `smExclude`:
    /// dynamic ones. `richMbody`, `textMbody`: the HTML and the plain version. `timedRelease`: `Y` for a release at
    /// `date` and `hour` (0 to 23), US Pacific. `billCodes`: for billing. `messageNotes`: at most 128 characters.
    /// `campaignId`: the campaign it belongs to. `useDefaultFooter`: that of the account; `footerId`: this one.
    /// `binding`: the IP binding.
    send_campaign(SendCampaign; from_email: String, fromdesc: String, msubject: String; grp: String, grp_exclude: String,
        sm: String, sm_exclude: String, rich_mbody: String, text_mbody: String, reply_email: String,
        timed_release: String, date: CalendarDate, hour: i64, bill_codes: String, message_notes: String,
        message_name: String, campaign_id: i64, track_links: bool, use_default_footer: bool, footer_id: i64,
        binding: String;);
    /// `legacy.send_campaign`, the second step: sends the draft with this key.
    confirm_campaign(ConfirmCampaign; message_key: String;;);
    /// `utilities.getTasks`: asks for asynchronous tasks. At most 1,000 are answered; poll slowly, every few minutes.
    ///
    /// `taskId`: task ids, separated by commas. `status`: `ALL`, `PENDING`, `PROCESSING`, `ERROR` or `COMPLETE`.
    /// `type`: `ALL`, `EXPORT_MESSAGE_CONTACTS`, `IMPORT`, `BULK_DELETE` and others. `startDate`, `endDate`: tasks
    /// since, to this day.
    get_tasks(GetTasks;; task_id: String, status: String, r#type: String, start_date: CalendarDate,
        end_date: CalendarDate;);
    /// `utilities.getFile`: fetches a file that a task has made. The reply is the file itself: `file` of the outcome.
    get_file(GetFile; file: String;;);
}

impl fmt::Display for BlueHornetCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlueHornetCall({})", self.method)
    }
}

impl fmt::Debug for BlueHornetCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
