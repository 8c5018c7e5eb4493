//! Writes the seeds of every target into a folder: `seeds FOLDER` makes FOLDER/TARGET/NAME.

use std::path::Path;
use std::{env, fs, io};

use mailwire_fuzz::{TARGETS, seeds};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).ok_or_else(|| io::Error::other("which folder?"))?;
    for (target, _) in TARGETS {
        let folder = Path::new(&folder).join(target);
        fs::create_dir_all(&folder)?;
        for (name, bytes) in seeds::of(target) {
            fs::write(folder.join(name), bytes)?;
        }
    }
    Ok(())
}
