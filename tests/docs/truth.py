"""What is so, asked of the programs, the sources and stores that were just made."""

import functools
import re
import subprocess

import h5py

from documents import ROOT, tracked
from sandbox import PROGRAMS

COMMANDS = ("", "plan", "check", "features", "status", "verify", "merge")
CODE = (".h", ".cpp", ".cu", ".cuh", ".py", ".sh", ".cmake", ".txt", ".json", ".env", ".def", ".md")


@functools.cache
def files():
    return frozenset(tracked())


@functools.cache
def folders():
    return frozenset(str(parent) for name in files() for parent in (ROOT / name).relative_to(ROOT).parents if str(parent) != ".")


def is_told(name):
    """Documents, and what tests them, prove nothing of what is there."""
    return name.endswith(".md") or name.startswith(("docs/", "tests/docs/"))


@functools.cache
def sources():
    """All text that is no document, by name of the file."""
    return {name: (ROOT / name).read_text(errors="replace") for name in sorted(files())
            if not is_told(name) and (name.endswith(CODE) or "." not in name.rsplit("/", 1)[-1])}


@functools.cache
def identifiers():
    return frozenset(re.findall(r"[A-Za-z_]\w*", "\n".join(sources().values())))


def help_of(program, *words):
    done = subprocess.run([str(PROGRAMS / program), *words, "--help"], text=True, capture_output=True, timeout=60)
    return done.stdout + done.stderr


@functools.cache
def helps():
    """What each program says of itself, by its words."""
    return {**{("boltz-batch " + name).strip(): help_of("boltz-batch", *name.split()) for name in COMMANDS},
            "boltz-replay": help_of("boltz-replay")}


@functools.cache
def options():
    """Long options of boltz-batch and boltz-replay, and those that our scripts look for."""
    known = set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]*", "\n".join(helps().values())))
    for name, text in sources().items():
        if name.endswith(".py") and not name.startswith(("tests/integration", "tests/slurm")):
            known |= set(re.findall(r"""["'](--[a-z][a-z0-9-]*)["']""", text))
        if name.endswith(".sh"):
            known |= set(re.findall(r"(?m)^\s*(?:[^#\n]*\|\s*)?(--[a-z0-9-]+)(?:=\*)?(?: \||\))", text))
    return frozenset(known | {"--help", "--version", "--quick"})


def names_in(*paths):
    """Datasets, groups and attributes of stores: names with and without their group."""
    names, attributes = set(), set()

    def visit(name, item):
        names.add("/" + name)
        attributes.update(item.attrs)
    for path in paths:
        with h5py.File(path) as store:
            store.visititems(visit)
            attributes.update(store.attrs)
    return names, attributes


def datasets_in(paths):
    found = set()
    for path in paths:
        with h5py.File(path) as store:
            store.visititems(lambda name, item: found.add("/" + name) if isinstance(item, h5py.Dataset) else None)
    return found


def exit_codes():
    text = "\n".join(sources().values())
    return {name: int(code) for name, code in re.findall(r"\bexit_([a-z]+) = (\d)", text)}
