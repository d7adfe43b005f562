"""docs/architecture.md's tables of rooms and libraries, against every #include: needs no program."""

import collections
import graphlib
import re
import sys
import unittest

from documents import ROOT, Document, tracked

MOST_FILES = 60  # of a folder
INCLUDE = re.compile(r'(?m)^[ \t]*#[ \t]*include[ \t]+(?:"([^"]+)"|<([^>]+)>)')
# <vector>, <unistd.h>, <sys/mman.h>: the standard library, the system, the compiler.
SYSTEM = re.compile(r"[a-z_0-9]+|(?:sys|linux|netinet|arpa)/.*|(?:dlfcn|fcntl|immintrin|malloc|poll|sched|spawn|unistd)\.h")


def parent(path):
    return path.rpartition("/")[0]


def code(cell):
    """What a table's cell has between backticks."""
    return re.findall(r"`([^`]+)`", cell)


class House:
    """Folders of sources and what they include, and the rows of the document that tell of that."""

    def __init__(self):
        names = [name for name in tracked()
                 if name.endswith((".h", ".cpp", ".cu", ".cuh")) and not name.startswith(("tests/", "third_party/"))]
        self.files = collections.Counter(map(parent, names))
        self.rows = {}  # folder of sources, or library -> number of the row's line, folders that it names
        self.headers = {}  # first part of a header's path -> library
        for number, cells in Document("docs/architecture.md").tables():
            words = [code(cell) for cell in cells]
            if len(cells) == 3 and words[0] and words[0][0] in self.files:
                self.rows[words[0][0]] = number, set(words[2])
            elif len(cells) == 3 and words[2] and set(words[2]) <= set(self.files):
                self.rows[cells[0]] = number, set(words[2])
                self.headers |= dict.fromkeys(words[1], cells[0])
        self.problems = []
        # Folder of sources -> folder that it uses, library -> folder that uses it: an include.
        self.found = collections.defaultdict(dict)
        for name in names:
            for own, other in INCLUDE.findall((ROOT / name).read_text()):
                self._note(name, own, other)

    def _note(self, name, own, other):
        folder, header = parent(name), other.split("/")[0]
        if own and not (ROOT / own).exists():
            self.problems.append(f"{name} includes {own}, which is not there")
        elif own and parent(own) != folder:
            self.found[folder].setdefault(parent(own), f"{name} includes {own}")
        elif other and header in self.headers:
            self.found[self.headers[header]].setdefault(folder, f"{name} includes {other}")
        elif other and not SYSTEM.fullmatch(other):
            self.problems.append(f"{name} includes {other}, of a library that docs/architecture.md does not name")


def write_rows(house):
    """Puts the last columns of the tables right."""
    path = ROOT / "docs" / "architecture.md"
    lines = path.read_text().splitlines()
    for row, (number, _) in house.rows.items():
        names = ", ".join(f"`{name}`" for name in sorted(house.found[row])) or "–"
        lines[number - 1] = f"{lines[number - 1].rstrip(' |').rpartition('|')[0]}| {names} |"
    path.write_text("\n".join(lines) + "\n")


class Includes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House()

    def check(self, problems):
        self.assertFalse(problems, "\n" + "\n".join(problems) + "\nincludes_test.py --write puts the tables' last columns right")

    def test_every_folder_of_sources_is_told_of(self):
        self.check([f"docs/architecture.md has no row of {room}" for room in self.house.files if room not in self.house.rows])

    def test_who_includes_what(self):
        problems = list(self.house.problems)
        for row, (_, told) in self.house.rows.items():
            found = self.house.found[row]
            problems += [f"{row}: docs/architecture.md does not name {name} there, and {found[name]}"
                         for name in sorted(found.keys() - told)]
            problems += [f"{row}: docs/architecture.md names {name} there, and no include needs it"
                         for name in sorted(told - found.keys())]
        self.check(problems)

    def test_no_arrow_runs_back(self):
        for arrows in (self.house.found, {row: told for row, (_, told) in self.house.rows.items()}):
            try:
                graphlib.TopologicalSorter({room: set(arrows.get(room, ())) for room in self.house.files}).prepare()
            except graphlib.CycleError as error:
                self.fail("a circle of folders: " + " <- ".join(error.args[1]))

    def test_no_folder_is_too_full(self):
        self.check([f"{room} has {count} source files: at most {MOST_FILES} tell one story" for room, count in self.house.files.items()
                    if count > MOST_FILES])


if __name__ == "__main__":
    if "--write" in sys.argv:
        write_rows(House())
    else:
        unittest.main()
