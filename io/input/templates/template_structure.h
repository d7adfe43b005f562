#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/input/complexes/complex_input.h"
#include "io/input/components/component_library.h"

namespace bb {

/// One residue of a template's protein chain: what the reference's tokeniser makes of it. Å.
struct TemplateResidue {
  std::string name;  // component; MSE is MET
  int8_t token = 0;  // template_restype; UNK for a modified residue
  bool modified = false;
  bool has_center = false;  // (not a feature of templates)
  bool has_disto = false;   // template_mask_cb
  bool has_frame = false;   // template_mask_frame
  /// template_ca: CA, or the first atom of a modified residue; 0 where missing.
  std::array<float, 3> center{};
  /// template_cb: CB (CA of GLY), or the first atom of a modified residue; 0 where missing.
  std::array<float, 3> disto{};
  /// template_frame_rot: row-major, columns e1 (CA→C), e2, e3; identity without frame.
  std::array<float, 9> rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  std::array<float, 3> translation{};  // template_frame_t: CA; 0 without frame
};

/// residues[i] is residue i of the full sequence, in the model or not (the reference's res_idx), so
/// numbering in the file, negative numbers and insertion codes do not matter.
struct TemplateChain {
  /// template_id: mmCIF's label_asym_id; of a PDB file the letter and "1" ("A1"), as in the
  /// reference.
  std::string name;
  std::string author_name;  // auth_asym_id, the letter
  std::string sequence;     // one letter per residue; X for modified ones, also MSE
  std::vector<TemplateResidue> residues;
  std::string problem;       // why it cannot be aligned to, or nothing
  bool is_observed = false;  // the file gives no full sequence: it has the residues of the model
};

/// The protein chains of a template's first model; the rest plays no part in features. (The
/// reference reads all of the file, and so also fails on ligands that it has no component for and
/// on models that differ in their atoms; this does not.)
struct TemplateStructure {
  std::string name;  // the file's name without its ending
  std::filesystem::path path;
  std::vector<TemplateChain> chains;  // in the file's order
};

/// Hydrogens, waters and all alternative conformations but the first are dropped. `components`
/// gives the atoms of modified residues. Reads gzip too. Throws InputError.
std::shared_ptr<const TemplateStructure> read_template(const std::filesystem::path& path,
                                                       TemplateInput::Format format,
                                                       const ComponentLibrary& components);

/// The same from text.
std::shared_ptr<const TemplateStructure> parse_template(std::string text,
                                                        const std::filesystem::path& path,
                                                        TemplateInput::Format format,
                                                        const ComponentLibrary& components);

}  // namespace bb
