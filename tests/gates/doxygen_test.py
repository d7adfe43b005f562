"""The Doxyfile builds without a warning; skipped (77) where there is no doxygen."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

if not shutil.which("doxygen"):
    print("skipped: there is no doxygen (Debian: doxygen)")
    sys.exit(77)
with tempfile.TemporaryDirectory() as folder:
    settings = (ROOT / "Doxyfile").read_text() + f"\nOUTPUT_DIRECTORY = {folder}\n"
    done = subprocess.run(["doxygen", "-"], cwd=ROOT, input=settings, text=True, capture_output=True)
    print(done.stdout + done.stderr)
    made = pathlib.Path(folder, "html", "index.html").exists()
sys.exit(0 if done.returncode == 0 and made and not done.stderr.strip() else 1)
