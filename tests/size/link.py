"""Links the library as a program of a kind does, and reads off the linker's map what was kept."""

import re
from collections import defaultdict

from targets import run


def read_roots(path):
    """Kinds of programs and the functions each calls; those that no table row is made of begin in lower case."""
    kinds, current = {}, None
    for line in path.read_text().splitlines():
        line = line.split("#")[0].strip()
        if ":" in line:
            name, parts = (part.strip() for part in line.split(":"))
            current = kinds[name] = []
            for part in filter(None, parts.split(",")):
                current += [root for root in kinds[part.strip()] if root not in current]
        elif line and line not in current:
            current.append(line)
    return {name: roots for name, roots in kinds.items() if name != "verbs"}


class Linked:
    """A linked program: what of the library it holds, and what of the C library and the compiler's helpers."""

    def __init__(self, target, library, roots, out):
        self.elf, map_file = out.with_suffix(".elf"), out.with_suffix(".map")
        run(
            [target.tool("gcc"), *target.options, *target.link_options(), "-nostartfiles", library, "-o", self.elf]
            + ["-Wl,--gc-sections", f"-Wl,-e,{roots[0]}", f"-Wl,-Map={map_file}"]
            + [f"-Wl,-u,{root}" for root in roots]
        )
        self.kept = {}  # name of a section of the library: bytes
        self.bytes = defaultdict(int)
        for name, size, file in read_map(map_file.read_text()):
            kind = kind_of(name)
            if file.endswith("mailwire.o"):
                self.kept[name] = self.kept.get(name, 0) + size
            elif kind in ("text", "rodata"):
                kind = "helpers"
            self.bytes[kind] += size

    @property
    def flash(self):
        return self.bytes["text"] + self.bytes["rodata"]


KINDS = {
    "text": ".text", "rodata": (".rodata", ".srodata"), "data": (".data", ".sdata", ".tdata"),
    "bss": (".bss", ".sbss", ".tbss", "COMMON"), "exidx": ".ARM.ex",
}


def kind_of(section):
    return next((kind for kind, prefixes in KINDS.items() if section.startswith(prefixes)), "other")


def read_map(text):
    """Sections the linker kept, with their size and the file they are from."""
    kept = text.split("Linker script and memory map", 1)[1]
    # A long name has a line of its own.
    kept = re.sub(r"^( \S+)\n +0x", r"\1 0x", kept, flags=re.M)
    for name, size, file in re.findall(r"^ (\S+) +0x[0-9a-f]+ +0x([0-9a-f]+) (\S.*)$", kept, flags=re.M):
        if int(size, 16):
            yield name, int(size, 16), file
