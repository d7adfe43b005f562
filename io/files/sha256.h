#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace bb {

/// SHA-256 (FIPS 180-4) of bytes given piece by piece.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  /// The 32 bytes; this or hex(), once.
  std::string bytes();
  /// 64 hexadecimal digits.
  std::string hex();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

/// Of a file's bytes. Throws FileError where it cannot be read, or is no regular file.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace bb
