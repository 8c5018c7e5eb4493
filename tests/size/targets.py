"""The targets: which C toolchain goes with each, and which machine QEMU plays for it."""

import shutil
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    name: str  # as rustc calls it
    short: str  # as the table calls it
    prefix: str  # of the C toolchain
    options: tuple  # of its compiler
    flash: tuple  # where, and how many bytes
    ram: tuple
    qemu: tuple
    # Nanoseconds of a tick of the clock that measure.c reads. (What QEMU 7.2 counts as minstret are those, too.)
    tick_ns: float

    def tool(self, name):
        return self.prefix + name

    def missing(self, gates_only):
        """What of its tools is not installed."""
        names = ("gcc", "ld", "ar", "objcopy", "nm", "objdump", "readelf", "c++filt")
        programs = [self.tool(name) for name in names] + ([] if gates_only else [self.qemu[0]])
        found = [program for program in programs if not shutil.which(program)]
        if not found and not gates_only:
            specs = run([self.tool("gcc"), "-print-file-name=picolibc.specs"]).strip()
            found += [] if "/" in specs else [f"picolibc for {self.prefix.rstrip('-')}"]
        return found

    def link_options(self):
        """For picolibc's linker script, which knows no board."""
        places = {
            "__flash": self.flash[0], "__flash_size": self.flash[1],
            "__ram": self.ram[0], "__ram_size": self.ram[1], "__stack_size": 4096,
        }
        return ["--specs=picolibc.specs"] + [f"-Wl,--defsym={name}={value:#x}" for name, value in places.items()]


ARM = "arm-none-eabi-"
M4 = ("-mcpu=cortex-m4", "-mthumb")
AN386 = ("qemu-system-arm", "-M", "mps2-an386")

TARGETS = [
    Target(
        "thumbv6m-none-eabi", "thumbv6m", ARM, ("-mcpu=cortex-m0", "-mthumb", "-mfloat-abi=soft"),
        (0, 256 << 10), (0x20000000, 16 << 10), ("qemu-system-arm", "-M", "microbit"), 62.5,
    ),
    Target(
        "thumbv7em-none-eabi", "thumbv7em", ARM, (*M4, "-mfloat-abi=soft"),
        (0, 4 << 20), (0x20000000, 4 << 20), AN386, 40,
    ),
    Target(
        "thumbv7em-none-eabihf", "thumbv7em hf", ARM, (*M4, "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"),
        (0, 4 << 20), (0x20000000, 4 << 20), AN386, 40,
    ),
    Target(
        "riscv32imc-unknown-none-elf", "riscv32imc", "riscv64-unknown-elf-", ("-march=rv32imc", "-mabi=ilp32"),
        (0x80000000, 1 << 20), (0x80200000, 1 << 20), ("qemu-system-riscv32", "-M", "virt", "-bios", "none"), 1,
    ),
]

# Profiles of Cargo.toml, and the opt-level the table calls them by.
PROFILES = {"device": "z", "device-s": "s"}

PACKAGES = (
    "rustc-web cargo-web rust-web-src gcc-arm-none-eabi picolibc-arm-none-eabi qemu-system-arm "
    "gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf qemu-system-misc"
)


def run(command, **options):
    """What a command prints; ends the program with what it complains about if it fails."""
    command = [str(part) for part in command]
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise SystemExit(f"failed ({done.returncode}): {' '.join(command)}\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout
