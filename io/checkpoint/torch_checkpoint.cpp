#include "io/checkpoint/torch_checkpoint.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "io/checkpoint/pickle_items.h"
#include "io/checkpoint/pickle_reader.h"
#include "io/checkpoint/pickle_value.h"
#include "io/checkpoint/torch_tensor.h"
#include "io/checkpoint/zip_archive.h"
#include "io/files/checkpoint_error.h"

namespace bb {
namespace {

class TorchCheckpointReader {
 public:
  explicit TorchCheckpointReader(std::shared_ptr<const MappedFile> file)
      : file_(std::move(file)), archive_(file_) {}

  Checkpoint read(Verification verification) {
    const ZipEntry& pickle = find_pickle();
    label_ = archive_.label(pickle);
    archive_.verify(pickle);
    check_byte_order();
    graph_ = read_pickle(pickle.contents, label_);

    Checkpoint checkpoint;
    const auto root = dict_items(graph_, graph_.root);
    if (!root) { fail("the file holds no dict, so neither a state_dict nor tensors by name"); }
    const NodeId state_dict = find_item(graph_, *root, "state_dict");
    if (state_dict != no_node) {
      const NodeId hyper_parameters = find_item(graph_, *root, "hyper_parameters");
      if (hyper_parameters == no_node) {
        fail("the file has no hyper_parameters; it has: " + keys_of(*root));
      }
      const auto weights = dict_items(graph_, state_dict);
      if (!weights) {
        fail("the file's state_dict is not a dict of tensors" + instead(state_dict));
      }
      read_tensors(*weights, checkpoint);
      checkpoint.hyper_parameters =
          to_value(graph_, hyper_parameters, label_ + ": hyper_parameters");
      if (!checkpoint.hyper_parameters.is_dict()) {
        fail("the file's hyper_parameters are not a dict" + instead(hyper_parameters));
      }
    } else {
      if (root->empty() || !is_tensor(graph_, root->front().second)) {
        fail("the file has no state_dict; it has: " + keys_of(*root));
      }
      read_tensors(*root, checkpoint);
    }
    if (verification == Verification::tensors) {
      verify_storages();
      checkpoint.checksums_verified = archive_.has_checksums();
    }
    checkpoint.file = file_;
    return checkpoint;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw CheckpointError(
        label_, what, "Use a model checkpoint as published, or one that Lightning's trainer saved");
  }

  std::string instead(NodeId id) const {
    const Node& node = graph_[id];
    if (node.kind != NodeKind::object && node.kind != NodeKind::global) { return {}; }
    return " but the Python object " + quoted_name(*node.global);
  }

  // torch.save puts everything below one folder, named after the file or "archive".
  const ZipEntry& find_pickle() {
    constexpr std::string_view name = "data.pkl";
    const ZipEntry* found = nullptr;
    for (const ZipEntry& entry : archive_.entries()) {
      const std::string_view path = entry.name;
      if (!path.ends_with(name) || std::ranges::count(path, '/') > 1) { continue; }
      const std::string_view folder = path.substr(0, path.size() - name.size());
      if (!folder.empty() && folder.back() != '/') { continue; }
      if (found != nullptr) {
        throw CheckpointError(file_->name(), "the archive holds two data.pkl", download_again);
      }
      found = &entry;
      folder_ = folder;
    }
    if (found == nullptr) {
      throw CheckpointError(file_->name(),
                            "this zip archive was not written by torch.save: it has no data.pkl",
                            "Name the .ckpt file, not an archive that contains it");
    }
    if (archive_.find(folder_ + "constants.pkl") != nullptr) {
      throw CheckpointError(file_->name(), "this is a TorchScript program, not a checkpoint",
                            "Use the published .ckpt file");
    }
    return *found;
  }

  void check_byte_order() const {
    const ZipEntry* entry = archive_.find(folder_ + "byteorder");  // absent before PyTorch 2.1
    if (entry == nullptr) { return; }
    archive_.verify(*entry);
    const std::string_view order(reinterpret_cast<const char*>(entry->contents.data()),
                                 entry->contents.size());
    if (order != "little") {
      throw CheckpointError(archive_.label(*entry),
                            "the tensors' byte order is " + in_quotes(order) + ", not 'little'",
                            "Load and save the file once with PyTorch on an x86-64 or ARM machine");
    }
  }

  std::string keys_of(const DictItems& items) const {
    constexpr size_t most = 20;
    std::string keys;
    for (size_t i = 0; i < items.size() && i < most; ++i) {
      const Node& key = graph_[items[i].first];
      keys.append(i == 0 ? "" : ", ")
          .append(key.kind == NodeKind::text ? in_quotes(key.text) : "(a key that is not text)");
    }
    if (items.size() > most) {
      keys.append(", … (").append(std::to_string(items.size())).append(" keys)");
    }
    return keys.empty() ? "nothing" : keys;
  }

  void read_tensors(const DictItems& items, Checkpoint& checkpoint) {
    for (const auto& [key, value] : items) {
      if (graph_[key].kind != NodeKind::text) { fail("the state_dict has a key that is not text"); }
      const std::string name(graph_[key].text);
      const std::string tensor_label = label_ + ": tensor " + in_quotes(name);
      const TorchTensor tensor = read_torch_tensor(graph_, value, tensor_label);
      const ZipEntry* storage = archive_.find(folder_ + "data/" + std::string(tensor.storage_key));
      if (storage == nullptr) {
        throw CheckpointError(tensor_label,
                              "its data, entry " +
                                  in_quotes(folder_ + "data/" + std::string(tensor.storage_key)) +
                                  ", is not in the archive",
                              download_again);
      }
      storages_.insert(storage);
      TensorView view =
          view_torch_tensor(tensor, storage->contents, file_->bytes().size(), tensor_label);
      if (!checkpoint.tensors.emplace(name, std::move(view)).second) {
        throw CheckpointError(tensor_label, "the state_dict names it twice", download_again);
      }
    }
  }

  void verify_storages() const {
    std::vector<const ZipEntry*> entries(storages_.begin(), storages_.end());
    std::ranges::sort(entries, {},
                      &ZipEntry::header_offset);  // in file order, which disks and read-ahead like
    size_t bytes = 0;
    for (const ZipEntry* entry : entries) { bytes += entry->contents.size(); }
    // More than a few threads only compete for memory bandwidth, and a small file is done before
    // one has started.
    constexpr size_t worth_a_thread = size_t{16} << 20;
    const auto useful = static_cast<unsigned>(std::min<size_t>(bytes / worth_a_thread, 4));
    archive_.verify(entries, std::min(useful, std::thread::hardware_concurrency()));
  }

  std::shared_ptr<const MappedFile> file_;
  ZipArchive archive_;
  std::string folder_;  // "" or with a slash at its end
  std::string label_;
  PickleGraph graph_;
  std::set<const ZipEntry*> storages_;
};

}  // namespace

Checkpoint read_torch_checkpoint(std::shared_ptr<const MappedFile> file,
                                 Verification verification) {
  return TorchCheckpointReader(std::move(file)).read(verification);
}

}  // namespace bb
