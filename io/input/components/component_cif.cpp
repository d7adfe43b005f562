#include "io/input/components/component_cif.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include <gemmi/cif.hpp>
#include <gemmi/elem.hpp>
#include <gemmi/numb.hpp>

#include "io/files/input_error.h"
#include "io/files/line_reader.h"
#include "io/input/components/component_text.h"

namespace bb {
namespace {

namespace cif = gemmi::cif;

class ComponentBlock {
 public:
  explicit ComponentBlock(cif::Block& block) : block_(block) {}

  // Throws std::invalid_argument. Adds what is missing to `problems`.
  Molecule read(std::vector<std::string>& problems) {
    molecule_.code = text_of("_chem_comp.id");
    if (molecule_.code.empty()) { molecule_.code = block_.name; }
    if (molecule_.code.empty() || molecule_.code.size() > 16) {
      throw std::invalid_argument("its code is not 1 to 16 characters long");
    }
    read_atoms();
    read_bonds();
    if (molecule_.conformers.empty()) {
      problems.push_back("no complete set of coordinates, neither ideal nor of the model");
    }
    if (const std::string problem = problem_of(molecule_); !problem.empty()) {
      throw std::invalid_argument(problem);
    }
    return std::move(molecule_);
  }

 private:
  std::string text_of(const std::string& tag) {
    const std::string* value = block_.find_value(tag);
    return value == nullptr ? "" : cif::as_string(*value);
  }

  void read_atoms() {
    cif::Table table =
        block_.find("_chem_comp_atom.", {"atom_id", "type_symbol", "?charge",
                                         "?pdbx_leaving_atom_flag", "?pdbx_model_Cartn_x_ideal",
                                         "?pdbx_model_Cartn_y_ideal", "?pdbx_model_Cartn_z_ideal",
                                         "?model_Cartn_x", "?model_Cartn_y", "?model_Cartn_z"});
    if (!table.ok() || table.length() == 0) {
      throw std::invalid_argument("it has no atoms (_chem_comp_atom)");
    }
    Molecule::Conformer ideal{"Ideal", {}};
    Molecule::Conformer model{"Model", {}};
    for (auto row : table) {
      Molecule::Atom atom;
      atom.name = row.str(0);
      const gemmi::Element element(row.str(1));
      if (element == gemmi::El::X && row.str(1) != "X") {
        throw std::invalid_argument("atom " + atom.name + " is of the unknown element " +
                                    quote(row.str(1)));
      }
      molecule_.molecular_weight += element.weight();
      ++molecule_.counted_atoms;
      if (!index_
               .emplace(atom.name,
                        element.is_hydrogen() ? -1 : static_cast<int32_t>(molecule_.atoms.size()))
               .second) {
        throw std::invalid_argument("two atoms are called " + quote(atom.name));
      }
      if (element.is_hydrogen()) { continue; }
      atom.element = static_cast<uint8_t>(element.atomic_number());
      if (row.has2(2)) {
        const int charge = cif::as_int(row[2]);
        if (charge < -128 || charge > 127) {
          throw std::invalid_argument("atom " + atom.name + " has an impossible charge");
        }
        atom.formal_charge = static_cast<int8_t>(charge);
      }
      atom.leaving = row.has2(3) && row.str(3) == "Y";
      molecule_.atoms.push_back(std::move(atom));
      add_position(ideal, row, 4);
      add_position(model, row, 7);
    }
    for (Molecule::Conformer* conformer : {&ideal, &model}) {
      if (conformer->positions.size() == molecule_.atoms.size() && !all_equal(*conformer)) {
        molecule_.conformers.push_back(std::move(*conformer));
      }
    }
  }

  static void add_position(Molecule::Conformer& conformer, cif::Table::Row& row, int column) {
    std::array<float, 3> position{};
    for (int axis = 0; axis < 3; ++axis) {
      if (!row.has2(static_cast<size_t>(column + axis))) { return; }
      position[static_cast<size_t>(axis)] = static_cast<float>(cif::as_number(row[column + axis]));
      if (!std::isfinite(position[static_cast<size_t>(axis)])) { return; }
    }
    conformer.positions.push_back(position);
  }

