"""slurm/run.sh on two nodes of two tasks each: what it computes, refuses, and survives.

run_test.py Shipped | Jobs | Interrupted | Demo | Series"""

import datetime
import re
import time

from slurm_harness import ARGUMENTS, ARRAY, ENDED, PROGRAM, ROOT, ROWS, RUN, SlurmTest, changed, main, whole_store


class Shipped(SlurmTest):
    """Settings as shipped: one node, one task, one GPU, mpirun. Nothing set but what Open MPI wants of root, and the build."""

    def environment(self):
        kept = {name: value for name, value in super().environment().items() if not name.startswith("BB_")}
        return {**kept, "BB_LOCAL_SLURM": self.slurm.env["BB_LOCAL_SLURM"], "BB_BUILD_DIR": str(PROGRAM.parent.parent),
                "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMP_NUM_THREADS": "1"}

    def test_run(self):
        # Of 8 CPUs, which is what run.sh asks for, the nodes have 2.
        job = self.self_submit("--cpus-per-task=1", self.screen(4), *ARGUMENTS, "--out", "r.h5")
        self.check_completes(job)
        self.assertEqual(len(self.results()), 4)

    def test_array(self):
        out = self.script(ARRAY, "--cpus-per-task=1", self.screen(4), 2, *ARGUMENTS, "--out", "a.h5")
        self.check_completes(re.search(r"^job (\d+) merges", out, re.M)[1])
        self.assertEqual(len(self.results("a.h5")), 4)


class Jobs(SlurmTest):
    def test_completes(self):
        """Submits itself, ranks by srun. Then the store of one process, bit for bit."""
        self.write_site(launcher="srun")
        job = self.self_submit(self.screen(ROWS), *ARGUMENTS, "--out", "r.h5")
        self.check_completes(job)
        self.assertEqual(self.restarts(job), 0)
        self.assertIn("4 ranks", self.output(job))
        self.check_same(whole_store(self), self.folder / "r.h5")

    def test_keeps_a_second_job_out(self):
        """The first goes on."""
        manifest, one = self.screen(ROWS), ("--nodes=1", "--ntasks-per-node=1")
        job = self.sbatch(manifest, *ARGUMENTS, "--out", "r.h5", options=one)
        self.assertTrue(self.wait_progress(job, 0))
        second = self.sbatch(manifest, *ARGUMENTS, "--out", "r.h5", options=one)
        self.assertEqual(self.wait_end(second, 60), ("FAILED", 1), self.output(second))
        began, refused = [datetime.datetime.fromisoformat(when) for when in re.findall(
            r"^(\S+ \S+) slurm/run.sh: (?:starting mpirun|boltz-batch has refused)", self.output(second), re.M)]
        seconds = (refused - began).total_seconds()
        print(f"refused {seconds} s after mpirun was started; the job took {self.seconds(second)} s", flush=True)
        self.assertLessEqual(seconds, 10)
        self.assertRegex(self.output(second), rf"in use by job 'Slurm {job}' on host \S+ .*since \d{{4}}-\d\d-\d\d \d\d:\d\d")
        self.assertEqual(self.restarts(second), 0)
        self.assertEqual(self.state(job), "RUNNING")
        done = len(self.results())
        self.assertTrue(self.wait_progress(job, done))

    def seconds(self, job):
        hours, minutes, seconds = self.slurm.job(job)["RunTime"].split(":")
        return int(hours) * 3600 + int(minutes) * 60 + int(seconds)

    def check_refused(self, *arguments, says):
        """At once, and nothing is queued."""
        began = time.monotonic()
        done = self.script(RUN, *arguments, check=False)
        self.assertLess(time.monotonic() - began, 10)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stdout + done.stderr, says)
        self.assertEqual(self.slurm.run("squeue", "-h").strip(), "")

    def test_refuses_before_it_queues(self):
        manifest = self.screen(2)
        self.check_refused(says="no manifest")
        self.check_refused("--nodes=2", "nowhere.csv", says="no such manifest: nowhere.csv")
        self.check_refused(self.write("bad.csv", "name,smiles\nx,CCO\n"), *ARGUMENTS, says="bad.csv")
        self.check_refused(manifest, *changed(checkpoint="/nowhere.ckpt"), says="/nowhere.ckpt")
        self.check_refused(manifest, *ARGUMENTS, "--out", "/nowhere/r.h5", says="/nowhere")
        self.check_refused("--partition=nogpu", manifest, *ARGUMENTS, says=r"(?s)no node of partition nogpu has one.*main.*gpu:2")
        self.check_refused("--nodes=1", "--partition=nogpu", manifest, *ARGUMENTS, says=r"(?s)sbatch refused.*main.*gpu:2")
        self.write_site(more="launcher=ssh")
        self.check_refused(manifest, *ARGUMENTS, says="launcher is 'ssh'")

    def test_wrong_inputs_end_the_job_at_once(self):
        job = self.sbatch(self.write("bad.csv", "name,smiles\nx,CCO\n"), *ARGUMENTS)
        self.assertEqual(self.wait_end(job, 30), ("FAILED", 2), self.output(job))
        self.assertLess(self.seconds(job), 30)
        self.assertEqual(self.restarts(job), 0)
        self.assertIn("bad.csv", self.output(job))

    def test_gives_up_where_nothing_gets_done(self):
        """A launcher that fails each time is started three times, not for ever."""
        self.write_site(more="fruitless_attempts=3; mpirun() { return 9; }")
        job = self.sbatch(self.screen(2), *ARGUMENTS)
        self.assertEqual(self.wait_end(job, 60), ("FAILED", 1), self.output(job))
        self.assertEqual(self.output(job).count("ended with exit code 9"), 3, self.output(job))
        self.assertIn("giving up", self.output(job))


