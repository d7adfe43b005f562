#pragma once

#include "worker/model/atom_encoder.h"
#include "worker/model/contact_conditioning.h"
#include "worker/model/relative_position.h"
#include "worker/model/template_module.h"

namespace bb {

/// What of a model's configuration leaves no trace in the shapes of its weights. Depths, widths and
/// head counts are read from the checkpoint's tensors; these come from its hyper-parameters. The
/// defaults are the published Boltz-2's.
struct HyperParameters {
  RelativePositionEncoder::Options relative_position{.fix_sym_check = true, .cyclic_pos_enc = true};
  ContactConditioning::Options contact_conditioning;
  TemplateModule::Options templates;
  AtomEncoder::Options atom_encoder;
  double sigma_data = 16;  // Å, standard deviation of the coordinates the score model was made for
  /// The affinity checkpoint's own choice; a run may say otherwise.
  bool affinity_mw_correction = false;
};

}  // namespace bb
