#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "io/checkpoint/tensor_view.h"

namespace bb {

/// What a Python name in a pickle means to us. Nothing is ever imported or called: a role only says
/// how the data given to the name is read.
enum class GlobalRole {
  inert,                 // nothing: it and what it was given are carried along, and of no use
  element_type,          // torch.dtype: names an element type
  tensor_rebuild,        // (storage, offset, size, stride, …) -> tensor of the storage's type
  tensor_rebuild_typed,  // the same over untyped bytes, with the type as seventh argument
  parameter_rebuild,     // (tensor, …) -> that tensor
  storage_type,          // names the element type of a storage; none for untyped bytes
  dict_type,             // dict and its kin
  sequence_type,         // list and its kin
  attributes,            // an object whose attributes are the data
  config_container,      // omegaconf: the data is the attribute _content
  config_leaf,           // omegaconf: the data is the attribute _val
  path_type,             // (parts…) -> text
  first_argument,        // (x, …) -> x
  numpy_type,            // numpy.dtype: (name, …), its byte order in the state
  numpy_scalar,          // (numpy.dtype, bytes) -> number
};

struct KnownGlobal {
  std::string_view module;
  std::string_view name;
  GlobalRole role = GlobalRole::inert;
  std::optional<DType> dtype;  // of a storage type or a torch.dtype
};

/// The entry for `module`.`name` in the list of names that mean something, or nullptr. The entry
/// lives as long as the program.
const KnownGlobal* find_known_global(std::string_view module, std::string_view name) noexcept;

/// "'module.name'", for messages: cut where it is longer than any real one.
std::string quoted_name(const KnownGlobal& global);

}  // namespace bb