class Interruptions(SlurmTest):
    """What can befall a job; each leaves it to come back by itself."""

    rows = ROWS

    def setUp(self):
        super().setUp()
        self.dead = []  # nodes
        self.addCleanup(self.revive)
        self.addCleanup(self.cancel_all)  # first

    def requeue(self, job):
        self.slurm.run("scontrol", "requeue", job)

    def signal(self, job):
        """USR1, or the TERM of preemption, to the batch script; ranks are told by their launcher."""
        self.slurm.run("scancel", "--batch", f"--signal={self.random.choice(('USR1', 'TERM'))}", job)

    def signal_ranks(self, job):
        self.slurm.run("scancel", "--signal=USR1", job)

    def daemon(self, job):
        """The daemon of one of its nodes is killed. Slurm gives the node up; what runs there lives on, and may finish."""
        self.kill_node(job, processes=False)

    def power(self, job):
        """All of one of its nodes is killed."""
        self.kill_node(job, processes=True)

    def preempt(self, job):
        """All nodes go to a partition of higher priority; the job's has a grace time."""
        self.slurm.run("sbatch", "--partition=urgent", "--nodes=3", "--ntasks-per-node=2", "--output=/dev/null",
                       "--wrap=sleep 1")

    def kill_node(self, job, processes):
        nodes = self.slurm.run("scontrol", "show", "hostnames", self.slurm.job(job)["NodeList"]).split()
        name = self.random.choice(nodes)
        self.slurm.kill_node(name, processes)
        self.dead.append(name)

    def revive(self):
        while self.dead:
            name = self.dead.pop()
            self.slurm.start_node(name)
            self.wait(lambda: self.slurm.run("sinfo", "-h", "-n", name, "-o", "%T").split()[0] == "idle", f"{name} is not back", 60)

    def interrupt(self, job, how):
        """Interrupts it, and waits until it is queued again. What was done just before; None where the job was faster."""
        restarts, before = self.restarts(job), self.results()
        if self.state(job) != "RUNNING":
            return None
        getattr(self, how)(job)
        self.wait(lambda: self.restarts(job) > restarts or self.state(job) == "COMPLETED", f"{how}: not requeued", 240)
        return before if self.restarts(job) > restarts or how == "daemon" else None

    def check_complete(self, job):
        self.check_completes(job)
        self.check_same(whole_store(self, self.rows), self.folder / "r.h5")
        self.check_sound("r.h5")
        self.assertEqual([path.name for path in sorted(self.folder.glob("r.h5*"))], ["r.h5", "r.h5.run.json"])


class Interrupted(Interruptions):
    def test_one_job_with_three_interruptions(self):
        job = self.sbatch(self.screen(self.rows), *ARGUMENTS, "--out", "r.h5")
        happened = []
        for how in self.random.sample(("signal", "requeue", "power"), 3):
            self.wait(lambda: self.state(job) == "RUNNING", "the job does not start", 60)
            self.assertTrue(self.wait_progress(job, len(self.results())), self.output(job))
            time.sleep(self.random.uniform(0, 1.5))
            before = self.interrupt(job, how)
            self.assertIsNotNone(before, f"{how}: the job has ended before\n{self.output(job)}")
            self.check_kept(before)
            happened.append(f"{how} with {len(before)} of {self.rows} done")
        self.check_complete(job)
        print("; ".join(happened), flush=True)
        self.assertEqual(self.restarts(job), 3)

    def test_time_limit(self):
        """A limit of a minute, and the signal 20 s ahead, which Slurm sends up to half a minute too early."""
        job = self.sbatch(self.screen(self.rows), *ARGUMENTS, "--out", "r.h5", options=("--time=1", "--signal=B:USR1@20"))
        self.check_complete(job)
        print(f"{self.restarts(job)} restarts", flush=True)


