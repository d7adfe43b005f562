"""Matrix-product FLOPs of each stage, and what cards can do.

The formulas are DESIGN.md's, with what its totals hold besides: each of the four MSA layers ends in a pairwise block as
large as a pairformer block's pair part, and has products per row. The atom transformers, 7 % of a diffusion step, are left
out. Widths are the published ones. What an implementation saves (conditioning computed once for all samples, say) is not
subtracted: this is the work as the model defines it.
"""

PEAKS = {  # dense, TFLOP/s, from NVIDIA's datasheets
    "H200": {"float32": 67, "tf32": 495, "bfloat16": 989},
    "H100": {"float32": 67, "tf32": 495, "bfloat16": 989},
    "A100": {"float32": 19.5, "tf32": 156, "bfloat16": 312},
}


def peaks(card):
    """{unit: TFLOP/s} of a card by its name, or nothing for one that is not listed."""
    return next((peak for name, peak in PEAKS.items() if name in card), {})


def units(dtype, matmul_precision):
    """The arithmetic unit that (the trunk, the float32 islands) run on. On CUDA "medium" is TF32 as "high" is."""
    island = "float32" if matmul_precision == "highest" else "tf32"
    return ("bfloat16" if dtype == "bfloat16" else island), island


ISLANDS = {"step", "diffusion", "affinity"}  # float32 whatever the trunk runs in


def unit_of(stage, dtype, matmul_precision):
    trunk, island = units(dtype, matmul_precision)
    return island if stage in ISLANDS else trunk


def pair_block(n):
    return 1.122e6 * n**2 + 1536 * n**3


def pairformer_pass(n):
    return 64 * (pair_block(n) + 5e6 * n)


def msa_pass(n, rows):
    return 4 * (2560 * rows * n**2 + 0.2e6 * rows * n + 0.26e6 * n**2 + pair_block(n))


def diffusion_step(n):
    return 24 * (38 * 768**2 * n + 3072 * n**2)


def confidence(n):
    return 8 * (pair_block(n) + 5e6 * n)


def affinity(n):
    return 12 * pair_block(n)


def of_stage(stage, n, rows, samples=1):
    """FLOPs of one complex; nothing where no formula is kept (embedder, conditioning)."""
    formulas = {"msa": lambda: msa_pass(n, rows), "pairformer": lambda: pairformer_pass(n),
                "trunk pass": lambda: msa_pass(n, rows) + pairformer_pass(n), "step": lambda: samples * diffusion_step(n),
                "confidence": lambda: samples * confidence(n), "affinity": lambda: affinity(n)}
    return formulas[stage]() if stage in formulas else None