  // Coordinates that nobody filled in.
  static bool all_equal(const Molecule::Conformer& conformer) {
    return conformer.positions.size() > 1 &&
           std::ranges::all_of(conformer.positions, [&](const auto& position) {
             return position == conformer.positions.front();
           });
  }

  void read_bonds() {
    cif::Table table = block_.find(
        "_chem_comp_bond.", {"atom_id_1", "atom_id_2", "?value_order", "?pdbx_aromatic_flag"});
    if (!table.ok()) {
      return;  // a single atom has none
    }
    for (auto row : table) {
      const int32_t first = atom_of(row.str(0));
      const int32_t second = atom_of(row.str(1));
      if (first < 0 || second < 0) {
        continue;  // a hydrogen's
      }
      if (first == second) {
        throw std::invalid_argument("atom " + quote(row.str(0)) + " is bonded to itself");
      }
      const bool aromatic = row.has2(3) && row.str(3) == "Y";
      molecule_.bonds.push_back(
          {std::min(first, second), std::max(first, second),
           aromatic ? BondType::aromatic : type_of(row.has2(2) ? row.str(2) : "")});
    }
  }

  int32_t atom_of(const std::string& name) const {
    const auto found = index_.find(name);
    if (found == index_.end()) {
      throw std::invalid_argument("a bond names " + quote(name) + ", which is not among its atoms");
    }
    return found->second;
  }

  static BondType type_of(std::string order) {
    std::ranges::transform(order, order.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    if (order == "SING") { return BondType::single; }
    if (order == "DOUB") { return BondType::twofold; }
    if (order == "TRIP") { return BondType::triple; }
    if (order == "AROM") { return BondType::aromatic; }
    return BondType::other;
  }

  cif::Block& block_;
  Molecule molecule_;
  std::map<std::string, int32_t> index_;  // by name; -1 for hydrogens
};

// Reads the one component in `text`, which begins at that line of the file.
void add_block(const std::string& text, size_t line, const std::string& name,
               ComponentImport& result) {
  cif::Document document;
  try {
    document = cif::read_memory(text.data(), text.size(), "");
  } catch (const std::exception& problem) {
    const CifError error = parse_cif_error(problem.what());
    throw InputError({.file = name, .line = line + std::max<size_t>(error.line, 1) - 1},
                     "this is not CIF: " + error.what,
                     "The file is damaged or incomplete: download or copy it again");
  }
  for (cif::Block& block : document.blocks) {
    std::vector<std::string> problems;
    const std::string code = quote(block.name) + " (line " + std::to_string(line) + ")";
    try {
      result.components.push_back(ComponentBlock(block).read(problems));
    } catch (const std::exception& problem) {
      result.problems.push_back(code + " is left out: " + problem.what());
      continue;
    }
    for (const std::string& problem : problems) {
      result.problems.push_back(code + ": " + problem);
    }
  }
}

ComponentImport read_blocks(CifBlockSplitter& splitter, const std::string& name) {
  ComponentImport result;
  std::string text;
  size_t line = 0;
  bool any = false;
  while (splitter.next(text, line)) {
    any = true;
    add_block(text, line, name, result);
  }
  if (!any) {
    throw InputError({.file = name}, "this is not a component dictionary: it has no data block",
                     "Give wwPDB's components.cif (or .cif.gz), or the CIF file of one component");
  }
  if (result.components.empty()) {
    throw InputError({.file = name}, "no component in it can be used: " + result.problems.front(),
                     "Give wwPDB's components.cif (or .cif.gz), or the CIF file of one component");
  }
  return result;
}

}  // namespace

ComponentImport read_components_cif(const std::filesystem::path& path) {
  LineReader lines(ByteSource::open(path));
  CifBlockSplitter splitter([&](std::string& line) {
    if (!lines.next(line)) { return false; }
    line += '\n';
    return true;
  });
  return read_blocks(splitter, path.string());
}

ComponentImport parse_components_cif(std::string_view text, const std::string& name) {
  CifBlockSplitter splitter([&](std::string& line) {
    if (text.empty()) { return false; }
    const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    line.assign(text.substr(0, end));
    text.remove_prefix(end);
    return true;
  });
  return read_blocks(splitter, name);
}

}  // namespace bb
