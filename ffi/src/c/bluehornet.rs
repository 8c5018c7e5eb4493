//! BlueHornet: accounts, arguments, calls and batches as records, and how an exchange begins with a batch.

use mailwire::Error;
use mailwire::bluehornet::{
    Account, Argument, ArgumentValue, Batch, Call, Date, IndexedArguments, IndexedCalls, Method, Reader,
};
use mailwire::error::{Field, Problem};

use super::exchange::{init, mw_exchange};
use super::failure::{Refusal, mw_failure, mw_status, status};
use super::record::{AccountRecord, OperationRecord, put_default, sized};
use super::slice::{array, check_array, mw_slice, place};
use super::words::{mw_bluehornet_carriage, mw_bluehornet_data_place, mw_bluehornet_response_type};

/// An API user of a BlueHornet account. Call `mw_bluehornet_account_default`, then set key and secret. Everything is
/// borrowed from the init of an exchange until it is cleared or not used any more.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_bluehornet_account {
    /// `sizeof(mw_bluehornet_account)`.
    pub size: u32,
    /// The form of replies: an `mw_bluehornet_response_type`; XML by default.
    pub response_type: u32,
    /// How documents travel: an `mw_bluehornet_carriage`; as a form field by default.
    pub carriage: u32,
    /// Not 0: the calls of a batch behind a failing one are executed all the same.
    pub no_halt: u32,
    /// The API key: 1 to 256 bytes of visible ASCII, as the secret.
    pub api_key: mw_slice,
    /// The shared secret.
    pub shared_secret: mw_slice,
    /// Another host than `echo.bluehornet.com`: `host` or `host:port`, at most 255 bytes. Empty: the default.
    pub host: mw_slice,
    /// Another User-Agent than `mailwire/` and the version: visible ASCII and blanks between. Empty: the default.
    pub user_agent: mw_slice,
}

/// The kind of an argument's value.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum mw_argument_kind {
    /// `text`: UTF-8 without the characters that XML forbids.
    Text = 0,
    /// `number`.
    Number = 1,
    /// `number`: false where it is 0; written `1` or `0`.
    Boolean = 2,
    /// `number`: year * 10000 + month * 100 + day, such as 20261122; US Pacific.
    Date = 3,
    /// The two versions of a message: `text` is the HTML version, `plain` the other.
    Template = 4,
    /// `items`: an element with elements in it.
    Nested = 5,
    /// `items`: a list; an item without a name is an element `item`.
    List = 6,
}

/// Arguments; the caller owns the array and what it points to. (NULL, 0) is none.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_arguments {
    /// The first item; NULL only where `count` is 0.
    pub items: *const mw_argument,
    /// How many items.
    pub count: usize,
}

/// A name and its value. All zero but name and text is a text.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_argument {
    /// The name of its element: ASCII letters, digits, `_ - .`, at most 64 bytes.
    pub name: mw_slice,
    /// The value, for `MW_ARGUMENT_KIND_TEXT` and `MW_ARGUMENT_KIND_TEMPLATE`.
    pub text: mw_slice,
    /// The plain version, for `MW_ARGUMENT_KIND_TEMPLATE`.
    pub plain: mw_slice,
    /// The elements, for `MW_ARGUMENT_KIND_NESTED` and `MW_ARGUMENT_KIND_LIST`; at most six deep. NULL only where
    /// `item_count` is 0.
    pub items: *const mw_argument,
    /// How many elements.
    pub item_count: usize,
    /// The value, for numbers, booleans and dates.
    pub number: i64,
    /// Which kind: an `mw_argument_kind`.
    pub kind: u32,
}

/// A call of a method.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_bluehornet_call {
    /// The name of the method, such as `transactional.sendTransaction`.
    pub method: mw_slice,
    /// Its arguments. Required ones must be there, unknown ones are allowed.
    pub arguments: mw_arguments,
    /// Variables of a template, for methods that take them: lower case names without a clash with an argument. Their
    /// values are data and never read as template text.
    pub variables: mw_arguments,
    /// Not 0: the method need not be one of the table; then nothing but the grammar is checked.
    pub is_custom: u32,
}

/// One request with one call or several, at most 64. Call `mw_bluehornet_batch_default` first. Borrowed as the account
/// is. BlueHornet has no dedupe key: an attempt of unknown outcome is never repeated by machine.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_bluehornet_batch {
    /// `sizeof(mw_bluehornet_batch)`.
    pub size: u32,
    /// The first call.
    pub calls: *const mw_bluehornet_call,
    /// How many calls.
    pub count: usize,
}

