#include "io/store/hdf5/store_error.h"
#include "io/store/record_crc.h"
#include "io/store/store_tables.h"

namespace bb {
namespace {

constexpr const char* group = "/plan";

std::string column_name(size_t i) { return "column_" + std::to_string(i); }

uint32_t crc_of(const StoredPlan& plan) {
  Crc crc;
  for (const std::string& column : plan.columns) { crc.add_text(column); }
  crc.add(std::span<const uint32_t>(plan.batches));
  crc.add(std::span<const float>(plan.seconds));
  crc.add(std::span<const uint32_t>(plan.members));
  const uint64_t flag = plan.models_take_turns ? 1 : 0;
  return crc.add_value(plan.rows).add_value(flag).add_value(plan.checksum).value();
}

}  // namespace

void write_plan(hdf5::File& file, StoreTables& tables, const StoredPlan& plan) {
  for (size_t i = 0; i < plan.columns.size(); ++i) {
    file.set_attribute("/plan/batches", column_name(i), plan.columns[i]);
  }
  file.set_attribute(group, "rows", plan.rows);
  file.set_attribute(group, "models_take_turns", uint64_t{plan.models_take_turns});
  file.set_attribute(group, "checksum", uint64_t{plan.checksum});
  file.set_attribute(group, "crc", uint64_t{crc_of(plan)});
  tables.plan_batches.write(0, tables.plan_batches.rows(), plan.batches.data());
  tables.plan_seconds.write(0, tables.plan_seconds.rows(), plan.seconds.data());
  tables.plan_members.write(0, tables.plan_members.rows(), plan.members.data());
}

StoredPlan read_plan(const hdf5::File& file, const StoreTables& tables) {
  const auto corrupt = [&] {
    return StoreError(
        StoreError::Kind::corrupt,
        file.path().string() +
            ": /plan is damaged: its checksum does not agree. Without the plan no run can "
            "continue the store; results in it can be read");
  };
  const auto number = [&](const char* name) {
    const auto value = file.number(group, name);
    if (!value) { throw corrupt(); }
    return *value;
  };
  StoredPlan plan;
  const auto columns = tables.plan_batches.shape().at(1);
  for (size_t i = 0; i < columns; ++i) {
    const auto name = file.text("/plan/batches", column_name(i));
    if (!name) { throw corrupt(); }
    plan.columns.push_back(*name);
  }
  plan.rows = number("rows");
  plan.models_take_turns = number("models_take_turns") != 0;
  plan.checksum = static_cast<uint32_t>(number("checksum"));
  plan.batches = tables.plan_batches.read_all<uint32_t>();
  plan.seconds = tables.plan_seconds.read_all<float>();
  plan.members = tables.plan_members.read_all<uint32_t>();
  if (number("crc") != crc_of(plan)) { throw corrupt(); }
  return plan;
}

}  // namespace bb
