//! W4: the head of a reply, by the framer of an exchange; `piece` bytes at a time.

use mailwire::http::response::{Framer, Part, ResponseField};

use crate::answers::ReplyHead;
use crate::contender::Contender;

pub fn contender(reply: &'static [u8], piece: usize) -> Contender {
    Contender::new("mailwire", ReplyHead::default(), move |head| {
        *head = ReplyHead::default();
        let mut framer = Framer::new();
        for mut input in reply.chunks(piece) {
            loop {
                match framer.next(&mut input).expect("a good reply") {
                    Part::Status(status) => head.status = status,
                    Part::Field(ResponseField::Date, piece, _) => head.date.push(piece),
                    Part::Field(ResponseField::CorrelationId, piece, _) => head.correlation_id.push(piece),
                    Part::Field(ResponseField::CfRay, piece, _) => head.ray.push(piece),
                    Part::Field(..) | Part::Head => {}
                    Part::Body(span) => {
                        head.length += span.len();
                        framer.consume(&mut input, span.len());
                    }
                    Part::More | Part::End => break,
                }
            }
        }
    })
}
