"""Inputs, folders and streams that are out to do harm: each is answered, soon, in little memory, and no file that is not
an input is shown or written."""

import errno
import gzip
import json
import os
import random
import resource
import stat
import subprocess
import time
import unittest

import harness
from harness import DONE, ERROR, FAILURES, PROGRAM, SETTINGS, USAGE

SEQUENCE = "MKTAYIAKQRQISFVKSHFSRQ"
YAML = f"""version: 1
sequences:
  - protein: {{id: [A, B], sequence: {SEQUENCE}, msa: empty, modifications: [{{position: 2, ccd: MSE}}]}}
  - ligand:
      id: L
      smiles: 'CC(=O)Oc1ccccc1C(=O)O'
  - dna: {{id: D, sequence: ACGT}}
constraints:
  - pocket: {{binder: L, contacts: [[A, 1], [A, 5]], max_distance: 6.0}}
  - contact: {{token1: [A, 1], token2: [B, 5]}}
properties:
  - affinity: {{binder: L}}
"""
A3M = f">query\n{SEQUENCE}\n>one\nMKTAYIAKQRQISFVKSHFSRE\n>two\nMKTaaAYIAKQRQI--VKSHFSRQ\n"
CSV = f"key,sequence\n1,{SEQUENCE}\n2,MKTAYIAKQRQISFVKSHFSRE\n,MKTAYIAKQRQI--VKSHFSRQ\n"
FASTA = f">A|protein|empty\n{SEQUENCE}\n>L|smiles\nCCO\n"
PDB = "SEQRES   1 A    2  ALA GLY\n" + "".join(
    f"ATOM  {i:5d}  {name:<3s} {residue} A{number:4d}    {x:8.3f}{i:8.3f}{2.5:8.3f}  1.00  0.00           {name[0]}\n"
    for i, (name, residue, number, x) in enumerate(
        [("N", "ALA", 1, 0), ("CA", "ALA", 1, 1.5), ("C", "ALA", 1, 3), ("O", "ALA", 1, 3.5), ("N", "GLY", 2, 4),
         ("CA", "GLY", 2, 5.4), ("C", "GLY", 2, 6.8), ("O", "GLY", 2, 7)], 1)) + "TER\nEND\n"
CIF_HEAD = """data_X
_entry.id X
loop_
_entity.id
_entity.type
1 polymer
loop_
_entity_poly.entity_id
_entity_poly.type
1 'polypeptide(L)'
loop_
_entity_poly_seq.entity_id
_entity_poly_seq.num
_entity_poly_seq.mon_id
1 1 ALA
1 2 GLY
loop_
_atom_site.group_PDB
_atom_site.id
_atom_site.type_symbol
_atom_site.label_atom_id
_atom_site.label_alt_id
_atom_site.label_comp_id
_atom_site.label_asym_id
_atom_site.label_entity_id
_atom_site.label_seq_id
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
_atom_site.auth_seq_id
_atom_site.auth_asym_id
_atom_site.pdbx_PDB_model_num
"""
CIF_ATOM = "ATOM 1 C CA . ALA A 1 1 1.0 2.0 3.0 1 A 1\n"
CIF = CIF_HEAD + CIF_ATOM + "ATOM 2 C CA . GLY A 1 2 4.0 2.0 3.0 2 A 1\n"
DICTIONARY = [b"\0", b"\xff", b"\x1b]0;x\x07", b"\r", b"\n", b"'", b'"', b"[[[[", b"{{{{", b"&a ", b"*a", b"<<: *a", b"- ",
              b"9" * 40, b"-1", b"1e999", b"nan", b"%", b"loop_\n", b"data_\n", b";\n", b"\xef\xbb\xbf", b"\xff\xfe",
              b"A" * 5000, "µ\u202e".encode(), b"../../../../etc/passwd", b"/dev/zero", b"#", b"|", b"> ", b"!!binary "]
