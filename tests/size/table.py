"""The table: TABLE.md for people, table.json to compare with."""

import json

# The row that the goals are about, and that is shown in detail.
GOALS = "thumbv7em", "z"
STACKS_OF = {
    "HubSpot only": ("hubspot",),
    "BlueHornet only": ("bluehornet",),
    "both": ("hubspot", "bluehornet"),
    "both + request level": ("hubspot", "bluehornet", "request"),
}
USUALLY = "-usually"
WORKS = {
    "request-hubspot-256": "HubSpot request, 256-byte buffer",
    "request-hubspot-64": "HubSpot request, 64-byte buffer",
    "request-bluehornet-256": "BlueHornet request, 256-byte buffer",
    "request-bluehornet-64": "BlueHornet request, 64-byte buffer",
    "head": "reply head",
    "json": "JSON",
    "xml": "XML",
    "php": "PHP",
}
BIGGEST = 15

HEADING = """\
# What the library costs a device

Made by `tests/size/run --write`; do not edit. Compared on CI: growth of a figure over 1 % fails.

Built with rustc {rustc}; linked and run with

{others}

Opt z is the profile `device`, opt s `device-s`; fat LTO, one unit, abort on panic. In every row every function `mw_*`
links alone, without a way to panic, without a heap and without a variable.
"""
CODE = """\
## Code

Bytes of the library in a program of each kind; `roots` lists what each calls. Helpers are the functions on memory of
picolibc and the support routines of libgcc, which most programs have anyway. Not in it: 8 bytes of unwind index on ARM,
where a linker script keeps that.

| target, opt | program | text | rodata | text + rodata | data | bss | helpers |
|---|---|---:|---:|---:|---:|---:|---:|"""
MEMORY = """\
## Memory

Contexts: the smallest that its init takes. Stack, below the call of the deepest function of the program: over the call
graph, which is a bound (an indirect call goes to the deepest function that the file `indirect` allows); and as painted
in QEMU, by messages with everything there is (lists, an object of properties, arguments nested six deep), and by the
usual alert.

| target, opt | program | context | stack, bound | painted | painted, usual alert |
|---|---|---:|---:|---:|---:|"""
WORK = """\
## Work

Instructions as QEMU counts them; they are not cycles. A request is everything from the `_default` functions to the last
byte handed over, for the usual alert: {hubspot} bytes with HubSpot, {bluehornet} with BlueHornet. Replies are read from
256-byte buffers; their numbers are instructions per byte, of so many bytes: {replies}.

"""


def figures_of(results):
    """The numbers that are compared, by names from the outside in."""
    figures = {}
    for (target, level), result in results.items():
        row = figures[f"{target} {level}"] = {}
        for name, kind in result["kinds"].items():
            row[name] = {part: kind["linked"].bytes[part] for part in ("text", "rodata", "data", "bss", "helpers")}
            row[name]["stack"] = deepest(kind)[1].bytes
            row[name]["painted"] = painted(result, {*STACKS_OF[name], *(s + USUALLY for s in STACKS_OF[name])})
            row[name]["painted usually"] = painted(result, {s + USUALLY for s in STACKS_OF[name]})
        row["context"] = dict(result["contexts"])
        row["instructions"] = {
            name: spent if name.startswith("request") else round(spent / count, 2)
            for name, (spent, count) in result["works"].items()
        }
    return figures


def deepest(kind):
    return max(kind["chains"].items(), key=lambda item: item[1].bytes)


def painted(result, kinds):
    return max(depth for (kind, _), depth in result["stacks"].items() if kind in kinds)


def write(folder, tools, results):
    figures = figures_of(results)
    (folder / "table.json").write_text(json.dumps({"tools": tools, "figures": figures}, indent=1) + "\n")
    (folder / "TABLE.md").write_text("\n".join(lines_of(tools, results, figures)) + "\n")


def lines_of(tools, results, figures):
    others = "\n".join(f"* {name} {version}" for name, version in tools.items() if name != "rustc")
    yield HEADING.format(rustc=tools["rustc"], others=others)
    yield from goals(figures)
    yield from code(figures)
    yield from memory(figures)
    yield from work(next(iter(results.values()))["works"], figures)
    yield from functions(results[GOALS])
    yield from biggest(results[GOALS])
    yield from chains(results[GOALS])


def title(text):
    return f"## {text} ({GOALS[0]}, opt {GOALS[1]})\n"


