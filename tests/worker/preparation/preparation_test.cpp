#include "worker/preparation/preparation.h"

#include <fstream>
#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "io/files/input_recording.h"
#include "io/input/chemistry/chemistry_pool.h"
#include "tests/io/input/input_test_support.h"

namespace bb {
namespace {

constexpr const char* aspirin = "OC(=O)c1ccccc1OC(C)=O";

class PreparationTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    chemistry_ = std::make_unique<ChemistryPool>(
        ChemistryPoolOptions{.program = BB_CHEMISTRY_PROGRAM, .workers = 2});
  }
  static void TearDownTestSuite() { chemistry_.reset(); }

  void SetUp() override {
    folder_.write("a.a3m", ">q\nGAKLMN\n>1\nGAKL-N\n>2\nGARLMN\n");
    target_ = folder_.write("target.yaml",
                            "sequences:\n- protein: {id: A, sequence: GAKLMN, msa: a.a3m}\n"
                            "- protein: {id: B, sequence: GAKLMN, msa: a.a3m}\n"
                            "- ligand: {id: Z, smiles: CO}\n");
  }

  Preparation make(PreparationOptions options = {}) const {
    return Preparation(ComponentLibrary::open({}), *chemistry_, std::move(options));
  }

  ManifestRow row(std::string smiles, std::optional<bool> affinity = {}) const {
    return {.line = 7,
            .id = "r",
            .target = target_,
            .ligand = {.text = std::move(smiles)},
            .affinity = affinity};
  }

  static std::unique_ptr<ChemistryPool> chemistry_;
  test::TemporaryFolder folder_;
  std::filesystem::path target_;
};

std::unique_ptr<ChemistryPool> PreparationTest::chemistry_;

TEST_F(PreparationTest, AddsTheRowsLigandToItsTarget) {
  const Preparation preparation = make({.seed = 3});
  const auto one = preparation.prepare(row(aspirin, true));
  EXPECT_EQ(one->name, "r");
  EXPECT_EQ(one->smiles, "CC(=O)Oc1ccccc1C(=O)O");
  EXPECT_NEAR(one->molecular_weight, 180.159, 0.01);
  EXPECT_TRUE(one->featuriser.has_affinity());
  EXPECT_EQ(one->featuriser.tokens(), 12U + 2U + 13U);
  EXPECT_EQ(one->featuriser.structure().chains.back().name, "L");
  const Features features = one->featuriser.structure_features(
      counter_draws(3, one->random_key, FeatureStage::structure));
  EXPECT_EQ(features.msa.size(1), 3);
  EXPECT_EQ(features.asym_id[0][26].item<int64_t>(), 3);
  EXPECT_FALSE(preparation.prepare(row(aspirin))->featuriser.has_affinity());
}

TEST_F(PreparationTest, EqualLigandsGetEqualConformers) {
  const Preparation preparation = make({.seed = 3}), again = make({.seed = 3}),
                    other = make({.seed = 4});
  const auto conformer = [&](const Preparation& from) {
    const auto made = from.prepare(row(aspirin, true));
    return made->featuriser.structure().residues.back().molecule->conformers.front().positions;
  };
  EXPECT_EQ(conformer(preparation), conformer(again));
  EXPECT_NE(conformer(preparation), conformer(other));
}

TEST_F(PreparationTest, MeasuresWhatItPrepares) {
  const Preparation preparation = make();
  for (const bool affinity : {false, true}) {
    // Salts lose their counter-ion with affinity; the target's own ligand is grouped with the last.
    for (const char* smiles : {aspirin, "CC(=O)[O-].[Na+]", "CO"}) {
      if (affinity && std::string(smiles) == "CO") { continue; }
      const ComplexMeasure measure = preparation.measure(row(smiles, affinity));
      const auto whole = preparation.prepare(row(smiles, affinity));
      EXPECT_EQ(measure.tokens, whole->featuriser.tokens()) << smiles;
      EXPECT_EQ(measure.atoms, whole->featuriser.atoms()) << smiles;
      const Features features =
          whole->featuriser.structure_features(counter_draws(1, 2, FeatureStage::structure));
      EXPECT_EQ(measure.msa_rows, features.layout.front().msa_rows) << smiles;
      EXPECT_EQ(measure.chains, whole->featuriser.structure().chains.size()) << smiles;
      EXPECT_EQ(measure.affinity, whole->featuriser.has_affinity());
      EXPECT_EQ(measure.smiles, whole->smiles);
    }
  }
  EXPECT_EQ(preparation.measure(row("O(C(C)=O)c1ccccc1C(O)=O", true)).inputs,
            preparation.measure(row(aspirin, true)).inputs);
}

