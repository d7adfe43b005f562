#pragma once

#include <span>
#include <string>
#include <vector>

#include "io/input/templates/template.h"

namespace bb {

/// What a user should know of a template as it was matched: chains that it has nothing to do with
/// (their best common stretch is as good as any two sequences have), and a full sequence that its
/// file does not give.
std::vector<std::string> doubts_about(std::span<const TemplateSpan> spans,
                                      const TemplateStructure& structure,
                                      std::span<const QueryChain> proteins);

}  // namespace bb
