//! A reply as our framer reads it: status and body, how the body ends, and what follows it.

use mailwire::http::response::{Framer, Part};

use super::{Reading, feed, word};

/// A reply that was read.
struct Reply {
    status: u16,
    body: Vec<u8>,
    /// The end of the connection is the end of the body.
    until_close: bool,
    /// Where the reply ends.
    end: usize,
}

/// The reply in one line: `200 "body"`, with ` until close` where the end of the connection is the end of the body, and
/// ` then "..."` where bytes follow that are not of this reply.
pub fn read(input: &[u8], pieces: &mut dyn Iterator<Item = usize>) -> Reading {
    let reply = reply(input, pieces)?;
    Ok(line(reply.status, &reply.body, reply.until_close, &input[reply.end..]))
}

/// Status and body alone.
pub fn read_message(input: &[u8], pieces: &mut dyn Iterator<Item = usize>) -> Reading {
    let reply = reply(input, pieces)?;
    Ok(line(reply.status, &reply.body, false, b""))
}

/// The status alone.
pub fn read_status(input: &[u8], pieces: &mut dyn Iterator<Item = usize>) -> Reading {
    Ok(reply(input, pieces)?.status.to_string())
}

fn reply(input: &[u8], pieces: &mut dyn Iterator<Item = usize>) -> Result<Reply, (String, usize)> {
    let (mut framer, mut body, mut status, mut has_head) = (Framer::new(), Vec::new(), 0, false);
    let end = feed(input, pieces, |piece| {
        match framer.next(piece).map_err(word)? {
            // `feed` stops where nothing more is wanted.
            Part::More | Part::End => return Ok(true),
            Part::Status(found) => status = found,
            Part::Field(..) => assert_ne!(status, 0, "fields of the final reply"),
            Part::Head => has_head = true,
            Part::Body(span) => {
                assert!(has_head, "a body follows the head");
                body.extend_from_slice(span);
                let n = span.len();
                framer.consume(piece, n);
            }
        }
        Ok(false)
    })?;
    let until_close = !framer.is_done();
    framer.end_of_stream().map_err(|fault| (word(fault), input.len()))?;
    Ok(Reply { status, body, until_close, end })
}

/// A reply in one line.
pub fn line(status: u16, body: &[u8], until_close: bool, rest: &[u8]) -> String {
    let mut line = format!("{status} \"{}\"", body.escape_ascii());
    if until_close {
        line += " until close";
    }
    if !rest.is_empty() {
        line += &format!(" then \"{}\"", rest.escape_ascii());
    }
    line
}
