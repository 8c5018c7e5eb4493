//! W7: a chunked body by httparse and copy, and what a copy of the bare content costs.

use crate::contender::{Contender, Written, in_pages};
use crate::samples::PAYLOAD;

pub fn contenders(body: &'static [u8]) -> Vec<Contender> {
    let content = in_pages(PAYLOAD);
    vec![
        Contender::new("httparse and copy", Written::new(65536), move |out| {
            out.length = 0;
            let mut rest = body;
            loop {
                let httparse::Status::Complete((line, size)) = httparse::parse_chunk_size(rest).expect("good chunks")
                else {
                    unreachable!("all of it is there")
                };
                let (chunk, after) = rest[line..].split_at(size as usize);
                out.room[out.length..][..chunk.len()].copy_from_slice(chunk);
                out.length += chunk.len();
                rest = after.strip_prefix(b"\r\n").expect("the end of a chunk");
                if size == 0 {
                    break;
                }
            }
        }),
        Contender::new("memcpy of the content", Written::new(65536), move |out| {
            let content = std::hint::black_box(content);
            out.room[..content.len()].copy_from_slice(content);
            out.length = content.len();
        }),
    ]
}
