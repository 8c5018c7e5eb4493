"""Compares figures with those of the committed table."""

import json

GROWTH = 1.01


def flatten(figures, path=()):
    for name, value in figures.items():
        if isinstance(value, dict):
            yield from flatten(value, (*path, name))
        else:
            yield ", ".join((*path, name)), value


def compare(path, tools, figures, is_whole):
    """Says what differs; answers the exit code."""
    if not path.exists():
        print(f"there is no {path.name}: make one with --write and commit it")
        return 1
    committed = json.loads(path.read_text())
    before, now = dict(flatten(committed["figures"])), dict(flatten(figures))
    both = [(name, before[name], now[name]) for name in now if name in before]
    grown = [row for row in both if row[2] > row[1] * GROWTH]
    shrunk = [row for row in both if row[2] * GROWTH < row[1]]
    lonely = [name for name in now if name not in before]
    if is_whole:
        lonely += [name for name in before if name not in now]
    show("grown by more than 1 %", grown)
    show("shrunk by more than 1 %", shrunk)
    for name in lonely:
        print(f"in one of the two tables only: {name}")

    was = committed["tools"]
    moved = [name for name in tools if was.get(name) != tools[name]]
    if moved:
        print("OTHER TOOLS than those of the committed table:")
        for name in moved:
            print(f"  {name}: {was.get(name)} -> {tools[name]}")
    if "rustc" in moved:
        print("THE COMPILER HAS MOVED: growth is not judged. Make a new table (tests/size/run --write), commit it.")
        return 0
    if grown or lonely:
        print("If that is meant to be so: tests/size/run --write, and commit the table with the change.")
        return 1
    print(f"{len(now)} figures, none more than 1 % above the committed table")
    return 0


def show(title, rows):
    if rows:
        print(f"{title}:")
    for name, old, new in rows:
        change = f"{(new - old) / old:+.1%}" if old else "from nothing"
        print(f"  {name:60} {old:>9} -> {new:>9}  ({change})")
