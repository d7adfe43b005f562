#include "driver/run/store_sink.h"

#include "driver/run/topologies.h"

namespace bb {

namespace {

bool is_pending(std::span<const Status> status, uint64_t row) {
  return status[row] == Status::pending;
}

}  // namespace

std::string gone_message(const std::filesystem::path& store) {
  return store.string() +
         ": was removed, renamed or replaced by another file while this run wrote it; what it "
         "computed is in the file that had the name";
}

void write_topologies(StoreWriter& store, const Survey& survey, uint64_t row,
                      const PipelineComplex& complex) {
  const uint32_t target = survey.target[row], ligand = survey.ligand[row];
  const Structure& structure = complex.structure();
  const size_t chains = structure.chains.size();
  const size_t shared = complex.has_row_ligand() ? chains - 1 : chains;
  if (!store.has_target(target)) { store.write_target(target, topology_of(structure, 0, shared)); }
  if (ligand != no_topology && !store.has_ligand(ligand)) {
    store.write_ligand(ligand, topology_of(structure, shared, chains));
  }
}

StoreSink::StoreSink(StoreWriter& store, const StoreFence& fence, const Survey& survey,
                     bool structures, Finished finished)
    : store_(store),
      fence_(fence),
      survey_(survey),
      structures_(structures),
      finished_(std::move(finished)) {
  for (uint64_t row = 0; row < survey.rows(); ++row) {
    if (survey.computed_as[row] != row) { others_[survey.computed_as[row]].push_back(row); }
  }
}

void StoreSink::begin(const WorkBatch&) {
  std::string problem = fence_.problem();
  if (problem.empty() && !store_.is_in_place()) { problem = gone_message(store_.path()); }
  if (!problem.empty()) { throw FencedOut(problem + ". Nothing more is written"); }
}

void StoreSink::fail(const WorkBatch& batch, uint64_t row, Stage stage, const Failure& failure) {
  const auto status =
      stage == Stage::structure ? store_.structure_status() : store_.affinity_status();
  if (!is_pending(status, row)) { return; }
  store_.write_failure(row, stage, failure.code, failure.message);
  ++counts_[batch.index].failed;
}

template <class Write>
void StoreSink::for_each_row(const WorkBatch& batch, const WorkMember& member, Stage stage,
                             const Write& write) {
  const auto write_one = [&](uint64_t row) {
    try {
      write(row);
    } catch (const std::logic_error& error) {
      fail(batch, row, stage,
           {.code = ErrorCode::internal,
            .message = std::string("its result cannot be stored: ") + error.what()});
    } catch (const std::bad_alloc&) {
      fail(batch, row, stage,
           {.code = ErrorCode::out_of_memory,
            .message = "the host has not enough memory to store its result"});
    }
  };
  write_one(member.row);
  const auto others = others_.find(member.row);
  if (others == others_.end()) { return; }
  for (const uint64_t other : others->second) { write_one(other); }
}

void StoreSink::structure(const WorkBatch& batch, const WorkMember& member,
                          const PipelineComplex& complex, const StructureResult& result,
                          double seconds) {
  const BatchShare share{.batch = static_cast<uint32_t>(batch.index),
                         .seconds = static_cast<float>(seconds)};
  const JoinedWarnings warnings = join(complex.warnings());
  for_each_row(batch, member, Stage::structure, [&](uint64_t row) {
    if (!is_pending(store_.structure_status(), row)) { return; }
    if (warnings.kinds != 0) { store_.write_warnings(row, warnings.kinds, warnings.text); }
    if (structures_) { write_topologies(store_, survey_, row, complex); }
    store_.write_structure(row, result, share);
    if (!is_pending(store_.affinity_status(), row)) { ++counts_[batch.index].done; }
  });
}

void StoreSink::affinity(const WorkBatch& batch, const WorkMember& member,
                         const AffinityResult& result, double seconds) {
  const BatchShare share{.batch = static_cast<uint32_t>(batch.index),
                         .seconds = static_cast<float>(seconds)};
  for_each_row(batch, member, Stage::affinity, [&](uint64_t row) {
    if (!is_pending(store_.affinity_status(), row)) { return; }
    store_.write_affinity(row, result, share);
    ++counts_[batch.index].done;
  });
}

void StoreSink::failure(const WorkBatch& batch, const WorkMember& member, Stage stage,
                        const Failure& failure) {
  for_each_row(batch, member, stage, [&](uint64_t row) { fail(batch, row, stage, failure); });
}

void StoreSink::end(const WorkBatch& batch, double seconds) {
  finished_(batch, counts_[batch.index], seconds);
  counts_.erase(batch.index);
}

}  // namespace bb
