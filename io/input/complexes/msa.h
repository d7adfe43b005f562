#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/files/byte_source.h"
#include "io/input/complexes/complex_input.h"

namespace bb {

struct MsaDeletion {
  int16_t column = 0;  // the residue that the deleted ones stand before
  int16_t count = 0;
  bool operator==(const MsaDeletion&) const = default;
};

struct MsaRow {
  int32_t taxonomy = -1;        // rows of different chains with one taxonomy pair; -1: none
  uint32_t first_deletion = 0;  // in Msa::deletions
  uint32_t deletion_count = 0;
  bool operator==(const MsaRow&) const = default;
};

/// An alignment as the reference encodes it: one token number (residue_letters.h) per row and
/// column, insertions as counts. Row 0 is the query.
struct Msa {
  size_t columns = 0;
  std::vector<int8_t> residues;  // (rows, columns)
  std::vector<MsaRow> rows;
  std::vector<MsaDeletion> deletions;  // those of row 0, then of row 1, …

  std::span<const int8_t> row(size_t index) const {
    return {residues.data() + index * columns, columns};
  }
  std::span<const MsaDeletion> deletions_of(size_t index) const {
    return {deletions.data() + rows[index].first_deletion, rows[index].deletion_count};
  }
};

inline constexpr size_t default_msa_rows = 8192;  // the reference's --max_msa_seqs

/// Reads an alignment row by row, in memory for what it returns and for the gapless sequences it
/// has seen.
///
/// A3m: capital letters and '-' are columns, lower-case letters insertions before the next column;
/// an insertion at the end is dropped; a sequence may go over several lines; lines that start with
/// '#' are skipped; there is no taxonomy. CSV: the columns key and sequence, in any order; the key
/// is a taxonomy (a whole number) or empty. A row whose sequence without gaps, in capitals, was
/// there before is dropped. Zero bytes at the end (ColabFold) are ignored. Throws InputError with
/// line and column.
class MsaReader {
 public:
  enum class Format { a3m, csv };

  /// By the file's name: .a3m or .csv, each also .gz.
  static MsaReader open(const std::filesystem::path& path);
  MsaReader(ByteSource source, Format format);
  ~MsaReader();
  MsaReader(MsaReader&&) noexcept;
  MsaReader& operator=(MsaReader&&) noexcept;

  /// Appends the next row to `msa`; false at the end. The first row sets the number of columns.
  bool next(Msa& msa);

  /// After the first row: goes on as if the file had these columns only, ascending, and `query` for
  /// its first row. Residues in columns between them count as insertions, what lies before the
  /// first or after the last is left out, and so is a row without a residue in them. `msa` becomes
  /// that one row.
  void keep(Msa& msa, std::vector<size_t> columns, const Entity& query);

 private:
  class Rows;
  std::unique_ptr<Rows> rows_;
};

/// The first `max_rows` rows. Throws InputError for an MSA without a row too.
Msa read_msa(MsaReader reader, const std::filesystem::path& name,
             size_t max_rows = default_msa_rows);
Msa read_msa(const std::filesystem::path& path, size_t max_rows = default_msa_rows);

/// What `msa: empty` stands for: the sequence alone.
Msa single_sequence_msa(const Entity& protein);

/// What becomes of an MSA whose query is not the protein's sequence. `trim`: where the protein lies
/// on the query without gaps and with at most 5 % of its residues unlike, the MSA is cut to it;
/// else it is refused. `refuse`: always. `drop`: as in the reference, the sequence alone takes its
/// place.
enum class MsaMismatch : uint8_t { trim, refuse, drop };

struct MsaOptions {
  size_t max_rows = default_msa_rows;
  MsaMismatch mismatch = MsaMismatch::trim;
};

/// An MSA that has the columns and the query of a protein, and what its user should know of that.
struct FittedMsa {
  Msa msa;
  std::vector<std::string> warnings;
};

/// Reads a protein's MSA. A query that differs only in residues of the protein that are unknown, or
/// is unknown where the protein has MET, fits as it does in the reference: the row becomes the
/// protein's. Throws InputError, also for an MSA that is refused.
FittedMsa read_msa(MsaReader reader, const std::filesystem::path& name, const Entity& protein,
                   const MsaOptions& options = {});
FittedMsa read_msa(const std::filesystem::path& path, const Entity& protein,
                   const MsaOptions& options = {});

}  // namespace bb
