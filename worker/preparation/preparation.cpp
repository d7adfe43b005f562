#include "worker/preparation/preparation.h"

#include <algorithm>
#include <utility>

#include "io/files/input_recording.h"
#include "worker/features/structure_constraints.h"
#include "worker/model/diffusion/counter_noise.h"
#include "worker/preparation/target_cache.h"

namespace bb {
namespace {

/// What `make` makes of files that are what they were when they were first read; otherwise that is
/// the error, whatever else came of it.
template <class Make>
auto of_known_files(KnownFiles& known, const Make& make) {
  const InputRecording recording(known);
  try {
    auto made = make();
    recording.check_unchanged();
    return made;
  } catch (...) {
    recording.check_unchanged();
    throw;
  }
}

constexpr int32_t most_affinity_atoms = 128;  // the reference's limits; those of ligands given
constexpr int32_t most_trained_atoms = 56;    // as SMILES are applied by the chemistry

bool needs_chemistry(const Entity& entity) {
  return entity.type == ChainType::ligand && entity.ligand.kind != LigandInput::Kind::ccd;
}

bool is_binder(const Complex& complex, const Entity& entity) {
  const auto& chains = entity.chain_ids;
  return complex.affinity_binder &&
         std::find(chains.begin(), chains.end(), *complex.affinity_binder) != chains.end();
}

/// With the atoms of a ligand, their names and as many bonds, for counting and for constraints.
std::shared_ptr<const Molecule> stand_in(const Ligand& known) {
  auto molecule = std::make_shared<Molecule>();
  for (const std::string& name : known.atom_names) { molecule->atoms.push_back({.name = name}); }
  molecule->bonds.resize(static_cast<size_t>(known.heavy_bonds));
  return molecule;
}

/// Of a ligand of which nothing is known.
std::shared_ptr<const Molecule> stand_in_of_one_atom() {
  auto molecule = std::make_shared<Molecule>();
  molecule->atoms.resize(1);
  return molecule;
}

/// In one point, so that there is something to place.
void add_flat_conformer(Molecule& molecule) {
  molecule.conformers.push_back({.name = "none", .positions = {}});
  molecule.conformers.front().positions.resize(molecule.atoms.size());
}

/// A bond between the target and the row's ligand belongs to neither.
void count_parts(const Structure& structure, ComplexMeasure& out) {
  const size_t last = structure.chains.size() - 1;
  for (size_t i = 0; i < structure.chains.size(); ++i) {
    const StructureChain& chain = structure.chains[i];
    ComplexMeasure::Parts& part = out.row_ligand_is_last && i == last ? out.ligand : out.target;
    ++part.chains;
    part.residues += static_cast<size_t>(chain.residues);
    part.atoms += static_cast<size_t>(chain.atoms);
  }
  const auto is_ligand = [&](int64_t chain) {
    return out.row_ligand_is_last && static_cast<size_t>(chain) == last;
  };
  for (const StructureBond& bond : structure.bonds) {
    const bool of_ligand = is_ligand(bond.chain_1);
    if (of_ligand == is_ligand(bond.chain_2)) { ++(of_ligand ? out.ligand : out.target).bonds; }
  }
}

void check_coordinates(const Structure& structure, const InputPlace& place) {
  for (const StructureResidue& residue : structure.residues) {
    if (!residue.molecule->conformers.empty()) { continue; }
    throw InputError(place, "the component " + residue.molecule->code + " has no coordinates",
                     "Use component data that has them, or give the ligand as SMILES");
  }
}

}  // namespace

struct Preparation::Request {
  ManifestRow row;
  Complex complex{};
  std::shared_ptr<const PreparedTarget> target{};
  const Entity* of_row = nullptr;  // what the row's ligand became
  bool row_ligand_is_last = false;

