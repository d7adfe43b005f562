"""The reference's view of a template file and of how query chains match it, in the form that dump_templates prints."""
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[4]
sys.path += [str(ROOT / "tests/oracle"), str(ROOT / "tools/components")]

from boltz.data import const  # noqa: E402
from boltz.data.parse import mmcif, pdb, schema  # noqa: E402
from boltz.data.tokenize.boltz2 import tokenize_structure  # noqa: E402

import components  # noqa: E402
import import_mols  # noqa: E402
import molecule_record  # noqa: E402


class Components(dict):
    """The reference's dictionary of components, filled from wwPDB's as it asks."""

    def get(self, code, default=None):
        if code not in self:
            try:
                self[code] = components.component(code)
            except KeyError:
                return default
        return self[code]

    def write(self, path):
        """All that were asked for, as a component file."""
        import_mols.write(path, ((code, molecule_record.record(code, components.component(code))[0]) for code in list(self)), "test")


def read(path, file_format, known):
    parse = pdb.parse_pdb if file_format == "pdb" else mmcif.parse_mmcif
    return parse(str(path), mols=known, moldir="/nowhere", use_assembly=False, compute_interfaces=False)


def chains(parsed):
    """name -> (sequence, tokens) of every protein chain, in order."""
    tokens, _ = tokenize_structure(parsed.data)
    return {str(chain["name"]): (parsed.sequences[str(chain["name"])], tokens[tokens["asym_id"] == chain["asym_id"]])
            for chain in parsed.data.chains if chain["mol_type"] == const.chain_type_ids["PROTEIN"]}


def spans(parsed, queries, chain_ids, template_ids):
    """What parse_boltz_schema records; where it goes through a set, in the order given."""
    match = schema.get_template_records_from_matching if chain_ids and template_ids else schema.get_template_records_from_search
    records = match(template_id="t", chain_ids=chain_ids or list(queries), sequences=queries,
                    template_chain_ids=template_ids or list(chains(parsed)), template_sequences=parsed.sequences)
    return [[r.query_chain, r.query_st, r.query_en, r.template_chain, r.template_st, r.template_en] for r in records]


def differences(ours, parsed, expected_spans):
    """What differs from the reference, one line each; the largest difference of a float; the number of residues compared."""
    found, largest, count = [], 0.0, 0
    reference = chains(parsed)
    if [chain["name"] for chain in ours["chains"]] != list(reference):
        return [f"chains {[chain['name'] for chain in ours['chains']]}, the reference has {list(reference)}"], 0.0, 0
    for chain in ours["chains"]:
        sequence, tokens = reference[chain["name"]]
        if chain["sequence"] != sequence or len(chain["residues"]) != len(tokens):
            found.append(f"chain {chain['name']}: sequence\n  {chain['sequence']} ({len(chain['residues'])})\n  {sequence} ({len(tokens)})")
            continue
        for k, (residue, token) in enumerate(zip(chain["residues"], tokens, strict=True)):
            exact = {"name": token["res_name"], "token": token["res_type"], "modified": token["modified"],
                     "has": [token["resolved_mask"], token["disto_mask"], token["frame_mask"]], "index": token["res_idx"]}
            for key, value in exact.items():
                if (residue | {"index": k})[key] != (value if isinstance(value, list) else value.item()):
                    found.append(f"chain {chain['name']} residue {k + 1}: {key} {residue.get(key, k)}, the reference has {value}")
            for key, name in {"center": "center_coords", "disto": "disto_coords",
                              "rotation": "frame_rot", "translation": "frame_t"}.items():
                largest = max(largest, float(np.abs(np.float64(residue[key]) - token[name]).max()))
            count += 1
    if ours["spans"] != expected_spans:
        found.append(f"spans {ours['spans']}, the reference has {expected_spans}")
    if largest > 1e-5:
        found.append(f"coordinates differ by {largest}")
    return found, largest, count
