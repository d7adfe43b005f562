#include <algorithm>
#include <stdexcept>

#include "io/files/printable.h"
#include "io/store/hdf5/agreement.h"
#include "io/store/store_creation.h"
#include "io/store/store_tables.h"

namespace bb {
namespace {

void require(bool condition, const std::string& what) {
  if (!condition) { throw std::invalid_argument("A store's layout: " + what); }
}

void check_sizes(const StoreLayout& layout) {
  const RowSizes& sizes = layout.sizes;
  const uint64_t rows = sizes.rows();
  require(rows > 0, "no rows");
  require(layout.contents.samples > 0, "no samples");
  require(sizes.atoms.size() == rows && sizes.chains.size() == rows &&
              sizes.target.size() == rows && sizes.ligand.size() == rows,
          "tokens, atoms, chains, target and ligand are not of one length");
  require(sizes.manifest_row.empty() || sizes.manifest_row.size() == rows,
          "manifest_row has another length than tokens");
  require(std::is_sorted(sizes.manifest_row.begin(), sizes.manifest_row.end(), std::less_equal<>()),
          "manifest_row does not ascend");
  for (uint64_t row = 0; row < rows; ++row) {
    if (sizes.tokens[row] == 0) { continue; }
    require(sizes.atoms[row] > 0 && sizes.chains[row] > 0,
            "row " + std::to_string(row) + " has tokens but no atoms or no chains");
    if (!layout.contents.structures) { continue; }
    require((sizes.target[row] == no_topology || sizes.target[row] < sizes.target_bytes.size()) &&
                (sizes.ligand[row] == no_topology || sizes.ligand[row] < sizes.ligand_bytes.size()),
            "row " + std::to_string(row) + " names a target or ligand that is not there");
  }
  require(layout.contents.structures || (sizes.target_bytes.empty() && sizes.ligand_bytes.empty()),
          "topologies without structures");
  const StoredPlan& plan = layout.plan;
  const size_t columns = plan.columns.size();
  require(columns > 0 && plan.batches.size() % columns == 0, "the plan's batches are no table");
  require(plan.seconds.size() == 2 * (plan.batches.size() / columns),
          "the plan's seconds are not two for each batch");
}

void check_count(const StringPool& pool, uint64_t rows, const std::string& name) {
  require(pool.size() == rows, name + " does not have one text for each row of the block");
}

void check_text(const StringPool& pool, uint64_t rows, const std::string& name) {
  check_count(pool, rows, name);
  for (size_t i = 0; i < pool.size(); ++i) {
    require(pool[i].find('\0') == std::string_view::npos,
            name + " of the block's row " + std::to_string(i) + " has a zero byte");
  }
}

void check_block(const StoreLayout& layout) {
  const RowBlock& block = layout.block;
  require(block.wants_affinity.size() == block.rows && block.error_code.size() == block.rows &&
              block.same_as.size() == block.rows && block.msa_rows.size() == block.rows &&
              block.paired_rows.size() == block.rows && block.warning_kinds.size() == block.rows &&
              block.warning.size() == block.rows,
          "wants_affinity, error_code, same_as, msa_rows, paired_rows and warnings do not have one "
          "value for each row of the block");
  check_text(block.id, block.rows, "id");
  check_text(block.smiles, block.rows, "smiles");
  check_text(block.smiles_written, block.rows, "smiles_written");
  check_count(block.error, block.rows, "error");
  require(block.user_values.size() == layout.user_columns.size(),
          "user_values are not one pool for each of user_columns");
  for (size_t i = 0; i < block.user_values.size(); ++i) {
    check_text(block.user_values[i], block.rows, layout.user_columns[i]);
  }
  if (layout.inputs) {
    require(block.input_digest.size() == block.rows && block.input_set.size() == block.rows,
            "input_digest and input_set do not have one value for each row of the block");
    require(
        std::all_of(block.input_set.begin(), block.input_set.end(),
                    [&](uint32_t set) { return set == no_inputs || set < layout.inputs->sets(); }),
        "a row names a set of inputs that is not there");
  }
  require(block.first + block.rows <= layout.sizes.rows(), "a block ends beyond the last row");
  for (uint64_t i = 0; i < block.rows; ++i) {
    require(block.same_as[i] == no_row || block.same_as[i] < layout.sizes.rows(),
            "row " + std::to_string(block.first + i) + " is the same as one that is not there");
    require(block.warning_kinds[i] == 0 || block.warning[i] < block.warning_texts.size(),
            "row " + std::to_string(block.first + i) + " has a warning that is not there");
    const bool has_error = block.error_code[i] != ErrorCode::none;
    require(has_error == (layout.sizes.tokens[block.first + i] == 0),
            "row " + std::to_string(block.first + i) +
                " must have either tokens or an error, not both or neither");
  }
}

}  // namespace

StoreDimensions measure(MPI_Comm communicator, const StoreLayout& layout, RowOffsets& offsets) {
  const RowBlock& block = layout.block;
  uint64_t before = 0;
  uint64_t rows = block.rows;
  check_mpi(MPI_Exscan(&rows, &before, 1, MPI_UINT64_T, MPI_SUM, communicator), "MPI_Exscan");
  if (rank_of(communicator) == 0) { before = 0; }
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &rows, 1, MPI_UINT64_T, MPI_SUM, communicator),
            "MPI_Allreduce");
  on_all_ranks(communicator, [&] {
    check_sizes(layout);
    check_block(layout);
    require(block.rows == 0 || block.first == before, "blocks do not follow one another");
    require(rows == layout.sizes.rows(), "blocks are not all rows");
    offsets = row_offsets(layout.sizes, layout.contents, layout.plan);
  });

  std::vector<uint64_t> widths{block.id.longest(), block.smiles.longest(),
                               block.smiles_written.longest()};
  for (const StringPool& values : block.user_values) { widths.push_back(values.longest()); }
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, widths.data(), static_cast<int>(widths.size()),
                          MPI_UINT64_T, MPI_MAX, communicator),
            "MPI_Allreduce");
  const auto total = [](const std::vector<uint32_t>& sizes) {
    uint64_t bytes = 0;
    for (const uint32_t size : sizes) { bytes += size; }
    return bytes;
  };
  return {.contents = layout.contents,
          .rows = layout.sizes.rows(),
          .id_bytes = widths[0],
          .smiles_bytes = widths[1],
          .smiles_written_bytes = widths[2],
          .user_columns = layout.user_columns,
          .user_bytes = {widths.begin() + 3, widths.end()},
          .atoms = offsets.atoms,
          .tokens = offsets.tokens,
          .token_pairs = offsets.token_pairs,
          .chain_pairs = offsets.chain_pairs,
          .targets = layout.sizes.target_bytes.size(),
          .ligands = layout.sizes.ligand_bytes.size(),
          .target_bytes = total(layout.sizes.target_bytes),
          .ligand_bytes = total(layout.sizes.ligand_bytes),
          .batches = layout.plan.batches.size() / layout.plan.columns.size(),
          .batch_columns = layout.plan.columns.size(),
          .members = layout.plan.members.size(),
          .inputs = layout.inputs ? std::optional(dimensions_of(*layout.inputs)) : std::nullopt};
}

uint64_t bytes_of(const StoreDimensions& dimensions) {
  uint64_t bytes = uint64_t{256} << 10;  // HDF5's own, with room to spare
  for (const DatasetSpec& spec : dataset_specs(dimensions)) {
    if (spec.space != DatasetSpec::Space::rare) { bytes += spec.bytes(); }
  }
  return bytes;
}

std::string cut_message(std::string_view message) {
  return cut_text(printable(message), max_error_bytes);
}

}  // namespace bb
