#include "worker/model/diffusion/atom_encoder.h"

#include "worker/model/diffusion/atom_windows.h"

namespace bb {

namespace {

constexpr int64_t position_and_charge = 4;
constexpr int64_t backbone_features = 17;
constexpr int64_t molecule_types = 4;

}  // namespace

AtomEncoder::AtomEncoder(const Weights& weights, Options options)
    : c_to_p_trans_q_(weights.island()["c_to_p_trans_q"][1]),
      c_to_p_trans_k_(weights.island()["c_to_p_trans_k"][1]),
      options_(options) {
  const Weights exact = weights.island();
  const int64_t names = options.use_no_atom_char ? 0 : atom_name_length * atom_name_codes;
  const int64_t backbone = options.use_atom_backbone_feat ? backbone_features : 0;
  const int64_t residue = options.use_residue_feats_atoms ? residue_types + 1 + molecule_types : 0;
  const int64_t codes = elements + names;
  const Tensor embed = exact["embed_atom_features"].take(
      "weight", {-1, position_and_charge + codes + backbone + residue});
  embed_bias_ = exact["embed_atom_features"].take("bias", {embed.size(0)});
  const auto columns = [&](int64_t first, int64_t count) { return embed.narrow(1, first, count); };
  embed_numbers_ =
      at::cat({columns(0, position_and_charge), columns(position_and_charge + codes, backbone)}, 1);
  embed_codes_ = columns(position_and_charge, codes).t().contiguous();
  if (residue > 0) {
    embed_residue_ = columns(position_and_charge + codes + backbone, residue).t().contiguous();
  }

  const Tensor offset = exact["embed_atompair_ref_pos"].take("weight", {-1, 3});
  embed_pairs_ =
      at::cat({offset, exact["embed_atompair_ref_dist"].take("weight", {offset.size(0), 1}),
               exact["embed_atompair_mask"].take("weight", {offset.size(0), 1})},
              1);
  if (exact.has("s_to_c_trans")) {
    s_to_c_norm_.emplace(exact["s_to_c_trans"][0]);
    s_to_c_trans_.emplace(exact["s_to_c_trans"][1]);
    z_to_p_norm_.emplace(exact["z_to_p_trans"][0]);
    z_to_p_trans_.emplace(exact["z_to_p_trans"][1]);
  }
  for (const int64_t layer : {1, 3, 5}) { p_mlp_.emplace_back(exact["p_mlp"][layer]); }
}

Tensor AtomEncoder::embed_atoms(const Features& features) const {
  std::vector<Tensor> numbers{features.ref_pos, features.ref_charge.unsqueeze(-1)};
  if (options_.use_atom_backbone_feat) { numbers.push_back(features.atom_backbone); }
  const at::ScalarType dtype = embed_bias_.scalar_type();
  Tensor c =
      at::linear(at::cat(numbers, -1).to(dtype), embed_numbers_, embed_bias_);  // (B, A, C_a)

  std::vector<Tensor> codes{features.ref_element.unsqueeze(-1)};
  if (!options_.use_no_atom_char) {
    const Tensor first = at::arange(atom_name_length, features.ref_name_chars.options());
    codes.push_back(features.ref_name_chars + first * atom_name_codes + elements);
  }
  const Tensor rows = at::embedding(embed_codes_, at::cat(codes, -1)).sum(2);  // (B, A, C_a)
  const Tensor mask = features.atom_mask.to(dtype).unsqueeze(-1);              // (B, A, 1)
  // One-hot features of padding atoms are all zero.
  c.addcmul_(rows, mask);

  if (embed_residue_.defined()) {
    const Tensor mol_type = at::one_hot(features.mol_type, molecule_types);  // (B, N, 4)
    const Tensor residue = at::cat({features.res_type.to(dtype),
                                    features.modified.to(dtype).unsqueeze(-1), mol_type.to(dtype)},
                                   -1);                            // (B, N, 38)
    const Tensor of_tokens = at::matmul(residue, embed_residue_);  // (B, N, C_a)
    const Tensor index = features.atom_to_token.unsqueeze(-1).expand_as(c);
    c.addcmul_(of_tokens.gather(1, index), mask);
  }
  return c;
}

Tensor AtomEncoder::embed_atom_pairs(const Features& features) const {
  const Tensor position = features.ref_pos.to(embed_pairs_.scalar_type());
  const Tensor offset = key_windows(position).unsqueeze(2) -
                        query_windows(position).unsqueeze(3);  // (B, W, 32, 128, 3)
  const Tensor closeness = offset.square().sum(-1, true).add_(1).reciprocal_();

  const Tensor real = features.atom_mask.to(at::kBool);
  const auto pairs = [](const Tensor& x) {
    return std::pair(query_windows(x).unsqueeze(3), key_windows(x).unsqueeze(2));
  };
  const auto [query_real, key_real] = pairs(real);
  const auto [query_uid, key_uid] = pairs(features.ref_space_uid);
  const Tensor same = (query_real & key_real & (query_uid == key_uid))
                          .to(position.scalar_type())
                          .unsqueeze(-1);  // (B, W, 32, 128, 1)
  return at::linear(at::cat({offset, closeness, same}, -1), embed_pairs_).mul_(same);
}

Tensor AtomEncoder::gather_pairs(const Features& features, const Tensor& z) const {
  const int64_t tokens = features.tokens();
  const Tensor z_to_p = (*z_to_p_trans_)((*z_to_p_norm_)(z));  // (B, N, N, C_ap)
  const Tensor& token = features.atom_to_token;                // (B, A)
  const Tensor complex = at::arange(features.batch(), token.options()).view({-1, 1, 1, 1});
  const Tensor rows = (complex * tokens + query_windows(token).unsqueeze(3)) * tokens +
                      key_windows(token).unsqueeze(2);  // (B, W, 32, 128)
  const Tensor mask = features.atom_mask.to(z_to_p.scalar_type());
  const Tensor real = query_windows(mask).unsqueeze(3) * key_windows(mask).unsqueeze(2);
  return at::embedding(z_to_p.flatten(0, 2), rows).mul_(real.unsqueeze(-1));
}

AtomEncoding AtomEncoder::finish(Tensor q, Tensor c, Tensor p) const {
  const Tensor active = at::relu(c);
  p.add_(query_windows(c_to_p_trans_q_(active)).unsqueeze(3));
  p.add_(key_windows(c_to_p_trans_k_(active)).unsqueeze(2));
  Tensor update = p_mlp_[0](at::relu(p));
  for (size_t i = 1; i < p_mlp_.size(); ++i) { update = p_mlp_[i](update.relu_()); }
  p.add_(update);  // (B, W, 32, 128, C_ap)
  return {.q = std::move(q), .c = std::move(c), .p = std::move(p)};
}

AtomEncoding AtomEncoder::operator()(const Features& features) const {
  TORCH_INTERNAL_ASSERT(!structure_prediction(), "this encoder takes the trunk's output");
  const Tensor q = embed_atoms(features);
  return finish(q, q, embed_atom_pairs(features));
}

AtomEncoding AtomEncoder::operator()(const Features& features, const Tensor& s_trunk,
                                     const Tensor& z) const {
  TORCH_INTERNAL_ASSERT(structure_prediction(), "this encoder comes before the trunk");
  const Tensor q = embed_atoms(features);                               // (B, A, C_a)
  const Tensor of_tokens = (*s_to_c_trans_)((*s_to_c_norm_)(s_trunk));  // (B, N, C_a)
  const Tensor index = features.atom_to_token.unsqueeze(-1).expand_as(q);
  const Tensor mask = features.atom_mask.to(q.scalar_type()).unsqueeze(-1);
  const Tensor c = at::addcmul(q, of_tokens.gather(1, index), mask);
  return finish(q, c, embed_atom_pairs(features).add_(gather_pairs(features, z)));
}

}  // namespace bb
