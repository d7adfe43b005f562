#pragma once

#include <memory>

#include "io/checkpoint/checkpoint.h"

namespace bb {

/// A zip written by torch.save that holds a Lightning checkpoint (a dict with state_dict and
/// hyper_parameters) or a bare dict of tensors. Views, strides and storages shared by several
/// tensors are honoured. Storages that the state_dict does not use (optimizer states) are not
/// touched. Throws CheckpointError.
Checkpoint read_torch_checkpoint(std::shared_ptr<const MappedFile> file, Verification verification);

}  // namespace bb
