#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace bb {

/// A store that cannot be made, opened, written or believed. The message says where (file,
/// dataset), what is wrong and how to mend it.
class StoreError : public std::runtime_error {
 public:
  enum class Kind {
    other,
    exists,    ///< there is a file already where a store is to be made
    missing,   ///< there is no such store
    mismatch,  ///< made with other inputs, weights or numerics, or by a newer version
    corrupt,   ///< cut short or damaged, or no store at all
    no_space,  ///< disk full, or a limit on the size of files
    locked,    ///< another live job has it
    stopped,   ///< by a signal
  };

  StoreError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  explicit StoreError(const std::string& message) : StoreError(Kind::other, message) {}

  Kind kind() const noexcept { return kind_; }

 private:
  Kind kind_;
};

}  // namespace bb
