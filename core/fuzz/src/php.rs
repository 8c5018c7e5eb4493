//! The scanner of PHP's serialized data: cuts change nothing, and a plain recursive reader of the whole text finds the same
//! entries, or none either.

use mailwire::text::php::{Malformed, Scanner, Token};

use crate::cuts::{Cut, Steps};

/// What the data consist of, in their order; texts put together.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// An entry begins: the name of its key, and whether that was an integer.
    Open(Vec<u8>, bool),
    Text(Vec<u8>),
    Close,
}

type Read = (Vec<Part>, Result<(), Malformed>, usize);

/// Cuts, the bound on work, and the recursive reader.
///
/// # Panics
/// If one of them does not hold.
pub fn holds(text: &[u8]) {
    let [whole, others @ ..] = Cut::all(text);
    let read_whole = read(text, whole);
    for cut in others {
        assert_eq!(read(text, cut), read_whole, "{cut:?}");
    }
    let (parts, verdict, _) = read_whole;
    // Limits of the scanner; the recursive reader has none.
    let is_limit = matches!(verdict, Err(Malformed::Depth | Malformed::Count | Malformed::Length));
    match (verdict, Whole { rest: text, parts: Vec::new(), depth: 0 }.document()) {
        (Ok(()), Some(wanted)) => assert_eq!(parts, wanted, "the recursive reader finds something else"),
        (Err(_), None) => {}
        (Err(_), Some(_)) if is_limit => {}
        (ours, theirs) => panic!("the scanner says {ours:?}, the recursive reader {theirs:?}"),
    }
}

/// The texts that the recursive reader finds; `None` where it finds no document.
pub(crate) fn texts(text: &[u8]) -> Option<Vec<Vec<u8>>> {
    let parts = Whole { rest: text, parts: Vec::new(), depth: 0 }.document()?;
    Some(parts.into_iter().filter_map(|part| if let Part::Text(text) = part { Some(text) } else { None }).collect())
}

fn read(text: &[u8], cut: Cut) -> Read {
    let (mut scanner, mut parts) = (Scanner::new(), Vec::new());
    let pieces = cut.pieces(text);
    let (mut steps, mut at) = (Steps::new(text.len(), pieces.len()), 0);
    let mut depth = 0;
    for piece in pieces {
        let mut input = piece;
        loop {
            steps.take();
            match scanner.next(&mut input) {
                Ok(Token::More) => break,
                Ok(Token::Open) => {
                    depth += 1;
                    parts.push(Part::Open(scanner.name().to_vec(), scanner.is_list_entry()));
                }
                Ok(Token::Close) => {
                    depth -= 1;
                    parts.push(Part::Close);
                }
                Ok(Token::Text(piece)) => match parts.last_mut() {
                    Some(Part::Text(text)) => text.extend_from_slice(piece),
                    _ => parts.push(Part::Text(piece.to_vec())),
                },
                Err(error) => {
                    let mut more: &[u8] = b"x";
                    assert_eq!((scanner.next(&mut more), more), (Err(error), &b"x"[..]), "an error is final");
                    assert_eq!(scanner.finish(), Err(error), "also at the end");
                    return (parts, Err(error), at + piece.len() - input.len());
                }
            }
            assert_eq!(scanner.depth(), depth);
            assert_eq!(scanner.open_names().count(), depth);
        }
        assert!(input.is_empty(), "more is wanted with input left");
        at += piece.len();
    }
    (parts, scanner.finish(), at)
}

/// A reader that has the whole text and calls itself for what is nested.
struct Whole<'t> {
    rest: &'t [u8],
    parts: Vec<Part>,
    depth: usize,
}

impl<'t> Whole<'t> {
    fn document(mut self) -> Option<Vec<Part>> {
        self.word("a:")?;
        self.array()?;
        let Whole { rest, parts, .. } = self;
        rest.is_empty().then(|| {
            // An empty text leaves nothing behind.
            parts.into_iter().filter(|part| !matches!(part, Part::Text(text) if text.is_empty())).collect()
        })
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(word.as_bytes())?;
        Some(())
    }

    fn until(&mut self, end: u8) -> Option<&'t [u8]> {
        let at = self.rest.iter().position(|byte| *byte == end)?;
        let (found, rest) = self.rest.split_at(at);
        self.rest = &rest[1..];
        Some(found)
    }

    fn size(&mut self) -> Option<usize> {
        let digits = self.until(b':')?;
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        std::str::from_utf8(digits).ok()?.parse().ok()
    }

    fn string(&mut self) -> Option<&'t [u8]> {
        let size = self.size()?;
        self.word("\"")?;
        let (text, rest) = self.rest.split_at_checked(size)?;
        self.rest = rest;
        self.word("\";")?;
        std::str::from_utf8(text).is_ok().then_some(text)
    }

    fn array(&mut self) -> Option<()> {
        self.depth += 1;
        // Far beyond the scanner's own limit, and within any stack.
        if self.depth > 200 {
            return None;
        }
        let count = self.size()?;
        self.word("{")?;
        for _ in 0..count {
            let (key, is_list) = match self.rest {
                [b'i', b':', ..] => {
                    self.word("i:")?;
                    is_integer(self.until(b';')?).then_some((b"item".as_slice(), true))?
                }
                _ => {
                    self.word("s:")?;
                    (self.string()?, false)
                }
            };
            self.parts.push(Part::Open(key.to_vec(), is_list));
            self.value()?;
            self.parts.push(Part::Close);
        }
        self.depth -= 1;
        self.word("}")
    }

    fn value(&mut self) -> Option<()> {
        let (kind, rest) = self.rest.split_first()?;
        self.rest = rest;
        if *kind == b'N' {
            return self.word(";");
        }
        self.word(":")?;
        let text: &[u8] = match kind {
            b'a' => return self.array(),
            b's' => self.string()?,
            b'b' => match self.until(b';')? {
                b"0" => b"",
                b"1" => b"1",
                _ => return None,
            },
            b'i' => self.until(b';').filter(|digits| is_integer(digits))?,
            b'd' => self.until(b';').filter(|digits| is_double(digits))?,
            _ => return None,
        };
        self.parts.push(Part::Text(text.to_vec()));
        Some(())
    }
}

fn is_integer(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// `0.5`, `1.0E+25`, `-INF`, as PHP writes them: what Rust takes for a number, less what only Rust writes so.
fn is_double(text: &[u8]) -> bool {
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    if matches!(text, b"NAN") || unsigned == b"INF" {
        return true;
    }
    let is_digit_first = unsigned.first().is_some_and(u8::is_ascii_digit);
    let has_bare_point = unsigned.windows(2).any(|pair| pair[0] == b'.' && !pair[1].is_ascii_digit());
    is_digit_first
        && !has_bare_point
        && !unsigned.ends_with(b".")
        && std::str::from_utf8(text).is_ok_and(|text| text.parse::<f64>().is_ok())
}
