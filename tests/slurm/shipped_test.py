"""slurm/*.sh as a user finds them: settings as shipped, nothing set, no Slurm needed (fake_slurm)."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from fake_slurm import FakeSlurm

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = ("run.sh", "array.sh", "job.sh", "common.sh", "site.env", "container/boltz-batch")

PROGRAM = """#!/bin/bash
# Notes what it is asked, and answers as boltz-batch would where all goes well.
{ printf '[%s]' "$@"; echo; } >>"$FAKE_SLURM/calls"
case "$1" in
  status) [[ -e "$2" ]] && printf '%s: pending rows have a folder of their own\\nstructure 4 done 0 failed 0 pending\\n' "$2" ;;
  plan) for i in 1 2; do touch "results.shard-$i-of-2.h5"; done ;;
  run) touch "${FAKE_STORE:-results.h5}" ;;
  merge) touch "$2" ;;
esac
"""


class Shipped(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bb slurm "))  # blanks in every path
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.home = self.folder / "a checkout"
        shutil.copytree(ROOT / "slurm", self.home / "slurm")
        self.work = self.folder / "some work"
        self.work.mkdir()
        (self.work / "my manifest.csv").write_text("id,input\n")
        self.slurm = FakeSlurm(self.folder / "slurm")

    def build(self, preset="release"):
        self.program = self.home / "build" / preset / "bin" / "boltz-batch"
        self.program.parent.mkdir(parents=True)
        self.program.write_text(PROGRAM)
        self.program.chmod(0o755)

    def script(self, *words, cwd=None, code=0, **env):
        """A command of a user who has set nothing but `env`."""
        done = subprocess.run([str(word) for word in words], cwd=cwd or self.work, text=True, capture_output=True, timeout=60,
                              stdin=subprocess.DEVNULL, env={"HOME": str(self.folder), **self.slurm.environment, **env})
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}{done.stderr}{self.outputs()}")
        self.assertNotIn("unbound variable", done.stderr)
        return done

    def outputs(self):
        return "".join(f"{path.name}:\n{path.read_text()}" for path in self.work.glob("slurm-*.out"))

    def calls(self):
        return (self.slurm.folder / "calls").read_text().splitlines()

    def check_submitted(self, *arguments):
        """The last job is run.sh of this checkout with these."""
        job = self.slurm.submitted()[-1]
        self.assertEqual((job["options"], job["command"]), (["--parsable"], [str(self.home / "slurm/run.sh"), *arguments]))

    def test_run_is_submitted_from_wherever_it_is_called(self):
        self.build()
        (self.folder / "linked.sh").symlink_to(self.home / "slurm/run.sh")
        (self.folder / "linked folder").symlink_to(self.home / "slurm")
        for script in (self.home / "slurm/run.sh", "../a checkout/slurm/run.sh", self.folder / "linked.sh",
                       self.folder / "linked folder/run.sh"):
            self.script(script, "my manifest.csv", "--out", "results.h5")
            self.check_submitted("my manifest.csv", "--out", "results.h5")
        self.script("bash", "run.sh", self.work / "my manifest.csv", cwd=self.home / "slurm", CDPATH=str(self.folder))
        self.check_submitted(str(self.work / "my manifest.csv"))
        self.assertEqual(self.calls()[0], "[check][--quick][my manifest.csv][--out][results.h5]")

    def test_what_it_suggests_works_as_it_is_printed(self):
        self.build("cpu")
        out = self.script(self.home / "slurm/run.sh", "my manifest.csv", "-omy results.h5").stdout
        suggested = re.search(r"how far it is: +(.*)", out)[1]
        self.script("bash", "-c", suggested, code=1)  # there is no such store yet
        self.assertEqual(self.calls()[-1], "[status][my results.h5]")

    def test_a_clone_that_is_not_built_says_how_to(self):
        for script in (("run.sh", "my manifest.csv"), ("array.sh", "my manifest.csv", "2")):
            said = self.script(self.home / "slurm" / script[0], *script[1:], code=2).stderr
            command = re.search(r"^ +(cd .* && cmake .*)$", said, re.M)[1]
            preset, target = re.search(r"cmake --preset (\w+) .*--target (\S+)$", command).groups()
            self.assertIn(f'"name": "{preset}"', (ROOT / "CMakePresets.json").read_text())
            self.assertEqual(target, "boltz-batch")
            self.script("bash", "-c", command.split(" && ")[0])
        self.assertEqual(self.slurm.submitted(), [])

    def test_without_slurm(self):
        self.build()
        without = self.folder / "commands"
        without.mkdir()
        for path in pathlib.Path("/usr/bin").iterdir():
            if path.name != "sbatch":
                (without / path.name).symlink_to(path)
        said = self.script("/usr/bin/bash", self.home / "slurm/run.sh", "my manifest.csv", code=1, PATH=str(without)).stderr
        self.assertIn("no sbatch here", said)

    def test_help(self):
        for name in ("run.sh", "array.sh"):
            self.assertIn(f"slurm/{name}", self.script(self.home / "slurm" / name, "--help").stdout)
            self.assertEqual(self.script(self.home / "slurm" / name, code=2).stdout, "")

    def run_jobs(self):
        self.slurm = FakeSlurm(self.folder / "running", runs=True)

    def test_the_job_finds_its_checkout(self):
        """Whether the environment is exported or not, and from a link, too."""
        self.build()
        self.run_jobs()
        (self.folder / "linked.sh").symlink_to(self.home / "slurm/run.sh")
        for script in (self.home / "slurm/run.sh", self.folder / "linked.sh"):
            for options in ((), ("--export=NONE",)):
                self.script("sbatch", *options, script, "my manifest.csv", "--out", "results.h5")
                self.assertEqual(self.slurm.submitted()[-1]["code"], 0, self.outputs())
                self.assertEqual(self.calls()[-1], "[run][my manifest.csv][--out][results.h5]")
        self.script(self.home / "slurm/run.sh", "my manifest.csv", SBATCH_EXPORT="NONE")
        self.assertEqual(self.slurm.submitted()[-1]["code"], 0, self.outputs())

    def test_a_job_uses_the_gpus_that_it_was_given(self):
        self.build()
        self.run_jobs()
        self.script(self.home / "slurm/run.sh", "my manifest.csv", SLURM_GPUS_ON_NODE="1")
        self.assertEqual(self.calls()[-1], "[run][my manifest.csv][--device][cuda]")

    def test_array(self):
        self.build()
        for exported in ("ALL", "NONE"):
            with self.subTest(exported=exported):
                self.slurm = FakeSlurm(self.folder / exported, runs=True)
                for path in self.work.glob("*.h5"):
                    path.unlink()
                self.script(self.home / "slurm/array.sh", "my manifest.csv", "2", "--out", "results.h5", SBATCH_EXPORT=exported)
                self.assertEqual([job["code"] for job in self.slurm.submitted()], [0, 0, 0], self.outputs())
                calls = self.calls()
                self.assertIn("[plan][my manifest.csv][--create-shards][2][--out][results.h5]", calls)
                for shard in ("1/2", "2/2"):
                    self.assertIn(f"[run][my manifest.csv][--out][results.h5][--shard][{shard}]", calls)
                self.assertIn("[merge][results.h5][results.shard-1-of-2.h5][results.shard-2-of-2.h5][--force]", calls)

    def test_array_refuses_shards_that_there_are_not(self):
        self.build()
        for given in ("3", "0", "1-3", "1,,2", "x"):
            said = self.script(self.home / "slurm/array.sh", f"--shards={given}", "my manifest.csv", "2", code=2).stderr
            self.assertIn(f"--shards={given}: ", said)
        self.assertEqual(self.slurm.submitted(), [])

    def test_settings_of_a_site(self):
        """A file that says little, whose modules do not bear `set -u`."""
        self.build()
        self.run_jobs()
        site = self.work / "my site.env"
        site.write_text('sbatch_options=(--partition=gpu "--comment=two words")\nload_modules() { : "$SURELY_UNSET"; }\n'
                        'launcher=srun\n')
        self.script(self.home / "slurm/run.sh", "my manifest.csv", BB_SITE="my site.env")
        job = self.slurm.submitted()[-1]
        self.assertEqual((job["options"], job["code"]), (["--parsable", "--partition=gpu", "--comment=two words"], 0), self.outputs())
        for text, says in (("launcher=ssh", "launcher is 'ssh'"), ("false", "ends with an error"),
                           ("load_modules() { return 1; }", "load_modules failed"), ("boltz_batch=/nowhere", "no boltz-batch")):
            site.write_text(text + "\n")
            self.assertIn(says, self.script(self.home / "slurm/run.sh", "my manifest.csv", code=2, BB_SITE=str(site)).stderr)
        self.assertIn("cannot be read", self.script(self.home / "slurm/run.sh", "my manifest.csv", code=2, BB_SITE="none").stderr)

    def test_container(self):
        wrapper = self.home / "slurm/container/boltz-batch"
        self.assertIn("BB_IMAGE", self.script(wrapper, "check", "my manifest.csv", code=2).stderr)
        (self.work / "my image.sif").touch()
        self.slurm.command("apptainer", """#!/bin/sh\nprintf '[%s]' "$@"\n""")
        out = self.script(wrapper, "check", "my manifest.csv", BB_IMAGE="my image.sif", BB_BIND="/data,/scratch").stdout
        self.assertIn(f"[--bind={self.work}][--bind=/data,/scratch][my image.sif][boltz-batch][check][my manifest.csv]", out)

    def test_the_store_is_where_boltz_batch_writes_it(self):
        """Options of every spelling, a --config file and a variable."""
        self.build()
        (self.work / "run.conf").write_text("# ours\nrun_record = a.json\nout =  from config.h5  # here\n")
        for words, env, store in ((("--out=a b.h5",), {}, "a b.h5"), (("-o", "c.h5"), {}, "c.h5"),
                                  (("--config", "run.conf"), {}, "from config.h5"), ((), {"BOLTZ_BATCH_OUT": "e.h5"}, "e.h5"),
                                  (("--sampling_steps=3",), {}, "results.h5")):
            out = self.script(self.home / "slurm/run.sh", "my manifest.csv", *words, **env).stdout
            self.assertEqual(re.search(r"^job \d+, store (.*)$", out, re.M)[1], store)


