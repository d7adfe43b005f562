#include "io/store/topology.h"

#include <cstring>

#include <gtest/gtest.h>

#include "io/store/hdf5/store_error.h"
#include "made_up.h"

namespace bb::test {
namespace {

TEST(Topology, DecodesWhatWasEncoded) {
  for (const bool target : {true, false}) {
    const Topology topology = make_topology(target, 2);
    const auto bytes = encode(topology);
    EXPECT_EQ(bytes.size(), topology_bytes(topology.chains.size(), topology.residues.size(),
                                           topology.atoms.size(), topology.bonds.size()));
    EXPECT_EQ(decode_topology(bytes), topology);
    auto padded = bytes;
    padded.resize(bytes.size() + 30);
    EXPECT_EQ(decode_topology(padded), topology);
  }
}

TEST(Topology, RefusesNamesItCannotKeep) {
  Topology topology = make_topology(false, 0);
  topology.atoms[0].name = "C1234";
  EXPECT_THROW(encode(topology), std::invalid_argument);
  topology = make_topology(false, 0);
  topology.bonds[0].atom_2 = 3;
  EXPECT_THROW(encode(topology), std::invalid_argument);
}

TEST(Topology, RefusesBytesThatAreNone) {
  const auto bytes = encode(make_topology(true, 0));
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THROW(decode_topology(std::span(bytes).first(size)), StoreError);
  }
  auto changed = bytes;
  const uint32_t many = 0xFFFFFFFF;
  std::memcpy(changed.data() + 12, &many, 4);  // atoms
  EXPECT_THROW(decode_topology(changed), StoreError);
  changed = bytes;
  changed[0] = std::byte{'X'};
  EXPECT_THROW(decode_topology(changed), StoreError);
}

}  // namespace
}  // namespace bb::test
