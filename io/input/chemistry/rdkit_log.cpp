#include "io/input/chemistry/rdkit_log.h"

#include <string_view>
#include <vector>

#include <RDGeneral/RDLog.h>

namespace bb {

struct RdkitLog::Saved {
  RDLogger app = rdAppLog, debug = rdDebugLog, info = rdInfoLog, error = rdErrorLog,
           warning = rdWarningLog, status = rdStatusLog;
};

namespace {

RdkitLog* innermost = nullptr;

RDLogger logger_to(std::ostream& out) {
  auto logger = std::make_shared<boost::logging::rdLogger>(&out, false);
  logger->df_enabled = true;
  return logger;
}

// "[16:58:22] text" without its stamp, empty lines dropped.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    constexpr size_t stamp = 11;
    if (line.size() >= stamp && line[0] == '[' && line[3] == ':' && line[6] == ':' &&
        line[9] == ']') {
      line.erase(0, stamp);
    }
    if (line.find_first_not_of(" \t\r*") != std::string::npos) { lines.push_back(line); }
  }
  return lines;
}

}  // namespace

RdkitLog::RdkitLog() : saved_(std::make_unique<Saved>()), outer_(innermost) {
  innermost = this;
  rdAppLog = rdDebugLog = rdInfoLog = rdStatusLog = nullptr;
  rdWarningLog = rdErrorLog = logger_to(said_);
}

RdkitLog::~RdkitLog() {
  rdAppLog = saved_->app;
  rdDebugLog = saved_->debug;
  rdInfoLog = saved_->info;
  rdErrorLog = saved_->error;
  rdWarningLog = saved_->warning;
  rdStatusLog = saved_->status;
  innermost = outer_;
  if (outer_ != nullptr) { outer_->said_ << said_.str(); }
}

std::string RdkitLog::text() const {
  std::string out;
  static constexpr size_t longest = 4000;
  for (const std::string& line : lines_of(said_.str())) {
    if (out.size() + line.size() > longest) { return out + "\n…"; }
    if (!out.empty()) { out += '\n'; }
    out += line;
  }
  return out;
}

}  // namespace bb
