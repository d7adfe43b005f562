"""Numbers that the documents state and a source decides: where the one is and where the other."""

NUMBERS = (
    ("docs/store.md", r"waits until (\d+) s\s+after the last beat", "io/store/lock/store_lock.h", r"expires_after\{(\d+)000\}"),
    ("docs/store.md", r"heartbeat every (\d+) s", "io/store/lock/store_lock.h", r"beat_every\{(\d+)000\}"),
    ("docs/store.md", r"Messages are cut at (\d+) bytes", "io/store/layout.h", r"max_error_bytes = (\d+)"),
    ("docs/store.md", r"pending 0x(\w\w), done", "io/results/status.h", r"pending = 0x(\w\w)"),
    ("docs/store.md", r"done 0x(\w\w), failed", "io/results/status.h", r"done = 0x(\w\w)"),
    ("docs/store.md", r"failed 0x(\w\w), not_wanted", "io/results/status.h", r"failed = 0x(\w\w)"),
    ("docs/store.md", r"not_wanted 0x(\w\w)", "io/results/status.h", r"not_wanted = 0x(\w\w)"),
    ("docs/chemistry.md", r"above (\d+) atoms no affinity", "io/input/chemistry/ligand_builder.cpp", r"most_affinity_atoms = (\d+)"),
    ("docs/chemistry.md", r"above (\d+) a warning", "io/input/chemistry/ligand_builder.cpp", r"most_trained_atoms = (\d+)"),
    ("docs/chemistry.md", r"longer than the time limit \((\d+) s\)", "driver/options/options.h", r"chemistry_seconds = (\d+)"),
    ("docs/chemistry.md", r"are replaced every ([\d,]+) molecules", "io/input/chemistry/chemistry_pool.h",
     r"molecules_per_process = (\d+)"),
    ("docs/clusters.md", r"ended `abandon_seconds` \((\d+)\)", "slurm/site.env", r"abandon_seconds=(\d+)"),
    ("docs/clusters.md", r"`fruitless_attempts`, (\d+) s apart", "slurm/site.env", r"retry_seconds=(\d+)"),
    ("docs/clusters.md", r"first ([\d,]+) rows", "driver/commands/quick_check.cpp", r"rows_read = (\d+)"),
    ("CONTRIBUTING.md", r"is believed; (\d+)\)", "io/store/lock/store_lock.h", r"expires_after\{(\d+)000\}"),
)
