#include "io/input/chemistry/wire_format.h"

#include <gtest/gtest.h>

namespace bb {
namespace {

LigandResult a_result() {
  LigandResult out{.status = LigandStatus::ok, .error = {}, .log = "a log", .ligand = {}};
  out.ligand.smiles = "CO";
  out.ligand.heavy_atoms = 2;
  out.ligand.atom_names = {"C1", "O2"};
  out.ligand.full_weight = 32.042;
  out.ligand.quality = ConformerQuality::unconverged;
  out.ligand.warning = "a warning";
  Molecule& m = out.ligand.molecule;
  m.atoms = {{.name = "C2", .element = 6}, {.name = "O1", .element = 8, .formal_charge = -1}};
  m.bonds = {{0, 1, BondType::single}};
  m.conformers = {{"Computed", {{0.F, 0.5F, 1.F}, {1.5F, 0.F, 0.F}}}};
  m.bounds = {{{0, 1}, 1.4F, 1.42F, true, false}};
  m.molecular_weight = 28.01;
  m.counted_atoms = 2;
  return out;
}

TEST(WireFormat, KeepsWhatItCarries) {
  const LigandRequest request{.text = "CC\n",
                              .format = LigandFormat::mol_block,
                              .affinity = true,
                              .detail = LigandDetail::description,
                              .seed = 1ULL << 60U};
  EXPECT_EQ(decode_request(encode(request)), request);
  EXPECT_EQ(decode_result(encode(a_result())), a_result());
  EXPECT_EQ(
      decode_result(encode(LigandResult{
                        .status = LigandStatus::crashed, .error = "x", .log = {}, .ligand = {}}))
          .error,
      "x");
}

TEST(WireFormat, RefusesEveryShorterOrLongerMessage) {
  const std::string bytes = encode(a_result());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THROW(decode_result(std::string_view(bytes).substr(0, size)), WireError) << size;
  }
  EXPECT_THROW(decode_result(bytes + "x"), WireError);
}

TEST(WireFormat, SurvivesEveryChangedByte) {
  const std::string bytes = encode(a_result());
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const int change : {0x01, 0x80, 0xff}) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ change);
      try {
        decode_result(changed);
      } catch (const WireError&) {}
    }
  }
}

}  // namespace
}  // namespace bb
