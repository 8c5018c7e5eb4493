//! The values behind the files in `workloads/`.

/// A single send, as plain values.
pub struct Message {
    pub email_id: u64,
    pub to: &'static str,
    pub send_id: &'static str,
    pub reply_to: [&'static str; 1],
    pub cc: [&'static str; 1],
    pub contact: [(&'static str, &'static str); 2],
    pub custom: &'static [(&'static str, &'static str)],
}

const fn message(custom: &'static [(&'static str, &'static str)]) -> Message {
    Message {
        email_id: 4126643121,
        to: "jdoe@example.com",
        send_id: "6b2f9c0e-6f0b-4a53-9a55-0f3b7c1d2e4a",
        reply_to: ["noreply@example.com"],
        cc: ["ops@example.com"],
        contact: [("firstname", "Jane"), ("lastname", "Doe")],
        custom,
    }
}

/// The message of `w1_small.json`: a usual alert.
pub static SMALL: Message = message(&[
    ("alert", "Temperature 81.5 °C exceeds limit \"80\" at node/7\n"),
    ("device", "pump-17"),
    ("site", "Plant 3"),
]);

/// The message of `w1_large.json`: 64 custom properties. In their file a pair ends with 1E, a name with 1F.
pub fn large() -> &'static Message {
    let text = include_str!("../workloads/w1_large_props.bin");
    let pairs = text.split_terminator('\u{1e}').map(|pair| pair.split_once('\u{1f}').expect("a name and a value"));
    Box::leak(Box::new(message(Vec::leak(pairs.collect()))))
}

pub const TOKEN: &str = "EXAMPLE-ACCESS-TOKEN-0123456789-abcdefghijklmnopqrstuvwxyz-01";
/// Where the others send to; mailwire knows.
#[cfg(feature = "peers")]
pub const HOST: &str = "api.hubapi.com";
/// As above.
#[cfg(feature = "peers")]
pub const PATH: &str = "/marketing/v3/transactional/single-email/send";
pub const USER_AGENT: &str = "alert-device/1.2";

/// One call of a batch, as plain values.
pub struct Call {
    pub email: String,
    pub template_id: u32,
    pub firstname: &'static str,
    pub message: &'static str,
}

pub const API_KEY: &str = "EXAMPLE-API-KEY-0123456789";
pub const SHARED_SECRET: &str = "EXAMPLE-SHARED-SECRET-0123456789";
pub const METHOD: &str = "transactional.sendTransaction";

/// The calls of `w3_1.xml` and `w3_64.xml`; every other message has markup in it.
pub fn calls(count: u32) -> &'static [Call] {
    let messages = [
        "Temperature 81.5 °C <b>exceeds</b> limit & pump 17 runs at node/7",
        "Temperature 81.5 °C exceeds the limit, pump 17 runs at node/7",
    ];
    let call = |index: u32| Call {
        email: format!("user{index:04}@example.com"),
        template_id: 4126 + index,
        firstname: "Jane",
        message: messages[index as usize % 2],
    };
    Vec::leak((0..count).map(call).collect())
}

pub const SMALL_JSON: &[u8] = include_bytes!("../workloads/w1_small.json");
pub const LARGE_JSON: &[u8] = include_bytes!("../workloads/w1_large.json");
pub const REQUEST: &[u8] = include_bytes!("../workloads/w2_request.http");
pub const CALLS_1: &[u8] = include_bytes!("../workloads/w3_1.xml");
pub const CALLS_64: &[u8] = include_bytes!("../workloads/w3_64.xml");
pub const ERROR_JSON: &[u8] = include_bytes!("../workloads/w5_error.json");
pub const SUCCESS_JSON: &[u8] = include_bytes!("../workloads/w5_success.json");
pub const IP_XML: &[u8] = include_bytes!("../workloads/w6_ip.xml");
pub const BATCH_XML: &[u8] = include_bytes!("../workloads/w6_batch.xml");
pub const PAYLOAD: &[u8] = include_bytes!("../workloads/w7_payload.bin");

/// A reply head with the body it announces.
pub fn head(head: &'static [u8]) -> &'static [u8] {
    Vec::leak([head, &[b'x'; 187]].concat())
}

pub const CLOUDFLARE_HEAD: &[u8] = include_bytes!("../workloads/w4_cf.http");
pub const EASY_HEAD: &[u8] = include_bytes!("../workloads/w4_easy.http");

pub const CHUNKS_1K: &[u8] = include_bytes!("../workloads/w7_1k.chunked");
pub const CHUNKS_7B: &[u8] = include_bytes!("../workloads/w7_7b.chunked");

/// The same content in chunks of 1 to 255 bytes, in no order; and how many they are.
pub fn mixed_chunks() -> (Vec<u8>, usize) {
    let (mut rest, mut body, mut count, mut random) = (PAYLOAD, Vec::new(), 0, 1_u32);
    while !rest.is_empty() {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (chunk, behind) = rest.split_at(rest.len().min(1 + (random >> 16) as usize % 255));
        body.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        body.extend_from_slice(chunk);
        body.extend_from_slice(b"\r\n");
        (rest, count) = (behind, count + 1);
    }
    body.extend_from_slice(b"0\r\n\r\n");
    (body, count)
}
