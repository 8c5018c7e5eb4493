"""The gates: every function of the C ABI links without a way to panic, without a heap, without a global."""

import subprocess

from elf import SHF_ALLOC, Elf
from targets import run

SHF_WRITE = 1

# What a program must bring: the four functions on memory under all their names (the ARM EABI has its own), and the
# support routines in its compiler's libgcc. They are empty here: nothing is run.
MEMORY = [name for name in ("memcpy", "memmove", "memset", "memcmp")] + [
    f"__aeabi_mem{what}{width}" for what in ("cpy", "move", "set", "clr") for width in ("", "4", "8")
]
CONTROL = "void mw_panicked(void); void control(void) { mw_panicked(); }\n"


class Gates:
    def __init__(self, target, work):
        self.target = target
        self.libgcc = run([target.tool("gcc"), *target.options, "-print-libgcc-file-name"]).strip()
        self.memory = self._compile(work / "memory", "".join(f"void {name}(void) {{}}\n" for name in MEMORY))
        control = self._compile(work / "control", CONTROL)
        complaint = self._link(control, "control")
        if "mw_panicked" not in complaint:
            raise SystemExit(f"{target.name}: the gate would not notice a panic: {complaint or 'linked'}")

    def _compile(self, stem, source):
        text, out = stem.with_suffix(".c"), stem.with_suffix(".o")
        text.write_text(source)
        # The names are the compiler's own, and their types do not matter here.
        run([self.target.tool("gcc"), *self.target.options, "-fno-builtin", "-Os", "-c", text, "-o", out])
        return out

    def _link(self, library, root):
        """What the linker complains about."""
        command = [self.target.tool("ld"), "--gc-sections", "-z", "noexecstack", "-o", "/dev/null"]
        command += ["-e", root, "-u", root]
        if "riscv32" in self.target.name:
            command += ["-m", "elf32lriscv"]
        done = subprocess.run([*command, library, self.memory, self.libgcc], capture_output=True, text=True)
        said = done.stderr.replace(f"{library}: ", "").strip()
        return "" if done.returncode == 0 else said or f"exit {done.returncode}"

    def check(self, library):
        """How many functions passed; ends the program with what is wrong otherwise."""
        elf = Elf(library)
        wrong = [
            f"{section.name} is {section.size} bytes of writable memory: a global"
            for section in elf.sections
            if section.flags & SHF_ALLOC and section.flags & SHF_WRITE and section.size
        ]
        roots = sorted(elf.exports("mw_"))
        if not roots:
            wrong.append("no function mw_*: not the library")
        for root in roots:
            complaint = self._link(library, root)
            if complaint:
                wrong.append(f"{root} does not link alone:\n    " + complaint.replace("\n", "\n    "))
        if wrong:
            raise SystemExit("\n".join([f"gate failed, {library}:", *wrong]))
        return len(roots)
