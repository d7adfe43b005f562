#pragma once

#include "io/input/chemistry/message_channel.h"
#include "io/input/chemistry/wire_format.h"

namespace bb {

/// Fails in the way that is asked for, as the toolkit might. Only tests ask.
void misbehave(Misbehaviour how, MessageChannel& channel);

}  // namespace bb
