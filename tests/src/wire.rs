//! Replies as they come over a connection, framed in every way a server may choose.

/// The ways a body can be framed.
pub const FRAMINGS: [Framing; 4] =
    [Framing::Sized, Framing::Chunked(7), Framing::Chunked(usize::MAX), Framing::UntilClose];

/// How the end of a body is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// By Content-Length.
    Sized,
    /// In chunks of so many bytes.
    Chunked(usize),
    /// By the end of the connection.
    UntilClose,
}

/// A whole reply around a body, with the fields of a real one.
pub fn reply(status: u16, fields: &str, body: &[u8], framing: Framing) -> Vec<u8> {
    let mut http = format!("HTTP/1.1 {status} Reason\r\nDate: Mon, 02 Nov 2026 09:15:27 GMT\r\n{fields}").into_bytes();
    match framing {
        Framing::Sized => http.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes()),
        Framing::Chunked(size) => {
            http.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
            return chunked(http, body, size);
        }
        Framing::UntilClose => http.extend_from_slice(b"\r\n"),
    }
    http.extend_from_slice(body);
    http
}

fn chunked(mut http: Vec<u8>, body: &[u8], size: usize) -> Vec<u8> {
    for chunk in body.chunks(size) {
        http.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        http.extend_from_slice(chunk);
        http.extend_from_slice(b"\r\n");
    }
    http.extend_from_slice(b"0\r\nX-Trailer: 1\r\n\r\n");
    http
}

/// At least `length` bytes of members nobody reads, of every kind, and at the end those that count.
pub fn long_body(length: usize) -> String {
    let mut body = String::from("{");
    let mut index = 0;
    while body.len() < length {
        body += &format!(
            r#""unknown{index}":{{"status":"no","list":[{index},-1.5e3,true,false,null,"\u00e9\n\"\ud83d\ude00",[[]],{{}}],"message":"{}"}}, "#,
            "Boiler 7: 96 °C ".repeat(index % 7)
        );
        index += 1;
    }
    body + r#""message":"caf\u00e9 9","correlationId":"c-1","statusId":"s-1","status":"PENDING"}"#
}
