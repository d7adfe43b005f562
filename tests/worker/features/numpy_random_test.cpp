#include "worker/features/numpy_random.h"

#include <vector>

#include <gtest/gtest.h>

namespace bb {
namespace {

std::vector<uint32_t> draw(NumpyRandom& random, uint32_t count, size_t times) {
  std::vector<uint32_t> drawn;
  for (size_t i = 0; i < times; ++i) { drawn.push_back(random.choice(count)); }
  return drawn;
}

// One stream of numpy 1.26.4: g = default_rng(42); g.choice(range(count)) …
TEST(NumpyRandom, DrawsWhatNumpyDraws) {
  using List = std::vector<uint32_t>;
  NumpyRandom random;
  EXPECT_EQ(draw(random, 2, 20),
            (List{0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0}));
  EXPECT_EQ(draw(random, 3, 20),
            (List{1, 1, 0, 2, 2, 1, 1, 2, 1, 1, 1, 0, 0, 1, 2, 0, 2, 2, 0, 1}));
  EXPECT_EQ(draw(random, 7, 10), (List{1, 5, 4, 2, 0, 6, 3, 6, 4, 5}));
  EXPECT_EQ(draw(random, 1, 2), (List{0, 0}));  // draws nothing
  EXPECT_EQ(draw(random, 1000003, 5), (List{759901, 194639, 363907, 466722, 497793}));
}

}  // namespace
}  // namespace bb
