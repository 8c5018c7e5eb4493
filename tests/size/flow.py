"""Where the target of an indirect call was loaded from, as far as the instructions of its function tell."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    index: int
    address: int
    operation: str
    operands: str
    goes_to: int | None  # of a direct call or branch


DIRECT = re.compile(r"(bl?x?|b[a-z]{2}|cbn?z)(\.[nw])?|j|jal|jalr|jr|b[a-z]{2,3}z?|call|tail")
ALWAYS_LEAVES = re.compile(r"b(\.[nw])?|bx|j|jr|ret|tail|tbb|tbh")
CALLS = re.compile(r"bl|blx|jal|jalr|call")
WRITES_NOTHING = re.compile(r"str|cmp|cmn|tst|b|cb|push|it|s[whb]$")
# What a call may change, by name of the register as objdump writes it.
CLOBBERED = {"r0", "r1", "r2", "r3", "ip", "lr", *(f"a{i}" for i in range(8)), *(f"t{i}" for i in range(7))}


def read_lines(body):
    """The instructions of a function as objdump prints them."""
    lines = []
    for text in body.splitlines():
        parts = text.split("\t")
        if len(parts) < 2 or not re.fullmatch(r" *[0-9a-f]+:", parts[0]):
            continue
        operation, operands = parts[1].strip(), " ".join(parts[2:]).strip()
        there = re.search(r"(?:^|[,\s#])([0-9a-f]+) <", operands)
        goes_to = int(there[1], 16) if there and DIRECT.fullmatch(operation) else None
        lines.append(Line(len(lines), int(parts[0].rstrip(":"), 16), operation, operands, goes_to))
    return lines


def called_register(line):
    """The register an indirect call goes through; None for anything else, returns and jump tables of ARM included."""
    if line.goes_to is not None:
        return None
    if line.operation == "blx" or (line.operation == "bx" and line.operands != "lr"):
        return line.operands
    if line.operation in ("jalr", "jr"):
        found = re.fullmatch(r"(?:0\()?([ast]\d+)\)?", line.operands)
        # t0 is the way back from a piece of code that the compiler shares between functions.
        return found[1] if found and line.operands != "t0" else None
    return None


class Flow:
    """Which instruction may run before which, within one function."""

    def __init__(self, lines, words, shared):
        """`words` are the constants between the functions, `shared` pieces of code that several functions call, both by
        address."""
        self.lines, self.words, self.shared = lines, words, shared
        self.place = {line.address: line.index for line in lines}
        self.before = {line.index: set() for line in lines}
        # Cores without far branches call where they mean to jump.
        self.jumps = {
            line.index for line in lines if self.place.get(line.goes_to) or not CALLS.fullmatch(line.operation)
        }
        tables = {line.index for line in lines if is_table_jump(line)}
        for line in lines:
            is_far_jump = line.index in self.jumps and CALLS.fullmatch(line.operation)
            if line.index + 1 < len(lines) and not leaves(line) and not is_far_jump:
                self.before[line.index + 1].add(line.index)
            if line.goes_to in self.place and line.index in self.jumps:
                self.before[self.place[line.goes_to]].add(line.index)
        for line in lines[1:]:
            if not self.before[line.index]:
                self.before[line.index] = tables  # what nothing leads to is reached through a table

    def sources(self, line, register):
        """All that the register may hold there: ("offset", n) loaded from a record, ("function", address), or
        ("unknown", None)."""
        found, seen, queue = set(), set(), [(at, register) for at in self.before[line.index]]
        while queue:
            at, register = queue.pop()
            if (at, register) in seen:
                continue
            seen.add((at, register))
            register, source = self.step(self.lines[at], register)
            if source:
                found.add(source)
            elif at == 0 or not self.before[at]:
                found.add(("unknown", None))  # an argument of the function
            else:
                queue += [(earlier, register) for earlier in self.before[at]]
        return found

    def step(self, line, register):
        """What the register held before the line, as another register, or what the line put into it."""
        if line.goes_to in self.shared and CALLS.fullmatch(line.operation):
            # Such a piece runs from its first line to its last and keeps to no convention.
            for inner in reversed(self.shared[line.goes_to]):
                register, source = self.step(inner, register)
                if source:
                    return register, source
            return register, None
        source = self.source(line, register)
        return (source, None) if isinstance(source, str) else (register, source)

    def source(self, line, register):
        """What the instruction leaves in the register: a source, the name of another register, or None for what was in
        it before."""
        operation, operands = line.operation, line.operands
        if CALLS.fullmatch(operation) and line.index not in self.jumps and register in CLOBBERED:
            return ("unknown", None)
        written = re.match(r"\w+", operands)
        if operation.startswith(("ldm", "pop")):
            registers = registers_of(operands)
            if register not in registers:
                return None
            base = re.match(r"\w+", operands)[0]
            if operation.startswith("pop") or base == "sp":
                return ("unknown", None)
            return ("offset", self.raised(line, base) + 4 * registers.index(register))
        if operation.startswith(("ldrd", "umull", "smull", "umlal")):
            found = re.match(r"(\w+), (\w+), \[(\w+)(?:, #(\d+))?\]$", operands)
            if register not in re.findall(r"\w+", operands)[:2]:
                return None
            if not found or found[3] == "sp":
                return ("unknown", None)
            return ("offset", int(found[4] or 0) + (4 if found[2] == register else 0))
        if not written or written[0] != register or WRITES_NOTHING.match(operation):
            return None
        if re.fullmatch(r"ldr(\.[nw])?", operation):
            # Its address stands in the comment behind, of short loads in parentheses.
            literal = re.search(r"\[pc, [^@]*@ *\(?([0-9a-f]+)", operands)
            if literal:
                return ("function", self.words[int(literal[1], 16)])
            found = re.fullmatch(r"\w+, \[(\w+)(?:, #(\d+))?\](?: *@.*)?", operands)
            return ("offset", int(found[2] or 0)) if found and found[1] != "sp" else ("unknown", None)
        if operation == "lw":
            found = re.fullmatch(r"\w+,(-?\d+)\((\w+)\)", operands)
            return ("offset", int(found[1])) if found and found[2] != "sp" else ("unknown", None)
        if re.fullmatch(r"(mov|mv)(\.[nw])?", operation) and (found := re.fullmatch(r"\w+, ?([a-z]\w+)", operands)):
            return found[1]
        return ("unknown", None)


    def raised(self, line, base):
        """By how much a pointer was moved just before, so that several words behind it could be read at once."""
        total = 0
        for earlier in reversed(self.lines[: line.index]):
            by = re.fullmatch(rf"{base}, (?:{base}, )?#(\d+)(?:\s.*)?", earlier.operands)
            if re.fullmatch(r"adds?(\.w)?", earlier.operation) and by:
                total += int(by[1])
            elif self.source(earlier, base) or earlier.goes_to is not None:
                break
        return total


def is_table_jump(line):
    """A jump through a table of the function's own."""
    return line.operation in ("tbb", "tbh", "jr") or (
        line.operation in ("add", "mov", "ldr", "ldr.w") and re.match(r"pc\b", line.operands) is not None
    )


def leaves(line):
    """Whether the next instruction does not follow."""
    return (
        ALWAYS_LEAVES.fullmatch(line.operation) is not None
        or is_table_jump(line)
        or (re.fullmatch(r"(pop|ldmia|ldr)(\.w)?", line.operation) and "pc" in line.operands.split("[")[0])
        or line.operation.startswith(".")
    )


def registers_of(operands):
    """The names in a list such as {r4, r5, pc}."""
    found = re.search(r"\{(.*?)\}", operands)
    return [name.strip() for name in found[1].split(",")] if found else []
