"""What README, CONTRIBUTING and docs/ say can be done is tried, and what they name is looked for.

docs_test.py [Documents | Stores | Broken]"""

import fnmatch
import json
import re
import shlex
import subprocess
import sys
import unittest

import h5py
import numpy as np

import truth
from commands import is_command, kind_of, try_command
from documents import DOCUMENTS, ROOT, Document, commands_of
from numbers_of_documents import NUMBERS
from sandbox import PROGRAMS, Sandbox
from words import Words


class Checker:
    def __init__(self):
        readme = Document("README.md")
        manifest = next(block.text for block in readme.blocks if kind_of(block) == "manifest")
        self.sandbox = Sandbox(manifest)
        self.words = Words([self.sandbox.done / name for name in ("results.h5", "master.h5")])

    def problems(self, document):
        """All that is not so."""
        found = [problem for block in document.blocks for problem in self._block(block)]
        python = [block for block in document.blocks if kind_of(block) == "python"]
        found += self._python(python)
        for piece in document.words:
            if is_command(piece.text):
                found += try_command(piece, self.sandbox)
            elif problem := self.words.problem(piece):
                found.append(piece.problem(problem))
        for piece in document.links:
            if not piece.text.startswith("http") and (problem := self._link(document, piece.text)):
                found.append(piece.problem(problem))
        return found + self._codes(document) + self._versions(document) + self._datasets(document)

    @staticmethod
    def _link(document, link):
        name, _, anchor = link.partition("#")
        path = (ROOT / document.name).parent / name if name else ROOT / document.name
        if not path.exists():
            return "there is no such file"
        if not anchor:
            return None
        headings = re.findall(r"(?m)^#+ (.+)$", path.read_text() if name else document.text)
        anchors = [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]
        return None if anchor in anchors else f"{path.name} has no such heading"

    def _block(self, block):
        kind = kind_of(block)
        if kind is None:
            return [block.problem("neither commands that tests/docs/commands.py knows, nor Python, nor a manifest")]
        if kind == "manifest":
            problem = self.sandbox.run(f"echo {shlex.quote(block.text)} >manifest.csv; boltz-batch check manifest.csv")
            return [block.problem(problem)] if problem else []
        return [problem for piece in commands_of(block) for problem in try_command(piece, self.sandbox)] if kind == "shell" else []

    def _python(self, blocks):
        """The blocks of a document, one after another, in the folder with the finished store."""
        text = ""
        for block in blocks:
            text += block.text + "\n"
            if problem := self.sandbox.run(f"{shlex.quote(sys.executable)} -c {shlex.quote(text)}", on_done=True):
                return [block.problem(problem)]
        return []

    @staticmethod
    def _codes(document):
        known = set(truth.exit_codes().values())
        return [f"{document.name}: there is no exit code {code}" for code in re.findall(r"[Ee]xit code (\d+)", document.prose)
                if int(code) not in known and "ended with exit code" not in document.prose]

    @staticmethod
    def _versions(document):
        sources, found = truth.sources(), []
        if document.name == "docs/performance.md":  # measured with what there was
            return found
        torch = re.search(r"bb_torch_version=(\S+)", sources["tools/setup.sh"])[1]
        boltz = re.search(r"(?m)^boltz==(\S+)", (ROOT / "tests/oracle/requirements.txt").read_text())[1]
        schema = re.search(r"store_schema_version = (\d+)", sources["io/store/layout.h"])[1]
        for pattern, right in ((r"LibTorch (\d+\.\d+\.\d+)", torch), (r"boltz (\d+\.\d+\.\d+)", boltz), (r"torch==(\d\S+)", torch),
                               (r"schema version (\d+)", schema)):
            found += [f"{document.name}: `{match[0]}`: it is {right}" for match in re.finditer(pattern, document.text)
                      if match[1].rstrip("`,.)") != right]
        return found

    def _datasets(self, document):
        """Of the table of datasets: each is there, and each that is there is in it."""
        if document.name != "docs/store.md":
            return []
        found, told, group, inside = [], set(), "", False
        for _, cells in document.tables():
            inside = cells[0] == "dataset" or (inside and len(cells) == 3)
            if not inside and not cells[0].startswith("`/complexes/"):
                continue
            for name in re.findall(r"`([^`]+)`", cells[0]):
                if name.startswith("/"):
                    group = name.rsplit("/", 1)[0]
                told.add(name if name.startswith("/") else f"{group}/{name}")
        patterns = [re.sub(r"<\w+>", "*", name) for name in told]
        found += [f"{document.name}: no store has {name}" for name in patterns if not fnmatch.filter(self.words.datasets, name)]
        return found + [f"{document.name}: says nothing of {name}, which a store has" for name in sorted(self.words.leaf_datasets)
                        if not any(fnmatch.fnmatch(name, pattern) for pattern in patterns)]