MEGABYTE, GIGABYTE = 10**6, 10**9


def mutations(text, count, seed):
    """Of a good file: bytes changed, pieces cut out, doubled, moved, words put in."""
    draw = random.Random(seed)
    for _ in range(count):
        data = bytearray(text.encode())
        for _ in range(draw.choice((1, 1, 2, 5, 20))):
            at, kind = draw.randrange(len(data) + 1), draw.randrange(6)
            length = draw.choice((1, 3, 20, 200))
            if kind == 0 and at < len(data):
                data[at] ^= 1 << draw.randrange(8)
            elif kind == 1:
                del data[at:at + length]
            elif kind == 2:
                data[at:at] = data[at:at + length] * draw.choice((1, 2, 50))
            elif kind == 3:
                del data[at:]
            elif kind == 4:
                piece = data[at:at + length]
                del data[at:at + length]
                place = draw.randrange(len(data) + 1)
                data[place:place] = piece
            else:
                data[at:at] = draw.choice(DICTIONARY)
        yield bytes(data)


def packed(piece, size, head=b""):
    """A gzip file of `size` bytes of that piece again and again; small, and made in no time."""
    block = piece * max(1, 16 * MEGABYTE // len(piece))
    member = gzip.compress(block, 1)
    return (gzip.compress(head, 1) if head else b"") + member * (size // len(block) + 1)


class Folder(harness.IntegrationTest):
    def put(self, name, contents):
        (self.folder / name).write_bytes(contents if isinstance(contents, bytes) else contents.encode())
        return name

    def with_msa(self, name, msa):
        return self.put(name, f"sequences:\n  - protein: {{id: A, sequence: {SEQUENCE}, msa: {msa}}}\n")

    def with_template(self, name, template):
        kind = "pdb" if ".pdb" in template else "cif"
        return self.put(name, f"sequences:\n  - protein: {{id: A, sequence: {SEQUENCE}, msa: empty}}\n"
                              f"templates:\n  - {kind}: {template}\n")

    def answer(self, *arguments, seconds, **options):
        """What the program says; in time, in little memory, with nothing that a terminal would obey."""
        start = time.monotonic()
        process = harness.start(*arguments, cwd=self.folder, **options)
        result = harness.finish(process, timeout=seconds)
        result.seconds = time.monotonic() - start
        for text in (result.out, result.err):
            self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u202e]")
            self.assertNotIn("root:", text)
        self.assertIn(result.code, (DONE, ERROR, USAGE, FAILURES), f"\n{result}")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        self.assertLess(peak, 2 * GIGABYTE)
        return result

    def errors_of(self, result):
        return {line.split(": ")[1]: line for line in result.out.splitlines() if line.startswith("error: ")}


class Inputs(Folder):
    def test_hundreds_of_damaged_files(self):
        files = []
        for i, data in enumerate(mutations(YAML, 120, 1)):
            files.append(self.put(f"yaml{i}.yaml", data))
        for i, data in enumerate(mutations(FASTA, 30, 2)):
            files.append(self.put(f"fasta{i}.fasta", data))
        for kind, text, count in (("a3m", A3M, 50), ("csv", CSV, 40)):
            for i, data in enumerate(mutations(text, count, 3)):
                name = f"{kind}{i}.{kind}"
                files.append(self.with_msa(f"msa_{kind}{i}.yaml", self.put(name, data)))
            good = gzip.compress(text.encode())
            for i in range(10):
                data = bytearray(good)
                data[random.Random(i).randrange(len(data))] ^= 255
                name = self.put(f"{kind}{i}.{kind}.gz", bytes(data[:len(data) - i]))
                files.append(self.with_msa(f"msa_{kind}{i}_gz.yaml", name))
        for kind, text, count in (("cif", CIF, 40), ("pdb", PDB, 30)):
            for i, data in enumerate(mutations(text, count, 4)):
                files.append(self.with_template(f"of_{kind}{i}.yaml", self.put(f"{kind}{i}.{kind}", data)))
        rows = "".join(f"row{i},{name}\n" for i, name in enumerate(files))
        self.put("manifest.csv", "id,input\n" + rows)
        self.assertGreater(len(files), 300)
        result = self.answer("check", "manifest.csv", "--threads", 2, seconds=120)
        self.assertRegex(result.out, f"{len(files)} rows, [0-9]+ with errors")
        self.assertGreater(len(self.errors_of(result)), 100)
        self.assertGreater(len(files) - len(self.errors_of(result)), 20)

    def test_files_that_are_too_much(self):
        """Each is its own row's error, which names the limit and the file."""
        deep, wide = "[" * 10_000, "A" * 100_000
        self.put("empty_lines.a3m.gz", packed(b"\n", 3 * GIGABYTE, b">q\nMK\n"))
        self.put("headers.a3m.gz", packed(b">another of these\n", 2 * GIGABYTE))
        self.put("one_line.a3m.gz", packed(b"A", 2 * GIGABYTE, b">q\n"))
        self.put("columns.a3m", f">q\n{wide}\n>r\n{wide}\n")
        self.put("rows.csv.gz", packed(b"1,MKTAYIAKQRQISFVKSHFSRQ\n", 2 * GIGABYTE, b"key,sequence\n"))
        self.put("atoms.cif.gz", packed(CIF_ATOM.encode(), 2_000_000 * len(CIF_ATOM), CIF_HEAD.encode()))
        self.put("words.cif.gz", packed(b"_a b\n", 100 * MEGABYTE, b"data_x\n"))
        self.put("lines.pdb.gz", packed(PDB.splitlines()[1].encode() + b"\n", 300 * MEGABYTE))
        cases = {
            self.with_msa("empty_lines.yaml", "empty_lines.a3m.gz"): "empty lines of more than 100,000,000",
            self.with_msa("headers.yaml", "headers.a3m.gz"): "512,000,000 bytes",
            self.with_msa("one_line.yaml", "one_line.a3m.gz"): "line of more than 100,000,000",
            self.with_msa("columns.yaml", "columns.a3m"): "20,000",
            self.with_msa("rows.yaml", "rows.csv.gz"): "512,000,000 bytes",
            self.with_template("atoms.yaml", "atoms.cif.gz"): "allowed",
            self.with_template("words.yaml", "words.cif.gz"): "12,000,000",
            self.with_template("lines.yaml", "lines.pdb.gz"): "128,000,000 bytes",
            self.put("letters.yaml", YAML.replace("ACGT", "ACGT" * 10_000)): "20,000",
            self.put("chains.yaml", "sequences:\n  - dna: {sequence: " + "A" * 15_000 + ", id: [A, B, C, D]}\n"):
                "50,000 residues",
            self.put("deep.yaml", "sequences: " + deep): "deep",
            self.put("deep_blocks.yaml", "- " * 10_000): "deep",
            self.put("large.yaml", "# nothing\n" * 2_000_000): "16,000,000 bytes",
            self.put("aliases.yaml", "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
                f"{b}: &{b} [{', '.join(['*' + a] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi"))):
                    "1,000,000 values",
        }
        self.put("manifest.csv", "id,input\n" + "".join(f"{name},{name}\n" for name in cases))
        result = self.answer("check", "manifest.csv", "--threads", 1, seconds=200)
        errors = self.errors_of(result)
        for name, words in cases.items():
            self.assertIn(name, errors)
            self.assertIn(words, errors[name])
            self.assertIn(name.split(".")[0], errors[name])

    def test_lists_that_are_too_much(self):
        self.target()
        self.put("columns.csv", "id,input," + ",".join(f"c{i}" for i in range(100_000)) + "\n")
        self.put("values.csv", "id,target,smiles,note\na,target.yaml,CCO," + "x" * 10_000 + "\nb,target.yaml,CCO,y\n")
        self.put("long.smi", "C" * 2_000_000 + " long\nCCO short\n")
        self.put("endless.smi.gz", packed(b"C", 2 * GIGABYTE))
        self.put("record.sdf", "x\n" * 3_000_000 + "$$$$\n")
        self.assertIn("1,000", self.answer("check", "columns.csv", seconds=20).err)
        result = self.answer("check", "values.csv", seconds=20)
        self.assertIn("4,000", self.errors_of(result)["a"])
        self.assertIn("2 rows, 1 with errors", result.out)
        for library, words in (("long.smi", "2 rows, 1 with errors"), ("record.sdf", "4,000,000 bytes")):
            result = self.answer("check", "--target", "target.yaml", library, seconds=20)
            self.assertIn(words, result.out)
        result = self.answer("check", "--target", "target.yaml", "endless.smi.gz", seconds=40)
        self.assertIn("line of more than 100,000,000", result.err)

    def test_zero_bytes_cost_their_rows(self):
        self.target()
        self.put("manifest.csv", b"id,target,smiles,note\nr0,target.yaml,CCO,n\nb\0ad,target.yaml,CCC,n\n"
                                 b"r2,target.yaml,CCN,a\0b\nr3,target.yaml,CC\0O,n\nr4,target.yaml,CCS,\xff\n")
        result = self.answer("manifest.csv", "--out", "r.h5", *SETTINGS, seconds=120)
        self.assertEqual(result.code, FAILURES, f"\n{result}")
        self.assertEqual(harness.count(self.folder / "r.h5", "done"), 1)
        self.assertEqual(harness.count(self.folder / "r.h5", "failed"), 4)
        self.answer("status", "r.h5", "--failed", seconds=20)
        self.check_sound("r.h5")


