#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

#include "io/checkpoint/safetensors.h"
#include "io/checkpoint/safetensors_dtype.h"
#include "io/files/atomic_file.h"
#include "io/files/checkpoint_error.h"
#include "io/files/text.h"

namespace bb {
namespace {

using Item = std::pair<const std::string, TensorView>;

std::span<const std::byte> as_bytes(const std::string& text) {
  return std::as_bytes(std::span(text));
}

void check(const std::filesystem::path& path, const Item& item) {
  const auto& [name, tensor] = item;
  const std::string label = path.string() + ": tensor " + in_quotes(name);
  if (name == "__metadata__" || !is_utf8(name)) {
    throw CheckpointError(label, "safetensors cannot store this name", "Rename it");
  }
  const auto extent = extent_bytes(tensor.dtype, tensor.shape, tensor.strides);
  if (!extent || std::cmp_not_equal(*extent, tensor.bytes.size())) {
    throw CheckpointError(label, "its shape and strides do not fit its " +
                                     std::to_string(tensor.bytes.size()) + " bytes");
  }
}

std::string make_header(const std::filesystem::path& path, const std::vector<const Item*>& items,
                        const std::map<std::string, std::string>& metadata) {
  nlohmann::ordered_json::object_t header;  // whose emplace() looks for the key among all before it
  for (const auto& [key, text] : metadata) {
    if (!is_utf8(key) || !is_utf8(text)) {
      throw CheckpointError(path.string() + ": metadata " + in_quotes(key),
                            "safetensors stores only UTF-8 text");
    }
  }
  if (!metadata.empty()) { header.emplace_back("__metadata__", metadata); }
  int64_t offset = 0;
  for (const Item* item : items) {
    const auto& [name, tensor] = *item;
    const auto* dtype = std::ranges::find(safetensors_dtypes, tensor.dtype,
                                          [](const auto& pair) { return pair.first; });
    const int64_t end = offset + element_count(tensor.shape).value_or(0) * item_size(tensor.dtype);
    header.emplace_back(name, nlohmann::ordered_json{{"dtype", dtype->second},
                                                     {"shape", tensor.shape},
                                                     {"data_offsets", {offset, end}}});
    offset = end;
  }
  std::string text = nlohmann::ordered_json(std::move(header)).dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the data start aligned
  return text;
}

// Small runs are gathered, so that a transposed matrix does not cost a system call per element.
void write_elements(AtomicFile& file, const TensorView& tensor) {
  if (is_contiguous(tensor)) {
    file.write(tensor.bytes);
    return;
  }
  constexpr size_t capacity = size_t{1} << 20;
  std::vector<std::byte> buffer;
  buffer.reserve(capacity);
  for_each_run(tensor, [&](std::span<const std::byte> run) {
    if (buffer.size() + run.size() > capacity) {
      file.write(buffer);
      buffer.clear();
    }
    if (run.size() > capacity) {
      file.write(run);
    } else {
      buffer.insert(buffer.end(), run.begin(), run.end());
    }
  });
  file.write(buffer);
}

}  // namespace

void write_safetensors(const std::filesystem::path& path,
                       const std::map<std::string, TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  std::vector<const Item*> items;
  for (const Item& item : tensors) {
    check(path, item);
    items.push_back(&item);
  }
  std::ranges::stable_sort(items, std::greater{},
                           [](const Item* item) { return item_size(item->second.dtype); });
  const std::string header = make_header(path, items, metadata);
  const auto header_size = static_cast<uint64_t>(header.size());

  AtomicFile file(path);
  file.write(std::as_bytes(std::span(&header_size, 1)));
  file.write(as_bytes(header));
  for (const Item* item : items) { write_elements(file, item->second); }
  file.commit();
}

}  // namespace bb
