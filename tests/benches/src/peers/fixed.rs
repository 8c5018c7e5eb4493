//! A buffer of fixed size as a sink of `core::fmt` and of `embedded-io`.

use std::convert::Infallible;
use std::fmt;

use embedded_io_async::{ErrorType, Write};

/// Fills a slice from its start.
pub struct Fixed<'a> {
    pub room: &'a mut [u8],
    pub length: usize,
}

impl<'a> Fixed<'a> {
    pub fn new(room: &'a mut [u8]) -> Self {
        Fixed { room, length: 0 }
    }

    pub fn push(&mut self, bytes: &[u8]) -> bool {
        match self.room.get_mut(self.length..self.length + bytes.len()) {
            Some(to) => {
                to.copy_from_slice(bytes);
                self.length += bytes.len();
                true
            }
            None => false,
        }
    }
}

impl fmt::Write for Fixed<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.push(text.as_bytes()) { Ok(()) } else { Err(fmt::Error) }
    }
}

impl ErrorType for Fixed<'_> {
    type Error = Infallible;
}

impl Write for Fixed<'_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        assert!(self.push(bytes), "the buffer is large enough");
        Ok(bytes.len())
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