class Files(Folder):
    def test_only_files_are_read_as_files(self):
        """Wherever a path is taken, a pipe, a device and a folder are refused at once."""
        os.mkfifo(self.folder / "pipe")
        (self.folder / "folder").mkdir()
        kinds = {"pipe": "named pipe", "/dev/zero": "device", "folder": "folder"}
        rows = ["id,input"]
        for number, kind in enumerate(kinds):
            for ending in ("a3m", "csv", "a3m.gz"):
                os.symlink(kind, self.folder / f"msa{number}.{ending}")
                rows.append(f"{kind} as {ending}," + self.with_msa(f"{number}{ending}.yaml", f"msa{number}.{ending}"))
            for ending in ("cif", "pdb"):
                os.symlink(kind, self.folder / f"template{number}.{ending}")
                rows.append(f"{kind} as {ending}," +
                            self.with_template(f"{number}{ending}.yaml", f"template{number}.{ending}"))
            for ending in ("yaml", "fasta"):
                os.symlink(kind, self.folder / f"input{number}.{ending}")
                rows.append(f"{kind} as {ending},input{number}.{ending}")
        for name in ("/proc/kmsg", "/proc/self/environ"):
            os.symlink(name, self.folder / (name.replace("/", "_") + ".yaml"))
            rows.append(f"made up {name[-4:]},{name.replace('/', '_')}.yaml")
        self.put("manifest.csv", "\n".join(row.replace("/", "_", row.index(",")) for row in rows) + "\n")
        result = self.answer("check", "manifest.csv", seconds=30)
        errors = self.errors_of(result)
        self.assertEqual(len(errors), len(rows) - 1, f"\n{result}")
        for name, line in errors.items():
            self.assertIn({"p": "named pipe", "_": "device", "f": "folder", "m": "kernel"}[name[0]], line)

        self.target()
        good = self.put("good.csv", "id,target,smiles,affinity\na,target.yaml,CCO,true\n")
        for kind, words in kinds.items():
            for ending in ("smi", "csv", "sdf"):
                library = f"library_{words.split()[0]}.{ending}"
                os.symlink(kind, self.folder / library)
                self.assertIn(words, self.answer("check", library, "--target", "target.yaml", seconds=20).err)
            for option in ("--checkpoint", "--affinity-checkpoint", "--components", "--config"):
                arguments = [str(a) for a in (good, "--out", "r.h5", *SETTINGS)]
                if option in arguments:
                    arguments[arguments.index(option) + 1] = kind
                else:
                    arguments += [option, kind]
                self.assertIn(words, self.answer(*arguments, seconds=20).err, option)
            self.assertIn(words, self.answer("status", kind, seconds=20).err)
        result = self.answer(good, "--out", "pipe", *SETTINGS, seconds=30)
        self.assertIn("pipe (FIFO)", result.err)
        self.assertTrue(stat.S_ISFIFO((self.folder / "pipe").stat().st_mode))

    def test_files_of_others_are_not_shown(self):
        """A private file by a link, read as each kind of input: not a word of it is in the messages."""
        secret = self.put("secret", "root:x:0:0:root:/root:/bin/bash\nTOPSECRET: x\nhunter2 TOPSECRET\n")
        rows = ["id,input"]
        for ending in ("yaml", "fasta"):
            os.symlink(secret, self.folder / f"input.{ending}")
            rows.append(f"{ending},input.{ending}")
        for name, text in (("key.pem", "-----BEGIN TOPSECRET-----\nTOPSECRET\n-----END-----\n"), ("word", "TOPSECRET"),
                           ("map", "TOPSECRET hunter2 and what else there is of it in this file: TOPSECRET\n")):
            os.symlink(self.put(name, text), self.folder / f"{name}.yaml")
            rows.append(f"{name},{name}.yaml")
        for ending in ("a3m", "csv"):
            os.symlink(secret, self.folder / f"msa.{ending}")
            rows.append(f"{ending}," + self.with_msa(f"of_{ending}.yaml", f"msa.{ending}"))
        for ending in ("cif", "pdb"):
            os.symlink(secret, self.folder / f"template.{ending}")
            rows.append(f"{ending}," + self.with_template(f"of_{ending}.yaml", f"template.{ending}"))
        self.put("manifest.csv", "\n".join(rows) + "\n")
        result = self.answer("check", "manifest.csv", seconds=30)
        self.assertEqual(len(self.errors_of(result)), len(rows) - 1, f"\n{result}")
        self.target()
        outputs = result.out + result.err
        for name in ("list.csv", "list.sdf"):
            os.symlink(secret, self.folder / name)
            result = self.answer("check", "--target", "target.yaml", name, seconds=30)
            outputs += result.out + result.err
        outputs += self.answer("check", "list.csv", seconds=30).err
        self.assertNotIn("TOPSECRET", outputs)
        self.assertNotIn("hunter2", outputs)


