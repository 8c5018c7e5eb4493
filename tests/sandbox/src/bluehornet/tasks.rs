//! Background tasks: calls that begin one, the list of them, and the files they leave.

use super::document::Call;
use super::reply::Item;
use super::state::{Caller, State};
use super::subscribers::profile;
use super::value::{Node, item, text, tree};
use super::xml::escaped;
use crate::clock;
use crate::status::Pace;
use std::fmt::Write as _;
use std::time::SystemTime;

/// The message or segment whose task ends with ERROR.
const UNKNOWN: &str = "404";

/// As many as the service lists.
const MOST: usize = 1000;

/// A task on its way.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    id: u64,
    kind: &'static str,
    description: &'static str,
    began: SystemTime,
    /// How often it was asked about.
    polls: u32,
    fails: bool,
    /// The file it leaves.
    file: Option<String>,
}

impl Task {
    fn file_name(&self) -> String {
        format!("exports/{}.xml", self.id)
    }

    fn status(&self, caller: &Caller) -> &'static str {
        let steps = match caller.pace {
            Pace::Polls => self.polls,
            Pace::Time(step) => {
                let passed = caller.now.duration_since(self.began).unwrap_or_default();
                u32::from(passed >= step) + u32::from(passed >= 2 * step)
            }
        };
        match steps {
            0 => "PENDING",
            1 => "PROCESSING",
            _ if self.fails => "ERROR",
            _ => "COMPLETE",
        }
    }

    fn view(&self, status: &str) -> Node {
        let mut fields = vec![
            text("task_id", self.id),
            text("type", self.kind),
            text("status", status),
            text("description", self.description),
            text("run_date", clock::pacific(self.began)),
        ];
        if status == "ERROR" {
            fields.push(text("output", "nothing has this id"));
        }
        if self.file.is_some() && status == "COMPLETE" {
            fields.push(tree("task_response", vec![text("file_name", self.file_name())]));
        }
        item(fields)
    }
}

/// Begins a task and returns its number.
fn begin(call: &Call, state: &mut State, caller: &Caller, kind: &'static str, file: Option<String>) -> u64 {
    let id = state.new_id();
    let description = match kind {
        "EXPORT_MESSAGE_CONTACTS" => "Export Message Contacts",
        "EXPORT" => "Export",
        "IMPORT" => "All Contacts Import",
        "FILL_GROUP" => "Clear Segments",
        _ => "Bulk Delete",
    };
    let fails = ["mess_id", "group_id", "template_id"].iter().any(|name| call.text(name) == Some(UNKNOWN));
    state.tasks.push(Task { id, kind, description, began: caller.now, polls: 0, fails, file });
    id
}

/// `statistics.getMessageSubscriberData`: the one method whose code is known.
pub(crate) fn subscriber_data(call: &Call, state: &mut State, caller: &Caller) -> Item {
    contact_activity(call, state, caller).code(101).text("asynchronous task created")
}

/// `transactional.getMessageContactActivity`
pub(crate) fn contact_activity(call: &Call, state: &mut State, caller: &Caller) -> Item {
    let mut file = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<messagecontacts>\n");
    for (number, sent) in (1..).zip(&state.transactions) {
        let _ = writeln!(
            file,
            "<messagecontact><mes_cont_id>{number}</mes_cont_id><email>{}</email><external_id>{}</external_id>\
             <sent>{}</sent></messagecontact>",
            escaped(&sent.email),
            escaped(sent.external_id.as_deref().unwrap_or_default()),
            sent.sent_at,
        );
    }
    file.push_str("</messagecontacts>\n");
    Item::ok(vec![text("task_id", begin(call, state, caller, "EXPORT_MESSAGE_CONTACTS", Some(file)))])
}

/// `legacy.retrieve_dynamic`, and `legacy.retrieve_active` with `asynchronous`.
pub(crate) fn export(call: &Call, state: &mut State, caller: &Caller) -> Item {
    let mut file = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest>\n");
    for subscriber in &state.subscribers {
        file.push_str("<contact_data>");
        for field in profile(subscriber) {
            if let super::value::Value::Text(value) = &field.value {
                let _ = write!(file, "<{0}>{1}</{0}>", field.name, escaped(value));
            }
        }
        file.push_str("</contact_data>\n");
    }
    file.push_str("</manifest>\n");
    Item::ok(vec![text("task_id", begin(call, state, caller, "EXPORT", Some(file)))])
}

/// `legacy.bulk_sync`
pub(crate) fn import(call: &Call, state: &mut State, caller: &Caller) -> Item {
    Item::ok(vec![text("task_id", begin(call, state, caller, "IMPORT", None))])
}

/// `legacy.delete_subscribers`
pub(crate) fn delete(call: &Call, state: &mut State, caller: &Caller) -> Item {
    Item::ok(vec![text("message", 1), text("job_id", begin(call, state, caller, "BULK_DELETE", None))])
}

/// `legacy.group_clear`: at most 100 segments at once.
pub(crate) fn clear(call: &Call, state: &mut State, caller: &Caller) -> Item {
    if call.text("group_id").unwrap_or_default().split(',').count() > 100 {
        return Item::refused("Not all values passed through");
    }
    Item::ok(vec![text("message", 1), text("job_id", begin(call, state, caller, "FILL_GROUP", None))])
}

/// `utilities.getTasks`: asking about a task is a step for it, unless time brings the steps.
pub(crate) fn list(call: &Call, state: &mut State, caller: &Caller) -> Item {
    let ids: Option<Vec<&str>> = call.text("task_id").map(|ids| ids.split(',').map(str::trim).collect());
    let asked = |name: &str, value: &str| {
        call.text(name).is_none_or(|wanted| ["ALL", value].iter().any(|known| known.eq_ignore_ascii_case(wanted)))
    };
    let day = |name: &str| call.text(name).and_then(|date| date.get(..10)).map(str::to_owned);
    let (first, last) = (day("start_date"), day("end_date"));
    let mut views = Vec::new();
    for task in &mut state.tasks {
        let date = clock::pacific(task.began)[..10].to_owned();
        let in_time = first.as_ref().is_none_or(|day| *day <= date) && last.as_ref().is_none_or(|day| *day >= date);
        let meant = ids.as_ref().is_none_or(|ids| ids.contains(&task.id.to_string().as_str()));
        if !(meant && in_time && asked("type", task.kind)) {
            continue;
        }
        let status = task.status(caller);
        task.polls += 1;
        if asked("status", status) && views.len() < MOST {
            views.push(task.view(status));
        }
    }
    let said = format!("{} tasks retrieved", views.len());
    Item::ok(vec![tree("task", views)]).text(&said)
}

/// `utilities.getFile`: the file of a finished task.
pub(crate) fn file(call: &Call, state: &mut State, caller: &Caller) -> Item {
    let wanted = call.text("file").unwrap_or_default();
    let finished = |task: &&Task| task.file_name() == wanted && task.status(caller) == "COMPLETE";
    match state.tasks.iter().find(finished).and_then(|task| task.file.clone()) {
        // In a batch the service's form is unknown; here it is the data of the item.
        Some(file) => Item { file: Some(file.clone()), ..Item::ok(vec![text("content", file)]) },
        None => Item::error("File not found"),
    }
}
