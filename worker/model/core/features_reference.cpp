
#include "worker/model/core/feature_fields.h"

namespace bb {

namespace {

std::string sizes_text(at::IntArrayRef sizes) {
  std::string text = "(";
  for (size_t i = 0; i < sizes.size(); ++i) {
    text += (i ? ", " : "") + (sizes[i] < 0 ? std::string("any") : std::to_string(sizes[i]));
  }
  return text + ")";
}

std::string where(const char* name) { return "feature '" + std::string(name) + "' "; }

/// Looks features up by the reference's name and checks them one by one.
class Reader {
 public:
  explicit Reader(const FeatureMap& tensors)
      : tensors_(tensors),
        sizes_{{FeatureField::token, size("token_pad_mask", 1)},
               {FeatureField::atom, size("atom_pad_mask", 1)},
               {FeatureField::msa_row, size("msa", 1)},
               {FeatureField::template_row, size("template_mask", 1)},
               {FeatureField::any, -1}} {}

  bool has(const char* name) const { return tensors_.contains(name); }

  int64_t size(const char* name, int64_t axis) const {
    const Tensor& tensor = get(name);
    if (tensor.dim() <= axis) {
      throw FeaturesError(where(name) + "has shape " + sizes_text(tensor.sizes()) +
                          ", too few dimensions");
    }
    return tensor.size(axis);
  }

  /// Undefined where an optional one is not there.
  Tensor field(const FeatureField& one) const {
    if (one.optional && !has(one.name)) { return {}; }
    std::vector<int64_t> sizes = {1};
    for (const int64_t axis : one.axes) { sizes.push_back(resolve(axis)); }
    if (one.single_axis >= 0) { sizes.insert(sizes.begin() + one.single_axis, 1); }
    const int64_t values = resolve(one.values);
    if (one.form == Form::one_hot) { sizes.push_back(values); }
    const Tensor tensor = read(one.name, sizes, one.form, values);
    return one.single_axis >= 0 ? tensor.squeeze(one.single_axis) : tensor;
  }

  Tensor read(const char* name, at::IntArrayRef sizes, Form form, int64_t values = 0) const {
    const Tensor& tensor = get(name);
    bool fits = tensor.dim() == static_cast<int64_t>(sizes.size());
    for (size_t i = 0; fits && i < sizes.size(); ++i) {
      fits = sizes[i] < 0 || sizes[i] == tensor.size(static_cast<int64_t>(i));
    }
    if (!fits) {
      throw FeaturesError(where(name) + "has shape " + sizes_text(tensor.sizes()) + " where " +
                          sizes_text(sizes) + " is needed");
    }
    switch (form) {
      case Form::integers:
        return integers(name, tensor, values);
      case Form::one_hot:
        return from_one_hot(name, tensor.to(at::kLong));
      default:
        return floats(name, tensor, form);
    }
  }

 private:
  const Tensor& get(const char* name) const {
    const auto entry = tensors_.find(name);
    if (entry == tensors_.end()) {
      throw FeaturesError(where(name) + "is missing from the features");
    }
    return entry->second;
  }

  int64_t resolve(int64_t axis) const { return axis < 0 ? sizes_.at(axis) : axis; }

  static Tensor integers(const char* name, const Tensor& tensor, int64_t values) {
    if (at::isFloatingType(tensor.scalar_type())) {
      throw FeaturesError(where(name) + "holds floating-point numbers where integers are needed");
    }
    if (values > 0 && tensor.numel() > 0 &&
        (tensor.min().item<int64_t>() < 0 || tensor.max().item<int64_t>() >= values)) {
      throw FeaturesError(where(name) + "holds values outside 0 … " + std::to_string(values - 1));
    }
    return tensor.to(at::kLong);
  }

  /// The index of the one in each row; 0 for rows of zeros, which padding has.
  static Tensor from_one_hot(const char* name, const Tensor& rows) {
    if (!rows.eq(0).logical_or(rows.eq(1)).all().item<bool>() ||
        (rows.numel() > 0 && rows.sum(-1).max().item<int64_t>() > 1)) {
      throw FeaturesError(where(name) + "is not one-hot over its last dimension");
    }
    return rows.argmax(-1);
  }

