#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "io/checkpoint/json_parser.h"
#include "io/checkpoint/safetensors.h"
#include "io/checkpoint/safetensors_dtype.h"
#include "io/files/checkpoint_error.h"
#include "io/files/little_endian.h"

namespace bb {
namespace {

constexpr size_t length_size = 8;
constexpr uint64_t max_header = 100'000'000;  // the Python library's limit

class SafetensorsReader {
 public:
  explicit SafetensorsReader(std::shared_ptr<const MappedFile> file) : file_(std::move(file)) {}

  Checkpoint read() {
    const auto bytes = file_->bytes();
    if (bytes.size() < length_size) { fail("the file is too small for a safetensors header"); }
    const auto header_size = load_little_endian<uint64_t>(bytes, 0);
    if (header_size > max_header || header_size > bytes.size() - length_size) {
      fail("the file is cut short: its header should have " + std::to_string(header_size) +
           " bytes");
    }
    data_ = bytes.subspan(length_size + header_size);
    const std::string_view header(reinterpret_cast<const char*>(bytes.data()) + length_size,
                                  header_size);
    const Value json = parse_json(header, file_->name() + ": safetensors header");
    if (!json.is_dict()) { fail("the safetensors header is not a JSON object"); }

    Checkpoint checkpoint;
    for (const auto& [name, entry] : json.dict()) {
      if (name == "__metadata__") {
        checkpoint.metadata = read_metadata(entry);
      } else {
        checkpoint.tensors.emplace(name, read_tensor(name, entry));
      }
    }
    check_cover();
    if (const auto found = checkpoint.metadata.find("hyper_parameters");
        found != checkpoint.metadata.end()) {
      checkpoint.hyper_parameters =
          parse_json(found->second, file_->name() + ": metadata 'hyper_parameters'");
    }
    checkpoint.file = file_;
    return checkpoint;
  }

 private:
  struct Piece {
    uint64_t begin;
    uint64_t end;
  };

  [[noreturn]] void fail(const std::string& what) const {
    throw CheckpointError(file_->name(), what, download_again);
  }

  [[noreturn]] void fail_tensor(const std::string& name, const std::string& what) const {
    throw CheckpointError(file_->name() + ": tensor " + in_quotes(name), what, download_again);
  }

  std::map<std::string, std::string> read_metadata(const Value& entry) const {
    std::map<std::string, std::string> metadata;
    if (!entry.is_dict()) { fail("its __metadata__ is not a JSON object"); }
    for (const auto& [key, value] : entry.dict()) {
      if (value.type_name() != "string") {
        fail("its __metadata__ entry " + in_quotes(key) + " is not text");
      }
      metadata.emplace(key, value.get<std::string>(""));
    }
    return metadata;
  }

  std::vector<int64_t> read_numbers(const std::string& name, const Value& entry,
                                    std::string_view key) const {
    const Value* list = entry.find(key);
    if (list == nullptr || !list->is_list()) {
      fail_tensor(name, "its header lacks the list " + in_quotes(key));
    }
    std::vector<int64_t> numbers;
    for (const Value& item : list->list()) {
      if (item.type_name() != "integer" || item.get<int64_t>("") < 0) {
        fail_tensor(name, "its " + std::string(key) + " are not whole numbers from 0 up");
      }
      numbers.push_back(item.get<int64_t>(""));
    }
    return numbers;
  }

  DType read_dtype(const std::string& name, const Value& entry) const {
    const Value* dtype = entry.find("dtype");
    if (dtype == nullptr || dtype->type_name() != "string") {
      fail_tensor(name, "its header lacks the text 'dtype'");
    }
    const std::string text = dtype->get<std::string>("");
    const auto* found =
        std::ranges::find(safetensors_dtypes, text, [](const auto& pair) { return pair.second; });
    if (found == safetensors_dtypes.end()) {
      throw CheckpointError(
          file_->name() + ": tensor " + in_quotes(name),
          "its element type " + in_quotes(text) + " is not known",
          "Convert the tensor to one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL");
    }
    return found->first;
  }

  TensorView read_tensor(const std::string& name, const Value& entry) {
    if (!entry.is_dict() || entry.dict().size() != 3) {
      fail_tensor(name, "its header is not {dtype, shape, data_offsets}");
    }
    TensorView tensor;
    tensor.dtype = read_dtype(name, entry);
    tensor.shape = read_numbers(name, entry, "shape");
    if (tensor.shape.size() > 64) { fail_tensor(name, "it has more than 64 axes"); }
    tensor.strides = contiguous_strides(tensor.shape);
    const auto offsets = read_numbers(name, entry, "data_offsets");
    const auto count = element_count(tensor.shape);
    if (!count) { fail_tensor(name, "its shape overflows"); }
    if (offsets.size() != 2 || offsets[0] > offsets[1] ||
        std::cmp_greater(offsets[1], data_.size())) {
      fail_tensor(name, "its data lie outside the file, which has " + std::to_string(data_.size()) +
                            " bytes of data");
    }
    if (offsets[1] - offsets[0] != *count * item_size(tensor.dtype)) {
      fail_tensor(name, "its data have " + std::to_string(offsets[1] - offsets[0]) +
                            " bytes, its shape needs " +
                            std::to_string(*count * item_size(tensor.dtype)));
    }
    const auto begin = static_cast<size_t>(offsets[0]);
    const auto end = static_cast<size_t>(offsets[1]);
    tensor.bytes = data_.subspan(begin, end - begin);
    pieces_.push_back({begin, end});
    return tensor;
  }

  // Together the tensors are the data: a gap or an overlap means that the header is not the one
  // that was written.
  void check_cover() {
    std::ranges::sort(pieces_, {},
                      [](const Piece& piece) { return std::pair(piece.begin, piece.end); });
    uint64_t at = 0;
    for (const Piece& piece : pieces_) {
      if (piece.begin != at) {
        fail("the data of a tensor begin at byte " + std::to_string(piece.begin) +
             " of the data, " + (piece.begin < at ? "inside" : "not right after") +
             " the tensor before, which ends at " + std::to_string(at));
      }
      at = piece.end;
    }
    if (at != data_.size()) {
      fail("the tensors end at byte " + std::to_string(at) + " of the data, the file at " +
           std::to_string(data_.size()));
    }
  }

  std::shared_ptr<const MappedFile> file_;
  std::span<const std::byte> data_;
  std::vector<Piece> pieces_;
};

}  // namespace

bool looks_like_safetensors(std::span<const std::byte> bytes) noexcept {
  if (bytes.size() <= length_size) { return false; }
  return load_little_endian<uint64_t>(bytes, 0) <= max_header &&
         bytes[length_size] == std::byte{'{'};
}

Checkpoint read_safetensors(std::shared_ptr<const MappedFile> file) {
  return SafetensorsReader(std::move(file)).read();
}

}  // namespace bb
