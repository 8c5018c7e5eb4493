//! BlueHornet: an API user, and batches of calls.

use std::fmt;
use std::sync::Arc;

use mailwire::bluehornet::{self, Batch, IndexedCalls};
use secrecy::{ExposeSecret, SecretString};

use super::call::BlueHornetCall;
use super::failure::MailwireError;
use super::reading::Reading;
use super::request::{HttpRequest, prepare};
use super::words::{BlueHornetCarriage, BlueHornetDataPlace, BlueHornetResponseType};

/// An API user of a BlueHornet account. It prints without key and secret.
///
/// An API user has an access level: *Full* (every method the account has), *Custom* (only the methods ticked), or *3rd
/// Party Integration*; and a whitelist of addresses that may call, see `Whitelist`.
#[derive(uniffi::Object)]
#[uniffi::export(Debug, Display)]
pub struct BlueHornetAccount {
    api_key: SecretString,
    shared_secret: SecretString,
    response_type: bluehornet::ResponseType,
    carriage: bluehornet::Carriage,
    no_halt: bool,
    host: Option<String>,
    user_agent: Option<String>,
}

#[uniffi::export]
impl BlueHornetAccount {
    /// An API user by key and secret.
    ///
    /// `responseType` is `xml` unless given, `carriage` `form`. `noHalt`: the calls of a batch after a failing one are
    /// executed all the same. `host` is another host than `echo.bluehornet.com`: `host` or `host:port`. `userAgent` is
    /// another User-Agent than `mailwire/` and the version.
    ///
    /// Throws `Config` for `apiKey` and `sharedSecret` (empty, over 256 bytes, anything but visible ASCII without
    /// blanks), `host`, `userAgent`.
    #[uniffi::constructor(default(
        response_type = None, carriage = None, no_halt = false, host = None, user_agent = None
    ))]
    pub fn new(
        api_key: String,
        shared_secret: String,
        response_type: Option<BlueHornetResponseType>,
        carriage: Option<BlueHornetCarriage>,
        no_halt: bool,
        host: Option<String>,
        user_agent: Option<String>,
    ) -> Result<Arc<Self>, MailwireError> {
        let account = BlueHornetAccount {
            api_key: api_key.into(),
            shared_secret: shared_secret.into(),
            response_type: response_type.map_or_else(Default::default, Into::into),
            carriage: carriage.map_or_else(Default::default, Into::into),
            no_halt,
            host,
            user_agent,
        };
        account.lend()?;
        Ok(Arc::new(account))
    }

    /// The request that posts calls: 1 to 64 of them. BlueHornet has no dedupe key, so an attempt of unknown outcome is
    /// never repeated by machine.
    ///
    /// The service stops at the first call that fails, unless the account says `noHalt`. The outcome is that of the
    /// first call that was not accepted, or `done`; those of the calls stand in its `calls`. Never send a whole batch
    /// again because one call failed.
    ///
    /// Throws `Config` with the field and the index of the call; `Capacity` for `calls` with more than 64.
    pub fn prepare_batch(&self, calls: Vec<Arc<BlueHornetCall>>) -> Result<Arc<HttpRequest>, MailwireError> {
        let calls = Calls(calls);
        prepare(&self.lend()?, &Batch::indexed(&calls), Reading::BlueHornet)
    }
}

struct Calls(Vec<Arc<BlueHornetCall>>);

impl IndexedCalls for Calls {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize) -> Option<bluehornet::Call<'_>> {
        // A call was checked when it was made.
        self.0.get(index)?.lend().ok()
    }
}

impl BlueHornetAccount {
    fn lend(&self) -> Result<bluehornet::Account<'_>, mailwire::Error> {
        let (api_key, shared_secret) = (self.api_key.expose_secret(), self.shared_secret.expose_secret());
        let mut account = bluehornet::Account::new(api_key, shared_secret)?
            .response_type(self.response_type)
            .carriage(self.carriage)
            .no_halt(self.no_halt);
        if let Some(host) = &self.host {
            account = account.host(host)?;
        }
        if let Some(user_agent) = &self.user_agent {
            account = account.user_agent(user_agent)?;
        }
        Ok(account)
    }
}

impl fmt::Display for BlueHornetAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlueHornetAccount(***)")
    }
}

impl fmt::Debug for BlueHornetAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A documented method of the BlueHornet API.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct BlueHornetMethod {
    /// Its name on the wire.
    pub name: String,
    /// Arguments it requires.
    pub required: Vec<String>,
    /// Arguments of which it requires one; empty if there is no such group.
    pub one_of: Vec<String>,
    /// Other arguments that are known. The lists are not complete: unknown arguments are allowed.
    pub optional: Vec<String>,
    /// Where the data of its reply sits.
    pub data: BlueHornetDataPlace,
    /// It must be the only call of its request.
    pub is_alone: bool,
    /// It answers in XML only.
    pub is_xml_only: bool,
    /// It takes template variables.
    pub has_variables: bool,
}

/// All documented methods of the BlueHornet API.
#[uniffi::export]
pub fn blue_hornet_methods() -> Vec<BlueHornetMethod> {
    let method = |method: bluehornet::Method| BlueHornetMethod {
        name: method.name().to_owned(),
        required: method.required().map(str::to_owned).collect(),
        one_of: method.one_of().map(str::to_owned).collect(),
        optional: method.optional().map(str::to_owned).collect(),
        data: method.data().into(),
        is_alone: method.is_alone(),
        is_xml_only: method.is_xml_only(),
        has_variables: method.has_variables(),
    };
    bluehornet::Method::all().map(method).collect()
}
