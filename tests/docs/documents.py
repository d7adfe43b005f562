"""What a Markdown file holds that can be tried: blocks of code, code within the text, links."""

import ast
import pathlib
import re
import subprocess
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "examples/README.md",
             *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")))


def tracked():
    """Names of all files of the checkout that are the project's."""
    done = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"], text=True, capture_output=True)
    names = done.stdout.split("\n") if done.returncode == 0 else []
    if not any(names):  # an archive of it
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*")
                 if path.is_file() and path.relative_to(ROOT).parts[0] not in ("build", ".venv", ".cache", ".git")]
    return [name for name in names if name and (ROOT / name).exists()]


@dataclass(frozen=True)
class Piece:
    """`text` at `line` of `document`."""
    text: str
    document: str
    line: int

    def problem(self, what):
        return f"{self.document}:{self.line}: `{self.text.splitlines()[0]}`: {what}"


def blank(match):
    return " " * len(match[0])


class Document:
    def __init__(self, name, text=None):
        self.name = name
        self.text = (ROOT / name).read_text() if text is None else text
        self.blocks = []  # Piece
        prose = self._take_blocks(self.text.splitlines())
        self.words = [Piece(re.sub(r"\s+", " ", match[1].replace("\\|", "|")).strip(), name, prose.count("\n", 0, match.start()) + 1)
                      for match in re.finditer(r"(?<!`)`([^`]+)`(?!`)", prose)]
        self.links = [Piece(match[1], name, prose.count("\n", 0, match.start()) + 1)
                      for match in re.finditer(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`(?!\])", blank, prose))]
        self.prose = prose

    def _take_blocks(self, lines):
        """Sets `blocks`; returns the rest, line by line where it was."""
        prose, i = [], 0
        while i < len(lines):
            begin = i
            if lines[i].startswith("```"):
                i += 1
                while i < len(lines) and not lines[i].startswith("```"):
                    i += 1
                block, i = lines[begin + 1:i], i + 1
            elif lines[i].startswith("    ") and (i == 0 or not lines[i - 1].strip()):
                while i < len(lines) and (lines[i].startswith("    ") or not lines[i].strip()):
                    i += 1
                block = [line[4:] for line in lines[begin:i]]
            else:
                prose.append(lines[i])
                i += 1
                continue
            prose += [""] * (i - begin)
            if lines[begin] != "```text":  # a picture
                self.blocks.append(Piece("\n".join(block).rstrip(), self.name, begin + 1))
        return "\n".join(prose)

    def tables(self):
        """Rows of tables, as their cells."""
        for number, line in enumerate(self.prose.splitlines(), 1):
            if line.startswith("|") and not set(line) <= set("|-: "):
                yield number, [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def is_python(text):
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def commands_of(block):
    """The commands of a block for a shell, one a line, without what is said of them behind #."""
    out = []
    for number, line in enumerate(block.text.splitlines()):
        text = re.sub(r"(^|\s)#.*$", "", line).strip()
        if text:
            out.append(Piece(text, block.document, block.line + number))
    return out


def alternatives(text):
    """"a [b] c" -> "a b c", "a c"; what is in brackets can be left out."""
    match = re.search(r"\[([^\[\]]+)\]", text)
    if not match:
        return [re.sub(r"\s+", " ", text).strip()]
    return [one for middle in (match[1], "") for one in alternatives(text[:match.start()] + middle + text[match.end():])]
