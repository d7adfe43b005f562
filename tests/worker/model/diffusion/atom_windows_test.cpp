#include "worker/model/diffusion/atom_windows.h"

#include <gtest/gtest.h>

namespace bb {
namespace {

TEST(AtomWindows, KeysAreTheNeighboursOfTheQueries) {
  const int64_t batch = 2, atoms = 96, channels = 3;
  const Tensor x = at::randn({batch, atoms, channels}, at::kDouble);
  const Tensor keys = key_windows(x);
  ASSERT_EQ(keys.sizes(), (std::vector<int64_t>{batch, 3, 128, channels}));
  for (int64_t b = 0; b < batch; ++b) {
    for (int64_t window = 0; window < 3; ++window) {
      for (int64_t key = 0; key < 128; ++key) {
        const int64_t atom = 32 * window - 48 + key;
        const Tensor expected =
            atom < 0 || atom >= atoms ? at::zeros({channels}, at::kDouble) : x[b][atom];
        EXPECT_TRUE(keys[b][window][key].equal(expected)) << window << " " << key;
      }
    }
  }
}

TEST(AtomWindows, TakesOneNumberPerAtomAndIntegers) {
  const Tensor x = at::arange(32, at::kLong).add(1).unsqueeze(0);
  const Tensor keys = key_windows(x);
  ASSERT_EQ(keys.sizes(), (std::vector<int64_t>{1, 1, 128}));
  EXPECT_TRUE(keys[0][0].narrow(0, 48, 32).equal(x[0]));
  EXPECT_EQ(keys.sum().item<int64_t>(), x.sum().item<int64_t>());
}

TEST(AtomWindows, QueriesAreConsecutive) {
  const Tensor x = at::arange(2 * 64 * 5).view({2, 64, 5});
  EXPECT_TRUE(query_windows(x)[1][1][3].equal(x[1][35]));
}

}  // namespace
}  // namespace bb
