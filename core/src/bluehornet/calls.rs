//! Typed constructors of the calls that devices and apps make: documented arguments as methods, nothing to mistype.

use crate::error::Error;

use super::argument::{Argument, ArgumentValue, Date, IndexedArguments};
use super::call::Call;
use super::method::Method;

/// The two versions of a message; each goes as CDATA where it holds markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TemplateData<'a> {
    /// The HTML version.
    pub html: &'a str,
    /// The plain text version.
    pub plain: &'a str,
}

impl<'a> From<TemplateData<'a>> for ArgumentValue<'a> {
    fn from(template: TemplateData<'a>) -> Self {
        ArgumentValue::Template { html: template.html.as_bytes(), plain: template.plain.as_bytes() }
    }
}

/// Which version of a message is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EmailPreference {
    /// Both, and the mail program chooses. The default.
    Mime,
    /// The HTML version.
    Html,
    /// The plain version.
    Plain,
}

impl From<EmailPreference> for ArgumentValue<'_> {
    fn from(preference: EmailPreference) -> Self {
        ArgumentValue::Text(match preference {
            EmailPreference::Mime => b"mime",
            EmailPreference::Html => b"html",
            EmailPreference::Plain => b"plain",
        })
    }
}

/// The arguments that are set, then the variables.
struct Given<'s, 'a> {
    names: &'static [&'static str],
    values: &'s [Option<ArgumentValue<'a>>],
    more: &'s [Argument<'a>],
}

impl<'a> Given<'_, 'a> {
    fn len(&self) -> usize {
        self.values.iter().flatten().count() + self.more.len()
    }

    fn get(&self, index: usize) -> Option<Argument<'a>> {
        let set = self.names.iter().zip(self.values).filter_map(|(name, value)| {
            value.map(|value| Argument { name: name.strip_prefix("r#").unwrap_or(name).as_bytes(), value })
        });
        set.chain(self.more.iter().copied()).nth(index)
    }
}

/// Fills the slot of an argument.
fn set<'a>(values: &mut [Option<ArgumentValue<'a>>], names: &[&str], name: &str, value: ArgumentValue<'a>) {
    for (slot, known) in values.iter_mut().zip(names) {
        if *known == name {
            *slot = Some(value);
        }
    }
}

/// A method with its arguments: a struct, `new` with the required ones, a setter for each other one, and `call`.
macro_rules! documented {
    (
        $(#[$outer:meta])* $name:ident $method:literal
        new($($required:ident: $required_type:ty),*)
        $($(#[$inner:meta])* $optional:ident: $optional_type:ty,)*
    ) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a> {
            values: [Option<ArgumentValue<'a>>; <[&str]>::len(&[$(stringify!($required),)* $(stringify!($optional),)*])],
            more: &'a [Argument<'a>],
        }

        impl<'a> $name<'a> {
            const METHOD: Method = Method::of_literal($method);
            const NAMES: &'static [&'static str] = &[$(stringify!($required),)* $(stringify!($optional),)*];

            /// The call with the arguments it requires. Values are checked when the exchange begins.
            #[allow(clippy::new_without_default, reason = "for methods that require nothing; one shape for all")]
            pub fn new($($required: $required_type),*) -> Self {
                let mut call = Self { values: [None; <[&str]>::len(&[$(stringify!($required),)* $(stringify!($optional),)*])], more: &[] };
                let required: &[ArgumentValue<'a>] = &[$($required.into()),*];
                for (slot, value) in call.values.iter_mut().zip(required) {
                    *slot = Some(*value);
                }
                call
            }

            $(
                $(#[$inner])*
                pub fn $optional(mut self, value: $optional_type) -> Self {
                    set(&mut self.values, Self::NAMES, stringify!($optional), value.into());
                    self
                }
            )*

            /// The call, for a [`Batch`](super::Batch).
            pub fn call(&self) -> Call<'_> {
                Call::of(Self::METHOD, $method, self)
            }
        }

        impl IndexedArguments for $name<'_> {
            fn len(&self) -> usize {
                Given { names: Self::NAMES, values: &self.values, more: self.more }.len()
            }

            fn get(&self, index: usize) -> Option<Argument<'_>> {
                Given { names: Self::NAMES, values: &self.values, more: self.more }.get(index)
            }
        }
    };
}

