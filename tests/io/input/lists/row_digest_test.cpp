#include "io/input/lists/row_digest.h"

#include <gtest/gtest.h>

namespace bb {
namespace {

using Fields = std::vector<std::string>;

ManifestRow row() {
  return {.index = 3,
          .line = 5,
          .id = "a",
          .target = "t.yaml",
          .ligand = {.text = "CCO"},
          .affinity = true,
          .user_values = {"x", "y"}};
}

Fields changes(const ManifestRow& then, const ManifestRow& now) {
  return changed_fields(now, row_digest(then), then.id, then.user_values, {"note", "batch"});
}

TEST(RowDigest, IsOfTheEntryAndNotOfItsPlace) {
  ManifestRow other = row();
  other.index = 8;
  other.line = 9;
  other.target = "elsewhere/t.yaml";
  EXPECT_EQ(row_digest(row()), row_digest(other));
  other.ligand.ccd = {"ATP"};
  EXPECT_NE(row_digest(row()), row_digest(other));
}

TEST(RowDigest, SaysWhichFieldsAreOthers) {
  const auto with = [](auto change) {
    ManifestRow out = row();
    change(out);
    return out;
  };
  EXPECT_EQ(changes(row(), with([](auto& r) { r.id = "b"; })), Fields{"the id"});
  EXPECT_EQ(changes(row(), with([](auto& r) { r.user_values[1] = "z"; })),
            Fields{"the column 'batch'"});
  EXPECT_EQ(changes(row(), with([](auto& r) { r.affinity = false; })), Fields{"the affinity"});
  EXPECT_EQ(changes(row(), with([](auto& r) { r.affinity.reset(); })), Fields{"the affinity"});
  EXPECT_EQ(changes(row(), with([](auto& r) { r.ligand.text = "CCN"; })), Fields{"the ligand"});
  EXPECT_EQ(changes(row(), with([](auto& r) {
                      r.id = "b";
                      r.ligand.text = "CCN";
                      r.user_values[0] = "";
                    })),
            (Fields{"the id", "the column 'note'", "the ligand"}));
  EXPECT_EQ(changes(with([](auto& r) { r.affinity.reset(); }), with([](auto& r) { r.id = "b"; })),
            (Fields{"the id", "the affinity"}));
}

}  // namespace
}  // namespace bb
