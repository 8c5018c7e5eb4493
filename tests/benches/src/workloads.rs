//! The workloads by name, each with those who do it: mailwire first, then, where they are built, its peers.

use crate::answers::Visited;
use crate::contender::{Contender, Workload, in_pages};
use crate::ours;
use crate::samples::{self, SMALL};

/// The names, and what each is about.
pub const WORKLOADS: [(&str, &str); 16] = [
    ("W1s", "JSON encode: a usual alert"),
    ("W1L", "JSON encode: 64 properties"),
    ("W2full", "whole request, head and JSON"),
    ("W3_1", "XML encode: 1 call"),
    ("W3_64", "XML encode: 64 calls"),
    ("W4cf", "reply head, 23 fields"),
    ("W4easy", "reply head, 6 fields"),
    ("W4cf_64", "reply head, 23 fields, in pieces of 64 bytes"),
    ("W4easy_64", "reply head, 6 fields, in pieces of 64 bytes"),
    ("W5err", "JSON reply: an error"),
    ("W5ok", "JSON reply: a success"),
    ("W6ip", "XML reply: an error"),
    ("W6batch", "XML reply: 1000 items"),
    ("W7_1k", "chunked body, chunks of 1 kB"),
    ("W7_7b", "chunked body, chunks of 7 bytes"),
    ("W7_mixed", "chunked body, chunks of 1 to 255 bytes in no order"),
];

/// The workload of this name.
pub fn workload(name: &str) -> Option<Workload> {
    let name = WORKLOADS.iter().find(|known| known.0 == name)?.0;
    let (input, expected, ours) = ours_of(name);
    let mut contenders = ours;
    #[cfg(feature = "peers")]
    contenders.extend(peers_of(name));
    // A parser is right where all agree: the first of ours is compared with every peer.
    let expected = expected.map_or_else(
        || {
            contenders[0].run();
            contenders[0].answer()
        },
        <[u8]>::to_vec,
    );
    Some(Workload { bytes: input, expected, contenders })
}

/// Bytes, what has to come out if that is a file, and our contenders.
fn ours_of(name: &str) -> (usize, Option<&'static [u8]>, Vec<Contender>) {
    use ours::{chunked, json_encode, json_reply, reply_head, request, xml_encode, xml_reply};
    let written = |text: &'static [u8], ours| (text.len(), Some(text), ours);
    let read = |text: &'static [u8], ours| (text.len(), None, ours);
    let head = |text: &'static [u8], piece| (text.len(), None, vec![reply_head::contender(samples::head(text), piece)]);
    let chunks = |body: &[u8], count| {
        let (content, body) = (samples::PAYLOAD, in_pages(body));
        let visited = Visited { bytes: content.len(), spans: count };
        (content.len(), Some(content), vec![chunked::visit(body, visited), chunked::copy(body)])
    };
    match name {
        "W1s" => written(samples::SMALL_JSON, vec![json_encode::checked(&SMALL), json_encode::unchecked(&SMALL)]),
        "W1L" => {
            let large = samples::large();
            written(samples::LARGE_JSON, vec![json_encode::checked(large), json_encode::unchecked(large)])
        }
        "W2full" => written(samples::REQUEST, vec![request::contender()]),
        "W3_1" => written(samples::CALLS_1, vec![xml_encode::contender(samples::calls(1))]),
        "W3_64" => written(samples::CALLS_64, vec![xml_encode::contender(samples::calls(64))]),
        "W4cf" => head(samples::CLOUDFLARE_HEAD, usize::MAX),
        "W4easy" => head(samples::EASY_HEAD, usize::MAX),
        "W4cf_64" => head(samples::CLOUDFLARE_HEAD, 64),
        "W4easy_64" => head(samples::EASY_HEAD, 64),
        "W5err" => {
            let text = samples::ERROR_JSON;
            let outcome = json_reply::outcome(text, 401, json_reply::expected_error());
            read(text, vec![json_reply::scanner(text), outcome])
        }
        "W5ok" => {
            let text = samples::SUCCESS_JSON;
            let outcome = json_reply::outcome(text, 200, json_reply::expected_success());
            read(text, vec![json_reply::scanner(text), outcome])
        }
        "W6ip" => {
            let text = samples::IP_XML;
            read(text, vec![xml_reply::scanner(text), xml_reply::outcome(text, 1)])
        }
        "W6batch" => {
            let text = samples::BATCH_XML;
            read(text, vec![xml_reply::scanner(text), xml_reply::outcome(text, 64)])
        }
        "W7_1k" => chunks(samples::CHUNKS_1K, samples::PAYLOAD.len().div_ceil(1024)),
        "W7_7b" => chunks(samples::CHUNKS_7B, samples::PAYLOAD.len().div_ceil(7)),
        _ => {
            let (body, count) = samples::mixed_chunks();
            chunks(&body, count)
        }
    }
}

#[cfg(feature = "peers")]
fn peers_of(name: &str) -> Vec<Contender> {
    use crate::peers::{chunked, json_encode, json_reply, reply_head, request, xml_encode, xml_reply};
    match name {
        "W1s" => json_encode::contenders(&SMALL),
        "W1L" => json_encode::contenders(samples::large()),
        "W2full" => request::contenders(),
        "W3_1" => xml_encode::contenders(samples::calls(1)),
        "W3_64" => xml_encode::contenders(samples::calls(64)),
        "W4cf" => reply_head::contenders(samples::head(samples::CLOUDFLARE_HEAD), usize::MAX),
        "W4easy" => reply_head::contenders(samples::head(samples::EASY_HEAD), usize::MAX),
        "W4cf_64" => reply_head::contenders(samples::head(samples::CLOUDFLARE_HEAD), 64),
        "W4easy_64" => reply_head::contenders(samples::head(samples::EASY_HEAD), 64),
        "W5err" => json_reply::contenders(samples::ERROR_JSON),
        "W5ok" => json_reply::contenders(samples::SUCCESS_JSON),
        "W6ip" => xml_reply::contenders(samples::IP_XML),
        "W6batch" => xml_reply::contenders(samples::BATCH_XML),
        "W7_1k" => chunked::contenders(in_pages(samples::CHUNKS_1K)),
        "W7_7b" => chunked::contenders(in_pages(samples::CHUNKS_7B)),
        _ => chunked::contenders(in_pages(&samples::mixed_chunks().0)),
    }
}
