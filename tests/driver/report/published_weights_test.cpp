#include "driver/report/published_weights.h"

#include <gtest/gtest.h>

namespace bb {
namespace {

constexpr auto structure_sha256 =
    "090e82ac8c92f5e943fa1b39e7410a44027bea7243c0bbb3caa67a77fc1428e1";
constexpr auto affinity_sha256 = "dcc5cd3722b1c9eaa34267e4ae32f55cbbf1963f4c19319381ccfa30fdd2ca9e";
constexpr auto another_sha256 = "0000000000000000000000000000000000000000000000000000000000000000";

/// The standard residues again, as a file of that provenance.
std::shared_ptr<const ComponentStore> residues_of(std::string_view provenance,
                                                  size_t count = 1000) {
  const auto own = ComponentStore::standard();
  std::vector<Molecule> molecules;
  for (size_t i = 0; i < std::min(own->size(), count); ++i) {
    molecules.push_back(own->load(own->code(i)));
  }
  return ComponentStore::from_memory(encode_component_store(molecules, provenance), "c.bin");
}

std::string residues_name_of(std::vector<std::shared_ptr<const ComponentStore>> stores) {
  stores.push_back(ComponentStore::standard());
  return residues_name(ComponentLibrary(std::move(stores)));
}

TEST(PublishedWeights, KnowsTheFilesOfBoltz2) {
  EXPECT_EQ(weights_name(ModelKind::structure, structure_sha256), "Boltz-2, published");
  EXPECT_EQ(weights_name(ModelKind::affinity, affinity_sha256), "Boltz-2, published");
  EXPECT_EQ(weights_name(ModelKind::structure, affinity_sha256), "not a published file");
  EXPECT_EQ(weights_name(ModelKind::affinity, structure_sha256), "not a published file");
  EXPECT_EQ(weights_name(ModelKind::structure, another_sha256), "not a published file");
  EXPECT_EQ(weights_name(ModelKind::affinity, ""), "");
}

TEST(PublishedWeights, DescribesAStoresCheckpoints) {
  StoreAttributes attributes;
  attributes.checkpoint_sha256 = structure_sha256;
  EXPECT_EQ(describe_weights(attributes), "Boltz-2, published");
  attributes.affinity_checkpoint_sha256 = another_sha256;
  EXPECT_EQ(describe_weights(attributes), "Boltz-2, published; affinity: not a published file");
}

TEST(PublishedWeights, KnowsWhereResiduesComeFrom) {
  EXPECT_EQ(residues_name_of({}), "the program's own, not the published ones");
  const std::string_view provenance = "mols.tar; RDKit 2025.3.1; tools/components/import_mols.py\n";
  EXPECT_EQ(residues_name_of({residues_of(provenance)}),
            "imported: mols.tar; RDKit 2025.3.1; tools/components/import_mols.py");
  // Of a file with ligands alone, or with some residues, the rest is the program's own.
  EXPECT_EQ(residues_name_of({residues_of(provenance, 3)}),
            "the program's own, not the published ones");
  EXPECT_EQ(residues_name_of({residues_of("wwPDB")}), "of c.bin, not the published ones");
}

TEST(PublishedWeights, WarnsOfOtherResiduesThanThePublishedOnes) {
  StoreAttributes attributes;
  attributes.checkpoint_sha256 = another_sha256;
  attributes.residues = residues_name_of({});
  EXPECT_FALSE(residues_warning(attributes, "/cache"));
  attributes.checkpoint_sha256 = structure_sha256;
  const auto warning = residues_warning(attributes, "/cache");
  ASSERT_TRUE(warning);
  EXPECT_NE(warning->find("python tools/components/import_mols.py /cache/mols.tar "
                          "/cache/components.bin"),
            std::string::npos)
      << *warning;
  attributes.checkpoint_sha256 = another_sha256;
  attributes.affinity_checkpoint_sha256 = affinity_sha256;
  EXPECT_TRUE(residues_warning(attributes, "/cache"));
  attributes.residues = residues_name_of({residues_of("tools/components/import_mols.py")});
  EXPECT_FALSE(residues_warning(attributes, "/cache"));
}

}  // namespace
}  // namespace bb
