#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "io/input/chemistry/ligand.h"

namespace bb {

/// A ligand that cannot be used, with the status its row gets. The message says what, why, and how
/// to mend it.
class ChemistryError : public std::runtime_error {
 public:
  ChemistryError(LigandStatus status, const std::string& message)
      : std::runtime_error(message), status_(status) {}

  LigandStatus status() const noexcept { return status_; }

 private:
  LigandStatus status_;
};

/// What went wrong inside the toolkit, in one line: its exceptions' own words, cleaned of file
/// names and line breaks.
std::string toolkit_message(const std::exception& error);

/// Runs one step of the toolkit. Its failures become a ChemistryError "<what>: <the toolkit's
/// words>. <mend>"; a lack of memory passes through.
template <class Step>
auto in_toolkit(LigandStatus status, std::string_view what, std::string_view mend, Step&& step) {
  try {
    return step();
  } catch (const ChemistryError&) { throw; } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    throw ChemistryError(
        status, std::string(what) + ": " + toolkit_message(error) + ". " + std::string(mend));
  }
}

}  // namespace bb
