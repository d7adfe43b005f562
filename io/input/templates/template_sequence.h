#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bb {

/// Which residues of a polymer's full sequence are in the model. The reference calls gemmi 0.6.5's
/// align_sequence_to_polymer; this is that alignment written anew (the packaged gemmi may have an
/// older one with other results), ties broken the same way.
///
/// `gap_after[i]`: whether model residues i and i+1 are not bonded, so that something may be
/// missing between them. Match +1, mismatch −1; a gap of n costs n, and to open it 1 more where the
/// model lacks something and 2 more where it has not, nothing before its first and after its last
/// residue and at chain breaks. (Gotoh 1982.)
///
/// Returns gemmi's match string: one character per column of the alignment, '|' for equal residues,
/// '.' for unequal, ' ' for gaps.
std::string align_model_to_sequence(std::span<const std::string> sequence,
                                    std::span<const std::string> model,
                                    const std::vector<bool>& gap_after);

}  // namespace bb
