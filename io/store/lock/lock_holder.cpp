#include "io/store/lock/lock_holder.h"

#include <algorithm>

#include "io/files/printable.h"
#include "io/store/hdf5/store_error.h"
#include "io/store/lock/lock_file.h"
#include "io/store/lock/store_path.h"

namespace bb {

std::optional<LockHolder> lock_holder(const std::filesystem::path& store) {
  using namespace std::chrono;
  try {
    const auto read = read_lock(lock_path(real_store_path(store)));
    if (!read) { return std::nullopt; }
    const auto& [text, written_ms] = *read;
    const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch());
    return LockHolder{.host = printable(text.host),
                      .job = printable(text.job),
                      .process = printable(text.pid),
                      .started = printable(text.started),
                      .attempt = text.attempt,
                      .since_beat = std::max(milliseconds(0), now - milliseconds(written_ms))};
  } catch (const StoreError&) { return std::nullopt; }
}

}  // namespace bb
