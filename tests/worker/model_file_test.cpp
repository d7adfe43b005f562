#include "worker/model_file.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "io/files/checkpoint_error.h"
#include "tests/support/oracle.h"

namespace bb {
namespace {

namespace fs = std::filesystem;

fs::path checkpoint_of(std::string_view name) { return test::oracle_case(name).checkpoint; }

fs::path structure_file() { return checkpoint_of("affsmall_small_structure"); }
fs::path affinity_file() { return checkpoint_of("affsmall_small_affinity"); }

/// One that make_model_files.py wrote.
fs::path variant(const std::string& name) { return fs::path(BB_MODEL_FILES) / (name + ".ckpt"); }

void expect_refused(const fs::path& path, std::initializer_list<std::string_view> parts) {
  try {
    look_into_model(path);
    FAIL() << path << " was accepted";
  } catch (const CheckpointError& error) {
    const std::string_view message = error.what();
    EXPECT_NE(message.find(path.filename().string()), std::string_view::npos) << message;
    for (const std::string_view part : parts) {
      EXPECT_NE(message.find(part), std::string_view::npos) << part << " is not in: " << message;
    }
  }
}

TEST(ModelFile, KnowsItsKind) {
  const ModelDescription structure = look_into_model(structure_file());
  EXPECT_EQ(structure.kind, ModelKind::structure);
  EXPECT_EQ(structure.dtypes, "float32");
  const ModelDescription affinity = look_into_model(affinity_file());
  EXPECT_EQ(affinity.kind, ModelKind::affinity);
  EXPECT_GT(affinity.parameters, structure.parameters);
  EXPECT_EQ(look_into_model(checkpoint_of("affsmall_single_affinity")).kind, ModelKind::affinity);
  EXPECT_EQ(read_model(structure_file()).kind, ModelKind::structure);
  EXPECT_EQ(read_model(affinity_file()).kind, ModelKind::affinity);
}

TEST(ModelFile, CountsEveryNumberOnce) {
  int64_t numbers = 0;
  const ModelFile model = read_model(structure_file());
  for (const auto& [name, tensor] : model.state) {
    // The reference registers the gates of some layers under two names.
    constexpr std::string_view second = ".output_projection.0.";
    std::string first = name;
    if (const auto at = name.find(second); at != std::string::npos) {
      first.replace(at, second.size(), ".output_projection_linear.");
    }
    if (first == name || !model.state.contains(first)) { numbers += tensor.numel(); }
  }
  EXPECT_EQ(look_into_model(structure_file()).parameters, numbers);
}

TEST(ModelFile, ReadsWhatATrainingRunLeaves) {
  EXPECT_EQ(look_into_model(variant("training")).kind, ModelKind::structure);
  const ModelFile plain = read_model(structure_file()), training = read_model(variant("training"));
  ASSERT_EQ(training.state.size(), plain.state.size());
  for (const auto& [name, tensor] : plain.state) {
    EXPECT_TRUE(at::equal(training.state.at(name), tensor)) << name;
  }
  const auto& position = training.hyper_parameters.input_pairs.relative_position;
  EXPECT_TRUE(position.fix_sym_check);
  EXPECT_TRUE(position.cyclic_pos_enc);
  EXPECT_TRUE(training.hyper_parameters.templates.by_visibility);
  EXPECT_FALSE(training.hyper_parameters.atom_encoder.use_atom_backbone_feat);
}

TEST(ModelFile, NamesWhatItNeedsAndCannotRead) {
  expect_refused(variant("needed_template"),
                 {"'template_args.min_dist'", "'private_training.Template'"});
  expect_refused(variant("needed_cutoff"),
                 {"'conditioning_cutoff_min'", "'private_training.Cutoff'"});
}

TEST(ModelFile, FindsParametersThatDoNotFit) {
  expect_refused(variant("missing"), {"'s_norm.weight'", "no parameter"});
  expect_refused(variant("reshaped"), {"'s_norm.weight'", "(33)", "(32)"});
  expect_refused(variant("left_over"), {"'validators.0.weight'", "another model"});
  expect_refused(variant("whole_numbers"), {"'s_norm.weight'", "int64"});
  EXPECT_EQ(look_into_model(variant("half")).dtypes, "bfloat16");
}

/// However large a file is: what lies in its tensors is not read.
TEST(ModelFile, LooksAtHeadersAlone) {
  const fs::path copy = fs::temp_directory_path() / "bb_model_file_test.ckpt";
  fs::copy_file(structure_file(), copy, fs::copy_options::overwrite_existing);
  std::fstream file(copy, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(fs::file_size(copy) / 2));
  file.write("boltz", 5);
  file.close();
  EXPECT_NO_THROW(look_into_model(copy));
  EXPECT_THROW(read_model(copy), CheckpointError);
  fs::remove(copy);
}

}  // namespace
}  // namespace bb
