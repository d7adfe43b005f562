#include "worker/model/core/weights.h"

#include <sstream>

namespace bb {

namespace {

std::string shape_text(at::IntArrayRef shape) {
  std::ostringstream text;
  text << '(';
  for (size_t i = 0; i < shape.size(); ++i) {
    text << (i ? ", " : "");
    if (shape[i] < 0) {
      text << "any";
    } else {
      text << shape[i];
    }
  }
  text << ')';
  return text.str();
}

bool shape_matches(at::IntArrayRef shape, at::IntArrayRef wanted) {
  if (shape.size() != wanted.size()) { return false; }
  for (size_t i = 0; i < shape.size(); ++i) {
    if (wanted[i] >= 0 && wanted[i] != shape[i]) { return false; }
  }
  return true;
}

}  // namespace

Weights::Weights(StateDict state, at::Device device, at::ScalarType dtype)
    : Weights(std::make_shared<Shared>(Shared{.state = std::move(state), .taken = {}}), "", device,
              dtype, !device.is_cpu()) {}

Weights::Weights(std::shared_ptr<Shared> shared, std::string prefix, at::Device device,
                 at::ScalarType dtype, bool joins)
    : shared_(std::move(shared)),
      prefix_(std::move(prefix)),
      device_(device),
      dtype_(dtype),
      joins_(joins) {}

Weights Weights::operator[](std::string_view child) const {
  return {shared_, prefix_ + std::string(child) + ".", device_, dtype_, joins_};
}

Weights Weights::operator[](int64_t index) const { return (*this)[std::to_string(index)]; }

Weights Weights::island() const {
  return {shared_, prefix_, device_, dtype_ == at::kDouble ? at::kDouble : at::kFloat, joins_};
}

Weights Weights::with_joins(bool joins) const { return {shared_, prefix_, device_, dtype_, joins}; }

const Tensor& Weights::find(std::string_view name) const {
  const auto entry = shared_->state.find(prefix_ + std::string(name));
  if (entry == shared_->state.end()) {
    throw WeightsError("the checkpoint has no parameter '" + prefix_ + std::string(name) +
                       "'; it is not a checkpoint of this model, or of another version of it");
  }
  return entry->second;
}

Tensor Weights::take(std::string_view name, at::IntArrayRef shape) const {
  const Tensor& tensor = find(name);
  if (!shape_matches(tensor.sizes(), shape)) {
    throw WeightsError("parameter '" + prefix_ + std::string(name) + "' has shape " +
                       shape_text(tensor.sizes()) + " where the model needs " + shape_text(shape));
  }
  shared_->taken.insert(prefix_ + std::string(name));
  return tensor.to(device_, dtype_);
}

int64_t Weights::size(std::string_view name, int64_t axis) const {
  const Tensor& tensor = find(name);
  if (axis >= tensor.dim()) {
    throw WeightsError("parameter '" + prefix_ + std::string(name) + "' has shape " +
                       shape_text(tensor.sizes()) + " where the model needs at least " +
                       std::to_string(axis + 1) + " dimensions");
  }
  return tensor.size(axis);
}

bool Weights::has(std::string_view name) const {
  const std::string full = prefix_ + std::string(name);
  if (shared_->state.contains(full)) { return true; }
  const auto below = shared_->state.lower_bound(full + ".");
  return below != shared_->state.end() && below->first.starts_with(full + ".");
}

int64_t Weights::length() const {
  int64_t count = 0;
  while (has(std::to_string(count))) { ++count; }
  return count;
}

void Weights::skip(std::string_view name) const {
  const std::string full = prefix_ + std::string(name);
  if (shared_->state.contains(full)) { shared_->taken.insert(full); }
  const std::string below = full + ".";
  for (auto entry = shared_->state.lower_bound(below);
       entry != shared_->state.end() && entry->first.starts_with(below); ++entry) {
    shared_->taken.insert(entry->first);
  }
}

void Weights::require_all_taken() const {
  std::vector<std::string> unused;
  for (const auto& [name, tensor] : shared_->state) {
    if (!shared_->taken.contains(name)) { unused.push_back(name); }
  }
  if (unused.empty()) { return; }
  std::string message = "the checkpoint has " + std::to_string(unused.size()) +
                        " parameters that the model does not use, so it is another model's: ";
  constexpr size_t shown = 5;
  for (size_t i = 0; i < std::min(unused.size(), shown); ++i) {
    message += (i ? ", '" : "'") + unused[i] + "'";
  }
  if (unused.size() > shown) { message += ", …"; }
  throw WeightsError(message);
}

}  // namespace bb
