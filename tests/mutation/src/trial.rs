//! Runs the tests with one mutant on, program by program, until one of them notices.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::list::Mutant;

/// A program of tests.
#[derive(Clone)]
pub struct Program {
    name: &'static str,
    seconds: u64,
    folder: PathBuf,
    program: PathBuf,
    arguments: Vec<String>,
}

impl Program {
    /// One that may take so many seconds, and is run in this folder.
    pub fn new(name: &'static str, seconds: u64, folder: PathBuf, program: PathBuf, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().chain(&["--nocapture"]).map(|one| (*one).to_owned()).collect();
        Program { name, seconds, folder, program, arguments }
    }

    /// What noticed the mutant: a test, `too long`, or nothing.
    fn run(&self, number: usize) -> Option<String> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .current_dir(&self.folder)
            .env("MUTANT", number.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a program of tests");
        let mut errors = child.stderr.take().expect("it is piped");
        let reader = thread::spawn(move || {
            let mut text = Vec::new();
            let _ = errors.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("a child") {
                break Some(status);
            }
            if start.elapsed() > Duration::from_secs(self.seconds) {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
            thread::sleep(Duration::from_millis(3));
        };
        let text = reader.join().expect("it reads");
        match status {
            Some(status) if status.success() => None,
            Some(_) => {
                let said = text.lines().find_map(|line| line.strip_prefix("stopped in ")).unwrap_or("it failed");
                let test = said.strip_prefix("Some(\"").and_then(|rest| rest.split('"').next()).unwrap_or(said);
                Some(test.to_owned())
            }
            None => Some("too long".to_owned()),
        }
    }
}

/// Everything has to hold without a mutant.
pub fn hold(programs: &[Program]) {
    for program in programs {
        let start = Instant::now();
        if let Some(test) = program.run(usize::from(u16::MAX)) {
            panic!("{}: {test}, without a mutant", program.name);
        }
        eprintln!("{}: {:.1} s without a mutant", program.name, start.elapsed().as_secs_f32());
    }
}

/// The program and the test that notice the mutant of this number.
pub fn notices(programs: &[Program], number: usize) -> Option<String> {
    programs.iter().find_map(|program| Some(format!("{}: {}", program.name, program.run(number)?)))
}

/// Every mutant beside every program, two at a time; `done` is told of each.
pub fn run<'m>(mutants: &[&'m Mutant], programs: &[Program], done: impl FnMut(&'m Mutant, Option<String>) + Send) {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(done));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(mutant) = mutants.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let caught = notices(programs, mutant.number);
                    done.lock().expect("nobody panics")(mutant, caught);
                }
            });
        }
    });
}
