"""Which tools made the figures."""

import re

from targets import run


def versions(targets, library):
    """Names and versions; that of the Rust compiler is read off what it made."""
    comment = run([targets[0].tool("readelf"), "-p", ".comment", library])
    found = {"rustc": re.search(r"rustc version (\S+)", comment)[1]}
    for target in targets:
        gcc = [target.tool("gcc"), *target.options, "--specs=picolibc.specs"]
        macros = run([*gcc, "-E", "-dM", "-include", "picolibc.h", "-x", "c", "/dev/null"])
        found[target.tool("gcc")] = run([target.tool("gcc"), "-dumpfullversion"]).strip()
        found[f"picolibc of {target.prefix.rstrip('-')}"] = re.search(r'_PICOLIBC_VERSION "(.*)"', macros)[1]
        found[target.qemu[0]] = re.search(r"version (\S+)", run([target.qemu[0], "--version"]))[1]
    return found
