#include "driver/ranks/packing.h"

#include <map>

#include <gtest/gtest.h>

#include "driver/report/run_summary.h"

namespace bb {
namespace {

template <class T>
T there_and_back(const T& value) {
  ByteWriter out;
  pack(out, value);
  ByteReader in(out.written());
  T back = unpack<T>(in);
  in.expect_end();
  return back;
}

TEST(Packing, KeepsWhatRanksTellEachOther) {
  EXPECT_EQ(there_and_back(uint64_t{1} << 60U), uint64_t{1} << 60U);
  EXPECT_EQ(there_and_back(std::string("a\n\0b", 4)), std::string("a\n\0b", 4));
  EXPECT_EQ(there_and_back(std::vector<uint32_t>{3, 1}), (std::vector<uint32_t>{3, 1}));
  EXPECT_EQ(there_and_back(std::vector<std::string>{"", "x y"}),
            (std::vector<std::string>{"", "x y"}));
  const std::map<std::string, uint64_t> map{{"a", 1}, {"b", 2}};
  EXPECT_EQ(there_and_back(map), map);
  const RankSummary summary{.rank = 2,
                            .host = "h",
                            .error = "e\nf",
                            .times = {.device = 1.5},
                            .stage_seconds = {{"trunk", 2.5}},
                            .splits = 7};
  const RankSummary back = there_and_back(summary);
  EXPECT_EQ(back.rank, 2);
  EXPECT_EQ(back.host + back.error, "he\nf");
  EXPECT_EQ(back.times.device, 1.5);
  EXPECT_EQ(back.stage_seconds, summary.stage_seconds);
  EXPECT_EQ(back.splits, 7);
}

TEST(Packing, NothingIsReadBeyondTheEnd) {
  ByteWriter out;
  pack(out, std::map<uint64_t, std::string>{{1, "one"}, {2, "two"}});
  for (size_t size = 0; size < out.size(); ++size) {
    ByteReader in(out.written().first(size));
    EXPECT_THROW((unpack<std::map<uint64_t, std::string>>(in)), ByteStreamError) << size;
  }
  ByteWriter claim;
  pack(claim, UINT64_MAX);  // items
  ByteReader in(claim.written());
  EXPECT_THROW(unpack<std::vector<uint64_t>>(in), ByteStreamError);
}

}  // namespace
}  // namespace bb
