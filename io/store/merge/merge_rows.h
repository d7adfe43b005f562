#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/store/merge/merge_places.h"

namespace bb {

/// Copies what is per row into a master, block by block: a row is done there if it was done in its
/// store from before its numbers were read until after. Rows of no store are pending.
class MergeRows {
 public:
  MergeRows(const hdf5::File& master, const StoreDimensions& dimensions,
            const std::vector<MergeSource>& sources, const MergePlaces& places);

  /// Throws StoreError: corrupt for a row whose entry does not agree with its checksums; stopped.
  void copy(const std::function<bool()>& stop);

 private:
  using Tables = std::map<std::string, hdf5::Dataset>;
  struct Piece {
    const MergeSource* source = nullptr;
    uint64_t first = 0;          // row of the source
    std::vector<uint64_t> at{};  // of its rows: where in the block, or nowhere

    uint64_t count() const noexcept { return at.size(); }
    void for_each(auto&& visit) const {
      for (uint64_t i = 0; i < at.size(); ++i) {
        if (at[i] != MergePlaces::nowhere) { visit(first + i, at[i]); }
      }
    }
  };

  void copy_block(uint64_t first, uint64_t count);
  void copy_piece(const Piece& piece);
  void clear(uint64_t first, uint64_t count);
  void read(const Piece& piece, const std::string& name);
  void read_errors(const Piece& piece);
  void read_warnings(const Piece& piece);
  void drop_changed(const Piece& piece);
  void check_entries(const Piece& piece);
  void move(const Piece& piece);
  void drop_unfinished(uint64_t count);
  void seal(uint64_t first, uint64_t count);
  void write(uint64_t first, uint64_t count);

  template <typename T>
  T* column(const std::string& name) {
    const auto found = block_.find(name);
    return found == block_.end() ? nullptr : reinterpret_cast<T*>(found->second.data());
  }
  std::string_view text(size_t which, uint64_t at) const;
  uint32_t row_crc(uint64_t at);
  uint32_t index_crc(uint64_t row, uint64_t at);

  /// Where the columns of this block are; null: not kept.
  struct Columns {
    uint64_t *manifest = nullptr, *atom = nullptr, *token = nullptr, *pair = nullptr,
             *chain_pair = nullptr;
    uint32_t *tokens = nullptr, *atoms = nullptr, *chains = nullptr, *target = nullptr,
             *ligand = nullptr, *same_as = nullptr, *msa_rows = nullptr, *paired_rows = nullptr,
             *row_crc = nullptr, *index_crc = nullptr, *store = nullptr;
    uint8_t* wants_affinity = nullptr;
    WarningKinds* warning_kinds = nullptr;
    Status *structure = nullptr, *affinity = nullptr;
    ErrorCode* code = nullptr;
    uint64_t* input_digest = nullptr;
    uint32_t* input_set = nullptr;
    char *error = nullptr, *warnings = nullptr;
    std::vector<const char*> texts{};
  };
  void find_columns();

  StoreDimensions dimensions_;
  const std::vector<MergeSource>& sources_;
  const MergePlaces& places_;
  Tables master_{};                                        ///< per row
  std::vector<Tables> tables_{};                           ///< the same of each source
  std::map<std::string, std::vector<std::byte>> block_{};  ///< of each, the rows of this block
  Columns columns_{};
  std::vector<std::string> texts_{};  ///< names of those that are in row_crc
  std::vector<size_t> text_bytes_{};  ///< of each
  bool affinity_ = false;             ///< whether there is a model of it
};

}  // namespace bb
