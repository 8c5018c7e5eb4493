//! W1: the body of a single send by serde and by a plain writer.

use json_write::JsonWrite;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::fixed::Fixed;
use crate::contender::{Contender, Written};
use crate::samples;

/// The document in the order the service's documentation shows.
#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Body {
    email_id: u64,
    message: Message,
    contact_properties: Pairs,
    custom_properties: Pairs,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    to: &'static str,
    send_id: &'static str,
    reply_to: &'static [&'static str],
    cc: &'static [&'static str],
}

struct Pairs(&'static [(&'static str, &'static str)]);

impl Serialize for Pairs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

pub fn body(message: &'static samples::Message) -> Body {
    Body {
        email_id: message.email_id,
        message: Message { to: message.to, send_id: message.send_id, reply_to: &message.reply_to, cc: &message.cc },
        contact_properties: Pairs(&message.contact),
        custom_properties: Pairs(message.custom),
    }
}

pub fn contenders(message: &'static samples::Message) -> Vec<Contender> {
    vec![
        serde_json_core(body(message)),
        json_write(message),
        serde_json_vec(body(message)),
        serde_json_slice(body(message)),
        sonic_rs(body(message)),
    ]
}

fn serde_json_core(body: Body) -> Contender {
    Contender::new("serde-json-core", Written::new(16 * 1024), move |out| {
        out.length = serde_json_core::to_slice(&body, out.room).expect("it fits");
    })
}

fn serde_json_vec(body: Body) -> Contender {
    Contender::new("serde_json, reused Vec", Vec::new(), move |out| {
        out.clear();
        serde_json::to_writer(out, &body).expect("valid");
    })
}

fn serde_json_slice(body: Body) -> Contender {
    Contender::new("serde_json, slice", Written::new(16 * 1024), move |out| {
        let mut rest = &mut out.room[..];
        serde_json::to_writer(&mut rest, &body).expect("it fits");
        out.length = 16 * 1024 - rest.len();
    })
}

fn sonic_rs(body: Body) -> Contender {
    Contender::new("sonic-rs, reused Vec", Vec::new(), move |out: &mut Vec<u8>| {
        out.clear();
        sonic_rs::to_writer(out, &body).expect("valid");
    })
}

fn json_write(message: &'static samples::Message) -> Contender {
    Contender::new("json-write", Written::new(16 * 1024), move |out| {
        let mut fixed = Fixed::new(out.room);
        write(message, &mut fixed).expect("it fits");
        out.length = fixed.length;
    })
}

fn write(message: &samples::Message, out: &mut Fixed<'_>) -> std::fmt::Result {
    out.open_object()?;
    out.key("emailId")?;
    out.keyval_sep()?;
    out.value(message.email_id)?;
    out.val_sep()?;
    out.key("message")?;
    out.keyval_sep()?;
    out.open_object()?;
    for (name, text) in [("to", message.to), ("sendId", message.send_id)] {
        out.key(name)?;
        out.keyval_sep()?;
        out.value(text)?;
        out.val_sep()?;
    }
    for (name, list) in [("replyTo", &message.reply_to), ("cc", &message.cc)] {
        if name == "cc" {
            out.val_sep()?;
        }
        out.key(name)?;
        out.keyval_sep()?;
        out.open_array()?;
        for (index, text) in list.iter().enumerate() {
            if index > 0 {
                out.val_sep()?;
            }
            out.value(*text)?;
        }
        out.close_array()?;
    }
    out.close_object()?;
    for (name, pairs) in [("contactProperties", &message.contact[..]), ("customProperties", message.custom)] {
        out.val_sep()?;
        out.key(name)?;
        out.keyval_sep()?;
        out.open_object()?;
        for (index, (name, value)) in pairs.iter().enumerate() {
            if index > 0 {
                out.val_sep()?;
            }
            out.key(*name)?;
            out.keyval_sep()?;
            out.value(*value)?;
        }
        out.close_object()?;
    }
    out.close_object()
}
