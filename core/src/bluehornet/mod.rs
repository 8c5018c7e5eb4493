//! BlueHornet eMS (later Mapp Empower): calls of the XML API in one request, replies in XML or PHP's `serialize()`.

mod account;
mod argument;
mod call;
mod calls;
mod item;
mod method;
mod reply;
pub mod request;
mod whitelist;

pub use crate::outcome::CallOutcome;
pub use account::{Account, Carriage, ResponseType};
pub use argument::{Argument, ArgumentValue, Date, IndexedArguments};
pub use call::{Batch, Call, IndexedCalls};
pub use calls::{
    CheckEmail, ConfirmCampaign, EmailPreference, GetFile, GetTasks, InsertTemplate, ListTemplates, ManageSubscriber,
    RebuildTemplate, SendCampaign, SendTest, SendTransaction, TemplateData, UpdateTemplate,
};
pub use method::{DataPlace, Method};
pub use reply::Reader;
pub use whitelist::{Addresses, Whitelist, WhitelistError, WhitelistFault};
