#pragma once

#include "io/input/complexes/complex_input.h"
#include "io/input/complexes/yaml_item.h"

namespace bb {

/// The parts of a Boltz YAML besides `sequences`, put into `complex`. Private to the YAML parser;
/// they throw InputError.
void read_constraints(const YamlItem& list, Complex& complex);
void read_templates(const YamlItem& list, Complex& complex);
void read_properties(const YamlItem& list, Complex& complex);

}  // namespace bb
