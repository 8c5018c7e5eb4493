"""Reads the file of explained lines and llvm-cov's exports; says what ran, and fails as tests/coverage/run --help tells."""

import collections
import json
import pathlib
import sys

GOAL = 98.0
# What the comment of a function says that runs in the compiler.
COMPILING = "Called while compiling only."
ROOT = pathlib.Path.cwd()
CORE = ROOT / "core" / "src"


def of_tests(text):
    """The first line of the unit tests within a file, or one behind its end: they are not what is measured."""
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if line.strip() == "#[cfg(test)]":
            return number
    return len(lines) + 1


def counts(exports):
    """For each file of core: how often each region ran, over all copies of a generic function and all programs."""
    regions = collections.defaultdict(lambda: collections.defaultdict(int))
    functions = (function for export in exports for function in json.loads(export.read_text())["data"][0]["functions"])
    for function in functions:
        for begin, column, end, end_column, count, file, _, kind in function["regions"]:
            name = function["filenames"][file]
            if kind == 0 and name.startswith(f"{CORE}/"):  # 0 is code; others are expansions, gaps and the like
                regions[name][begin, column, end, end_column] += count
    return regions


def lines_of(regions):
    """How often each line ran: the region that begins last and covers it says so, as in llvm-cov's own pages."""
    ran = {}
    for (begin, _, end, _), count in sorted(regions.items(), key=lambda region: (region[0][0], -region[0][2], region[0][1])):
        for line in range(begin, end + 1):
            ran[line] = max(count, ran.get(line, 0)) if line == begin else count
    return ran


def compiled_away(text):
    """The lines of each function that says it is called while compiling only: what runs in the compiler leaves no count."""
    lines, found = text.splitlines(), set()
    for number, line in enumerate(lines):
        if not line.strip().startswith("//") or COMPILING not in line:
            continue
        begin = next(n for n in range(number, len(lines)) if "fn " in lines[n])
        indent = lines[begin][: len(lines[begin]) - len(lines[begin].lstrip())]
        end = next(n for n in range(begin, len(lines)) if lines[n].startswith(indent + "}"))
        found.update(range(begin + 1, end + 2))
    return found


def explained(path):
    """(file, text of the line) -> reason."""
    reasons = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip().replace("\\|", "|") for part in line.split(" | ")]
        if len(parts) != 3 or not all(parts):
            sys.exit(f"{path}:{number}: not `file | line | reason`")
        reasons[parts[0], parts[1]] = parts[2]
    return reasons


def written(source, region):
    """The text of a region, cut at the end of its first line."""
    (line, column, end, end_column) = region
    text = source[line - 1]
    return text[column - 1 : end_column - 1] if line == end else text[column - 1 :] + " ..."


def main(reasons, *exports, tells_regions=False):
    reasons = explained(pathlib.Path(reasons))
    used, sources, bad, totals = set(), {}, [], [0, 0, 0, 0]
    print(f"{'file':40} {'lines':>7} {'':>7} {'regions':>7}")
    for file, regions in sorted(counts(map(pathlib.Path, exports)).items()):
        name = str(pathlib.Path(file).relative_to(ROOT))
        text = pathlib.Path(file).read_text()
        end, away = of_tests(text), compiled_away(text)
        regions = {place: count for place, count in regions.items() if place[0] < end and place[0] not in away}
        lines = {line: count for line, count in lines_of(regions).items() if line < end and line not in away}
        ran, of = sum(count > 0 for count in lines.values()), len(lines)
        regions_ran, regions_of = sum(count > 0 for count in regions.values()), len(regions)
        for index, value in enumerate((ran, of, regions_ran, regions_of)):
            totals[index] += value
        if of:
            print(f"{name:40} {100 * ran / of:6.1f}% {of - ran:6} - {100 * regions_ran / max(regions_of, 1):6.1f}% {regions_of - regions_ran:6} -")
        sources[name] = source = text.splitlines()
        for region, count in sorted(regions.items()):
            if tells_regions and not count:
                print(f"  {region[0]}:{region[1]}: {written(source, region)}")
        for line, count in sorted(lines.items()):
            if count:
                continue
            key = (name, source[line - 1].strip())
            if key in reasons:
                used.add(key)
            elif len(key[1].strip("{}();, ")) > 0:
                bad.append(f"{name}:{line}: not run and not explained: {key[1]}")
    line_share, region_share = 100 * totals[0] / totals[1], 100 * totals[2] / totals[3]
    print(f"{'core':40} {line_share:6.2f}% {totals[1] - totals[0]:6} - {region_share:6.2f}% {totals[3] - totals[2]:6} -")
    for file, line in reasons:
        if not any(line == known.strip() for known in sources.get(file, [])):
            bad.append(f"{file}: explained, but it is gone: {line}")
        elif (file, line) not in used:
            print(f"remark: {file}: explained, but it ran: {line}")
    for share, what in ((line_share, "lines"), (region_share, "regions")):
        if share < GOAL:
            bad.append(f"{what}: {share:.2f} % ran, {GOAL} % must")
    for problem in bad:
        print(problem)
    return 1 if bad else 0


if __name__ == "__main__":
    paths = [path for path in sys.argv[1:] if path != "--regions"]
    sys.exit(main(*paths, tells_regions=len(paths) < len(sys.argv) - 1))
