//! A contender does the work of a workload once, over and over; its answer is compared before anything is measured.

use std::hint::black_box;

/// What the work leaves behind, in a form that two contenders share.
pub trait Answer {
    /// The same bytes for the same answer, whoever gave it.
    fn rendered(&self) -> Vec<u8>;
}

/// One way to do the work of a workload.
pub struct Contender {
    pub name: &'static str,
    work: Box<dyn Work>,
    /// What the answer must be where it is not that of the workload.
    expected: Option<Vec<u8>>,
}

trait Work {
    fn run(&mut self);
    fn answer(&self) -> Vec<u8>;
}

struct Into<A, F>(A, F);

impl<A: Answer, F: FnMut(&mut A)> Work for Into<A, F> {
    fn run(&mut self) {
        (self.1)(&mut self.0);
        black_box(&self.0);
    }

    fn answer(&self) -> Vec<u8> {
        self.0.rendered()
    }
}

impl Contender {
    /// `work` is done into `answer`, which is lent again each time: no contender pays for memory it could have kept.
    pub fn new<A: Answer + 'static>(name: &'static str, answer: A, work: impl FnMut(&mut A) + 'static) -> Self {
        Contender { name, work: Box::new(Into(answer, work)), expected: None }
    }

    /// For a contender whose answer has another form than that of the workload.
    pub fn expecting(self, answer: Vec<u8>) -> Self {
        Contender { expected: Some(answer), ..self }
    }

    pub fn run(&mut self) {
        self.work.run();
    }

    /// The answer of the last run.
    pub fn answer(&self) -> Vec<u8> {
        self.work.answer()
    }

    pub fn expected(&self) -> Option<&[u8]> {
        self.expected.as_deref()
    }
}

/// Callgrind collects inside this function and nowhere else.
#[inline(never)]
pub fn measured(contender: &mut Contender) {
    contender.run();
    // Not a jump to `run`, which would leave this function for good.
    black_box(&contender.name);
}

/// A workload: what is to be done, and those who do it. The first is mailwire.
pub struct Workload {
    /// Bytes that are written or read.
    pub bytes: usize,
    pub expected: Vec<u8>,
    pub contenders: Vec<Contender>,
}

/// A buffer of fixed size and how much of it is written.
pub struct Written {
    pub room: &'static mut [u8],
    pub length: usize,
}

impl Written {
    pub fn new(room: usize) -> Self {
        Written { room: pages(room), length: 0 }
    }
}

/// Memory that begins with a page: where in a page a copy starts and ends changes its time by up to a third, and is to be the
/// same for all and in every build.
pub fn pages(length: usize) -> &'static mut [u8] {
    const PAGE: usize = 4096;
    let memory = Vec::leak(vec![0_u8; length + PAGE]);
    let start = memory.as_ptr().align_offset(PAGE);
    &mut memory[start..][..length]
}

/// Such a copy of a sample.
pub fn in_pages(sample: &[u8]) -> &'static [u8] {
    let place = pages(sample.len());
    place.copy_from_slice(sample);
    place
}

impl Answer for Written {
    fn rendered(&self) -> Vec<u8> {
        self.room[..self.length].to_vec()
    }
}

/// For writers that want to grow: a vector that keeps its memory from run to run.
impl Answer for Vec<u8> {
    fn rendered(&self) -> Vec<u8> {
        self.clone()
    }
}