/// What the survey counts of a complex, counted in the complex itself.
void expect_exact(const ComplexMeasure& measure, const PreparedComplex& made,
                  const std::string& what) {
  const Structure& structure = made.featuriser.structure();
  EXPECT_EQ(measure.tokens, made.featuriser.tokens()) << what;
  EXPECT_EQ(measure.atoms, made.featuriser.atoms()) << what;
  EXPECT_EQ(measure.row_ligand_is_last, made.row_ligand_is_last) << what;
  const size_t last = structure.chains.size() - (made.row_ligand_is_last ? 1 : 0);
  const auto is_ligand = [&](int32_t chain) { return static_cast<size_t>(chain) >= last; };
  ComplexMeasure::Parts target, ligand;
  for (size_t i = 0; i < structure.chains.size(); ++i) {
    ComplexMeasure::Parts& part = i < last ? target : ligand;
    ++part.chains;
    part.residues += static_cast<size_t>(structure.chains[i].residues);
    part.atoms += static_cast<size_t>(structure.chains[i].atoms);
  }
  for (const StructureBond& bond : structure.bonds) {
    if (is_ligand(bond.chain_1) != is_ligand(bond.chain_2)) { continue; }
    ++(is_ligand(bond.chain_1) ? ligand : target).bonds;
  }
  EXPECT_EQ(measure.target, target) << what;
  EXPECT_EQ(measure.ligand, ligand) << what;
}

TEST_F(PreparationTest, SaysWhatItsWarningsAreAbout) {
  folder_.write("target.yaml",
                "sequences:\n- protein: {id: A, sequence: GWGWGWPPPPDDDDCCCC, msa: b.a3m}\n"
                "templates:\n- cif: " BB_TEMPLATE_FILES "/1a8o_part.cif\n");
  folder_.write("b.a3m", ">q\nKGWGWGWPPPPDDDDCCCC\n>1\nKGWGWGWPPPPDDD-CCCC\n");
  std::map<WarningKind, int> kinds;
  for (const RowWarning& one : make().measure(row(aspirin)).warnings) { ++kinds[one.about]; }
  EXPECT_EQ(kinds,
            (std::map<WarningKind, int>{{WarningKind::msa, 1}, {WarningKind::templates, 1}}));
}

TEST_F(PreparationTest, CountsBondsAsTheyAre) {
  const Preparation preparation = make({.conformers = false});
  folder_.write("target.yaml",
                "sequences:\n- protein: {id: A, sequence: GACLCN, msa: empty}\n"
                "- ligand: {id: Z, smiles: CO}\n- ligand: {id: Y, smiles: C1CC1}\n"
                "constraints:\n- bond: {atom1: [A, 3, SG], atom2: [A, 5, SG]}\n");
  // A cage with more than three bonds for two atoms; a metallocene; the target's own ligand, which
  // comes to lie before its other one.
  for (const char* smiles :
       {"CC", "C12C3C4C1C5C2C3C45",
        "CN(C)C[C]12[CH]3[CH]4[CH]5[C]1(C)[Fe]23451678[CH]2[CH]1[CH]6[CH]7[CH]28", "CO"}) {
    const auto made = preparation.prepare(row(smiles));
    expect_exact(preparation.measure(row(smiles)), *made, smiles);
    EXPECT_EQ(made->row_ligand_is_last, std::string(smiles) != "CO");
  }
  EXPECT_EQ(preparation.measure(row("CC")).target.bonds, 1U + 1U + 3U);
  // A bond between the two is in neither's topology.
  const auto free = preparation.prepare(row("CCO"));
  const Structure& structure = free->featuriser.structure();
  folder_.write("target.yaml",
                "sequences:\n- protein: {id: A, sequence: GACLCN, msa: empty}\n"
                "constraints:\n- bond: {atom1: [A, 3, SG], atom2: [L, 1, " +
                    structure.chemistry(structure.atoms.back()).name + "]}\n");
  const Preparation again = make({.conformers = false});
  expect_exact(again.measure(row("CCO")), *again.prepare(row("CCO")), "bound");
  EXPECT_EQ(again.prepare(row("CCO"))->featuriser.structure().bonds.size(), 3U);
}

