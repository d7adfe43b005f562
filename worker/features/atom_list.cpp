#include "worker/features/atom_list.h"

#include <map>
#include <stdexcept>
#include <string>

namespace bb {

AtomList list_atoms(const Structure& structure, const TokenList& list,
                    std::span<const float> coordinates) {
  if (!coordinates.empty() && coordinates.size() != structure.atoms.size() * 3) {
    throw std::invalid_argument("list_atoms: " + std::to_string(coordinates.size() / 3) +
                                " coordinates for " + std::to_string(structure.atoms.size()) +
                                " atoms");
  }
  AtomList result;
  result.structure = &structure;
  result.list = &list;
  result.has_coordinates = !coordinates.empty();
  std::map<int32_t, int32_t> uids;  // residue to uid
  for (size_t i = 0; i < list.tokens.size(); ++i) {
    const Token& token = list.tokens[i];
    const auto [entry, is_new] = uids.try_emplace(token.residue, static_cast<int32_t>(uids.size()));
    if (is_new) { result.uid_residue.push_back(token.residue); }
    result.first_atom.push_back(static_cast<int32_t>(result.atoms.size()));
    for (int32_t atom = token.first_atom; atom < token.first_atom + token.atoms; ++atom) {
      result.atoms.push_back({atom, static_cast<int32_t>(i), entry->second});
      std::array<float, 3> position{};
      for (size_t axis = 0; axis < 3 && !coordinates.empty(); ++axis) {
        position[axis] = coordinates[static_cast<size_t>(atom) * 3 + axis];
      }
      result.positions.push_back(position);
    }
  }
  return result;
}

}  // namespace bb
