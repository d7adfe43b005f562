"""Which sources were measured."""
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def git(*words):
    try:
        return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True).stdout.strip()
    except OSError:  # no git here
        return ""


def commit():
    """The commit, and whether files differ from it; BB_COMMIT where the sources came without their repository."""
    found = git("rev-parse", "--short", "HEAD")
    if not found:
        return os.environ.get("BB_COMMIT", "unknown")
    return found + (" with changes" if git("status", "--porcelain") else "")