// Every molecule of the chemistry's corpus that can be used, with affinity and without.
TEST_F(PreparationTest, CountsTheCorpusAsItIs) {
  const Preparation preparation = make({.conformers = false});
  folder_.write("target.yaml", "sequences:\n- protein: {id: A, sequence: GA, msa: empty}\n");
  std::ifstream table(BB_CHEMISTRY_TESTS "/molecules.smi");
  int counted = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#')) { continue; }
    const ManifestRow one = row(line.substr(0, line.find('\t')), counted % 3 == 0);
    std::shared_ptr<const PreparedComplex> made;
    try {
      made = preparation.prepare(one);
    } catch (const InputError&) {
      EXPECT_THROW(preparation.measure(one), InputError) << line;
      continue;
    }
    expect_exact(preparation.measure(one), *made, line);
    ++counted;
  }
  EXPECT_GT(counted, 580);
}

TEST_F(PreparationTest, EqualComplexesHaveOneKeyWhateverTheyAreCalled) {
  const Preparation preparation = make({.conformers = false});
  const auto key = [&](const ManifestRow& one) { return preparation.prepare(one)->random_key; };
  const auto same_inputs = [&](const ManifestRow& one, const ManifestRow& other) {
    return preparation.measure(one).inputs == preparation.measure(other).inputs;
  };
  ManifestRow renamed = row(aspirin);
  renamed.id = "other";
  EXPECT_EQ(key(row(aspirin)), key(renamed));
  EXPECT_TRUE(same_inputs(row(aspirin), renamed));
  EXPECT_NE(key(row(aspirin)), key(row("CCN")));
  // With affinity both spellings are the standardised one; without, atoms are in the order of the
  // spelling, as the reference has them, so these are two.
  const char* const spelled = "O(C(C)=O)c1ccccc1C(O)=O";
  EXPECT_EQ(key(row(aspirin, true)), key(row(spelled, true)));
  EXPECT_TRUE(same_inputs(row(aspirin, true), row(spelled, true)));
  EXPECT_NE(key(row(aspirin)), key(row(spelled)));
  // The same as one file, with other names and another MSA.
  const ManifestRow whole{
      .id = "w",
      .input = folder_.write("whole.yaml",
                             "sequences:\n- protein: {id: [P, Q], sequence: GAKLMN, msa: empty}\n"
                             "- ligand: {id: R, smiles: CO}\n- ligand: {id: S, smiles: " +
                                 std::string(aspirin) + "}\n")};
  EXPECT_EQ(key(whole), key(row(aspirin)));
  EXPECT_FALSE(same_inputs(whole, row(aspirin)));
  // Another file of the same complex.
  ManifestRow copied = row(aspirin);
  std::filesystem::copy_file(target_, copied.target = folder_.path() / "copy.yaml");
  EXPECT_TRUE(same_inputs(copied, row(aspirin)));
}

TEST_F(PreparationTest, ATargetsOwnBinderIsNoLigandOfALibrary) {
  folder_.write("target.yaml",
                "sequences:\n- protein: {id: A, sequence: GAKLMN, msa: a.a3m}\n"
                "- ligand: {id: B, smiles: CO}\nproperties:\n- affinity: {binder: B}\n");
  for (const std::optional<bool> affinity : {std::optional<bool>(), std::optional(true)}) {
    test::expect_input_error([&] { make().measure(row("CCO", affinity)); },
                             {"target.yaml", "binder", "'B'", "the target's own", "--no-affinity"});
    test::expect_input_error([&] { make({.affinity = affinity}).measure(row("CCO")); }, {"'B'"});
  }
  EXPECT_FALSE(make().measure(row("CCO", false)).affinity);
  EXPECT_FALSE(make({.affinity = false}).measure(row("CCO")).affinity);
}