class Demo(SlurmTest):
    def test_demo(self):
        """The demo's inputs."""
        manifest, arguments = ROOT / "configs" / "demo" / "manifest.csv", (*changed(max_batch_size=2), "--device", "cpu")
        job = self.sbatch(manifest, *arguments, "--out", "r.h5")
        self.check_completes(job, 1200)
        self.assertIn("4 ranks", self.output(job))
        self.check_run(manifest, *arguments, "--out", "whole.h5", timeout=1200)
        self.check_same(self.folder / "whole.h5", self.folder / "r.h5")


class Series(Interruptions):
    """Each kind at five random moments of a job, from its start on."""
    rows = 20  # of which a run takes about 15 s, where the machine does nothing else

    def job(self, options):
        job = self.sbatch(self.screen(self.rows), *ARGUMENTS, "--out", "r.h5", options=options)
        self.wait(lambda: self.state(job) != "PENDING", "the job does not start", 60)
        return job

    def five(self, what, one, options=()):
        """`one`, on job after job, until five were interrupted: it says with how many rows done, or None."""
        done, jobs = [], 0
        while len(done) < 5:
            self.assertLess(jobs, 20, f"{what}: most jobs have ended before; with so many rows done: {done}")
            jobs += 1
            job = self.job(options)
            rows = one(job)
            self.check_complete(job)
            if rows is not None:
                done.append(rows)
            (self.folder / "r.h5").unlink()
            self.revive()
        print(f"RECORD {what}: {len(done)} interruptions in {jobs} jobs, with {done} of {self.rows} rows done", flush=True)

    def at_random(self, how):
        def one(job):
            wanted = self.random.randrange(self.rows - 4)
            if wanted > 0 and not self.wait_progress(job, wanted - 1, 240):
                return None
            time.sleep(self.random.uniform(0, 1 if wanted > 0 else 5))
            before = self.interrupt(job, how)
            if before is not None:
                self.wait(lambda: self.state(job) != "PENDING", "the job does not start again", 90)
                self.check_kept(before)
            return None if before is None else len(before)
        return one

    def test_requeue(self):
        self.five("scontrol requeue", self.at_random("requeue"))

    def test_signal(self):
        self.five("scancel --batch --signal=USR1 or TERM", self.at_random("signal"))

    def test_signal_to_the_ranks(self):
        """As scancel --signal does it without --batch."""
        self.write_site(launcher="srun")
        self.five("scancel --signal=USR1, ranks by srun", self.at_random("signal_ranks"))

    def test_preemption(self):
        self.five("preempted", self.at_random("preempt"))

    def test_daemon(self):
        self.five("slurmd killed -9, one of two nodes", self.at_random("daemon"))

    def test_daemon_of_the_only_node(self):
        """Launcher and all ranks live on, and hold the store's lock."""
        self.five("slurmd killed -9, one node", self.at_random("daemon"), ("--nodes=1",))

    def test_power(self):
        self.five("slurmd and all processes of one of two nodes killed -9", self.at_random("power"))

    def test_time_limit(self):
        def one(job):
            self.wait(lambda: self.restarts(job) > 0 or self.state(job) in ENDED, "no end", 240)
            return len(self.results()) if self.restarts(job) > 0 else None
        self.five("time limit", one, ("--time=1", "--signal=B:USR1@25"))

    def test_abandons_what_takes_too_long(self):
        """One batch takes longer than the time limit: it is given up in time to requeue, and the job ends after three."""
        self.write_site(more="abandon_seconds=15 fruitless_attempts=3")
        job = self.sbatch(self.screen(4), *changed(sampling_steps=100000), "--device", "cpu", "--out", "r.h5",
                          options=("--time=1", "--signal=B:USR1@25"))
        self.assertEqual(self.wait_end(job, 400), ("FAILED", 1), self.output(job))
        self.assertEqual(self.restarts(job), 3)
        self.assertEqual(self.output(job).count("abandoning the batches"), 3, self.output(job))
        self.assertIn("giving up", self.output(job))


if __name__ == "__main__":
    main()
