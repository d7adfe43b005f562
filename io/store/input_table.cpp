#include "io/store/input_table.h"

#include <algorithm>
#include <cstring>

#include "io/store/hdf5/store_error.h"
#include "io/store/record_crc.h"
#include "io/store/store_tables.h"

namespace bb {
namespace {

constexpr const char* inputs_group = "/inputs";

uint32_t crc_of(const InputTable& table) {
  Crc crc;
  for (size_t i = 0; i < table.path.size(); ++i) { crc.add_text(table.path[i]); }
  const auto add = [&]<typename T>(const std::vector<T>& values) {
    crc.add(std::span<const T>(values));
  };
  add(table.role);
  add(table.digest);
  add(table.lines);
  add(table.lines_per_check);
  add(table.check_end);
  add(table.checks);
  add(table.set_end);
  add(table.set_files);
  return crc.value();
}

template <typename T>
void append_to(std::vector<T>& into, const std::vector<T>& from, T shift = 0) {
  into.reserve(into.size() + from.size());
  for (const T value : from) { into.push_back(value + shift); }
}

void write_column(hdf5::File& file, const std::string& name, const auto& values) {
  hdf5::Dataset dataset = file.dataset(name);
  dataset.write(0, dataset.rows(), values.data());
}

}  // namespace

void InputTable::append(const InputTable& other) {
  const auto known = static_cast<uint32_t>(files());
  const uint64_t known_checks = checks.size(), known_members = set_files.size();
  for (size_t i = 0; i < other.path.size(); ++i) { path.push_back(other.path[i]); }
  append_to(role, other.role);
  append_to(digest, other.digest);
  append_to(lines, other.lines);
  append_to(lines_per_check, other.lines_per_check);
  append_to(check_end, other.check_end, known_checks);
  append_to(checks, other.checks);
  append_to(set_end, other.set_end, known_members);
  append_to(set_files, other.set_files, known);
}

InputDimensions dimensions_of(const InputTable& table) {
  return {.files = table.files(),
          .path_bytes = table.path.longest(),
          .checks = table.checks.size(),
          .sets = table.sets(),
          .members = table.set_files.size()};
}

void write_inputs(hdf5::File& file, const InputTable& table) {
  hdf5::Dataset paths = file.dataset("/inputs/path");
  const size_t width = paths.row_bytes();
  std::vector<char> text(width);
  for (size_t i = 0; i < table.path.size(); ++i) {
    const std::string_view path = table.path[i];
    std::fill(text.begin(), text.end(), '\0');
    std::memcpy(text.data(), path.data(), path.size());
    paths.write(i, 1, text.data());
  }
  write_column(file, "/inputs/role", table.role);
  write_column(file, "/inputs/digest", table.digest);
  write_column(file, "/inputs/lines", table.lines);
  write_column(file, "/inputs/lines_per_check", table.lines_per_check);
  write_column(file, "/inputs/check_end", table.check_end);
  write_column(file, "/inputs/line_check", table.checks);
  write_column(file, "/inputs/set_end", table.set_end);
  write_column(file, "/inputs/set_file", table.set_files);
  file.set_attribute(inputs_group, "crc", uint64_t{crc_of(table)});
}

InputTable read_inputs(const hdf5::File& file) {
  InputTable table;
  const hdf5::Dataset paths = file.dataset("/inputs/path");
  const size_t width = paths.row_bytes();
  for (uint64_t first = 0; first < paths.rows(); first += rows_at_once) {
    const uint64_t count = std::min(rows_at_once, paths.rows() - first);
    const auto bytes = paths.read_rows<char>(first, count);
    for (uint64_t i = 0; i < count; ++i) {
      table.path.push_back(field(bytes.data() + i * width, width));
    }
  }
  table.role = file.dataset("/inputs/role").read_all<uint8_t>();
  table.digest = file.dataset("/inputs/digest").read_all<uint64_t>();
  table.lines = file.dataset("/inputs/lines").read_all<uint64_t>();
  table.lines_per_check = file.dataset("/inputs/lines_per_check").read_all<uint32_t>();
  table.check_end = file.dataset("/inputs/check_end").read_all<uint64_t>();
  table.checks = file.dataset("/inputs/line_check").read_all<uint32_t>();
  table.set_end = file.dataset("/inputs/set_end").read_all<uint64_t>();
  table.set_files = file.dataset("/inputs/set_file").read_all<uint32_t>();
  if (file.number(inputs_group, "crc") != std::optional<uint64_t>(crc_of(table))) {
    throw StoreError(StoreError::Kind::corrupt,
                     file.path().string() +
                         ": /inputs is damaged: its checksum does not agree. Without it nobody can "
                         "say whether a run's inputs are those of the store; results in it can be "
                         "read");
  }
  return table;
}

std::vector<DatasetSpec> input_dataset_specs(const InputDimensions& d, uint64_t rows) {
  using hdf5::Type;
  std::vector<DatasetSpec> all;
  const auto add = [&](std::string name, Type type, std::vector<uint64_t> shape,
                       std::string description, size_t text_bytes = 0) {
    all.push_back({.name = std::move(name),
                   .type = type,
                   .shape = std::move(shape),
                   .text_bytes = text_bytes,
                   .description = std::move(description)});
  };
  add("/complexes/input_digest", Type::u64, {rows},
      "Of the row's own entry in the list: id, ligand, affinity, the user's columns");
  add("/complexes/input_set", Type::u32, {rows},
      "Index of its set of files in /inputs; 4294967295: none");
  add("/inputs/path", Type::text, {d.files}, "File, or code of a component", d.path_bytes);
  add("/inputs/role", Type::u8, {d.files},
      "0 YAML or FASTA, 1 MSA, 2 template, 3 component, 4 other");
  add("/inputs/digest", Type::u64, {d.files, 2},
      "MurmurHash3 of its contents, of what is in it where it is gzip; 0, 0: it was not there");
  add("/inputs/lines", Type::u64, {d.files}, "Lines");
  add("/inputs/lines_per_check", Type::u32, {d.files}, "Lines of each check");
  add("/inputs/check_end", Type::u64, {d.files}, "End of its checks in line_check");
  add("/inputs/line_check", Type::u32, {d.checks}, "Checksums of lines");
  add("/inputs/set_end", Type::u64, {d.sets}, "End of its files in set_file");
  add("/inputs/set_file", Type::u32, {d.members}, "Files of sets, in the order they were read in");
  return all;
}

}  // namespace bb