TEST_F(PreparationTest, ARowsOwnWordOnAffinityComesBeforeTheDefault) {
  EXPECT_FALSE(make().measure(row("CCO")).affinity);
  EXPECT_TRUE(make({.affinity = true}).measure(row("CCO")).affinity);
  EXPECT_FALSE(make({.affinity = true}).measure(row("CCO", false)).affinity);
  EXPECT_TRUE(make({.affinity = false}).measure(row("CCO", true)).affinity);
  const ManifestRow whole{
      .id = "w",
      .input =
          folder_.write("whole.yaml",
                        "sequences:\n- protein: {id: A, sequence: GAKLMN, msa: a.a3m}\n"
                        "- ligand: {id: L, smiles: CCO}\nproperties:\n- affinity: {binder: L}\n")};
  EXPECT_TRUE(make().measure(whole).affinity);
  const ComplexMeasure without = make({.affinity = false}).measure(whole);
  EXPECT_FALSE(without.affinity);
  ASSERT_EQ(without.warnings.size(), 1U);
  EXPECT_NE(without.warnings[0].text.find("--no-affinity"), std::string::npos);
}

TEST_F(PreparationTest, TakesWholeComplexesToo) {
  const auto path = folder_.write("whole.yaml",
                                  "sequences:\n- protein: {id: A, sequence: GAKLMN, msa: a.a3m}\n"
                                  "- ligand: {id: L, smiles: 'CC(=O)[O-].[Na+]'}\n"
                                  "properties:\n- affinity: {binder: L}\n");
  const Preparation preparation = make();
  const ManifestRow whole{.id = "w", .input = path};
  const auto one = preparation.prepare(whole);
  EXPECT_EQ(one->name, "w");
  EXPECT_EQ(one->smiles, "CC(=O)O");
  EXPECT_EQ(one->featuriser.tokens(), 10U);
  const ComplexMeasure measure = preparation.measure(whole);
  EXPECT_EQ(measure.tokens, 10U);
  EXPECT_EQ(measure.smiles, "");
  EXPECT_TRUE(measure.affinity);
}

TEST_F(PreparationTest, ConstraintsOnTheLigandToComeWaitForIt) {
  folder_.write("target.yaml",
                "sequences:\n- protein: {id: A, sequence: GAKLMN, msa: a.a3m}\n"
                "constraints:\n- pocket: {binder: X, contacts: [[A, 2]]}\n"
                "- contact: {token1: [A, 3], token2: [X, O7]}\n");
  const Preparation preparation = make();
  const auto made = preparation.prepare(row("CCO"));
  EXPECT_EQ(made->featuriser.structure().contacts.at(0).second.chain, 1);
  EXPECT_EQ(preparation.measure(row("CCO")).tokens, 9U);
  for (const auto& run : {std::function<void()>([&] { preparation.prepare(row("CCN")); }),
                          std::function<void()>([&] { preparation.measure(row("CCN")); })}) {
    test::expect_input_error(
        run, {"'O7'", "line 5", "Its atoms are C9, C10, N8", "name it ':1'", "smarts:"});
  }
}

TEST_F(PreparationTest, FindsTheAtomOfEveryLigand) {
  folder_.write("target.yaml",
                "sequences:\n- protein: {id: A, sequence: GACLMN, msa: empty}\n"
                "constraints:\n- bond: {atom1: [A, 3, SG], atom2: [L, 1, ':1']}\n");
  const Preparation preparation = make({.list = "x.smi"});
  const ComplexMeasure one = preparation.measure(row("[CH2:1]=CC(=O)NCC"));
  EXPECT_EQ(preparation.measure(row("CCNC(=O)C=[CH2:1]")).inputs,
            preparation.measure(row("CCNC(=O)C=[C:1]")).inputs);
  EXPECT_NE(one.inputs, preparation.measure(row("C=[CH:1]C(=O)NCC")).inputs);
  EXPECT_EQ(one.smiles, "C=CC(=O)NCC");
  const auto made = preparation.prepare(row("O=C(NCC)C=[CH2:1]"));
  const Structure& structure = made->featuriser.structure();
  const StructureBond& bond = structure.bonds.back();
  EXPECT_EQ(bond.type, BondType::covalent);
  const auto& ligand = structure.residues.back();
  EXPECT_EQ(bond.atom_2 - ligand.first_atom, 6);  // the last atom of the SMILES
  test::expect_input_error([&] { preparation.measure(row("CCO")); },
                           {"x.smi, line 7", "marked with 1", "line 4 of", "target.yaml"});

  folder_.write("smarts.yaml",
                "sequences:\n- protein: {id: A, sequence: GACLMN, msa: empty}\n"
                "constraints:\n"
                "- bond: {atom1: [A, 3, SG], atom2: [L, 1, 'smarts:[CH2:1]=[CH]C=O']}\n");
  ManifestRow other = row("O=C(NCC)C=C");
  other.target = folder_.path() / "smarts.yaml";
  const auto matched = preparation.prepare(other);
  const Structure& same = matched->featuriser.structure();
  EXPECT_EQ(same.bonds.back().atom_2 - same.residues.back().first_atom, 6);
  other.ligand.text = "C=CC(=O)OC(=O)C=C";
  test::expect_input_error([&] { preparation.measure(other); }, {"2 atoms of the ligand"});
}

