#include "scheduler/plan_arrays.h"

#include <functional>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "workloads.h"

namespace bb {
namespace {

Plan some_plan() {
  PlanOptions options;
  options.memory_bytes = uint64_t{8} << 30;
  return make_plan(testing::mixture(3'000, 1), options);
}

TEST(PlanArrays, GiveThePlanBack) {
  const Plan plan = some_plan();
  EXPECT_EQ(from_arrays(to_arrays(plan)), plan);
  EXPECT_EQ(from_arrays(to_arrays(Plan{})), Plan{});
}

// Those of stores that earlier programs wrote.
TEST(PlanArrays, ChecksumsStayAsTheyWere) {
  const PlanArrays arrays{.rows = 7,
                          .models_take_turns = true,
                          .batches = {1, 2, 3, 4, 5, 6, 7, 8, 9},
                          .seconds = {1.5F, -2.0F},
                          .members = {5, 3}};
  EXPECT_EQ(checksum_of(arrays), 0xA02C2CFFU);  // by Python's zlib.crc32
  EXPECT_EQ(checksum_of(PlanArrays{}), 0U);
}

TEST(PlanArrays, ChecksumNoticesEveryChange) {
  const PlanArrays arrays = to_arrays(some_plan());
  const auto noticed = [&](const std::function<void(PlanArrays&)>& change) {
    PlanArrays changed = arrays;
    change(changed);
    EXPECT_THROW(from_arrays(changed), std::runtime_error);
  };
  noticed([](PlanArrays& a) { a.rows += 1; });
  noticed([](PlanArrays& a) { a.models_take_turns = !a.models_take_turns; });
  noticed([](PlanArrays& a) { a.batches[17] ^= 1U; });
  noticed([](PlanArrays& a) { a.seconds[3] += 1; });
  noticed([](PlanArrays& a) { std::swap(a.members[5], a.members[900]); });
  noticed([](PlanArrays& a) { a.members.pop_back(); });
  noticed([](PlanArrays& a) { a.checksum ^= 1U; });
}

// With a checksum that fits: a program that wrote nonsense, or somebody's edit.
TEST(PlanArrays, RefuseWhatIsNoPlan) {
  const PlanArrays arrays = to_arrays(some_plan());
  const auto message = [&](const std::function<void(PlanArrays&)>& change) {
    PlanArrays changed = arrays;
    change(changed);
    changed.checksum = checksum_of(changed);
    try {
      from_arrays(changed);
    } catch (const std::runtime_error& error) { return std::string(error.what()); }
    return std::string("accepted");
  };
  const auto says = [&](const char* part, const std::function<void(PlanArrays&)>& change) {
    EXPECT_NE(message(change).find(part), std::string::npos) << message(change);
  };
  says("accepted", [](PlanArrays&) {});
  says("two batches", [](PlanArrays& a) { a.members[1] = a.members[0]; });
  says("does not exist", [](PlanArrays& a) { a.members[1] = 3'000; });
  says("too many rows", [](PlanArrays& a) { a.rows = uint64_t{1} << 60; });
  says("cover", [](PlanArrays& a) { a.batches[0] = 1; });
  says("cover", [](PlanArrays& a) { a.batches[1] += 1; });
  says("cover", [](PlanArrays& a) { a.members.push_back(0); });
  says("without size", [](PlanArrays& a) { a.batches[2] = 0; });
  says("stages", [](PlanArrays& a) { a.batches[5] = 4; });
  says("crop", [](PlanArrays& a) { a.batches[6] = a.batches[6] == 0 ? 8 : 0; });
  says("length", [](PlanArrays& a) { a.batches.pop_back(); });
  says("length", [](PlanArrays& a) { a.seconds.pop_back(); });
  says("longest first", [](PlanArrays& a) { a.seconds[2] = 1e6F; });
  says("predicted time", [](PlanArrays& a) { a.seconds[0] = -1; });
}

}  // namespace
}  // namespace bb