sized! {
    mw_bluehornet_account {
        response_type: 0, carriage: 0, no_halt: 0, api_key: mw_slice::EMPTY, shared_secret: mw_slice::EMPTY,
        host: mw_slice::EMPTY, user_agent: mw_slice::EMPTY,
    } pointers { api_key, shared_secret, host, user_agent }
}

impl super::record::Sized32 for mw_bluehornet_batch {
    const DEFAULT: Self =
        mw_bluehornet_batch { size: size_of::<mw_bluehornet_batch>() as u32, calls: core::ptr::null(), count: 0 };

    fn check(&self) -> Result<(), mw_status> {
        check_array(self.calls, self.count)?;
        // SAFETY: the array lives through the call from C.
        unsafe { array(self.calls, self.count) }.iter().try_for_each(|call| {
            call.method.check()?;
            check_arguments(call.arguments, Check::Pointers)?;
            check_arguments(call.variables, Check::Pointers)
        })
    }
}

/// Elements in elements: deeper than the core allows, so that it is the core that refuses with the call's place.
const MAX_DEPTH: usize = 8;

/// What is looked for in arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Check {
    /// Every pointer can be one.
    Pointers,
    /// Every date is one. A list hands out no argument that has no value, so this is asked first.
    Dates,
}

/// Goes through arguments and those in them. Not recursive: what is left of the arrays around takes less of the stack.
fn check_arguments(arguments: mw_arguments, what: Check) -> Result<(), mw_status> {
    let mut levels = [mw_arguments::NONE; MAX_DEPTH];
    let (mut depth, mut left) = (0usize, arguments);
    check_array(left.items, left.count)?;
    loop {
        // SAFETY: the array lives through the call from C.
        let Some((argument, rest)) = unsafe { array(left.items, left.count) }.split_first() else {
            let Some(above) = levels.get(depth.wrapping_sub(1)) else { return Ok(()) };
            (left, depth) = (*above, depth - 1);
            continue;
        };
        left = mw_arguments { items: rest.as_ptr(), count: rest.len() };
        match what {
            Check::Pointers => argument.check()?,
            Check::Dates if argument.value().is_none() => return Err(mw_status::OutOfRange),
            Check::Dates => {}
        }
        if argument.has_items() {
            check_array(argument.items, argument.item_count)?;
            if let Some(level) = levels.get_mut(depth) {
                (*level, depth) = (left, depth + 1);
                left = mw_arguments { items: argument.items, count: argument.item_count };
            }
        }
    }
}

/// The elements of an argument.
#[repr(transparent)]
struct Nested(mw_argument);

/// The items of an argument: those without a name are named `item`.
#[repr(transparent)]
struct List(mw_argument);

impl mw_argument {
    const fn has_items(&self) -> bool {
        self.kind == mw_argument_kind::Nested as u32 || self.kind == mw_argument_kind::List as u32
    }

    fn check(&self) -> Result<(), mw_status> {
        self.name.check()?;
        self.text.check()?;
        self.plain.check()?;
        if self.kind > mw_argument_kind::List as u32 { Err(mw_status::OutOfRange) } else { Ok(()) }
    }

    fn value(&self) -> Option<ArgumentValue<'_>> {
        // SAFETY: the texts live as long as the exchange runs.
        let (text, plain) = unsafe { (self.text.bytes(), self.plain.bytes()) };
        Some(match self.kind {
            kind if kind == mw_argument_kind::Text as u32 => ArgumentValue::Text(text),
            kind if kind == mw_argument_kind::Number as u32 => ArgumentValue::Number(self.number),
            kind if kind == mw_argument_kind::Boolean as u32 => ArgumentValue::Boolean(self.number != 0),
            kind if kind == mw_argument_kind::Date as u32 => ArgumentValue::Date(date(self.number)?),
            kind if kind == mw_argument_kind::Template as u32 => ArgumentValue::Template { html: text, plain },
            kind if kind == mw_argument_kind::Nested as u32 => {
                // SAFETY: `Nested` is transparent.
                ArgumentValue::Indexed(unsafe { &*core::ptr::from_ref(self).cast::<Nested>() })
            }
            kind if kind == mw_argument_kind::List as u32 => {
                // SAFETY: `List` is transparent.
                ArgumentValue::Indexed(unsafe { &*core::ptr::from_ref(self).cast::<List>() })
            }
            _ => return None,
        })
    }

    fn lend(&self, name: Option<&'static [u8]>) -> Option<Argument<'_>> {
        // SAFETY: the text lives as long as the exchange runs.
        let own = unsafe { self.name.bytes() };
        let name = if own.is_empty() { name.unwrap_or(own) } else { own };
        Some(Argument { name, value: self.value()? })
    }
}

/// `20261122` as a date.
fn date(number: i64) -> Option<Date> {
    let number = u32::try_from(number).ok()?;
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    Date::new(u16::try_from(year).ok()?, month as u8, day as u8)
}

/// The argument at `index` of an array.
fn at<'a>(items: *const mw_argument, count: usize, index: usize, name: Option<&'static [u8]>) -> Option<Argument<'a>> {
    // SAFETY: the array lives as long as the exchange runs.
    unsafe { array(items, count) }.get(index)?.lend(name)
}

impl mw_arguments {
    const NONE: mw_arguments = mw_arguments { items: core::ptr::null(), count: 0 };
}

impl IndexedArguments for mw_arguments {
    fn len(&self) -> usize {
        self.count
    }

    fn get(&self, index: usize) -> Option<Argument<'_>> {
        at(self.items, self.count, index, None)
    }
}

impl IndexedArguments for Nested {
    fn len(&self) -> usize {
        self.0.item_count
    }

    fn get(&self, index: usize) -> Option<Argument<'_>> {
        at(self.0.items, self.0.item_count, index, None)
    }
}

impl IndexedArguments for List {
    fn len(&self) -> usize {
        self.0.item_count
    }

    fn get(&self, index: usize) -> Option<Argument<'_>> {
        at(self.0.items, self.0.item_count, index, Some(b"item"))
    }
}

impl IndexedArguments for mw_bluehornet_call {
    fn len(&self) -> usize {
        self.arguments.count.saturating_add(self.variables.count)
    }

    fn get(&self, index: usize) -> Option<Argument<'_>> {
        match index.checked_sub(self.arguments.count) {
            None => self.arguments.get(index),
            Some(index) => self.variables.get(index),
        }
    }
}

impl mw_bluehornet_call {
    fn lend(&self) -> Result<Call<'_>, Error> {
        // SAFETY: the text lives as long as the exchange runs.
        let name = unsafe { self.method.bytes() };
        Call::indexed(Method::named(name).map_or(name, |method| method.name().as_bytes()), self)
    }

    /// What the core does not look at: once whenever a batch is put together, not whenever a call of it is asked for.
    fn check(&self) -> Result<(), Error> {
        // SAFETY: the text lives as long as the exchange runs.
        let method = Method::named(unsafe { self.method.bytes() });
        let wrong = |field, problem| Err(Error::Config { field, item: 0, problem });
        if [self.arguments, self.variables].iter().any(|list| check_arguments(*list, Check::Dates).is_err()) {
            return wrong(Field::ArgumentValue, Problem::OutOfRange);
        }
        match method {
            None if self.is_custom == 0 => wrong(Field::MethodName, Problem::OutOfRange),
            Some(method) if method.has_variables() => {
                let variables = &self.variables;
                method.check_variables((0..variables.count).map_while(move |index| variables.get(index)))
            }
            _ if self.variables.count > 0 => wrong(Field::VariableName, Problem::NotInThisVersion),
            _ => self.lend().map(drop),
        }
    }
}

impl IndexedCalls for mw_bluehornet_batch {
    fn len(&self) -> usize {
        self.count
    }

    fn get(&self, index: usize) -> Option<Call<'_>> {
        // SAFETY: the array lives as long as the exchange runs.
        unsafe { array(self.calls, self.count) }.get(index)?.lend().ok()
    }
}

impl AccountRecord for mw_bluehornet_account {
    type Reader = Reader;
    type Account<'a> = Account<'a>;

    #[inline(never)]
    fn check_values(&self) -> Result<(), Refusal> {
        // SAFETY: the texts live as long as the exchange runs.
        let (api_key, shared_secret, host, user_agent) =
            unsafe { (self.api_key.bytes(), self.shared_secret.bytes(), self.host.bytes(), self.user_agent.bytes()) };
        mw_bluehornet_response_type::from_code(self.response_type).ok_or(mw_status::OutOfRange)?;
        mw_bluehornet_carriage::from_code(self.carriage).ok_or(mw_status::OutOfRange)?;
        let account = Account::new(api_key, shared_secret)?;
        if !host.is_empty() {
            account.host(host)?;
        }
        if !user_agent.is_empty() {
            account.user_agent(user_agent)?;
        }
        Ok(())
    }

    #[inline(always)]
    fn account(&self) -> Account<'_> {
        // SAFETY: the texts live as long as the exchange runs.
        let (api_key, shared_secret, host, user_agent) =
            unsafe { (self.api_key.bytes(), self.shared_secret.bytes(), self.host.bytes(), self.user_agent.bytes()) };
        Account::unchecked(api_key, shared_secret, host, user_agent)
            .response_type(mw_bluehornet_response_type::from_code(self.response_type).unwrap_or_default())
            .carriage(mw_bluehornet_carriage::from_code(self.carriage).unwrap_or_default())
            .no_halt(self.no_halt != 0)
    }
}

