"""The deepest stack below each function, over the call graph of a linked program.

Frames are what the compiler says (-Zemit-stack-sizes); those of the C library and of libgcc are read off their
instructions. Direct calls are read off the disassembly. An indirect call is taken to go to the deepest function that
can stand there: one whose address the program takes, in the same slot where the call reads a vtable, and of those that
the file `indirect` allows the caller. Recursion is refused, except what that file bounds by name.
"""

import re
from dataclasses import dataclass, field
from functools import cache

from elf import STT_FUNC, Elf, uleb128, word
from flow import CALLS, Flow, called_register, read_lines
from targets import run

# Relocations of a call or a branch; every other one to a function takes its address.
ARM_CALLS = {10, 30, 51, 102}  # THM_CALL, THM_JUMP24, THM_JUMP19, THM_JUMP11
RISCV_CALLS = {16, 17, 18, 19, 44, 45, 51}  # BRANCH, JAL, CALL, CALL_PLT, RVC_BRANCH, RVC_JUMP, RELAX
ARM_WORD, RISCV_WORD = 2, 1  # ABS32, 32
VTABLE_METHODS = 12  # behind drop, size and alignment


@dataclass
class Function:
    name: str
    shown: str
    frame: int
    calls: set = field(default_factory=set)  # addresses
    # For each indirect call the offsets its target may have been loaded from, None among them where that is not known.
    indirect: set = field(default_factory=set)


@dataclass(frozen=True)
class Chain:
    bytes: int
    path: tuple  # names from the outside in


class Indirect:
    """What the file `indirect` says."""

    def __init__(self, path):
        self.calls, self.bounds = [], {}
        for line in path.read_text().splitlines():
            if line.startswith("at most "):
                _, _, times, name = line.split(maxsplit=3)
                self.bounds[name] = int(times)
            elif line and not line.startswith("#"):
                caller, callee = line.split(" -> ")
                self.calls.append((re.compile(caller), callee))

    def callees(self, caller, root):
        """Patterns of what a function may call below a function of the C ABI; `{verb}` in them is that one's name."""
        verb = f"(mw_exchange_)?{root.removeprefix('mw_exchange_')}"
        return [callee.replace("{verb}", verb) for pattern, callee in self.calls if pattern.search(caller)]

    def reaches(self, callee):
        return any(re.search(pattern.replace("{verb}", r"\w+"), callee) for _, pattern in self.calls)


