#pragma once

#include "worker/features/feature_map.h"
#include "worker/features/tokens.h"

namespace bb {

/// contact_conditioning (N, N, 5) and contact_threshold (N, N) from pockets and contacts.
FeatureMap contact_features(const Structure& structure, const TokenList& list);

/// The pairs of atoms that forced pockets and contacts pull together: contact_pair_index,
/// …_union_index, …_negation_mask and …_thresholds. Atoms are those of the whole structure: not for
/// a crop.
FeatureMap forced_contact_features(const Structure& structure, const TokenList& list);

/// The same without any pair: for the affinity stage, which is not guided.
FeatureMap no_forced_contacts();

}  // namespace bb
