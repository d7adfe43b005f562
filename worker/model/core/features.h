#pragma once

#include <map>

#include "worker/model/core/tensor.h"

namespace bb {

/// A feature is missing, has the wrong shape or dtype, or holds values it must not.
class FeaturesError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Chain types, as `mol_type` numbers them.
enum class MolType : int64_t { protein = 0, dna = 1, rna = 2, nonpolymer = 3 };

constexpr int64_t residue_types = 33;    // <pad>, gap, 20 + UNK amino acids, 5 RNA, 5 DNA
constexpr int64_t elements = 128;        // atomic numbers
constexpr int64_t atom_name_length = 4;  // characters of an atom name
constexpr int64_t atom_name_codes = 64;  // ord(c) - 32
constexpr int64_t query_window = 32;     // atoms per query window; atoms are padded to it
constexpr int64_t key_window = 128;      // atoms per key window, centred on the query window

/// So many atoms, up to the next multiple of query_window.
constexpr int64_t whole_windows(int64_t atoms) {
  return (atoms + query_window - 1) / query_window * query_window;
}

/// One chain of one complex: its tokens and atoms are contiguous.
struct ChainSpan {
  int64_t asym_id;
  MolType mol_type;
  int64_t first_token, tokens;
  int64_t first_atom, atoms;
};

/// Pairs of atoms that an input's `force: true` contacts and pockets pull together.
struct ForcedContacts {
  Tensor pair_index;     // (2, P) int64, atoms
  Tensor union_index;    // (P) int64: pairs of one union are alternatives
  Tensor negation_mask;  // (P) bool
  Tensor thresholds;     // (P) Å
};

/// What the host knows of one complex of the batch, so that no module has to ask the device.
struct ComplexLayout {
  int64_t tokens = 0;
  int64_t atoms = 0;         // real atoms
  int64_t padded_atoms = 0;  // atoms up to the next multiple of 32, which the sampler centres over
  int64_t msa_rows = 0;
  int64_t templates = 0;       // rows of the template axis in the complex's own features
  bool has_templates = false;  // any of them with a visible token
  bool has_contact_conditioning = false;
  bool cyclic = false;
  std::vector<ChainSpan> chains;          // by ascending asym_id
  ForcedContacts contacts;                // undefined tensors where nothing is forced
  std::vector<int64_t> forced_templates;  // template rows with `force: true`
};

/// Features of one complex under the reference's names, shapes (leading dimension 1) and dtypes, on
/// the CPU.
using FeatureMap = std::map<std::string, Tensor, std::less<>>;

struct TokenFeatures {
  Tensor token_index, residue_index, asym_id, entity_id, sym_id, mol_type;  // (B, N) int64
  Tensor res_type;                                                          // (B, N, 33) float
  Tensor token_mask;                                                        // (B, N) float, 0 or 1
  Tensor method_feature, modified;                                          // (B, N) int64
  Tensor cyclic_period;                                                     // (B, N) float
  Tensor token_bonds;                                                       // (B, N, N) float
  Tensor type_bonds;                                                        // (B, N, N) int64
  Tensor contact_conditioning;  // (B, N, N) int64: 0 unspecified, 1 unselected, 2… classes
  Tensor contact_threshold;     // (B, N, N) float, Å
  Tensor affinity_token_mask;   // (B, N) float; the affinity stage reads it
};

struct AtomFeatures {
  Tensor ref_pos;         // (B, A, 3) float, Å
  Tensor ref_charge;      // (B, A) float
  Tensor ref_element;     // (B, A) int64
  Tensor ref_name_chars;  // (B, A, 4) int64
  Tensor ref_space_uid;   // (B, A) int64
  Tensor atom_backbone;   // (B, A, 17) float
  Tensor atom_mask;       // (B, A) float, 0 or 1
  Tensor atom_to_token;   // (B, A) int64; 0 for padding atoms
  Tensor rep_atom;        // (B, N) int64: the atom that stands for a token; 0 for padding tokens
  Tensor frames_idx;      // (B, N, 3) int64, atoms
};

struct MsaFeatures {
  Tensor msa;                                       // (B, S, N) int64
  Tensor msa_mask;                                  // (B, S, N) float
  Tensor msa_paired, has_deletion, deletion_value;  // (B, S, N) float
  Tensor profile;                                   // (B, N, 33) float
  Tensor deletion_mean;                             // (B, N) float
  Tensor profile_affinity,
      deletion_mean_affinity;  // as above, of the query alone; may be undefined
};

struct TemplateFeatures {
  Tensor template_restype;                       // (B, T, N, 33) float
  Tensor template_frame_rot, template_frame_t;   // (B, T, N, 3, 3), (B, T, N, 3) float
  Tensor template_cb, template_ca;               // (B, T, N, 3) float, Å
  Tensor template_mask_cb, template_mask_frame;  // (B, T, N) float
  Tensor template_mask;                          // (B, T, N) float
  Tensor visibility_ids;                         // (B, T, N) float
  Tensor template_force_threshold;               // (B, T) float, Å; undefined where none is forced
};

/// Features of a batch of B complexes, padded to N tokens, A atoms (a multiple of 32), S MSA rows
/// and T templates. Real entries come first on every axis; padding is zero.
///
/// One-hot features of the reference are held as indices: the device needs a table row, not a
/// product with zeros. Floating-point features are float32 (float64 in a float64 model). What is
/// the same everywhere may be expanded, without memory of its own, until it is collated.
struct Features : TokenFeatures, AtomFeatures, MsaFeatures, TemplateFeatures {
  Tensor affinity_mw;  // (B) float: ligand mass, g/mol; undefined outside the affinity stage

  std::vector<ComplexLayout> layout;  // B entries, on the host

  int64_t batch() const { return token_mask.size(0); }
  int64_t tokens() const { return token_mask.size(1); }
  int64_t atoms() const { return atom_mask.size(1); }

  /// Features of one complex, checked one by one. Throws FeaturesError naming the feature and what
  /// is wrong with it.
  static Features from_reference(const FeatureMap& tensors);

  /// One batch of several complexes, padded to the largest, or to the sizes given when larger.
  static Features collate(std::span<const Features> complexes, int64_t min_tokens = 0,
                          int64_t min_atoms = 0, int64_t min_msa_rows = 0);

  /// The same features on a device, floating-point ones in `dtype` (float32 or float64).
  Features to(at::Device device, at::ScalarType dtype) const;
};

/// The features of one complex as from_reference() takes them.
FeatureMap to_reference(const Features& one);

/// What can be told of a complex from its tensors: all but contacts and forced templates. Throws
/// FeaturesError where padding or chains are not in the order that the model relies on.
ComplexLayout layout_of(const Features& one);

}  // namespace bb