  std::vector<RowWarning> warnings() const {
    std::vector<RowWarning> all;
    for (const auto& [about, texts] : {std::pair{WarningKind::input, &complex.warnings},
                                       {WarningKind::templates, &target->template_warnings()},
                                       {WarningKind::msa, &target->msa_warnings()}}) {
      for (const std::string& text : *texts) { all.push_back({about, text}); }
    }
    return all;
  }
};

Preparation::Preparation(std::shared_ptr<const ComponentLibrary> components,
                         ChemistryPool& chemistry, PreparationOptions options)
    : components_(std::move(components)),
      chemistry_(chemistry),
      options_(std::move(options)),
      targets_(std::make_unique<TargetCache>(
          components_, files_, options_.input, options_.target, options_.most_targets,
          [this](const KeptTarget& target) { resolve(target); })) {}

Preparation::~Preparation() = default;

std::shared_ptr<const KeptTarget> Preparation::kept_target(
    const std::filesystem::path& path) const {
  try {
    return targets_->get(path);
  } catch (const InputError& error) { throw TargetError(error, path); }
}

void Preparation::check_target(const std::filesystem::path& path) const { kept_target(path); }

/// What the target's constraints name must be there, but for what they say of the ligand to come.
void Preparation::resolve(const KeptTarget& target) const {
  Complex complex = target.draft->without_ligand(), whole = target.draft->whole();
  const Request asked{.row = {}, .complex = complex, .target = target.prepared};
  LigandMolecules molecules;
  for (size_t i = 0; i < complex.entities.size(); ++i) {
    const Entity& entity = complex.entities[i];
    if (!needs_chemistry(entity)) { continue; }
    const SelectedAtoms selected = selected_atoms(whole, entity.chain_ids);
    const Ligand known = ligand(asked, entity, LigandDetail::identity, selected);
    for (Complex* one : {&complex, &whole}) {
      name_selected_atoms(*one, entity.chain_ids, selected, known, place_of(asked, entity));
    }
    molecules[i] = stand_in(known);
  }
  check_selectors(*target.draft);
  check_references(whole, complex, build_structure(complex, *components_, molecules));
}

/// What the constraints say of every ligand to come must at least mean something.
void Preparation::check_selectors(const Target& target) const {
  const SelectedAtoms selected =
      selected_atoms(target.whole(), std::span(&target.ligand_chain(), 1));
  if (selected.selectors.empty()) { return; }
  const LigandResult result = chemistry_.prepare(
      {.text = "C", .detail = LigandDetail::identity, .selectors = selected.selectors});
  for (size_t i = 0; i < result.ligand.chosen.size(); ++i) {
    const ChosenAtom& chosen = result.ligand.chosen[i];
    if (!chosen.is_selector_wrong) { continue; }
    throw InputError({.file = target.draft().source, .line = selected.lines[i]}, chosen.problem);
  }
}

Preparation::Request Preparation::request(const ManifestRow& row) const {
  if (row.error) { throw InputError(*row.error); }
  Request out{.row = row};
  if (row.target.empty()) {
    out.complex = read_complex(row.input, options_.input);
    out.complex.name = row.id;
    if (options_.affinity == false && out.complex.affinity_binder) {
      out.complex.affinity_binder.reset();
      out.complex.warnings.push_back("the affinity that " + row.input.filename().string() +
                                     " asks for is left out (--no-affinity)");
    }
    out.target = std::make_shared<const PreparedTarget>(out.complex, components_, options_.target);
    return out;
  }
  const auto kept = kept_target(row.target);
  const std::optional<bool> affinity = row.affinity ? row.affinity : options_.affinity;
  out.complex = kept->draft->with_ligand(row.id, row.ligand, affinity);
  out.target = kept->prepared;
  const auto place = find_chain(out.complex, kept->draft->ligand_chain());
  out.of_row = &out.complex.entities.at(place.value().entity);
  out.row_ligand_is_last = place->asym + 1 == chain_count(out.complex);
  return out;
}

InputPlace Preparation::place_of(const Request& request, const Entity& entity) const {
  if (&entity != request.of_row) { return {.file = request.complex.source, .line = entity.line}; }
  const bool smiles = entity.ligand.kind == LigandInput::Kind::smiles;
  return {.file = options_.list, .line = request.row.line, .field = smiles ? "smiles" : "ligand"};
}

Ligand Preparation::ligand(const Request& request, const Entity& entity, LigandDetail detail,
                           const SelectedAtoms& selected) const {
  const bool is_block = entity.ligand.kind == LigandInput::Kind::mol_block;
  LigandResult result =
      chemistry_.prepare({.text = entity.ligand.text,
                          .format = is_block ? LigandFormat::mol_block : LigandFormat::smiles,
                          .affinity = is_binder(request.complex, entity),
                          .detail = detail,
                          .seed = options_.seed,
                          .selectors = selected.selectors});
  if (result.status != LigandStatus::ok) {
    throw LigandError(place_of(request, entity), result.status, result.error);
  }
  return std::move(result.ligand);
}

std::shared_ptr<const Molecule> Preparation::component(const Request& request, const Entity& entity,
                                                       std::vector<RowWarning>& warnings) const {
  std::shared_ptr<const Molecule> molecule;
  for (const std::string& code : entity.ligand.ccd) {
    try {
      molecule = components_->get(code);
    } catch (const InputError& error) {
      throw InputError(place_of(request, entity), error.problem(), error.mend());
    }
  }
  if (!is_binder(request.complex, entity)) { return molecule; }
  const std::string size = "the component " + molecule->code + " has " +
                           std::to_string(molecule->counted_atoms) + " atoms, hydrogens included";
  if (molecule->counted_atoms > most_affinity_atoms) {
    throw LigandError(
        place_of(request, entity), LigandStatus::unsupported,
        size + "; affinity is defined up to " + std::to_string(most_affinity_atoms) +
            ". Predict its structure without affinity, or give it as SMILES, of which hydrogens "
            "do not count");
  }
  if (molecule->counted_atoms > most_trained_atoms) {
    warnings.push_back({WarningKind::ligand, size + "; the affinity model was trained on at most " +
                                                 std::to_string(most_trained_atoms) +
                                                 ", its prediction may be off"});
  }
  return molecule;
}

std::shared_ptr<const PreparedComplex> Preparation::prepare(const ManifestRow& row) const {
  return of_known_files(files_, [&] { return prepare_row(row); });
}

ComplexMeasure Preparation::measure(const ManifestRow& row) const {
  return of_known_files(files_, [&] { return measure_row(row, true); });
}

void Preparation::read(const ManifestRow& row) const {
  of_known_files(files_, [&] { return measure_row(row, false); });
}

void Preparation::expect(std::span<const InputFile> files) const {
  bool any = false;
  for (const InputFile& file : files) { any = files_.expect(file) || any; }
  if (any) { targets_->forget(); }
}

std::shared_ptr<const PreparedComplex> Preparation::prepare_row(const ManifestRow& row) const {
  Request asked = request(row);
  std::vector<RowWarning> warnings = asked.warnings();
  LigandMolecules molecules;
  LigandSmiles all_smiles;
  std::string smiles;
  double weight = 0;
  for (size_t i = 0; i < asked.complex.entities.size(); ++i) {
    const Entity& entity = asked.complex.entities[i];
    if (entity.type != ChainType::ligand) { continue; }
    // Affinity's ligand comes before the row's, and neither before another.
    const bool is_the_one = is_binder(asked.complex, entity) ||
                            (!asked.complex.affinity_binder && &entity == asked.of_row);
    if (!needs_chemistry(entity)) {
      const auto molecule = component(asked, entity, warnings);
      if (is_the_one && molecule) { weight = molecule->molecular_weight; }
      continue;
    }
    const SelectedAtoms selected = selected_atoms(asked.complex, entity.chain_ids);
    Ligand made =
        ligand(asked, entity,
               options_.conformers ? LigandDetail::conformer : LigandDetail::description, selected);
    name_selected_atoms(asked.complex, entity.chain_ids, selected, made, place_of(asked, entity));
    if (!options_.conformers) { add_flat_conformer(made.molecule); }
    made.molecule.code = "LIG" + std::to_string(molecules.size() + 1);
    if (!made.warning.empty()) { warnings.push_back({WarningKind::ligand, made.warning}); }
    all_smiles[i] = made.smiles;
    if (is_the_one) {
      weight = made.full_weight;
      smiles = made.smiles;
    }
    molecules[i] = std::make_shared<const Molecule>(std::move(made.molecule));
  }
  Featuriser featuriser(asked.target, asked.complex, molecules);
  check_coordinates(featuriser.structure(), {.file = asked.complex.source});
  return std::make_shared<const PreparedComplex>(
      PreparedComplex{.name = row.id,
                      .random_key = complex_key(describe_complex(asked.complex, all_smiles)),
                      .complex = std::move(asked.complex),
                      .featuriser = std::move(featuriser),
                      .smiles = std::move(smiles),
                      .molecular_weight = weight,
                      .row_ligand_is_last = asked.row_ligand_is_last,
                      .warnings = std::move(warnings)});
}

ComplexMeasure Preparation::measure_row(const ManifestRow& row, bool with_chemistry) const {
  Request asked = request(row);
  ComplexMeasure out;
  out.msa_rows = asked.target->msa_rows();
  out.paired_rows = asked.target->paired_rows();
  out.chains = chain_count(asked.complex);
  out.row_ligand_is_last = asked.row_ligand_is_last;
  out.affinity = asked.complex.affinity_binder.has_value();
  out.warnings = asked.warnings();
  LigandMolecules molecules;
  LigandSmiles smiles;
  for (size_t i = 0; i < asked.complex.entities.size(); ++i) {
    const Entity& entity = asked.complex.entities[i];
    if (entity.type != ChainType::ligand) { continue; }
    if (!needs_chemistry(entity)) {
      component(asked, entity, out.warnings);
      continue;
    }
    if (!with_chemistry) {
      molecules[i] = stand_in_of_one_atom();
      continue;
    }
    const SelectedAtoms selected = selected_atoms(asked.complex, entity.chain_ids);
    Ligand known = ligand(asked, entity, LigandDetail::identity, selected);
    name_selected_atoms(asked.complex, entity.chain_ids, selected, known, place_of(asked, entity));
    if (!known.warning.empty()) { out.warnings.push_back({WarningKind::ligand, known.warning}); }
    molecules[i] = stand_in(known);
    if (&entity == asked.of_row) { out.smiles = known.smiles; }
    smiles[i] = std::move(known.smiles);
  }
  if (with_chemistry) {
    out.inputs = describe_inputs(asked.complex, smiles);
  } else {  // which names the atoms of constraints
    asked.complex.bonds.clear();
    asked.complex.pockets.clear();
    asked.complex.contacts.clear();
  }
  const Structure structure = build_structure(asked.complex, *components_, molecules);
  out.atoms = structure.atoms.size();
  out.tokens = tokenise(structure).tokens.size();
  count_parts(structure, out);
  return out;
}

}  // namespace bb