TEST_F(PreparationTest, ATargetThatCannotWorkIsToldBeforeAnyLigand) {
  const auto bad = [&](const std::string& constraint,
                       std::initializer_list<std::string_view> parts) {
    folder_.write("bad.yaml",
                  "sequences:\n- protein: {id: A, sequence: GACLMN, msa: empty}\n"
                  "- ligand: {id: B, smiles: CCO}\nconstraints:\n- " +
                      constraint + "\n");
    const Preparation preparation = make();
    const auto path = folder_.path() / "bad.yaml";
    test::expect_input_error([&] { preparation.check_target(path); }, parts);
    ManifestRow one = row("C=CC(=O)N");
    one.target = path;
    EXPECT_THROW(preparation.measure(one), TargetError) << constraint;
    EXPECT_THROW(preparation.prepare(one), TargetError) << constraint;
  };
  bad("bond: {atom1: [A, 1, SG], atom2: [L, 1, C1]}", {"'SG'", "Its atoms are N, CA, C, O"});
  bad("bond: {atom1: [A, 7, SG], atom2: [L, 1, C1]}", {"line 5", "no residue 7"});
  bad("bond: {atom1: [A, 3, SG], atom2: [B, 1, O9]}", {"'O9'", "Its atoms are"});
  bad("bond: {atom1: [A, 3, SG], atom2: [B, 1, ':1']}", {"marked with 1"});
  bad("bond: {atom1: [A, 3, SG], atom2: [L, 1, 'smarts:((']}", {"line 5", "is not a SMARTS"});
  bad("pocket: {binder: L, contacts: [[A, 9]]}", {"no residue 9"});
  bad("pocket: {binder: L, contacts: [[B, C99]]}", {"'C99'"});
  bad("contact: {token1: [A, CA], token2: [L, C1]}", {"'CA' is not a residue number"});
  const Preparation preparation = make();
  EXPECT_NO_THROW(preparation.check_target(target_));
  EXPECT_THROW(preparation.check_target(folder_.path() / "none.yaml"), TargetError);
}

TEST_F(PreparationTest, ReadsATargetOnce) {
  const Preparation preparation = make();
  const auto first = preparation.prepare(row("CCO"));
  folder_.write("target.yaml", "not a target");
  EXPECT_EQ(preparation.prepare(row("CCN"))->featuriser.tokens(), first->featuriser.tokens());
  std::filesystem::remove(folder_.path() / "a.a3m");
  EXPECT_NO_THROW(preparation.prepare(row("CCC")));
}

TEST_F(PreparationTest, ForgetsTheTargetLeastUsed) {
  const Preparation preparation = make({.most_targets = 2});
  const auto with = [&](const std::string& name, const char* residue) {
    ManifestRow one = row("CCO");
    one.target = folder_.path() / name;
    folder_.write(name, "sequences:\n- protein: {id: A, sequence: " + std::string(residue) +
                            ", msa: empty}\n");
    return preparation.measure(one).tokens;
  };
  EXPECT_EQ(with("1.yaml", "G"), 4U);
  EXPECT_EQ(with("2.yaml", "G"), 4U);
  EXPECT_EQ(with("1.yaml", "GG"), 4U);  // kept
  EXPECT_EQ(with("3.yaml", "G"), 4U);
  // Forgotten for 3, and read again: it is another now.
  test::expect_input_error([&] { with("2.yaml", "GG"); }, {"2.yaml", "was changed"});
  EXPECT_EQ(with("3.yaml", "GG"), 4U);
}

