//! What the sandbox knows and remembers, behind one lock.

use crate::binder::Mail;
use crate::bluehornet::{self, ApiUser, PhpLayout, Style};
use crate::credentials::{ACCOUNT, Credential, HAPIKEY, Standing};
use crate::faults::Fault;
use crate::messages::Message;
use crate::oauth::OAuthApp;
use crate::requests::RecordedRequest;
use crate::send_result;
use crate::status::{Ending, Pace, Progress};
use crate::version::Version;
use std::collections::{HashMap, HashSet, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// What does not change after the start.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub pace: Pace,
    pub strict_required: bool,
    pub fault: Fault,
    pub oauth: OAuthApp,
    pub bluehornet_style: Style,
    pub php_layout: PhpLayout,
    /// Where every request seems to come from.
    pub request_ip: Option<IpAddr>,
}

/// One sandbox: settings and memory.
#[derive(Debug)]
pub(crate) struct Service {
    pub settings: Settings,
    memory: Mutex<Memory>,
}

/// Everything that calls change.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub credentials: HashMap<String, Credential>,
    pub messages: Vec<Message>,
    pub progress: HashMap<String, Progress>,
    pub send_ids: HashMap<(u64, String), Mail>,
    pub faults: VecDeque<Fault>,
    pub requests: Vec<RecordedRequest>,
    pub used_codes: HashSet<String>,
    pub issued_tokens: u32,
    pub api_users: HashMap<String, ApiUser>,
    pub bluehornet: bluehornet::State,
}

impl Service {
    pub fn new(
        settings: Settings,
        credentials: HashMap<String, Credential>,
        api_users: HashMap<String, ApiUser>,
    ) -> Self {
        let memory = Memory { credentials, api_users, ..Memory::default() };
        Self { settings, memory: Mutex::new(memory) }
    }

    /// The memory; a panic elsewhere does not take it away.
    pub fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn credential(&self, token: &str) -> Option<Credential> {
        self.memory().credentials.get(token).cloned()
    }

    pub fn knows_hapikey(&self, key: &str) -> bool {
        key == HAPIKEY
    }

    /// Makes a bearer token known, or known otherwise.
    pub fn set_token(&self, token: &str, standing: Standing) {
        let credential = Credential { standing, account: ACCOUNT };
        self.memory().credentials.insert(token.to_owned(), credential);
    }

    /// The fault of the request that begins: the first of the queue, else the one for every request.
    pub fn claim_fault(&self) -> Fault {
        let queued = self.memory().faults.pop_front();
        queued.unwrap_or_else(|| self.settings.fault.clone())
    }

    /// Takes a mail over, or recognises its sendId. The answer tells which.
    pub fn accept(&self, account: u64, version: Version, mail: Mail, ending: Ending) -> Progress {
        let mut memory = self.memory();
        let now = SystemTime::now();
        let key = mail.send_id.clone().map(|send_id| (account, send_id));
        if let Some(earlier) = key.as_ref().and_then(|key| memory.send_ids.get(key)) {
            let result = if *earlier == mail { "IDEMPOTENT_IGNORE" } else { "IDEMPOTENT_FAIL" };
            let repeat = Progress::completed(account, Ending::complete(result), now);
            memory.progress.insert(repeat.status_id.clone(), repeat.clone());
            return repeat;
        }
        let progress = match version {
            Version::V1 => Progress::completed(account, ending, now),
            _ => Progress::pending(account, ending, now),
        };
        let keeps = match &progress.ending {
            Ending::Complete(result) => send_result::is_accepted(result),
            Ending::Canceled => false,
            Ending::Stuck => true,
        };
        if let (Some(key), true) = (key, keeps) {
            memory.send_ids.insert(key, mail.clone());
        }
        memory.messages.push(Message::new(version, account, mail, &progress));
        memory.progress.insert(progress.status_id.clone(), progress.clone());
        progress
    }

    /// The accepted mails, each with the state that its status has now. Looking does not advance it.
    pub fn messages(&self) -> Vec<Message> {
        let mut memory = self.memory();
        let Memory { messages, progress, .. } = &mut *memory;
        for message in messages.iter_mut() {
            if let Some(progress) = progress.get_mut(&message.status_id) {
                progress.pass_time(self.settings.pace, SystemTime::now());
                message.update(progress);
            }
        }
        messages.clone()
    }

    /// Forgets mails, sendIds, statuses, requests, queued faults and what BlueHornet calls changed; tokens and API
    /// users stay.
    pub fn forget(&self) {
        let mut memory = self.memory();
        let credentials = std::mem::take(&mut memory.credentials);
        let used_codes = std::mem::take(&mut memory.used_codes);
        let api_users = std::mem::take(&mut memory.api_users);
        let issued_tokens = memory.issued_tokens;
        *memory = Memory { credentials, used_codes, issued_tokens, api_users, ..Memory::default() };
    }
}
