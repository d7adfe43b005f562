#include "io/input/chemistry/wire_format.h"

#include <cstddef>
#include <span>
#include <stdexcept>
#include <vector>

#include "io/files/byte_stream.h"
#include "io/input/components/molecule_bytes.h"

namespace bb {
namespace {

template <class E>
E enumerator(ByteReader& in, E last) {
  const E value = in.number<E>();
  if (value > last) {
    throw WireError("the chemistry helper's message has a number that means nothing");
  }
  return value;
}

void put_texts(ByteWriter& out, const std::vector<std::string>& list) {
  out.number(static_cast<uint32_t>(list.size()));
  for (const std::string& text : list) { out.sized_text<uint32_t>(text); }
}

std::vector<std::string> texts(ByteReader& in) {
  std::vector<std::string> list;
  for (auto count = in.number<uint32_t>(); count > 0; --count) {
    list.push_back(in.sized_text<uint32_t>());
  }
  return list;
}

/// take(reader), which must read all of them.
template <class Take>
auto decoded(std::string_view bytes, const Take& take) try {
  ByteReader in(bytes, "the chemistry helper's message");
  auto out = take(in);
  in.expect_end();
  return out;
} catch (const ByteStreamError& error) { throw WireError(error.what()); }

Molecule molecule_of(std::span<const std::byte> bytes) {
  try {
    return bytes.empty() ? Molecule() : decode_molecule(bytes);
  } catch (const std::invalid_argument& error) {
    throw WireError(std::string("the chemistry helper sent a molecule that is none: ") +
                    error.what());
  }
}

}  // namespace

std::string encode(const WorkerHello& hello) {
  ByteWriter out;
  out.sized_text<uint32_t>(hello.rdkit_version);
  return std::string(out.written_text());
}

std::string encode(const LigandRequest& request) {
  ByteWriter out;
  out.sized_text<uint32_t>(request.text);
  out.number(request.format);
  out.number(request.affinity);
  out.number(request.detail);
  out.number(request.seed);
  put_texts(out, request.selectors);
  return std::string(out.written_text());
}

std::string encode(const LigandResult& result) {
  ByteWriter out;
  out.number(result.status);
  out.sized_text<uint32_t>(result.error);
  out.sized_text<uint32_t>(result.log);
  out.sized_text<uint32_t>(result.ligand.smiles);
  out.number(result.ligand.heavy_atoms);
  out.number(result.ligand.heavy_bonds);
  put_texts(out, result.ligand.atom_names);
  out.number(static_cast<uint32_t>(result.ligand.chosen.size()));
  for (const ChosenAtom& one : result.ligand.chosen) {
    out.number(one.atom);
    out.sized_text<uint32_t>(one.problem);
    out.number(one.is_selector_wrong);
  }
  out.number(result.ligand.full_weight);
  out.number(result.ligand.quality);
  out.number(result.ligand.random_coordinates);
  out.sized_text<uint32_t>(result.ligand.warning);
  const std::vector<std::byte> molecule = result.ligand.molecule.atoms.empty()
                                              ? std::vector<std::byte>()
                                              : encode(result.ligand.molecule);
  out.number(static_cast<uint32_t>(molecule.size()));
  out.bytes(molecule);
  return std::string(out.written_text());
}

std::string encode(Misbehaviour misbehaviour) {
  ByteWriter out;
  out.number(misbehaviour);
  return std::string(out.written_text());
}

WorkerHello decode_hello(std::string_view bytes) {
  return decoded(bytes, [](ByteReader& in) {
    return WorkerHello{.rdkit_version = in.sized_text<uint32_t>()};
  });
}

LigandRequest decode_request(std::string_view bytes) {
  return decoded(bytes, [](ByteReader& in) {
    LigandRequest out;
    out.text = in.sized_text<uint32_t>();
    out.format = enumerator(in, LigandFormat::mol_block);
    out.affinity = in.number<uint8_t>() != 0;
    out.detail = enumerator(in, LigandDetail::conformer);
    out.seed = in.number<uint64_t>();
    out.selectors = texts(in);
    return out;
  });
}

LigandResult decode_result(std::string_view bytes) {
  return decoded(bytes, [](ByteReader& in) {
    LigandResult out;
    out.status = enumerator(in, LigandStatus::lost);
    out.error = in.sized_text<uint32_t>();
    out.log = in.sized_text<uint32_t>();
    out.ligand.smiles = in.sized_text<uint32_t>();
    out.ligand.heavy_atoms = in.number<int32_t>();
    out.ligand.heavy_bonds = in.number<int32_t>();
    out.ligand.atom_names = texts(in);
    for (auto count = in.number<uint32_t>(); count > 0; --count) {
      ChosenAtom one;
      one.atom = in.number<int32_t>();
      one.problem = in.sized_text<uint32_t>();
      one.is_selector_wrong = in.number<uint8_t>() != 0;
      out.ligand.chosen.push_back(std::move(one));
    }
    out.ligand.full_weight = in.number<double>();
    out.ligand.quality = enumerator(in, ConformerQuality::unoptimised);
    out.ligand.random_coordinates = in.number<uint8_t>() != 0;
    out.ligand.warning = in.sized_text<uint32_t>();
    out.ligand.molecule = molecule_of(in.bytes(in.number<uint32_t>()));
    return out;
  });
}

Misbehaviour decode_misbehaviour(std::string_view bytes) {
  return decoded(bytes, [](ByteReader& in) { return enumerator(in, Misbehaviour::deafen_warden); });
}

}  // namespace bb