def flash(row, kind):
    return row[kind]["text"] + row[kind]["rodata"]


def goals(figures):
    row, small = figures[" ".join(GOALS)], figures["thumbv6m z"]
    wider = max(flash(small, kind) / flash(row, kind) for kind in STACKS_OF) - 1
    yield title("Goals")
    yield "| goal | at most | measured | |"
    yield "|---|---:|---:|---|"
    yield goal("flash, HubSpot only", 9 << 10, flash(row, "HubSpot only"))
    yield goal("flash, both", 15 << 10, flash(row, "both"))
    yield goal("context of HubSpot", 512, row["context"]["hubspot"])
    yield goal("context of BlueHornet", 768, row["context"]["bluehornet"])
    yield goal("stack, over the call graph", 512, row["both"]["stack"])
    yield goal("stack, usual alert, as painted", 512, row["both"]["painted usually"])
    verdict = "hit" if wider <= 0.15 else "missed"
    yield f"| thumbv6m beside thumbv7em, the worst kind | +15 % | {wider:+.1%} | {verdict} |"
    yield "| buffers of 64 bytes, and of one | work | work | hit |"
    yield ""


def goal(name, limit, value):
    verdict = "hit" if value <= limit else f"missed by {value - limit} ({value / limit - 1:+.0%})"
    return f"| {name} | {limit} | {value} | {verdict} |"


def code(figures):
    yield CODE
    for target, row in figures.items():
        for kind in STACKS_OF:
            f = row[kind]
            sizes = f["text"], f["rodata"], f"**{flash(row, kind)}**", f["data"], f["bss"], f["helpers"]
            yield f"| {target} | {kind} | " + " | ".join(map(str, sizes)) + " |"
    yield ""


def memory(figures):
    yield MEMORY
    for target, row in figures.items():
        sizes = row["context"]
        contexts = {"HubSpot only": sizes["hubspot"], "BlueHornet only": sizes["bluehornet"]}
        for kind in STACKS_OF:
            f, context = row[kind], contexts.get(kind, max(sizes.values()))
            yield f"| {target} | {kind} | {context} | {f['stack']} | {f['painted']} | {f['painted usually']} |"
    yield ""


def work(works, figures):
    yield WORK.format(
        hubspot=works["request-hubspot-256"][1],
        bluehornet=works["request-bluehornet-256"][1],
        replies=", ".join(f"{WORKS[name]} ({works[name][1]})" for name in ("head", "json", "xml", "php")),
    ).rstrip() + "\n"
    yield "| target, opt | " + " | ".join(WORKS.values()) + " |"
    yield "|---" + "|---:" * len(WORKS) + "|"
    for target, row in figures.items():
        values = (row["instructions"][name] for name in WORKS)
        yield f"| {target} | " + " | ".join(f"{v:.1f}" if isinstance(v, float) else str(v) for v in values) + " |"
    yield ""


def functions(result):
    chains = result["kinds"]["both + request level"]["chains"]
    yield title("Stack of each function")
    yield "Below the call; words of arguments on the stack are the caller's.\n"
    yield "| function | bound | painted, HubSpot | painted, BlueHornet | painted, request level |"
    yield "|---|---:|---:|---:|---:|"
    for name, chain in sorted(chains.items(), key=lambda item: -item[1].bytes):
        seen = [
            max((d for (kind, f), d in result["stacks"].items() if f == name and kind.startswith(start)), default="")
            for start in ("hubspot", "bluehornet", "request")
        ]
        yield f"| `{name}` | {chain.bytes} | " + " | ".join(map(str, seen)) + " |"
    yield ""


def biggest(result):
    yield title("The biggest functions")
    for kind, found in result["kinds"].items():
        kept = {name.removeprefix(".text."): size for name, size in found["linked"].kept.items() if ".text." in name}
        yield f"{kind}:\n\n| bytes | function |\n|---:|---|"
        for name, size in sorted(kept.items(), key=lambda row: (-row[1], row[0]))[:BIGGEST]:
            yield f"| {size} | `{found['shown'].get(name, name)}` |"
        yield ""


def chains(result):
    yield title("The deepest chains").rstrip()
    for kind, found in result["kinds"].items():
        root, chain = deepest(found)
        yield f"\n{kind}: `{root}`, {chain.bytes} bytes\n\n| frame | function |\n|---:|---|"
        for frame, name in chain.path:
            yield f"| {frame} | `{name}` |"