documented! {
    /// Sends the **live** version of a template to one recipient: `transactional.sendTransaction`.
    ///
    /// Edits by [`UpdateTemplate`] show only after [`RebuildTemplate`]. No mail goes to an address that is marked
    /// permanently invalid.
    ///
    /// ```
    /// use mailwire::bluehornet::{Argument, SendTransaction};
    /// let variables = [Argument::new("alert", "Boiler 7: 96 °C")];
    /// let send = SendTransaction::new("jane@customer.example", 7).name("Jane").variables(&variables)?;
    /// # Ok::<(), mailwire::Error>(())
    /// ```
    SendTransaction "transactional.sendTransaction"
    new(email: &'a str, template_id: u32)
    /// The id of the subscriber in an external system; at most 64 bytes, unique.
    external_id: &'a str,
    /// Which version is sent.
    email_preference: EmailPreference,
    /// The display name in the To header.
    name: &'a str,
    /// In place of the template's subject.
    subject: &'a str,
    /// In place of the template's sender name.
    from_description: &'a str,
    /// In place of the template's sender address.
    from_email: &'a str,
    /// In place of the template's address for answers.
    reply_email: &'a str,
    /// Do not send to who has opted out.
    check_optout: bool,
    /// Put the recipient on the marketing list.
    contact_add: bool,
}

documented! {
    /// Sends the **test** version of a template, without statistics: `transactional.sendTest`.
    SendTest "transactional.sendTest"
    new(email: &'a str, template_id: u32)
    /// Which version is sent.
    email_preference: EmailPreference,
    /// The display name in the To header.
    name: &'a str,
    /// In place of the template's subject.
    subject: &'a str,
    /// In place of the template's sender name.
    from_description: &'a str,
    /// In place of the template's sender address.
    from_email: &'a str,
    /// In place of the template's address for answers.
    reply_email: &'a str,
    /// Do not send to who has opted out.
    check_optout: bool,
}

/// Variables of a template, `{$name}` in it.
macro_rules! with_variables {
    ($($name:ident),*) => { $(
        impl<'a> $name<'a> {
            /// The variables of the template: lower case names without a clash with an argument. Their values are data
            /// and never read as template text.
            ///
            /// # Errors
            /// [`Error::Config`] for `VariableName`, with its index.
            pub fn variables(mut self, variables: &'a [Argument<'a>]) -> Result<Self, Error> {
                Self::METHOD.check_variables(variables.iter().copied())?;
                self.more = variables;
                Ok(self)
            }
        }
    )* };
}
with_variables!(SendTransaction, SendTest);

documented! {
    /// Makes a template with a test and a live version: `transactional.insertTemplate`.
    InsertTemplate "transactional.insertTemplate"
    new(subject: &'a str, from_description: &'a str, from_email: &'a str, reply_email: &'a str, template_data: TemplateData<'a>)
    /// Notes, at most 128 characters.
    message_notes: &'a str,
    /// Codes for billing.
    bill_codes: &'a str,
    /// Links are tracked unless this is false.
    track_links: bool,
    /// Return on investment is tracked where links are, unless this is false.
    track_roi: bool,
    /// The IP binding.
    binding: &'a str,
}

documented! {
    /// Changes the **test** version of a template: `transactional.updateTemplate`.
    UpdateTemplate "transactional.updateTemplate"
    new(template_id: u32)
    /// The subject.
    subject: &'a str,
    /// The sender name.
    from_description: &'a str,
    /// The sender address.
    from_email: &'a str,
    /// The address for answers.
    reply_email: &'a str,
    /// The text.
    template_data: TemplateData<'a>,
    /// Notes, at most 128 characters.
    message_notes: &'a str,
    /// Codes for billing.
    bill_codes: &'a str,
    /// Links are tracked unless this is false.
    track_links: bool,
    /// Return on investment is tracked where links are, unless this is false.
    track_roi: bool,
    /// The IP binding.
    binding: &'a str,
}

documented! {
    /// Makes the test version of a template the live one: `transactional.rebuildTemplate`.
    RebuildTemplate "transactional.rebuildTemplate"
    new(template_id: u32)
    /// The IP binding.
    binding: &'a str,
}

documented! {
    /// Lists the test versions of all templates: `transactional.listTemplates`.
    ListTemplates "transactional.listTemplates"
    new()
}

documented! {
    /// Adds or changes a subscriber by address: `legacy.manage_subscriber`. The guide advises to send it alone.
    ManageSubscriber "legacy.manage_subscriber"
    new(email: &'a str)
    /// The id in an external system; at most 64 bytes.
    external_id: &'a str,
    /// A new address.
    newemail: &'a str,
    /// A new external id.
    new_external_id: &'a str,
    /// First name, at most 64 bytes.
    firstname: &'a str,
    /// Last name, at most 64 bytes.
    lastname: &'a str,
    /// Street, at most 60 bytes.
    address: &'a str,
    /// City.
    city: &'a str,
    /// State.
    state: &'a str,
    /// Postal code.
    postal_code: &'a str,
    /// Country.
    country: &'a str,
    /// Phone at home.
    phone_hm: &'a str,
    /// Phone at work.
    phone_wk: &'a str,
    /// Fax.
    fax: &'a str,
    /// Segment ids, separated by commas, to add to.
    grp: &'a str,
    /// Segment ids, separated by commas, in place of those there are.
    grpreplace: &'a str,
    /// Segment ids, separated by commas, to take from.
    grpremove: &'a str,
    /// `Y` to opt the subscriber out.
    optout: &'a str,
}

impl<'a> ManageSubscriber<'a> {
    /// Arguments that have no setter, such as custom fields (`custval` and the number of the field).
    pub fn more(mut self, arguments: &'a [Argument<'a>]) -> Self {
        self.more = arguments;
        self
    }
}

documented! {
    /// Asks whether an address can receive mail: `utilities.checkEmail`. *Not valid* is a normal answer, not a failure:
    /// see the detail of the call.
    CheckEmail "utilities.checkEmail"
    new(email: &'a str)
    /// Look at the domain alone.
    domain_only: bool,
    /// Look up the domain's mail exchangers.
    mx_check: bool,
}

documented! {
    /// Sends a campaign to segments, in two steps: `legacy.send_campaign`.
    ///
    /// The first step makes a draft; its rows `message_id` and `message_key` come with the outcome `DraftCreated`. The
    /// second step is [`ConfirmCampaign`]. The call must be alone.
    SendCampaign "legacy.send_campaign"
    new(from_email: &'a str, fromdesc: &'a str, msubject: &'a str)
    /// Static segment ids, separated by commas.
    grp: &'a str,
    /// Static segments to leave out.
    grp_exclude: &'a str,
    /// Dynamic segment ids, separated by commas.
    sm: &'a str,
    /// Dynamic segments to leave out.
    sm_exclude: &'a str,
    /// The HTML version.
    rich_mbody: &'a str,
    /// The plain version.
    text_mbody: &'a str,
    /// The address for answers.
    reply_email: &'a str,
    /// `Y` for a release at `date` and `hour`.
    timed_release: &'a str,
    /// The day of the release, US Pacific.
    date: Date,
    /// The hour of the release, 0 to 23, US Pacific.
    hour: u32,
    /// Codes for billing.
    bill_codes: &'a str,
    /// Notes, at most 128 characters.
    message_notes: &'a str,
    /// The name of the message.
    message_name: &'a str,
    /// The campaign it belongs to.
    campaign_id: u32,
    /// Track links.
    track_links: bool,
    /// Use the footer of the account.
    use_default_footer: bool,
    /// Use this footer.
    footer_id: u32,
    /// The IP binding.
    binding: &'a str,
}

documented! {
    /// The second step of [`SendCampaign`]: sends the draft with this key.
    ConfirmCampaign "legacy.send_campaign"
    new(message_key: &'a str)
}

documented! {
    /// Asks for asynchronous tasks: `utilities.getTasks`. At most 1,000 are answered; poll slowly, every few minutes.
    GetTasks "utilities.getTasks"
    new()
    /// Task ids, separated by commas.
    task_id: &'a str,
    /// ALL, PENDING, PROCESSING, ERROR or COMPLETE.
    status: &'a str,
    /// ALL, EXPORT_MESSAGE_CONTACTS, IMPORT, BULK_DELETE ...
    r#type: &'a str,
    /// Tasks since this day.
    start_date: Date,
    /// Tasks to this day.
    end_date: Date,
}

documented! {
    /// Fetches a file that a task has made: `utilities.getFile`. The reply is the file itself; it is handed out as rows.
    GetFile "utilities.getFile"
    new(file: &'a str)
}
