#include "io/input/components/component_library.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "io/files/input_error.h"
#include "io/files/input_recording.h"

namespace bb {

ComponentLibrary::ComponentLibrary(std::vector<std::shared_ptr<const ComponentStore>> stores)
    : stores_(std::move(stores)) {}

std::shared_ptr<const ComponentLibrary> ComponentLibrary::open(
    const std::vector<std::filesystem::path>& files) {
  std::vector<std::shared_ptr<const ComponentStore>> stores;
  for (const auto& file : files) { stores.push_back(ComponentStore::open(file)); }
  stores.push_back(ComponentStore::standard());
  return std::make_shared<const ComponentLibrary>(std::move(stores));
}

void ComponentLibrary::record(std::string_view code, Loaded& loaded) {
  InputRecording* const recording = InputRecording::current();
  if (recording == nullptr) { return; }
  if (loaded.known == &recording->known()) {
    recording->note(loaded.index);
    return;
  }
  const KnownFiles::Seen seen = recording->known().add(
      {.role = InputRole::component, .path = std::string(code), .digest = loaded.digest});
  recording->note(seen.index, seen.is_same);
  // One that is another now is to be told of each time.
  if (seen.is_same) { loaded = {loaded.molecule, loaded.digest, &recording->known(), seen.index}; }
}

bool ComponentLibrary::contains(std::string_view code) const noexcept {
  return std::ranges::any_of(stores_, [&](const auto& store) { return store->contains(code); });
}

std::shared_ptr<const Molecule> ComponentLibrary::get(std::string_view code) const {
  const std::lock_guard lock(mutex_);
  if (const auto found = loaded_.find(code); found != loaded_.end()) {
    record(code, found->second);
    return found->second.molecule;
  }
  for (const auto& store : stores_) {
    if (!store->contains(code)) { continue; }
    const auto bytes = store->record(code);
    DigestBuilder digest;
    digest.add({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    Loaded loaded{.molecule = std::make_shared<const Molecule>(store->load(code)),
                  .digest = digest.digest()};
    const auto kept = loaded_.emplace(code, std::move(loaded)).first;
    record(code, kept->second);
    return kept->second.molecule;
  }
  if (InputRecording* const recording = InputRecording::current()) {
    recording->add({.role = InputRole::component, .path = std::string(code), .is_absent = true});
  }

  std::string problem = "there is no chemical component " + quote(code) + " in ";
  for (size_t i = 0; i < stores_.size(); ++i) {
    problem += (i > 0 ? ", nor in " : "") + stores_[i]->name() + " (" +
               std::to_string(stores_[i]->size()) + " components)";
  }
  std::string upper(code);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  });
  throw InputError({}, problem,
                   upper != code && contains(upper)
                       ? "Did you mean " + quote(upper) + "? Codes are upper case"
                       : "Import the reference's components with tools/components/import_mols.py, "
                         "or give the ligand as SMILES");
}

}  // namespace bb
