#include "io/input/lists/complex_loader.h"

#include <utility>

namespace bb {
namespace {

constexpr size_t most_targets = 256;  // kept at a time

}  // namespace

std::shared_ptr<const Target> ComplexLoader::target_of(const ManifestRow& row) {
  if (row.target.empty()) { return nullptr; }
  auto kept = targets_.find(row.target);
  if (kept == targets_.end()) {
    if (targets_.size() >= most_targets) { targets_.clear(); }
    Kept result;
    try {
      result = std::make_shared<const Target>(Target::read(row.target, options_));
    } catch (const InputError& error) { result = error; }
    kept = targets_.emplace(row.target, std::move(result)).first;
  }
  if (const auto* error = std::get_if<InputError>(&kept->second)) { throw *error; }
  return std::get<0>(kept->second);
}

std::variant<Complex, InputError> ComplexLoader::load(const ManifestRow& row) {
  if (row.error) { return *row.error; }
  try {
    if (const auto target = target_of(row)) {
      return target->with_ligand(row.id, row.ligand, row.affinity);
    }
    Complex complex = read_complex(row.input, options_);
    complex.name = row.id;
    return complex;
  } catch (const InputError& error) { return error; }
}

}  // namespace bb
