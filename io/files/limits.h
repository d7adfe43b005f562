#pragma once

#include <cstddef>
#include <string>

namespace bb::limits {

/// What one file or row may cost to be read (docs/limits.md). Beyond it is an error that names the
/// limit. Each is above what real data has, and such that a row at its limit takes less than 10 s
/// and 2 GB on one core.

inline constexpr size_t kilobyte = 1000, megabyte = 1000 * kilobyte;

/// Text files, line by line.
inline constexpr size_t line_bytes = 16 * megabyte;
inline constexpr size_t endless_bytes = 100 * megabyte;  ///< of one line, or of empty ones

/// Manifests and libraries.
inline constexpr size_t list_line_bytes = megabyte;  ///< of CSV and SMILES
inline constexpr size_t csv_columns = 1000;
inline constexpr size_t csv_record_lines = 64;  ///< of a record with line ends in quotes
inline constexpr size_t sdf_record_bytes = 4 * megabyte;
inline constexpr size_t id_bytes = 200;
inline constexpr size_t value_bytes = 4 * kilobyte;  ///< of a column of the user's own
inline constexpr size_t smiles_bytes = 100 * kilobyte;

/// Complexes.
inline constexpr size_t yaml_bytes = 16 * megabyte;  ///< FASTA too
inline constexpr size_t yaml_values = 1'000'000;
inline constexpr size_t yaml_depth = 64;
inline constexpr size_t sequence_letters = 20'000;
inline constexpr size_t complex_residues = 50'000;

/// MSAs, unpacked.
inline constexpr size_t msa_bytes = 512 * megabyte;
inline constexpr size_t msa_rows = 32'767;             ///< the reference's seq_idx
inline constexpr size_t msa_letters = 256 * megabyte;  ///< rows times columns

/// Templates, unpacked.
inline constexpr size_t template_bytes = 128 * megabyte;
inline constexpr size_t template_values = 12'000'000;  ///< of mmCIF: words of the file
inline constexpr size_t template_atoms = 500'000;
inline constexpr size_t template_residues = 1'000'000;   ///< of its full sequences, all chains
inline constexpr size_t alignment_cells = 100'000'000;   ///< residues of one times of the other
inline constexpr size_t template_cells = 1'000'000'000;  ///< of all alignments of one template

/// 16,000,000 as "16,000,000".
std::string written(size_t number);

}  // namespace bb::limits