class Variables(unittest.TestCase):
    def setUp(self):
        self.text = {name: (ROOT / "slurm" / name).read_text() for name in SCRIPTS}
        self.code = {name: re.sub(r"^\s*#.*$", "", text, flags=re.M) for name, text in self.text.items()}
        self.docs = (ROOT / "docs/clusters.md").read_text()

    def test_what_site_env_sets_is_used_and_the_other_way_round(self):
        site = set(re.findall(r"^([a-z_]+)(?:=|\(\))", self.code["site.env"], re.M))
        rest = "".join(text for name, text in self.code.items() if name != "site.env")
        for name in site:
            self.assertRegex(rest, rf"\b{name}\b", f"site.env sets {name}, which no script uses")
        for name in ("sbatch_options", "launcher", "boltz_batch", "load_modules", "abandon_seconds", "fruitless_attempts"):
            self.assertIn(name, site)

    def test_bb_variables(self):
        """Each that a script reads is told of in docs/clusters.md, or in site.env; each of docs is read by something."""
        read = set(re.findall(r"\bBB_[A-Z_]+\b", "".join(self.code.values())))
        told = set(re.findall(r"\bBB_[A-Z_]+\b", self.docs + self.text["site.env"]))
        self.assertEqual(read - told, set())
        elsewhere = "".join(path.read_text() for path in (*ROOT.glob("cmake/*.cmake"), *ROOT.glob("tools/*.sh"),
                                                          *ROOT.glob("driver/*.cpp"), ROOT / "CMakeLists.txt"))
        self.assertEqual({name for name in told - read if not re.search(rf"\b{name}\b", elsewhere)}, set())

    def test_settings_named_in_the_documents_exist(self):
        site = self.code["site.env"]
        for name in re.findall(r"`(\w+)=[^`]*`", self.docs) + re.findall(r"`([a-z]+_[a-z]+)`", self.docs):
            if name.islower() and name.split("_")[-1] in ("options", "seconds", "attempts", "modules", "batch"):
                self.assertRegex(site, rf"\b{name}\b")


if __name__ == "__main__":
    unittest.main()
