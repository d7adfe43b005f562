"""A Slurm of its own on this host: munge, a controller and some node daemons, in one folder and on free ports.

For tests, as root. The nodes are all this host; so is what they share. Everything is a child of this process or carries
BB_LOCAL_SLURM=<folder> in its environment, by which stop() finds what is left of jobs."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

COMMANDS = ("slurmctld", "slurmd", "munged", "sbatch", "scontrol", "mpirun")
SBIN = "/usr/sbin:/sbin"

SLURM_CONF = """\
ClusterName=local
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
# A requeued job waits until its credential has expired: 120 s by default.
AuthInfo=socket={folder}/munge/socket,cred_expire=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool.%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
MpiDefault=pmix
SwitchType=switch/none
ReturnToService=2
SlurmdParameters=config_overrides
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
GresTypes=gpu
KillWait=5
SlurmdTimeout=10
SlurmctldTimeout=10
MinJobAge=3600
SchedulerParameters=batch_sched_delay=0,sched_interval=2
RebootProgram=/bin/false
{nodes}
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP GraceTime=30 PriorityTier=1
PartitionName=urgent Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=2
PartitionName=nogpu Nodes={last} MaxTime=INFINITE State=UP
"""
GPUS = 2  # of each node but the last; files that stand for devices
GPU_FILES = "/dev/null,/dev/zero"


def missing():
    """Why no Slurm can be started here; empty where one can."""
    if os.geteuid() != 0:
        return "not root: a private Slurm needs it"
    absent = [name for name in COMMANDS if not shutil.which(name, path=f"{os.environ['PATH']}:{SBIN}")]
    return f"not installed: {' '.join(absent)} (apt-get install slurm-wlm munge)" if absent else ""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def kill(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def name_of(pid):
    try:
        return pathlib.Path("/proc", str(pid), "comm").read_text().strip()
    except OSError:
        return ""


def parent_of(pid):
    try:
        return int(pathlib.Path("/proc", str(pid), "stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


class LocalSlurm:
    """`nodes` nodes with `cpus` CPUs and two fake GPUs each, and one without GPUs that only partition nogpu is for."""

    def __init__(self, nodes=2, cpus=2):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bb-slurm-"))
        self.folder.chmod(0o755)  # munge's user looks into it
        self.nodes = [f"node{i + 1}" for i in range(nodes)]
        self.cpus = cpus
        self.daemons = {}
        self.env = {**os.environ, "PATH": f"{os.environ['PATH']}:{SBIN}", "BB_LOCAL_SLURM": str(self.folder),
                    "SLURM_CONF": str(self.folder / "slurm.conf")}

    def _configure(self):
        port, *node_ports = free_ports(2 + len(self.nodes))
        host = socket.gethostname().split(".")[0]
        names = [*self.nodes, "nogpu1"]
        lines, gres = [], []
        for name, node_port in zip(names, node_ports):
            gpus = f"Gres=gpu:{GPUS} " if name in self.nodes else ""
            lines.append(f"NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={node_port} CPUs={self.cpus} "
                         f"RealMemory=4000 {gpus}State=UNKNOWN")
            if gpus:
                gres.append(f"NodeName={name} Name=gpu Count={GPUS} File={GPU_FILES}")
        text = SLURM_CONF.format(host=host, port=port, folder=self.folder, nodes="\n".join(lines), last="nogpu1")
        text = text.replace("Nodes=ALL", "Nodes=" + ",".join(self.nodes))
        (self.folder / "state").mkdir()
        for name in names:  # a folder for each node's PMIx, which would clash in /tmp
            conf, pmix = self.folder / f"conf.{name}", self.folder / f"pmix.{name}"
            conf.mkdir(), pmix.mkdir(), (self.folder / f"spool.{name}").mkdir()
            pmix.chmod(0o1777)
            (conf / "mpi.conf").write_text(f"PMIxCliTmpDirBase={pmix}\n")
        for folder in (self.folder, *self.folder.glob("conf.*")):
            (folder / "slurm.conf").write_text(text)
            (folder / "gres.conf").write_text("\n".join(gres) + "\n")

    def _daemon(self, name, *command):
        log = open(self.folder / f"{name}.out", "ab")
        self.daemons[name] = subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                              start_new_session=True)
        log.close()

    def start(self):
        self._configure()
        munge = self.folder / "munge"
        munge.mkdir()
        (munge / "key").write_bytes(os.urandom(128))
        (munge / "key").chmod(0o600)
        for path in (munge, munge / "key"):
            shutil.chown(path, "munge", "munge")
        self._daemon("munged", "runuser", "-u", "munge", "--", "munged", "--foreground", f"--key-file={munge}/key",
                     f"--socket={munge}/socket", f"--pid-file={munge}/pid", f"--log-file={munge}/log",
                     f"--seed-file={munge}/seed", "--num-threads=2")
        self.wait_until((munge / "socket").exists, "munged has not started")
        self._daemon("slurmctld", "slurmctld", "-D", "-c", "-f", str(self.folder / "slurm.conf"))
        for name in (*self.nodes, "nogpu1"):
            self.start_node(name)
        self.wait_until(lambda: set(self.run("sinfo", "-h", "-N", "-o", "%T").split()) == {"idle"}, "nodes are not idle")
        return self

    def start_node(self, name):
        self._daemon(name, "slurmd", "-D", "-N", name, "-f", str(self.folder / f"conf.{name}" / "slurm.conf"))

    def kill_node(self, name, processes):
        """Kills the node's daemon: with `processes` all that runs on the node too, as when its power fails; else that lives
        on, as when only the node's network fails."""
        daemon = self.daemons.pop(name)
        daemon.kill()
        daemon.wait()
        for _ in range(3 if processes else 0):  # one that is killed may just have started another
            running = [pid for pid in self.left_over() if self.runs_on(pid, name)]
            # First who would report their end: slurmstepd's title lies where its environment was.
            kill({parent for pid in running if (parent := parent_of(pid)) and name_of(parent).startswith("slurmstepd")})
            kill(running)

    @staticmethod
    def runs_on(pid, name):
        try:
            return f"SLURMD_NODENAME={name}\0".encode() in pathlib.Path("/proc", str(pid), "environ").read_bytes()
        except OSError:
            return False

    def wait_until(self, condition, what, seconds=30):
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise AssertionError(f"{what} after {seconds} s\n{self.logs()}")
            time.sleep(0.1)

    def logs(self):
        return "\n".join(f"{path.name}: {path.read_text(errors='replace')[-1500:]}"
                         for path in sorted([*self.folder.glob("*.log"), *self.folder.glob("*.out")]))

    def run(self, *command, check=True, **options):
        """A command of Slurm's; its output."""
        done = subprocess.run([str(word) for word in command], env={**self.env, **options.pop("env", {})}, text=True,
                              capture_output=True, timeout=60, stdin=subprocess.DEVNULL, **options)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout if check else done

    def job(self, job):
        """What scontrol says of a job."""
        text = self.run("scontrol", "-o", "show", "job", job)
        return dict(word.split("=", 1) for word in text.split() if "=" in word)

    def left_over(self):
        """Processes that carry this Slurm's mark."""
        mark, found = f"BB_LOCAL_SLURM={self.folder}\0".encode(), []
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                if int(entry) != os.getpid() and mark in pathlib.Path("/proc", entry, "environ").read_bytes() + b"\0":
                    found.append(int(entry))
            except OSError:
                pass
        return found

    def stop(self):
        for process in self.daemons.values():
            process.terminate()
        for process in self.daemons.values():
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for _ in range(3):  # one that is killed may just have started another
            kill(self.left_over())
            time.sleep(0.2)
        shutil.rmtree(self.folder, ignore_errors=True)
