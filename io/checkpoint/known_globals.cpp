#include "io/checkpoint/known_globals.h"

#include <algorithm>
#include <array>

#include "io/files/checkpoint_error.h"

namespace bb {
namespace {

using enum GlobalRole;

// Every Python name that means something; all others are inert. Protocol 2 writes Python 2's names
// of builtins.
constexpr auto known_globals = std::to_array<KnownGlobal>({
    {"torch._utils", "_rebuild_tensor", tensor_rebuild, {}},
    {"torch._utils", "_rebuild_tensor_v2", tensor_rebuild, {}},
    {"torch._utils", "_rebuild_tensor_v3", tensor_rebuild_typed, {}},
    {"torch._utils", "_rebuild_parameter", parameter_rebuild, {}},
    {"torch._utils", "_rebuild_parameter_with_state", parameter_rebuild, {}},
    {"torch", "DoubleStorage", storage_type, DType::float64},
    {"torch", "FloatStorage", storage_type, DType::float32},
    {"torch", "HalfStorage", storage_type, DType::float16},
    {"torch", "BFloat16Storage", storage_type, DType::bfloat16},
    {"torch", "LongStorage", storage_type, DType::int64},
    {"torch", "IntStorage", storage_type, DType::int32},
    {"torch", "ShortStorage", storage_type, DType::int16},
    {"torch", "CharStorage", storage_type, DType::int8},
    {"torch", "ByteStorage", storage_type, DType::uint8},
    {"torch", "BoolStorage", storage_type, DType::boolean},
    {"torch", "UntypedStorage", storage_type, {}},
    {"torch.storage", "UntypedStorage", storage_type, {}},
    {"torch", "float64", element_type, DType::float64},
    {"torch", "float32", element_type, DType::float32},
    {"torch", "float16", element_type, DType::float16},
    {"torch", "bfloat16", element_type, DType::bfloat16},
    {"torch", "int64", element_type, DType::int64},
    {"torch", "int32", element_type, DType::int32},
    {"torch", "int16", element_type, DType::int16},
    {"torch", "int8", element_type, DType::int8},
    {"torch", "uint8", element_type, DType::uint8},
    {"torch", "bool", element_type, DType::boolean},
    {"torch", "Size", sequence_type, {}},
    {"torch", "device", first_argument, {}},
    {"collections", "OrderedDict", dict_type, {}},
    {"collections", "defaultdict", dict_type, {}},
    {"collections", "Counter", dict_type, {}},
    {"collections", "deque", sequence_type, {}},
    {"builtins", "dict", dict_type, {}},
    {"builtins", "list", sequence_type, {}},
    {"builtins", "tuple", sequence_type, {}},
    {"builtins", "set", sequence_type, {}},
    {"builtins", "frozenset", sequence_type, {}},
    {"__builtin__", "dict", dict_type, {}},
    {"__builtin__", "list", sequence_type, {}},
    {"__builtin__", "tuple", sequence_type, {}},
    {"__builtin__", "set", sequence_type, {}},
    {"__builtin__", "frozenset", sequence_type, {}},
    {"_codecs", "encode", first_argument, {}},
    {"omegaconf", "DictConfig", config_container, {}},
    {"omegaconf", "ListConfig", config_container, {}},
    {"omegaconf.dictconfig", "DictConfig", config_container, {}},
    {"omegaconf.listconfig", "ListConfig", config_container, {}},
    {"omegaconf.base", "UnionNode", config_container, {}},
    {"omegaconf.nodes", "AnyNode", config_leaf, {}},
    {"omegaconf.nodes", "StringNode", config_leaf, {}},
    {"omegaconf.nodes", "PathNode", config_leaf, {}},
    {"omegaconf.nodes", "IntegerNode", config_leaf, {}},
    {"omegaconf.nodes", "FloatNode", config_leaf, {}},
    {"omegaconf.nodes", "BooleanNode", config_leaf, {}},
    {"omegaconf.nodes", "BytesNode", config_leaf, {}},
    {"omegaconf.nodes", "EnumNode", config_leaf, {}},
    {"argparse", "Namespace", attributes, {}},
    {"types", "SimpleNamespace", attributes, {}},
    {"pytorch_lightning.utilities.parsing", "AttributeDict", attributes, {}},
    {"lightning.pytorch.utilities.parsing", "AttributeDict", attributes, {}},
    {"lightning_fabric.utilities.data", "AttributeDict", attributes, {}},
    {"lightning.fabric.utilities.data", "AttributeDict", attributes, {}},
    {"boltz.main", "BoltzDiffusionParams", attributes, {}},
    {"boltz.main", "Boltz2DiffusionParams", attributes, {}},
    {"boltz.main", "BoltzSteeringParams", attributes, {}},
    {"boltz.main", "PairformerArgs", attributes, {}},
    {"boltz.main", "PairformerArgsV2", attributes, {}},
    {"boltz.main", "MSAModuleArgs", attributes, {}},
    {"pathlib", "Path", path_type, {}},
    {"pathlib", "PosixPath", path_type, {}},
    {"pathlib", "PurePosixPath", path_type, {}},
    {"numpy", "dtype", numpy_type, {}},
    {"numpy.core.multiarray", "scalar", numpy_scalar, {}},
    {"numpy._core.multiarray", "scalar", numpy_scalar, {}},
});

}  // namespace

const KnownGlobal* find_known_global(std::string_view module, std::string_view name) noexcept {
  const auto* found = std::ranges::find_if(known_globals, [&](const KnownGlobal& known) {
    return known.name == name && known.module == module;
  });
  return found == known_globals.end() ? nullptr : found;
}

std::string quoted_name(const KnownGlobal& global) {
  constexpr size_t longest = 60;  // of each part
  return in_quotes(std::string(global.module.substr(0, longest)) + "." +
                   std::string(global.name.substr(0, longest)));
}

}  // namespace bb