class Graph:
    def __init__(self, target, library, linked, indirect):
        self.target, self.indirect = target, indirect
        self.is_arm = target.prefix.startswith("arm")
        library, program = Elf(library), Elf(linked.elf)
        self.aliases = {}
        for symbol in program.symbols:
            if symbol.kind == STT_FUNC and symbol.section:
                self.aliases.setdefault(symbol.value & ~1, []).append(symbol.name)
        names = sorted({name for found in self.aliases.values() for name in found})
        shown = run([target.tool("c++filt")], input="\n".join(names)).splitlines()
        # The demangler adds a hash to each crate's name.
        self.shown = {name: re.sub(r"\[[0-9a-f]+\]", "", text) for name, text in zip(names, shown)}
        self.address = {name: address for address, found in self.aliases.items() for name in found}
        self.frames = {}
        by_section = {}
        for symbol in library.symbols:
            if symbol.kind == STT_FUNC and symbol.section:
                by_section.setdefault(symbol.section, []).append(symbol.name)
        for section in library.sections:
            if section.name == ".stack_sizes":
                for name in by_section[section.relocations[0].symbol.section]:
                    self.frames[name] = uleb128(section.data, 4)
        if not self.frames:
            raise SystemExit(f"{target.name}: the library has no stack sizes; built without -Zemit-stack-sizes?")
        self.functions = {}
        self._disassemble(run([target.tool("objdump"), "-d", "--no-show-raw-insn", linked.elf]))
        self.slots, self.pointers = {}, set()
        self._find_pointers(library, linked, by_section)
        self._check_known()
        self._running = []

    def _disassemble(self, text):
        bodies = {}
        for address, body in re.findall(r"^([0-9a-f]+) <.*>:\n((?:.+\n?)*)", text, flags=re.M):
            if int(address, 16) in self.aliases:  # else a label of assembler, reached from within
                bodies[int(address, 16)] = read_lines(body)
        every = (line for body in bodies.values() for line in body)
        words = {line.address: int(line.operands, 16) for line in every if line.operation == ".word"}
        shared = {at: body for at, body in bodies.items() if any(map(is_shared, self.aliases[at]))}
        for address, lines in bodies.items():
            names = self.aliases[address]
            claimed = max((self.frames[name] for name in names if name in self.frames), default=None)
            # On RISC-V the compiler shares prologues, too: what they lower is the caller's, and in the caller's frame.
            seen = 0 if address in shared and not self.is_arm else sunk(lines)
            function = Function(names[0], self.shown[names[0]], max(seen, claimed or 0))
            self.functions[address] = function
            flow = Flow(lines, words, shared)
            for line in lines:
                if line.goes_to is not None:
                    to = self._containing(line.goes_to)
                    # A jump to the beginning of the function is a loop, a call of it is recursion.
                    is_recursion = line.goes_to == address and CALLS.fullmatch(line.operation)
                    if to is not None and (to != address or is_recursion):
                        function.calls.add(to)
                elif claimed is not None and (register := called_register(line)):
                    sources = flow.sources(line, register)
                    function.calls |= {value & ~1 for kind, value in sources if kind == "function"}
                    offsets = {value if kind == "offset" else None for kind, value in sources if kind != "function"}
                    if line.operation == "jr":
                        offsets.discard(0)  # a jump table of RISC-V
                    if offsets:
                        function.indirect.add(frozenset(offsets))

    def _containing(self, address):
        if address in self.aliases:
            return address
        below = [start for start in self.aliases if start <= address]
        return max(below, default=None)

    def _find_pointers(self, library, linked, by_section):
        calls = ARM_CALLS if self.is_arm else RISCV_CALLS
        for section in library.sections:
            if section.name not in linked.kept or not (section.is_text or section.is_rodata):
                continue
            for relocation in section.relocations:
                if section.is_text and relocation.kind in calls:
                    continue
                symbol = relocation.symbol
                # A pointer into the middle of a function is an entry of a jump table.
                is_word = relocation.kind == (ARM_WORD if self.is_arm else RISCV_WORD)
                inside = symbol.value & ~1 or (symbol.kind != STT_FUNC and is_word and relocation.addend & ~1)
                for name in by_section.get(symbol.section, []) if not inside else []:
                    if name not in self.address:
                        continue
                    is_vtable = section.is_rodata and word(section.data, 8) in (1, 2, 4, 8)
                    if is_vtable and relocation.offset >= VTABLE_METHODS:
                        self.slots.setdefault(relocation.offset, set()).add(self.address[name])
                    elif not (is_vtable and relocation.offset == 0):  # nothing here is dropped through a vtable
                        self.pointers.add(self.address[name])

    def _check_known(self):
        for address in self.pointers.union(*self.slots.values()):
            if not self.indirect.reaches(self.functions[address].shown):
                raise SystemExit(f"indirect: no line reaches {self.functions[address].shown}, whose address is taken")

    def _targets(self, root, function, owner):
        """Where the indirect calls of a function may go; the code of a shared piece is that of its caller."""
        allowed = [re.compile(callee) for callee in self.indirect.callees(owner, root)]
        found = set()
        for offsets in function.indirect:
            can_stand = self.pointers.union(*(at for slot, at in self.slots.items() if offsets & {None, slot}))
            targets = {at for at in can_stand if any(callee.search(self.functions[at].shown) for callee in allowed)}
            if not targets:
                raise SystemExit(f"indirect: no line says what {owner} calls, below {root}")
            found |= targets
        return found

    @cache
    def _edges(self, root, address, owner):
        """Addresses a function calls, each with the owner of the code there."""
        function = self.functions[address]
        to = sorted(function.calls | self._targets(root, function, owner))
        return [(at, owner if is_shared(self.functions[at].shown) else self.functions[at].shown) for at in to]

    @cache
    def _bounded_below(self, root, address, owner):
        """The recursive functions that can be reached from one; what the deepest chain has to remember."""
        seen, queue = set(), [(address, owner)]
        while queue:
            at = queue.pop()
            if at not in seen:
                seen.add(at)
                queue += self._edges(root, *at)
        return {owner for _, owner in seen if owner in self.indirect.bounds}

    def deepest(self, root):
        """The deepest chain below a function of the C ABI, its own frame included."""
        return self._chain(root, self.address[root], root, ())

    @cache
    def _chain(self, root, address, owner, running):
        """`running` are the recursive functions whose frames lie above, as often as they do."""
        function = self.functions[address]
        if function.shown in self.indirect.bounds:
            running = (*running, function.shown)
            if running.count(function.shown) > self.indirect.bounds[function.shown]:
                return None
        if (address, owner, running) in self._running:
            cycle = self._running[self._running.index((address, owner, running)) :]
            raise SystemExit("recursion without a bound:\n    " + "\n    ".join(shown for _, shown, _ in cycle))
        self._running.append((address, owner, running))
        best = Chain(0, ())
        for to in self._edges(root, address, owner):
            known = self._bounded_below(root, *to)
            below = self._chain(root, *to, tuple(sorted(name for name in running if name in known)))
            best = max(best, below or best, key=lambda chain: chain.bytes)
        self._running.pop()
        return Chain(function.frame + best.bytes, ((function.frame, function.shown), *best.path))


def is_shared(shown):
    """A piece of code that the compiler put into a function of its own, for several."""
    return shown.startswith("OUTLINED_FUNCTION")


def sunk(lines):
    """By how many bytes a function lowers the stack pointer: every step down is counted, so never too few."""
    total = 0
    for line in lines:
        operation, operands = line.operation, line.operands
        if re.match(r"(push|stmdb|vpush)", operation) and (operation != "stmdb" or operands.startswith("sp!")):
            registers = re.search(r"\{(.*?)\}", operands)[1].split(",")
            total += sum(span(register.strip()) for register in registers)
        elif re.match(r"subw?(\.w)?$", operation) and (found := re.match(r"sp, (?:sp, )?#(\d+)", operands)):
            total += int(found[1])
        elif re.match(r"str", operation) and (found := re.search(r"\[sp, #-(\d+)\]!", operands)):
            total += int(found[1])
        elif operation in ("add", "addi") and (found := re.match(r"sp,sp,-(\d+)", operands)):
            total += int(found[1])
    return total


def span(register):
    width = 8 if register.startswith("d") else 4
    if "-" in register:
        first, last = (int(re.sub(r"\D", "", end)) for end in register.split("-"))
        return width * (last - first + 1)
    return width
