"""Builds measure.c for a target, runs it in QEMU, and reads what it prints."""

import re
import subprocess

from targets import run

# What is read: the work it counts for, the provider, the HTTP status, the kind of outcome, and the vector. A vector
# that is a whole reply counts for its head, any other is a body.
ACCEPTED, REJECTED = "MW_KIND_ACCEPTED", "MW_KIND_REJECTED"
REPLIES = [
    ("head", "hubspot", 200, ACCEPTED, "hubspot/http-2026like-200-chunked.http"),
    ("json", "hubspot", 200, ACCEPTED, "hubspot/resp-v3-result-sent.json"),
    ("json", "hubspot", 403, REJECTED, "hubspot/err-403-missing-scopes-single-send.json"),
    ("xml", "bluehornet", 200, ACCEPTED, "bluehornet/ok_sendtransaction_single_text.xml"),
    ("xml", "bluehornet", 200, ACCEPTED, "bluehornet/ok_listtemplates_two_nested_items.xml"),
    ("php", "bluehornet", 200, ACCEPTED, "bluehornet/php_list_of_one_in_item.ser"),
    ("php", "bluehornet", 200, ACCEPTED, "bluehornet/php_gettasks.ser"),
]
# Nanoseconds per instruction are 2 to the power of this, so a clock of 25 MHz ticks six times in each.
ICOUNT_SHIFT = 8


def write_replies(vectors, path):
    text = "/* Made by tests/size/run from tests/vectors. */\n"
    rows = ""
    for number, (work, provider, status, kind, name) in enumerate(REPLIES):
        body, is_whole = (vectors / name).read_bytes(), name.endswith(".http")
        if is_whole:
            end = body.index(b"\r\n\r\n") + 4
            head, body = body[:end], body[end:]
        else:
            head = b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
        for part, data in (("head", head), ("body", body)):
            text += f"static const uint8_t {part}_{number}[] = {{{','.join(map(str, data))}}};\n"
        rows += (
            f'    {{"{name}", "{work}", head_{number}, sizeof head_{number}, body_{number}, sizeof body_{number}, '
            f"{status}, {kind}, {int(provider == 'bluehornet')}, {int(work == 'php')}, {int(is_whole)}}},\n"
        )
    path.write_text(
        text + "\nstruct reply {\n    const char *name, *work;\n    const uint8_t *head;\n    size_t head_length;\n"
        "    const uint8_t *body;\n    size_t body_length;\n    uint32_t status, kind;\n"
        "    bool is_bluehornet, is_php, counts_head;\n};\n\nstatic const struct reply replies[] = {\n" + rows + "};\n"
    )


def measure(target, library, includes, sources, out):
    """Bytes of each context, stacks by kind of program and function, and work: instructions, calls, bytes."""
    elf = out.with_suffix(".elf")
    run(
        [target.tool("gcc"), *target.options, "-std=gnu11", "-Os", "-Wall", "-Wextra", "-Werror"]
        + [*target.link_options(), "--oslib=semihost", "--crt0=hosted", "-Wl,--gc-sections"]
        + [*(f"-I{folder}" for folder in includes), sources / "measure.c", library, "-o", elf]
    )
    command = [
        *target.qemu, "-display", "none", "-monitor", "none", "-serial", "none", "-icount", f"shift={ICOUNT_SHIFT}",
        "-chardev", "stdio,id=console", "-semihosting-config", "enable=on,target=native,chardev=console",
        "-kernel", str(elf),
    ]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        raise SystemExit(f"{target.name}: QEMU did not end: {' '.join(command)}") from None
    wrong = re.findall(r"^wrong .*", done.stdout, flags=re.M)
    if done.returncode or wrong:
        said = "\n".join([*wrong, done.stderr]).rstrip()
        raise SystemExit(f"{target.name}: measure.c failed ({done.returncode})\n{said}")
    contexts = {name: int(size) for name, size in re.findall(r"^context (\S+) (\d+)", done.stdout, flags=re.M)}
    stacks = {
        (kind, function): int(depth)
        for kind, function, depth in re.findall(r"^stack (\S+) (\S+) (\d+)", done.stdout, flags=re.M)
    }
    scale = target.tick_ns / 2**ICOUNT_SHIFT
    works = {}
    for name, *numbers in re.findall(r"^work (\S+) (\d+) (\d+) (\d+)", done.stdout, flags=re.M):
        calls, ticks, count = map(int, numbers)
        works[name] = (ticks * scale, calls, count)
    # What the measuring takes is not the library's.
    floor, calls, _ = works.pop("floor")
    works = {name: (round(spent - floor / calls * n), count) for name, (spent, n, count) in works.items()}
    spent, expected = works.pop("spin")
    if abs(spent - expected) > 10:
        raise SystemExit(f"{target.name}: the clock is off: {spent} instructions where there are {expected}")
    floor = stacks.pop(("floor", "nothing"))
    del stacks["floor", "spin"]
    return contexts, {key: depth - floor for key, depth in stacks.items()}, works