impl OperationRecord for mw_bluehornet_batch {
    type AccountRecord = mw_bluehornet_account;
    type Operation<'a> = Batch<'a>;

    #[inline(never)]
    fn check_values(&self) -> Result<(), Refusal> {
        // SAFETY: the array lives as long as the exchange runs.
        for (index, call) in unsafe { array(self.calls, self.count) }.iter().enumerate() {
            call.check().map_err(|error| match error {
                // That of a variable is its own place.
                Error::Config { field: field @ (Field::MethodName | Field::ArgumentValue), problem, .. } => {
                    Error::Config { field, item: u16::try_from(index).unwrap_or(u16::MAX), problem }
                }
                other => other,
            })?;
        }
        Ok(())
    }

    fn operation(&self) -> Batch<'_> {
        Batch::indexed(self)
    }
}

/// A BlueHornet account with the defaults: the usual host, replies in XML; key and secret are still to be set.
///
/// `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_bluehornet_account_default(out: *mut mw_bluehornet_account, size: usize) -> mw_status {
    // SAFETY: the header asks for a record of this size.
    unsafe { put_default(out, size) }
}

/// A batch without calls.
///
/// `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_bluehornet_batch_default(out: *mut mw_bluehornet_batch, size: usize) -> mw_status {
    // SAFETY: the header asks for a record of this size.
    unsafe { put_default(out, size) }
}

/// Begins an exchange that posts a batch of calls to BlueHornet. As `mw_hubspot_single_send_init`, with memory of at least
/// `MW_EXCHANGE_WORDS` words.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_bluehornet_batch_init(
    exchange: *mut mw_exchange,
    size: usize,
    account: *const mw_bluehornet_account,
    batch: *const mw_bluehornet_batch,
    failure: *mut mw_failure,
) -> mw_status {
    // SAFETY: the header asks for what `init` asks for.
    unsafe { init(exchange, size, account, batch, failure) }
}

/// A documented method of the BlueHornet API.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mw_bluehornet_method {
    /// Its name on the wire. Static, as all that follows.
    pub name: mw_slice,
    /// How many arguments it requires.
    pub required_count: usize,
    /// Of how many arguments it requires one; 0 if there is no such group.
    pub one_of_count: usize,
    /// How many other arguments are known. The lists are not complete: unknown arguments are allowed.
    pub optional_count: usize,
    /// Where the data of its reply sits: an `mw_bluehornet_data_place`.
    pub data: u32,
    /// It must be the only call of its request.
    pub is_alone: bool,
    /// It answers in XML only.
    pub is_xml_only: bool,
    /// It takes template variables.
    pub has_variables: bool,
}

/// The documented method at `index`, from 0.
///
/// Errors: `MW_STATUS_OUT_OF_RANGE` behind the end, `MW_STATUS_NULL_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_bluehornet_method_at(index: usize, out: *mut mw_bluehornet_method) -> mw_status {
    status((|| {
        let out = place(out)?;
        let method = Method::all().nth(index).ok_or(mw_status::OutOfRange)?;
        let found = mw_bluehornet_method {
            name: mw_slice::of(method.name().as_bytes()),
            required_count: method.required().count(),
            one_of_count: method.one_of().count(),
            optional_count: method.optional().count(),
            data: mw_bluehornet_data_place::from(method.data()) as u32,
            is_alone: method.is_alone(),
            is_xml_only: method.is_xml_only(),
            has_variables: method.has_variables(),
        };
        // SAFETY: the header asks for a place.
        unsafe { out.put(found) };
        Ok(())
    })())
}

/// The name of an argument of the method at `index`: first the required ones, then those of which one is required,
/// then the others. `*out` is static.
///
/// Errors: `MW_STATUS_OUT_OF_RANGE` behind the end, `MW_STATUS_NULL_POINTER`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mw_bluehornet_method_argument(index: usize, argument: usize, out: *mut mw_slice) -> mw_status {
    status((|| {
        let out = place(out)?;
        let method = Method::all().nth(index).ok_or(mw_status::OutOfRange)?;
        let name = method.required().chain(method.one_of()).chain(method.optional()).nth(argument);
        // SAFETY: the header asks for a place.
        unsafe { out.put(mw_slice::of(name.ok_or(mw_status::OutOfRange)?.as_bytes())) };
        Ok(())
    })())
}
