"""Reads a relocatable ELF file of 32 bits: sections, symbols, relocations. As much as the call graph needs."""

import struct
from dataclasses import dataclass, field

SHT_SYMTAB, SHT_RELA, SHT_NOBITS, SHT_REL = 2, 4, 8, 9
SHF_ALLOC, SHF_EXECINSTR = 2, 4
STB_GLOBAL, STT_FUNC = 1, 2


@dataclass
class Section:
    index: int
    name: str
    kind: int
    flags: int
    size: int
    link: int
    info: int
    data: bytes
    relocations: list = field(default_factory=list)

    @property
    def is_text(self):
        return bool(self.flags & SHF_EXECINSTR)

    @property
    def is_rodata(self):
        return bool(self.flags & SHF_ALLOC) and not self.is_text


@dataclass
class Symbol:
    name: str
    value: int
    size: int
    kind: int
    is_global: bool
    section: int  # 0: defined elsewhere


@dataclass
class Relocation:
    offset: int
    kind: int
    symbol: Symbol
    addend: int


def text_at(table, offset):
    return table[offset : table.index(b"\0", offset)].decode()


class Elf:
    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        if data[:6] != b"\x7fELF\x01\x01":
            raise SystemExit(f"{path}: not a little-endian ELF file of 32 bits")
        at, _, _, _, _, size, count, names = struct.unpack_from("<IIHHHHHH", data, 32)
        headers = [struct.unpack_from("<10I", data, at + size * i) for i in range(count)]
        if headers[0][5]:  # more sections than 16 bits count
            headers = [struct.unpack_from("<10I", data, at + size * i) for i in range(headers[0][5])]
        if names == 0xFFFF:
            names = headers[0][6]
        strings = data[headers[names][4] :][: headers[names][5]]
        self.sections = []
        for i, (name, kind, flags, _, offset, length, link, info, _, _) in enumerate(headers):
            content = b"" if kind == SHT_NOBITS else data[offset : offset + length]
            self.sections.append(Section(i, text_at(strings, name), kind, flags, length, link, info, content))
        self.symbols = []
        for table in self.sections:
            if table.kind == SHT_SYMTAB:
                self._read_symbols(table)
        for table in self.sections:
            if table.kind in (SHT_REL, SHT_RELA):
                self._read_relocations(table)

    def exports(self, prefix):
        return {s.name for s in self.symbols if s.is_global and s.section and s.name.startswith(prefix)}

    def _read_symbols(self, table):
        strings = self.sections[table.link].data
        wide = next((s.data for s in self.sections if s.kind == 18 and s.link == table.index), None)
        for i, (name, value, size, info, _, section) in enumerate(struct.iter_unpack("<IIIBBH", table.data)):
            if section == 0xFFFF and wide:  # SHN_XINDEX
                section = struct.unpack_from("<I", wide, 4 * i)[0]
            is_global = info >> 4 == STB_GLOBAL
            self.symbols.append(Symbol(text_at(strings, name), value, size, info & 15, is_global, section))

    def _read_relocations(self, table):
        target = self.sections[table.info]
        layout = "<IIi" if table.kind == SHT_RELA else "<II"
        for entry in struct.iter_unpack(layout, table.data):
            # In REL the addend lies in the bytes; that of a pointer is the word itself.
            addend = entry[2] if table.kind == SHT_RELA else word(target.data, entry[0])
            target.relocations.append(Relocation(entry[0], entry[1] & 255, self.symbols[entry[1] >> 8], addend))


def word(data, offset):
    return struct.unpack_from("<I", data, offset)[0] if offset + 4 <= len(data) else 0


def uleb128(data, offset):
    value, shift = 0, 0
    while True:
        byte = data[offset]
        value |= (byte & 127) << shift
        offset, shift = offset + 1, shift + 7
        if byte < 128:
            return value