  static Tensor floats(const char* name, const Tensor& tensor, Form form) {
    const Tensor values = tensor.scalar_type() == at::kDouble ? tensor : tensor.to(at::kFloat);
    if (form != Form::limits && !values.isfinite().all().item<bool>()) {
      throw FeaturesError(where(name) +
                          "holds NaN or infinity; the features are broken, make them again");
    }
    if (form == Form::mask && !values.eq(0).logical_or(values.eq(1)).all().item<bool>()) {
      throw FeaturesError(where(name) + "is a mask but holds values other than 0 and 1");
    }
    return values;
  }

  const FeatureMap& tensors_;
  std::map<int64_t, int64_t> sizes_;  // by FeatureField::Axis
};

std::vector<int64_t> read_forced_templates(const Reader& in, int64_t rows) {
  std::vector<int64_t> forced;
  if (!in.has("template_force")) { return forced; }
  const Tensor force = in.read("template_force", {1, rows}, Form::integers);
  for (int64_t row = 0; row < rows; ++row) {
    if (force[0][row].item<int64_t>() != 0) { forced.push_back(row); }
  }
  return forced;
}

ForcedContacts read_contacts(const Reader& in, int64_t atoms) {
  const int64_t pairs = in.has("contact_pair_index") ? in.size("contact_pair_index", 2) : 0;
  if (pairs == 0) { return {}; }
  return {
      .pair_index = in.read("contact_pair_index", {1, 2, pairs}, Form::integers, atoms)[0],
      .union_index = in.read("contact_union_index", {1, pairs}, Form::integers)[0],
      .negation_mask = in.read("contact_negation_mask", {1, pairs}, Form::mask)[0].to(at::kBool),
      .thresholds = in.read("contact_thresholds", {1, pairs}, Form::floats)[0]};
}

}  // namespace

Features Features::from_reference(const FeatureMap& tensors) {
  const Reader in(tensors);
  Features f;
  for (const FeatureField& one : feature_fields()) { f.*one.tensor = in.field(one); }
  if (f.atoms() % query_window != 0) {
    throw FeaturesError("feature 'atom_pad_mask' has " + std::to_string(f.atoms()) +
                        " atoms; atoms must be padded to a multiple of 32");
  }
  ComplexLayout& layout = f.layout.emplace_back(layout_of(f));
  layout.contacts = read_contacts(in, layout.padded_atoms);
  layout.forced_templates = read_forced_templates(in, layout.templates);
  // The threshold of a template that is not forced may be infinite, and is never looked at.
  f.template_force_threshold =
      layout.forced_templates.empty()
          ? Tensor()
          : in.read("template_force_threshold", {1, layout.templates}, Form::limits);
  if (f.profile_affinity.defined()) { in.size("deletion_mean_affinity", 1); }
  return f;
}

FeatureMap to_reference(const Features& one) {
  const ComplexLayout& layout = one.layout.front();
  const std::map<int64_t, int64_t> sizes = {{FeatureField::token, one.tokens()},
                                            {FeatureField::atom, one.atoms()}};
  FeatureMap out;
  for (const FeatureField& field : feature_fields()) {
    Tensor tensor = one.*field.tensor;
    if (!tensor.defined()) { continue; }
    if (field.form == Form::one_hot) {
      tensor = at::one_hot(tensor, field.values < 0 ? sizes.at(field.values) : field.values);
      const bool of_atoms = field.axes.front() == FeatureField::atom;
      tensor.slice(1, of_atoms ? layout.atoms : layout.tokens).zero_();
    }
    if (field.single_axis >= 0) { tensor = tensor.unsqueeze(field.single_axis); }
    out[field.name] = tensor.to(field.dtype).contiguous();
  }
  const auto contacts = [&](const char* name, const Tensor& tensor, const Tensor& none) {
    out[name] = (tensor.defined() ? tensor : none).unsqueeze(0);
  };
  contacts("contact_pair_index", layout.contacts.pair_index, at::empty({2, 0}, at::kLong));
  contacts("contact_union_index", layout.contacts.union_index, at::empty({0}, at::kLong));
  contacts("contact_negation_mask", layout.contacts.negation_mask, at::empty({0}, at::kBool));
  contacts("contact_thresholds", layout.contacts.thresholds, at::empty({0}, at::kFloat));
  if (!layout.forced_templates.empty()) {
    const Tensor force = at::zeros({1, layout.templates}, at::kBool);
    for (const int64_t row : layout.forced_templates) { force[0][row] = true; }
    out["template_force"] = force;
  }
  return out;
}

}  // namespace bb
