//! W7: a chunked body by the framer of an exchange: its spans looked at where they lie, and copied.

use mailwire::http::response::{Framer, Part};

use crate::answers::Visited;
use crate::contender::{Answer, Contender, Written};

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

/// A framer behind the head: that is W4's work.
fn framer() -> Framer {
    let (mut framer, mut input) = (Framer::new(), HEAD);
    while framer.next(&mut input).expect("a good head") != Part::Head {}
    framer
}

fn spans(start: Framer, mut input: &'static [u8], mut each: impl FnMut(&'static [u8])) {
    let mut framer = start;
    loop {
        match framer.next(&mut input).expect("good chunks") {
            Part::Body(span) => {
                each(span);
                framer.consume(&mut input, span.len());
            }
            Part::End => break,
            _ => {}
        }
    }
}

/// Looks at the spans: what the readers of an exchange do.
pub fn visit(body: &'static [u8], expected: Visited) -> Contender {
    let start = framer();
    Contender::new("mailwire", Visited::default(), move |visited| {
        *visited = Visited::default();
        spans(start, body, |span| {
            visited.bytes += span.len();
            visited.spans += 1;
        });
    })
    .expecting(expected.rendered())
}

/// Copies them, as the peers do.
pub fn copy(body: &'static [u8]) -> Contender {
    let start = framer();
    Contender::new("mailwire and copy", Written::new(65536), move |out| {
        out.length = 0;
        spans(start, body, |span| {
            out.room[out.length..][..span.len()].copy_from_slice(span);
            out.length += span.len();
        });
    })
}
