//! A call of a method, and a batch of them in one request.

use crate::error::{Error, Field, Limit, Problem};
use crate::http::request::Head;
use crate::operation::{Dedupe, Operation};
use crate::text::Cursor;
#[cfg(target_pointer_width = "64")]
use crate::text::block;

use super::account::{self, Account, PATH, ResponseType};
use super::argument::{self, Argument, Arguments, IndexedArguments, check_name, check_variable_name};
use super::method::{DataPlace, Method};
use super::reply::{Posted, Reader};

/// Calls by length and index, for callers whose items are not a Rust slice.
pub trait IndexedCalls {
    /// How many calls.
    fn len(&self) -> usize;

    /// The call at `index`; `None` behind the end.
    fn get(&self, index: usize) -> Option<Call<'_>>;

    /// Whether there are no calls.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A call of a method with its arguments. The typed constructors of this module make one each.
///
/// ```
/// use mailwire::bluehornet::{Argument, Call};
/// let arguments = [Argument::new("category_id", 7_i64)];
/// let call = Call::new("account.removeCategory", &arguments)?;
/// assert!(Call::new("account.removeTheMoon", &arguments).is_err()); // not in the table: see `custom`
/// # Ok::<(), mailwire::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Call<'a> {
    name: &'a [u8],
    method: Option<Method>,
    arguments: Arguments<'a>,
}

impl<'a> Call<'a> {
    /// A call of a documented method. Its arguments are checked when the exchange begins: required ones must be there,
    /// unknown ones are allowed.
    ///
    /// # Errors
    /// [`Error::Config`] for `MethodName` if it is none of [`Method::all`].
    pub fn new(method: &str, arguments: &'a [Argument<'a>]) -> Result<Self, Error> {
        let Some(method) = Method::named(method.as_bytes()) else {
            return Err(Error::config(Field::MethodName, Problem::OutOfRange));
        };
        Ok(Call { name: method.name().as_bytes(), method: Some(method), arguments: Arguments::Slice(arguments) })
    }

    /// A call of a method that is not in the table; nothing but the grammar is checked.
    ///
    /// # Errors
    /// [`Error::Config`] for `MethodName`: letters, digits, `.` and `_`, at most 64 bytes.
    pub fn custom(method: &'a (impl AsRef<[u8]> + ?Sized), arguments: &'a [Argument<'a>]) -> Result<Self, Error> {
        let name = method.as_ref();
        check_name(name).map_err(|problem| Error::config(Field::MethodName, problem))?;
        Ok(Call { name, method: Method::named(name), arguments: Arguments::Slice(arguments) })
    }

    /// As [`new`](Self::new) or [`custom`](Self::custom), with arguments that are not a slice.
    ///
    /// # Errors
    /// As [`custom`](Self::custom).
    pub fn indexed(method: &'a [u8], arguments: &'a dyn IndexedArguments) -> Result<Self, Error> {
        Ok(Call { arguments: Arguments::Indexed(arguments), ..Call::custom(method, &[])? })
    }

    /// `name` is that of the method.
    pub(super) const fn of(method: Method, name: &'static str, arguments: &'a dyn IndexedArguments) -> Self {
        Call { name: name.as_bytes(), method: Some(method), arguments: Arguments::Indexed(arguments) }
    }

    /// The name of the method.
    pub const fn name(&self) -> &'a [u8] {
        self.name
    }

    /// The method, if it is documented.
    pub const fn method(&self) -> Option<Method> {
        self.method
    }

    /// The arguments in their order.
    pub fn arguments(&self) -> impl Iterator<Item = Argument<'a>> + use<'a> {
        self.arguments.iter()
    }

    /// Whether an argument of this name is given, with something in it.
    #[inline(never)]
    fn has(&self, name: &[u8]) -> bool {
        #[cfg(target_pointer_width = "64")]
        if let Arguments::Slice(slice) = self.arguments {
            let is_it = |argument: &Argument<'_>| {
                argument.name.len() == name.len() && block::is_same(argument.name, name) && !argument.value.is_blank()
            };
            return slice.iter().any(is_it);
        }
        for index in 0..self.arguments.len() {
            // By reference, here and below: a copy would take room on the stack.
            let Some(argument) = &self.arguments.get(index) else { break };
            if argument.name == name && !argument.value.is_blank() {
                return true;
            }
        }
        false
    }

    /// Every argument can be sent, and none that is required is missing. `item`: which call of the batch.
    // The parts of the check take the stack one after the other, not on top of each other.
    #[inline(never)]
    fn check(&self, item: u16) -> Result<(), Error> {
        check_name(self.name).map_err(|problem| Error::Config { field: Field::MethodName, item, problem })?;
        for index in 0..self.arguments.len() {
            let Some(given) = &self.arguments.get(index) else { break };
            given.check().map_err(|problem| argument::wrong(item, problem))?;
            // The name of the method is not an argument.
            if given.name.eq_ignore_ascii_case(b"methodName") {
                return Err(argument::wrong(item, (Field::ArgumentName, Problem::Duplicate)));
            }
        }
        self.check_required(item)
    }

    #[inline(never)]
    fn check_required(&self, item: u16) -> Result<(), Error> {
        let Some(method) = self.method else { return Ok(()) };
        if let Some(missing) = method.required().find(|name| !self.has(name.as_bytes())) {
            return Err(argument::wrong(item, (Field::ArgumentName, Problem::MissingArgument(missing))));
        }
        match method.one_of().next() {
            Some(first) if !method.one_of().any(|name| self.has(name.as_bytes())) => {
                Err(argument::wrong(item, (Field::ArgumentName, Problem::MissingOneOf(first))))
            }
            _ => Ok(()),
        }
    }

    /// Whether nothing but what [`emit`](Self::emit) refuses by itself keeps this from being sent.
    #[cfg(target_pointer_width = "64")]
    fn may_be_written(&self) -> bool {
        let may_be_written =
            |argument: &Argument<'_>| argument.may_be_written() && !argument.name.eq_ignore_ascii_case(b"methodName");
        (self.method.is_some() || check_name(self.name).is_ok())
            && match self.arguments {
                Arguments::Slice(slice) => slice.iter().all(may_be_written),
                Arguments::Indexed(_) => self.arguments().all(|argument| may_be_written(&argument)),
            }
            && self.method.is_none_or(|method| {
                let is_one_of = || method.one_of_names().any(|name| self.has(name));
                method.required_names().all(|name| self.has(name))
                    && (method.one_of_names().next().is_none() || is_one_of())
            })
    }

    #[inline(never)]
    fn emit(&self, out: &mut Cursor<'_>) {
        out.raw(b"<methodCall><methodName>");
        out.xml_text(self.name);
        out.raw(b"</methodName>");
        #[cfg(target_pointer_width = "64")]
        if let Arguments::Slice(slice) = self.arguments {
            slice.iter().for_each(|argument| argument.emit(out));
            return out.raw(b"</methodCall>");
        }
        for index in 0..self.arguments.len() {
            let Some(argument) = &self.arguments.get(index) else { break };
            argument.emit(out);
        }
        out.raw(b"</methodCall>");
    }
}

