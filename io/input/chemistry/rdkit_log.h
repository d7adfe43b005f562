#pragma once

#include <memory>
#include <sstream>
#include <string>

namespace bb {

/// While it lives, what the RDKit would print (errors and warnings) is collected here and not
/// shown. They may be nested: an inner one passes on what it has to the outer one when it goes. One
/// thread only: the RDKit's logs are global.
class RdkitLog {
 public:
  RdkitLog();
  ~RdkitLog();
  RdkitLog(const RdkitLog&) = delete;
  RdkitLog& operator=(const RdkitLog&) = delete;

  /// The lines so far, without their time stamps.
  std::string text() const;

 private:
  struct Saved;
  std::unique_ptr<Saved> saved_;
  RdkitLog* outer_ = nullptr;
  std::ostringstream said_;
};

}  // namespace bb