TEST_F(PreparationTest, SaysWhatIsWrongAndWhere) {
  const Preparation preparation = make({.list = "ligands.smi"});
  for (const auto& run :
       {std::function<void(const ManifestRow&)>([&](const auto& r) { preparation.prepare(r); }),
        std::function<void(const ManifestRow&)>([&](const auto& r) { preparation.measure(r); })}) {
    test::expect_input_error([&] { run(row("C1CC")); },
                             {"ligands.smi, line 7, smiles", "unclosed ring"});
    ManifestRow lacking = row({});
    lacking.ligand = {.kind = LigandInput::Kind::ccd, .ccd = {"ZZZ"}};
    test::expect_input_error([&] { run(lacking); }, {"ligands.smi, line 7", "ZZZ"});
    ManifestRow bad = row("CCO");
    bad.error = InputError({.line = 7}, "no such thing");
    test::expect_input_error([&] { run(bad); }, {"no such thing"});
    ManifestRow nowhere = row("CCO");
    nowhere.target = folder_.path() / "nowhere.yaml";
    test::expect_input_error([&] { run(nowhere); }, {"nowhere.yaml"});
    test::expect_input_error([&] { run(nowhere); }, {"nowhere.yaml"});
    // The target's own ligand once more: then it is there twice.
    test::expect_input_error([&] { run(row("CO", true)); }, {"has copies"});
  }
}

TEST_F(PreparationTest, AProteinWithoutMsaIsAnErrorUnlessTheRunSaysOtherwise) {
  folder_.write("target.yaml", "sequences:\n- protein: {id: A, sequence: GAKLMN}\n");
  test::expect_input_error([&] { make().prepare(row("CCO")); }, {"has no MSA", "--missing-msa"});
  EXPECT_EQ(make({.input = {.missing_msa = MissingMsa::empty}}).measure(row("CCO")).msa_rows, 1U);
}

TEST_F(PreparationTest, CutsAnMsaToItsChainOrRefusesIt) {
  folder_.write("a.a3m", ">q\nMMGAKLMNHH\n>1\nMMGAKL-NHH\n>2\nMMGAKL-NHW\n");
  const ComplexMeasure cut = make().measure(row("CCO"));
  EXPECT_EQ(cut.msa_rows, 2U);
  ASSERT_EQ(cut.warnings.size(), 1U);
  EXPECT_NE(cut.warnings[0].text.find("residues 3 to 8"), std::string::npos)
      << cut.warnings[0].text;
  EXPECT_EQ(make().prepare(row("CCO"))->warnings, cut.warnings);
  const Preparation strict = make({.target = {.msa = {.mismatch = MsaMismatch::refuse}}});
  EXPECT_THROW(strict.measure(row("CCO")), TargetError);
  folder_.write("a.a3m", ">q\nGGGGGG\n>1\nGAKL-N\n");
  test::expect_input_error([&] { make().measure(row("CCO")); }, {"a.a3m", "is not of chain A"});
}

TEST_F(PreparationTest, CountsPairedRows) {
  folder_.write("a.csv", "key,sequence\n,GAKLMN\n1,GAKL-N\n2,GARLMN\n3,GARLMH\n");
  folder_.write("b.csv", "key,sequence\n,MMMM\n2,MMMH\n,MMMK\n1,MKMM\n");
  folder_.write("target.yaml",
                "sequences:\n- protein: {id: A, sequence: GAKLMN, msa: a.csv}\n"
                "- protein: {id: B, sequence: MMMM, msa: b.csv}\n");
  EXPECT_EQ(make().measure(row("CCO")).paired_rows, 2U);
}

TEST_F(PreparationTest, WarnsOfAnMsaThatIsNotUsed) {
  folder_.write("a.a3m", ">q\nGGGGGG\n>1\nGAKL-N\n");
  const Preparation preparation = make({.target = {.msa = {.mismatch = MsaMismatch::drop}}});
  const ComplexMeasure measure = preparation.measure(row("CCO"));
  ASSERT_EQ(measure.warnings.size(), 1U);
  EXPECT_NE(measure.warnings[0].text.find("a.a3m"), std::string::npos);
  EXPECT_EQ(measure.warnings[0].about, WarningKind::msa);
  EXPECT_EQ(preparation.prepare(row("CCO"))->warnings, measure.warnings);
}

TEST_F(PreparationTest, ServesManyThreads) {
  const Preparation preparation = make();
  std::vector<size_t> tokens(8);
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < tokens.size(); ++i) {
      threads.emplace_back([&, i] {
        tokens[i] = preparation.prepare(row(std::string(i + 1, 'C')))->featuriser.tokens();
      });
    }
  }
  for (size_t i = 0; i < tokens.size(); ++i) { EXPECT_EQ(tokens[i], 14 + i + 1); }
}