checker = None


def setUpModule():
    global checker
    checker = Checker()
    unittest.addModuleCleanup(checker.sandbox.remove)


class Documents(unittest.TestCase):
    def test_all_that_they_say_is_so(self):
        for name in DOCUMENTS:
            with self.subTest(document=name):
                problems = checker.problems(Document(name))
                self.assertEqual(problems, [], "\n" + "\n".join(problems))

    def test_numbers_that_sources_decide(self):
        for document, says, source, decides in NUMBERS:
            with self.subTest(document=document, says=says):
                told = re.search(says, (ROOT / document).read_text())
                so = re.search(decides, (ROOT / source).read_text())
                self.assertTrue(told and so, "not found: put the sentence, or the source, right in tests/docs/numbers.py")
                self.assertEqual(told[1].replace(",", ""), so[1])

    def test_every_test_has_one_label(self):
        shown = subprocess.run(["ctest", "--test-dir", str(PROGRAMS.parent), "--show-only=json-v1"], text=True, capture_output=True)
        for test in json.loads(shown.stdout)["tests"]:
            labels = [entry["value"] for entry in test["properties"] if entry["name"] == "LABELS"]
            if not test["name"].endswith("_NOT_BUILT"):
                self.assertIn(labels, ([["quick"]], [["slurm"]], [["long"]]), test["name"])

    def test_every_exit_code_that_help_tells_of(self):
        told = set(map(int, re.findall(r"\d", re.search(r"Exit code:(.*?)\.\n", truth.helps()["boltz-batch"], re.S)[1])))
        self.assertEqual(told, set(truth.exit_codes().values()))


class Stores(unittest.TestCase):
    """What docs/store.md says of every dataset."""

    def test_unit_and_description(self):
        with h5py.File(checker.sandbox.done / "results.h5") as store:
            for name in checker.words.leaf_datasets - {"/complexes/store"}:
                self.assertLessEqual({"unit", "description"}, set(store[name].attrs), name)

    def test_what_is_pending_reads_as(self):
        """Scores NaN; the bulk zeros."""
        self.assertIsNone(checker.sandbox.run("boltz-batch plan manifest.csv --create-shards 2 --write-pae --write-pde --write-embeddings"
                                              " && cp results.shard-1-of-2.h5 \"$KEEP\""))
        with h5py.File(checker.sandbox.top / "pending.h5") as store:
            self.assertEqual(set(store["complexes/structure_status"][:]), {0})
            for name in ("scores/iptm", "scores/confidence_score", "affinity/affinity_pred_value"):
                self.assertTrue(np.isnan(store[name][:]).all(), name)
            for name in ("coordinates", "plddt", "pae", "pde", "s", "z"):
                values = store[f"structures/{name}"][:]
                self.assertGreater(values.size, 0, name)
                self.assertFalse(values.any(), name)


class Broken(unittest.TestCase):
    """The same, of a README in which one thing is broken on purpose: each time something is said."""

    def check_found(self, text, begin, end):
        word = text[begin:end]
        with self.subTest(broken=word, line=text.count("\n", 0, begin) + 1):
            self.assertNotEqual(checker.problems(Document("README.md", text[:end] + "x" + text[end:])), [])

    def test_commands(self):
        document = Document("README.md")
        for block in document.blocks:
            begin = document.text.index(block.text.splitlines()[0])
            if kind_of(block) != "shell":
                continue
            for piece in commands_of(block):
                at = document.text.index(piece.text, begin)
                for match in re.finditer(r"(?<![\w-])--[a-z-]+|^[\w./-]+|(?<= )[\w/]+\.(?:csv|yaml|smi|sh|ckpt)\b", piece.text):
                    self.check_found(document.text, at + match.start(), at + match.end())

    def test_python(self):
        document = Document("README.md")
        block = next(block for block in document.blocks if kind_of(block) == "python")
        for match in re.finditer(r'"([\w/.]+)"', block.text):
            at = document.text.index(match[0])
            self.check_found(document.text, at + 1, at + len(match[0]) - 1)

    def test_words(self):
        """Options, files, variables and sub-commands within the text."""
        document = Document("README.md")
        for piece in document.words:
            if match := re.match(r"--[a-z-]+|BB_[A-Z_]+|docs/\w+\.md|boltz-batch [a-z]+", piece.text):
                at = document.text.index("`" + match[0]) + 1
                self.check_found(document.text, at, at + len(match[0]))
        for piece in document.links:
            at = document.text.index(f"]({piece.text})") + 2
            self.check_found(document.text, at, at + len(piece.text))


if __name__ == "__main__":
    unittest.main()