class Places(Folder):
    def setUp(self):
        super().setUp()
        self.screen(2, affinity=False)

    def test_nothing_of_the_working_folder_is_loaded(self):
        (self.folder / "fake.c").write_text(
            '#include <fcntl.h>\n__attribute__((constructor)) static void run(void) '
            '{ open("%s", O_CREAT | O_WRONLY, 0600); }\n' % (self.folder / "was_run"))
        subprocess.run(["cc", "-shared", "-fPIC", "-o", self.folder / "libcuda.so.1", "-Wl,-soname,libcuda.so.1",
                        self.folder / "fake.c"], check=True)
        for arguments in (["--version"], ["check", "manifest.csv"], ["status", "none.h5"]):
            self.answer(*arguments, seconds=60)
            self.assertFalse((self.folder / "was_run").exists(), arguments)
        self.answer("--help", program=harness.REPLAY, seconds=60)
        self.assertFalse((self.folder / "was_run").exists())

    def test_programs_are_hardened(self):
        for name in ("boltz-batch", "boltz-batch-chemistry", "boltz-replay"):
            def read(what):
                return subprocess.run(["readelf", "-W", what, harness.PROGRAMS / name], capture_output=True, text=True,
                                      check=True).stdout
            dynamic, symbols = read("-d"), read("--dyn-syms")
            self.assertRegex(dynamic, "FLAGS_1.* NOW PIE")
            self.assertIn("GNU_RELRO", read("-l"))
            if not {"libasan", "libtsan"} & set(dynamic.replace("[", " ").replace(".", " ").split()):
                self.assertIn("__stack_chk_fail", symbols)
                if name != "boltz-replay":  # which calls nothing that is checked
                    self.assertRegex(symbols, "__[a-z]+_chk@")

    def test_links_are_not_written_through(self):
        victim = self.folder / "victim"
        victim.write_text("precious")
        for name in ("r.h5.creating", "r.h5.journal.creating", "p.prom.new"):
            os.symlink(victim, self.folder / name)
        old = os.umask(0o027)
        try:
            self.check_run("manifest.csv", "--out", "r.h5", "--metrics", "m.json", "--metrics-seconds", 0.1,
                           "--prometheus", "p.prom", *SETTINGS)
        finally:
            os.umask(old)
        self.assertEqual(victim.read_text(), "precious")
        for name in ("r.h5", "r.h5.run.json", "m.json", "p.prom"):
            mode = os.lstat(self.folder / name).st_mode
            self.assertTrue(stat.S_ISREG(mode), name)
            self.assertEqual(stat.S_IMODE(mode), 0o640, name)

    def test_names_that_are_no_text(self):
        """In bytes that are no UTF-8, and in words that a terminal would obey."""
        name = os.fsdecode(b"bad\xff\x1b]0;title\x07.h5")
        self.answer("manifest.csv", "--out", name, "--metrics", "m.json", "--metrics-seconds", 0.1, "--prometheus",
                    "p.prom", *SETTINGS, seconds=120)
        self.assertEqual(harness.count(self.folder / name, "done"), 2)
        for line in (self.folder / "m.json").read_text().splitlines():
            json.loads(line)
        (self.folder / "p.prom").read_text()
        json.loads((self.folder / (name + ".run.json")).read_text())
        json.loads(self.answer("status", name, "--json", seconds=30).out)
        self.answer("verify", name, seconds=30)

    def test_closed_streams(self):
        for number, closed in enumerate(((1, 2), (0, 1, 2), (2,), (0,))):
            out = f"r{number}.h5"
            command = " ".join([str(PROGRAM), "manifest.csv", "--out", out, *map(str, SETTINGS)])
            shut = " ".join(f"{n}{'<' if n == 0 else '>'}&-" for n in closed)
            code = subprocess.run(["bash", "-c", f"exec {command} {shut}"], cwd=self.folder, timeout=120,
                                  env=harness.environment(), stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
            self.assertEqual(code, DONE, shut)
            self.assertEqual(harness.count(self.folder / out, "done"), 2)

    def test_output_that_is_not_taken_is_an_error(self):
        self.check_run("manifest.csv", "--out", "r.h5", *SETTINGS)
        for arguments in (["status", "r.h5"], ["verify", "r.h5"], ["check", "manifest.csv"], ["--help"], ["--version"],
                          ["plan", "manifest.csv", "--out", "p.h5", *SETTINGS], ["manifest.csv", "--out", "r.h5", *SETTINGS]):
            with open("/dev/full", "w") as full:
                result = subprocess.run(harness.command(arguments), cwd=self.folder, stdout=full, stderr=subprocess.PIPE,
                                        stdin=subprocess.DEVNULL, env=harness.environment(), text=True, timeout=120)
            self.assertEqual(result.returncode, ERROR, arguments)
            self.assertIn(os.strerror(errno.ENOSPC), result.stderr)


if __name__ == "__main__":
    unittest.main()