impl core::fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(core::str::from_utf8(self.name).unwrap_or("(not UTF-8)"))?;
        f.debug_set().entries(self.arguments()).finish()
    }
}

impl Method {
    /// Template variables next to the documented arguments of this method: lower case names, no two of them the same and
    /// none that of an argument.
    ///
    /// # Errors
    /// [`Error::Config`] for `VariableName`, with its index.
    pub fn check_variables<'a>(self, variables: impl Iterator<Item = Argument<'a>> + Clone) -> Result<(), Error> {
        for (index, variable) in variables.clone().enumerate() {
            let item = u16::try_from(index).unwrap_or(u16::MAX);
            let wrong = |problem| Err(Error::Config { field: Field::VariableName, item, problem });
            if let Err(problem) = check_variable_name(variable.name) {
                return wrong(problem);
            }
            let is_repeated = variables.clone().take(index).any(|other| other.name == variable.name);
            if self.is_beside_variables(variable.name) || is_repeated {
                return wrong(Problem::Duplicate);
            }
        }
        Ok(())
    }
}

/// One request with one call or several. BlueHornet has no dedupe key, so an attempt of unknown outcome is never
/// repeated by machine.
///
/// By default the service stops at the first call that fails; [`Account::no_halt`] changes that. Each answered call is
/// handed out as an event while the reply is read. The outcome of the exchange is that of the first call that was not
/// accepted, or `Done` if all were: it says nothing about the calls beside it. Calls before it were executed, and with
/// `no_halt` those behind it may have been, so never send a whole batch again because one call failed.
///
/// ```
/// use mailwire::bluehornet::{Account, Batch, CheckEmail, SendTransaction};
/// let account = Account::new("EXAMPLE-API-KEY", "EXAMPLE-SHARED-SECRET")?;
/// let check = CheckEmail::new("jane@customer.example");
/// let send = SendTransaction::new("jane@customer.example", 7);
/// let calls = [check.call(), send.call()];
/// let batch = Batch::new(&calls);
/// let exchange = mailwire::Exchange::new(&account, &batch);
/// assert!(exchange.check()?.body > 300);
/// # Ok::<(), mailwire::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    calls: Calls<'a>,
}

