//! What parsers are to find, in types that all of them fill.

use crate::contender::Answer;

/// A short text that may arrive in pieces.
#[derive(Clone, Copy, PartialEq)]
pub struct Kept {
    bytes: [u8; 40],
    length: usize,
}

impl Default for Kept {
    fn default() -> Self {
        Kept { bytes: [0; 40], length: 0 }
    }
}

impl Kept {
    pub fn push(&mut self, piece: &[u8]) {
        let to = self.bytes.get_mut(self.length..self.length + piece.len()).expect("a short text");
        to.copy_from_slice(piece);
        self.length += piece.len();
    }
}

/// What a client needs of a reply head.
#[derive(Clone, Copy, Default, PartialEq)]
pub struct ReplyHead {
    pub status: u16,
    /// Of the body that follows.
    pub length: usize,
    pub date: Kept,
    pub correlation_id: Kept,
    pub ray: Kept,
}

impl Answer for ReplyHead {
    fn rendered(&self) -> Vec<u8> {
        let texts = [&self.date, &self.correlation_id, &self.ray].map(|kept| &kept.bytes[..kept.length]);
        format!("{} {} {texts:?}", self.status, self.length).into_bytes()
    }
}

/// Up to 16 members of an object, in their order.
#[derive(Clone, Copy, Default)]
pub struct Members<T> {
    pub list: [(T, T); 16],
    pub count: usize,
}

impl<T> Members<T> {
    pub fn push(&mut self, name: T, value: T) {
        self.list[self.count] = (name, value);
        self.count += 1;
    }
}

/// What HubSpot's JSON replies say, success or failure; texts are spans of the reply.
#[derive(Clone, Copy, Default)]
#[cfg_attr(feature = "peers", derive(serde::Deserialize))]
#[cfg_attr(feature = "peers", serde(rename_all = "camelCase", default))]
#[cfg_attr(feature = "peers", serde(bound(deserialize = "T: serde::Deserialize<'de> + Default + Copy")))]
pub struct JsonReply<T> {
    pub status: T,
    pub message: T,
    pub correlation_id: T,
    pub request_id: T,
    pub engagement: Members<T>,
    pub requested_at: T,
    pub status_id: T,
    pub send_result: T,
    pub started_at: T,
    pub completed_at: T,
    pub event_id: EventId<T>,
}

/// The id of the event a send made.
#[derive(Clone, Copy, Default)]
#[cfg_attr(feature = "peers", derive(serde::Deserialize))]
#[cfg_attr(feature = "peers", serde(default))]
#[cfg_attr(feature = "peers", serde(bound(deserialize = "T: serde::Deserialize<'de> + Default + Copy")))]
pub struct EventId<T> {
    pub id: T,
    pub created: u64,
}

impl<T: AsRef<[u8]> + Copy> Answer for JsonReply<T> {
    fn rendered(&self) -> Vec<u8> {
        let mut texts = vec![
            self.status,
            self.message,
            self.correlation_id,
            self.request_id,
            self.requested_at,
            self.status_id,
            self.send_result,
            self.started_at,
            self.completed_at,
            self.event_id.id,
        ];
        texts.extend(self.engagement.list[..self.engagement.count].iter().flat_map(|pair| [pair.0, pair.1]));
        let texts: Vec<_> = texts.iter().map(|text| String::from_utf8_lossy(text.as_ref())).collect();
        format!("{texts:?} {}", self.event_id.created).into_bytes()
    }
}

/// For readers that hand out names and values one by one.
impl<T: AsRef<[u8]> + Copy> JsonReply<T> {
    /// A text directly in the reply, or in the member `parent` of it.
    #[inline]
    pub fn text(&mut self, parent: Option<T>, name: T, value: T) {
        let slot = match (parent.as_ref().map(AsRef::as_ref), name.as_ref()) {
            (None, b"status") => &mut self.status,
            (None, b"message") => &mut self.message,
            (None, b"correlationId") => &mut self.correlation_id,
            (None, b"requestId") => &mut self.request_id,
            (None, b"requestedAt") => &mut self.requested_at,
            (None, b"statusId") => &mut self.status_id,
            (None, b"sendResult") => &mut self.send_result,
            (None, b"startedAt") => &mut self.started_at,
            (None, b"completedAt") => &mut self.completed_at,
            (Some(b"engagement"), _) => return self.engagement.push(name, value),
            (Some(b"eventId"), b"id") => &mut self.event_id.id,
            _ => return,
        };
        *slot = value;
    }

    #[inline]
    pub fn number(&mut self, parent: Option<T>, name: T, digits: &[u8]) {
        if let (Some(b"eventId"), b"created") = (parent.as_ref().map(AsRef::as_ref), name.as_ref()) {
            self.event_id.created = decimal(digits);
        }
    }
}

/// What one item of a BlueHornet reply says; texts are spans of the reply.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Item<'a> {
    pub error: u64,
    pub method: &'a [u8],
    pub text: &'a [u8],
    pub request_ip: &'a [u8],
    pub number: u64,
    pub total: u64,
    pub completed: u64,
}

/// Where text goes.
#[derive(Clone, Copy, Default)]
enum Place {
    #[default]
    Nowhere,
    Error,
    Method,
    Text,
    RequestIp,
    Number,
    Total,
    Completed,
}

/// Collects items from the tokens of any XML reader.
#[derive(Default)]
pub struct Items {
    pub list: Vec<Item<'static>>,
    depth: usize,
    place: Place,
}

impl Items {
    pub fn clear(&mut self) {
        self.list.clear();
        (self.depth, self.place) = (0, Place::Nowhere);
    }

    #[inline]
    pub fn open(&mut self, name: &[u8]) {
        self.depth += 1;
        self.place = match name {
            b"item" if self.depth == 2 => {
                self.list.push(Item::default());
                Place::Nowhere
            }
            b"error" => Place::Error,
            b"methodName" => Place::Method,
            b"responseText" => Place::Text,
            b"request_ip" => Place::RequestIp,
            b"responseNum" => Place::Number,
            b"totalRequests" => Place::Total,
            b"totalCompleted" => Place::Completed,
            _ => Place::Nowhere,
        };
    }

    #[inline]
    pub fn text(&mut self, text: &'static [u8]) {
        let Some(item) = self.list.last_mut() else { return };
        match self.place {
            Place::Nowhere => {}
            Place::Error => item.error = decimal(text),
            Place::Method => item.method = text,
            Place::Text => item.text = text,
            Place::RequestIp => item.request_ip = text,
            Place::Number => item.number = decimal(text),
            Place::Total => item.total = decimal(text),
            Place::Completed => item.completed = decimal(text),
        }
    }

    #[inline]
    pub fn close(&mut self) {
        self.depth -= 1;
        self.place = Place::Nowhere;
    }
}

impl Answer for Items {
    fn rendered(&self) -> Vec<u8> {
        format!("{} {:?}", self.depth, self.list).into_bytes()
    }
}

/// How many bytes of content came, and how many spans they came in.
#[derive(Default)]
pub struct Visited {
    pub bytes: usize,
    pub spans: usize,
}

impl Answer for Visited {
    fn rendered(&self) -> Vec<u8> {
        format!("{} bytes in {} spans", self.bytes, self.spans).into_bytes()
    }
}

#[inline]
pub fn decimal(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit.wrapping_sub(b'0')))
}