// Every ligand of the chemistry's corpus of unusable ones costs its own row and no other.
TEST_F(PreparationTest, UnusableLigandsCostTheirRowsOnly) {
  const Preparation preparation = make({.conformers = false});
  const ComplexMeasure before = preparation.measure(row(aspirin, true));
  std::ifstream table(BB_CHEMISTRY_TESTS "/unusable.tsv");
  int tried = 0;
  for (std::string line; std::getline(table, line);) {
    const size_t kind_end = line.find('\t'), text_end = line.find('\t', kind_end + 1);
    const std::string kind = line.substr(0, kind_end);
    const std::string text = line.substr(kind_end + 1, text_end - kind_end - 1);
    const std::string expected = line.substr(line.rfind('\t') + 1);
    if (line.starts_with('#') || kind == "block" ||
        text.find_first_of("*\\") != std::string::npos) {
      continue;
    }
    ++tried;
    test::expect_input_error([&] { preparation.measure(row(text, kind == "affinity")); },
                             {expected, "line 7"});
  }
  EXPECT_GE(tried, 40);
  EXPECT_EQ(preparation.measure(row(aspirin, true)).inputs, before.inputs);
}

TEST_F(PreparationTest, NotesWhatARowIsMadeFrom) {
  const Preparation preparation = make();
  const auto read = [&](const ManifestRow& row) {
    const InputRecording recording(preparation.files());
    preparation.measure(row);
    std::map<std::string, int> out;
    for (const uint32_t index : recording.files()) {
      const InputFile file = preparation.files().at(index);
      ++out[std::string(name_of(file.role)) + " " +
            std::filesystem::path(file.path).filename().string()];
    }
    return out;
  };
  const auto files = read(row("CCO"));
  EXPECT_EQ(files.count("the input target.yaml"), 1U);
  EXPECT_EQ(files.count("the MSA a.a3m"), 1U);
  EXPECT_EQ(files.count("the component TRP"), 0U);
  EXPECT_EQ(files.count("the component LYS"), 1U);
  EXPECT_EQ(read(row("CCN")), files);  // from the cache
  ManifestRow ligand = row("");
  ligand.ligand = {.kind = LigandInput::Kind::ccd, .ccd = {"TRP"}};
  EXPECT_EQ(read(ligand).count("the component TRP"), 1U);
  // Without chemistry it is the same.
  const InputRecording measured(preparation.files());
  preparation.measure(row("CCO"));
  const std::vector<uint32_t> all = measured.files();
  const InputRecording plain(preparation.files());
  preparation.read(row("CCO"));
  EXPECT_EQ(plain.files(), all);
}

TEST_F(PreparationTest, RefusesFilesThatChangeUnderIt) {
  const Preparation preparation = make({.most_targets = 1});
  preparation.measure(row("CCO"));
  const auto other =
      folder_.write("other.yaml", "sequences:\n- protein: {id: A, sequence: GAK, msa: empty}\n");
  ManifestRow second = row("CCO");
  second.target = other;
  folder_.write("a.a3m", ">q\nGAKLMN\n>1\nGAKL-N\n>2\nGARLMQ\n");
  preparation.prepare(row("CCO"));  // as it was read
  preparation.measure(second);      // the first is forgotten
  test::expect_input_error([&] { preparation.prepare(row("CCO")); },
                           {"a.a3m: the MSA was changed while the run was going"});
  // Damaged on the way, it is the change that is told of.
  preparation.measure(second);
  folder_.write("a.a3m", "no alignment at all\n");
  test::expect_input_error([&] { preparation.prepare(row("CCO")); }, {"was changed while"});
  folder_.write("a.a3m", ">q\nGAKLMN\n>1\nGAKL-N\n>2\nGARLMN\n");
  preparation.measure(second);
  preparation.prepare(row("CCO"));
}

TEST_F(PreparationTest, RefusesWhatOtherRanksReadOtherwise) {
  const Preparation preparation = make();
  preparation.measure(row("CCO"));
  InputFile theirs = preparation.files().at(0);
  EXPECT_EQ(theirs.role, InputRole::complex);
  ++theirs.digest.first;
  preparation.expect(std::span(&theirs, 1));
  test::expect_input_error([&] { preparation.prepare(row("CCO")); },
                           {"target.yaml: the input was changed while"});
}

}  // namespace
}  // namespace bb