#[derive(Clone, Copy)]
enum Calls<'a> {
    Slice(&'a [Call<'a>]),
    Indexed(&'a dyn IndexedCalls),
}

impl<'a> Batch<'a> {
    /// Most calls in one request. The service documents no limit; this is ours, for the answers are counted.
    pub const MAX_CALLS: usize = 64;

    /// The calls of one request. Checked when the exchange begins.
    pub const fn new(calls: &'a [Call<'a>]) -> Self {
        Batch { calls: Calls::Slice(calls) }
    }

    /// As [`new`](Self::new), with calls that are not a slice.
    pub const fn indexed(calls: &'a dyn IndexedCalls) -> Self {
        Batch { calls: Calls::Indexed(calls) }
    }

    fn len(&self) -> usize {
        match self.calls {
            Calls::Slice(slice) => slice.len(),
            Calls::Indexed(list) => list.len(),
        }
    }

    /// The calls in their order.
    pub fn calls(&self) -> impl Iterator<Item = Call<'a>> + use<'a> {
        let batch = *self;
        (0..self.len()).map_while(move |index| batch.get(index))
    }

    fn get(&self, index: usize) -> Option<Call<'a>> {
        match self.calls {
            Calls::Slice(slice) => slice.get(index).copied(),
            Calls::Indexed(list) => list.get(index),
        }
    }

    /// Every call can be sent, and they can be sent together.
    fn check_calls(&self, response_type: ResponseType) -> Result<(), Error> {
        let count = self.len();
        if count == 0 {
            return Err(account::calls(0, Problem::Empty));
        }
        if count > Self::MAX_CALLS {
            let (needed, available) = (count as u32, Self::MAX_CALLS as u32);
            return Err(Error::Capacity { limit: Limit::Calls, needed, available });
        }
        for index in 0..count {
            let Some(call) = &self.get(index) else { break };
            let item = index as u16;
            call.check(item)?;
            let Some(method) = call.method else { continue };
            if method.is_alone() && count > 1 {
                return Err(account::calls(item, Problem::MustBeAlone));
            }
            if method.is_xml_only() && response_type != ResponseType::Xml {
                return Err(account::calls(item, Problem::XmlOnly));
            }
        }
        Ok(())
    }

    #[inline(never)]
    fn posted(&self, is_no_halt: bool, reply_type: ResponseType) -> Posted {
        let method = self.get(0).and_then(|call| call.method);
        Posted {
            // `check` refuses more.
            count: self.len().min(Self::MAX_CALLS) as u8,
            is_no_halt,
            method,
            is_php: reply_type == ResponseType::Php,
            is_file: self.len() == 1 && method.is_some_and(|method| method.data() == DataPlace::File),
        }
    }

    fn emit(&self, account: &Account<'_>, out: &mut Cursor<'_>) {
        out.raw(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><api>");
        account.emit(out);
        out.raw(b"<data>");
        for index in 0..self.len() {
            let Some(call) = &self.get(index) else { break };
            call.emit(out);
        }
        out.raw(b"</data></api>");
    }
}

impl core::fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.calls()).finish()
    }
}

impl<'a> Operation<Account<'a>> for Batch<'_> {
    fn check(&self, account: &Account<'a>) -> Result<(), Error> {
        account.check()?;
        self.check_calls(account.reply_type())
    }

    #[cfg(target_pointer_width = "64")]
    fn may_be_written(&self, account: &Account<'a>) -> bool {
        let count = self.len();
        let may_be_written = |call: &Call<'_>| {
            call.may_be_written()
                && call.method.is_none_or(|method| {
                    !(method.is_alone() && count > 1
                        || method.is_xml_only() && account.reply_type() != ResponseType::Xml)
                })
        };
        account.check().is_ok()
            && (1..=Self::MAX_CALLS).contains(&count)
            && (0..count).map_while(|index| self.get(index)).all(|call| may_be_written(&call))
    }

    fn head<'s>(&'s self, account: &'s Account<'a>) -> Head<'s> {
        account.head()
    }

    fn target(&self, _: &Account<'a>, out: &mut Cursor<'_>) {
        out.raw(PATH);
    }

    fn body(&self, account: &Account<'a>, out: &mut Cursor<'_>) {
        if account.is_form() {
            out.raw(b"data=");
            out.form_value(|out| self.emit(account, out));
        } else {
            self.emit(account, out);
        }
    }

    // Inlined, it is written where it will lie: a device has no room for a copy on its stack.
    #[inline(always)]
    fn reader(&self, account: &Account<'a>) -> Reader {
        Reader::new(self.posted(account.is_no_halt(), account.reply_type()))
    }

    fn dedupe(&self) -> Dedupe<'_> {
        Dedupe::None
    }
}
