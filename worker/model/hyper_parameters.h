#pragma once

#include "worker/model/atom_encoder.h"
#include "worker/model/input_pairs.h"
#include "worker/model/template_module.h"

namespace bb {

/// What of a model's configuration leaves no trace in the shapes of its weights. Depths, widths and
/// head counts are read from the checkpoint's tensors; these come from its hyper-parameters. The
/// defaults are the published Boltz-2's.
struct HyperParameters {
  InputPairs::Options input_pairs{
      .relative_position = {.fix_sym_check = true, .cyclic_pos_enc = true},
      .contact_conditioning = {}};
  TemplateModule::Options templates;
  AtomEncoder::Options atom_encoder;
};

}  // namespace bb
