#pragma once

#include <utility>

#include "worker/features/tokens.h"
#include "worker/model/core/features.h"

namespace bb {

/// contact_conditioning and contact_threshold, from pockets and contacts. Throws InputError for a
/// distance that is no float.
std::pair<Tensor, Tensor> contact_features(const Structure& structure, const TokenList& list);

/// The pairs of atoms that forced pockets and contacts pull together; undefined tensors where there
/// are none. Atoms are those of the whole structure: not for a crop.
ForcedContacts forced_contacts(const Structure& structure, const TokenList& list);

}  // namespace bb
