#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/files/mapped_file.h"
#include "io/input/components/molecule.h"

namespace bb {

/// A file of chemical components, mapped into memory; a component is decoded when it is asked for.
/// Little-endian:
///
///     0  char[8]  "BBCOMP\r\n"      (a transfer in text mode changes it)
///     8  u32      version, 1
///    12  u32      components, n
///    16  u64      size of the file
///    24  u64      offset of the index
///    32  u64      offset of the provenance, a UTF-8 text that ends the file
///    40  u32      CRC-32 of index and provenance
///    44  u32      CRC-32 of bytes 0..43
///    48           records (molecule_bytes.h), one after another
///   index         n × {char[16] code, zero-padded; u64 offset; u32 size; u32 CRC-32 of record},
///                 by code
///
/// tools/components/import_mols.py writes it from the reference's pickles; read_components_cif() and
/// write_component_store() make one of wwPDB's dictionary.
class ComponentStore {
 public:
  /// Checks header and index, not the records: opening is instant. Throws InputError.
  static std::shared_ptr<const ComponentStore> open(const std::filesystem::path& path);
  static std::shared_ptr<const ComponentStore> from_memory(std::vector<std::byte> bytes,
                                                           std::string name);

  /// The 21 amino acids (UNK included) and 10 nucleotides that the reference's tokens name; part of
  /// the program.
  static std::shared_ptr<const ComponentStore> standard();

  size_t size() const noexcept { return count_; }
  std::string_view code(size_t index) const;  // sorted
  bool contains(std::string_view code) const noexcept { return find(code) < count_; }
  /// The bytes that a component is decoded from, nothing for a code it lacks.
  std::span<const std::byte> record(std::string_view code) const noexcept;
  Molecule load(std::string_view code)
      const;  // throws InputError for a code it lacks, and for a damaged record

  const std::string& name() const noexcept { return name_; }            // its path
  std::string_view provenance() const noexcept { return provenance_; }  // where the data come from

 private:
  ComponentStore() = default;
  void read_header();
  size_t find(std::string_view code) const noexcept;  // count_ if it has none

  std::shared_ptr<const MappedFile> file_;  // none for what is part of the program
  std::span<const std::byte> bytes_;
  std::string name_;
  size_t count_ = 0;
  size_t index_ = 0;
  std::string_view provenance_;
};

/// The whole file for these components. Throws InputError for a code that is empty, longer than 16
/// bytes, or there twice, and for a molecule that cannot be encoded.
std::vector<std::byte> encode_component_store(std::span<const Molecule> components,
                                              std::string_view provenance);

/// Writes it atomically.
void write_component_store(const std::filesystem::path& path, std::span<const Molecule> components,
                           std::string_view provenance);

}  // namespace bb
