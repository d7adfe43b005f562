"""cmake --install into a prefix that is then moved: programs, man pages, completions, scripts; and the Spack recipe."""

import os
import pathlib
import py_compile
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ["BB_TEST_PROGRAMS"])
SMALL = pathlib.Path(os.environ["BB_ORACLE_DIR"]) / "checkpoints" / "small"
COMMANDS = ("run", "check", "features", "status", "verify", "merge")


def options_in(text):
    return set(re.findall(r"(?m)^ +(?:-\w \[ )?(--[a-z-]+)", text))


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="bb installed "))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        first = cls.folder / "first"
        done = subprocess.run(["cmake", "--install", str(PROGRAMS.parent), "--prefix", str(first)], text=True, capture_output=True)
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)
        cls.prefix = first.rename(cls.folder / "moved")

    def run_from(self, *words, code=0):
        """In the folder of the test, with nothing of the build's in the environment."""
        env = {"PATH": f"{self.prefix}/bin:/usr/local/bin:/usr/bin:/bin", "HOME": str(self.folder), "OMPI_ALLOW_RUN_AS_ROOT": "1",
               "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
        done = subprocess.run(words, cwd=self.folder, env=env, text=True, capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}{done.stderr}")
        return done.stdout

    def test_programs_run(self):
        self.assertRegex(self.run_from("boltz-batch", "--version"), r"^boltz-batch \d+\.\d+\.\d+ \(.+\)\n$")
        self.assertIn("--checkpoint", self.run_from("boltz-replay", "--help"))
        # With a ligand, for which it looks for its helper.
        (self.folder / "one.yaml").write_text("version: 1\nsequences:\n  - protein: {id: A, sequence: MKTAYIAKQR, msa: empty}\n"
                                              "  - ligand: {id: B, smiles: 'CCO'}\n")
        (self.folder / "manifest.csv").write_text("id,input\none,one.yaml\n")
        said = self.run_from("boltz-batch", "check", "manifest.csv", "--checkpoint", str(SMALL / "conf.ckpt"))
        self.assertRegex(said, r"(?m)^ +13 .* one$")

    def test_nothing_is_looked_for_in_the_build(self):
        for program in ("boltz-batch", "boltz-batch-chemistry", "boltz-replay"):
            shown = self.run_from("readelf", "-d", str(self.prefix / "bin" / program))
            paths = ":".join(re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.*)\]", shown)).split(":")
            self.assertNotIn(str(PROGRAMS.parent), " ".join(paths))
            self.assertTrue(all(path.startswith(("/", "$ORIGIN")) for path in paths if path), paths)  # "": the working folder

    def test_man_pages_say_what_help_says(self):
        page = (self.prefix / "share/man/man1/boltz-batch.1").read_text().replace("\\-", "-")
        for command in COMMANDS:
            self.assertLessEqual(options_in(self.run_from("boltz-batch", "help", command)), options_in(page))
        self.assertIn("--features", (self.prefix / "share/man/man1/boltz-replay.1").read_text().replace("\\-", "-"))
        self.assertNotIn(str(PROGRAMS), page)

    def complete(self, *words):
        """What bash offers in place of the last word."""
        script = self.prefix / "share/bash-completion/completions/boltz-batch"
        ask = 'source "$0"; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _boltz_batch; printf "%s\\n" "${COMPREPLY[@]}"'
        return self.run_from("bash", "-c", ask, str(script), "boltz-batch", *words).split()

    def test_bash_completes(self):
        self.assertIn("check", self.complete(""))
        self.assertEqual(self.complete("manifest.csv", "--sampling-steps-"), ["--sampling-steps-affinity"])
        self.assertEqual(set(self.complete("check", "--qui")), {"--quick", "--quiet"})
        self.assertEqual(self.complete("run", "x.csv", "--preset", ""), ["exact", "reference", "screening"])
        self.assertEqual(self.complete("verify", "--rep"), ["--repair"])

    def test_licences_are_there(self):
        """Ours, and those of all that is compiled in."""
        docs = self.prefix / "share/doc/boltz-batch"
        licences = [path.relative_to(ROOT) for path in (ROOT / "third_party").rglob("*") if path.name.startswith(("LICENSE", "COPYING"))]
        self.assertEqual({path.parts[1] for path in licences}, {path.name for path in (ROOT / "third_party").iterdir() if path.is_dir()})
        self.assertTrue(all((docs / path).exists() for path in ["LICENSE", *licences]))

    def test_scripts_find_the_program(self):
        share = self.prefix / "share/boltz-batch"
        ask = 'BB_HOME="$0" script_name=x; source "$0/slurm/common.sh"; PATH=/usr/bin:/bin; read_site; echo "$boltz_batch"'
        found = self.run_from("bash", "-c", ask, str(share))
        self.assertEqual(found.strip(), str((self.prefix / "bin/boltz-batch").resolve()))
        self.assertTrue((share / "tools/components/import_mols.py").exists())
        self.assertTrue(os.access(share / "examples/screen_library/screen.sh", os.X_OK))


class Spack(unittest.TestCase):
    def test_recipe_is_python(self):
        with tempfile.TemporaryDirectory() as folder:
            py_compile.compile(str(ROOT / "packaging/spack/package.py"), cfile=f"{folder}/x.pyc", doraise=True)

    def test_recipe_names_what_is_found(self):
        """Each package that CMake looks for has its dependency."""
        recipe = (ROOT / "packaging/spack/package.py").read_text()
        cmake = "\n".join(path.read_text() for folder in ("cmake", "driver", "io", "worker", "scheduler")
                          for path in (ROOT / folder).rglob("*") if path.name == "CMakeLists.txt" or path.suffix == ".cmake")
        known = {"Boost": "boost", "CUDAToolkit": "cuda", "GTest": "googletest", "Git": "git", "HDF5": "hdf5", "MPI": "mpi",
                 "OpenSSL": "openssl", "Threads": None, "ZLIB": "zlib-api", "nlohmann_json": "nlohmann-json", "yaml-cpp": "yaml-cpp"}
        for package in set(re.findall(r"find_package\((\S+)", cmake)):
            self.assertIn(package, known)
            if known[package]:
                self.assertIn(f'depends_on("{known[package]}', recipe)
        self.assertIn(re.search(r"project\(boltz-batch VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[1], recipe)


if __name__ == "__main__":
    unittest.main()
