#include "driver/run/store_sink.h"

#include <fstream>

#include <gtest/gtest.h>

#include "driver/run/lock_options.h"
#include "driver/run/row_source.h"
#include "driver/run/topologies.h"
#include "io/input/complexes/target.h"
#include "io/store/store_reader.h"
#include "support.h"

namespace bb {
namespace {

std::shared_ptr<const PreparedComplex> peptide(const std::filesystem::path& file) {
  std::ofstream(file) << "sequences:\n- protein: {id: A, sequence: GA, msa: empty}\n";
  Complex complex = read_complex(file);
  const auto target = std::make_shared<const PreparedTarget>(complex, ComponentLibrary::open({}));
  Featuriser featuriser(target, complex, {});
  return std::make_shared<const PreparedComplex>(PreparedComplex{
      .name = "a",
      .complex = std::move(complex),
      .featuriser = std::move(featuriser),
      .smiles = {},
      .warnings = {{.about = WarningKind::ligand, .text = "known"},
                   {.about = WarningKind::ligand, .text = "found in preparation"}}});
}

StructureResult result_of(const Featuriser& made) {
  StructureResult out;
  for (const auto scores : structure_scores) { out.*scores = {0.5F}; }
  out.pair_chains_iptm = {0.5F};
  out.coordinates.assign(made.atoms() * 3, 1.0F);
  out.plddt.assign(made.tokens(), 0.5F);
  return out;
}

/// `rows` rows of one complex, each with a topology of its own of so many bytes.
StoreLayout layout_of(const Featuriser& made, const std::vector<uint32_t>& target_bytes) {
  StoreLayout out;
  const auto rows = static_cast<uint32_t>(target_bytes.size());
  out.sizes.target_bytes = target_bytes;
  out.plan = {.columns = {"first", "count", "tokens"},
              .batches = {0, rows, 8},
              .seconds = {1, 1},
              .rows = rows};
  RowBlock& block = out.block;
  block.rows = rows;
  block.warning_texts = {"known"};
  for (uint32_t row = 0; row < rows; ++row) {
    out.sizes.tokens.push_back(static_cast<uint32_t>(made.tokens()));
    out.sizes.atoms.push_back(static_cast<uint32_t>(made.atoms()));
    out.sizes.chains.push_back(1);
    out.sizes.target.push_back(row);
    out.sizes.ligand.push_back(no_topology);
    out.plan.members.push_back(row);
    block.id.push_back("row" + std::to_string(row));
    for (StringPool* const texts : {&block.smiles, &block.smiles_written, &block.error}) {
      texts->push_back("");
    }
    block.wants_affinity.push_back(0);
    block.same_as.push_back(no_row);
    block.msa_rows.push_back(1);
    block.paired_rows.push_back(0);
    block.warning_kinds.push_back(static_cast<WarningKinds>(WarningKind::ligand));
    block.warning.push_back(0);
    block.error_code.push_back(ErrorCode::none);
  }
  return out;
}

TEST(StoreSink, WhatCannotBeStoredFailsItsRowAndNoOther) {
  const test::Folder folder;
  const auto path = folder / "s.h5";
  const auto prepared = peptide(folder / "a.yaml");
  const RowComplex made(prepared, 0);
  const Structure& structure = made.structure();
  const auto bytes = static_cast<uint32_t>(encode(topology_of(structure, 0, 1)).size());
  StoreWriter store = StoreWriter::create(
      MPI_COMM_WORLD, path, layout_of(prepared->featuriser, {bytes, bytes - 1, bytes}));
  StoreLock lock(path, lock_options(""));
  const StoreFence fence(path, lock.token());
  Survey survey;
  survey.sizes.resize(3);
  survey.computed_as = {0, 1, 2};
  survey.target = {0, 1, 2};
  survey.ligand.assign(3, no_topology);
  SinkCounts counted;
  StoreSink sink(store, fence, survey, true,
                 [&](const WorkBatch&, const SinkCounts& counts, double) { counted = counts; });
  WorkBatch batch;
  sink.begin(batch);
  for (uint64_t row = 0; row < 3; ++row) {
    sink.structure(batch, {.row = row}, made, result_of(prepared->featuriser), 1);
  }
  sink.end(batch, 1);
  store.close();
  EXPECT_EQ(counted.done, 2U);
  EXPECT_EQ(counted.failed, 1U);
  const StoreReader reader(path);
  EXPECT_EQ(reader.structure_status(),
            (std::vector<Status>{Status::done, Status::failed, Status::done}));
  EXPECT_EQ(reader.error(1).code, ErrorCode::internal);
  EXPECT_NE(reader.error(1).message.find("bytes where"), std::string::npos);
  EXPECT_EQ(reader.warnings(0), "known; found in preparation");
}

}  // namespace
}  // namespace bb
