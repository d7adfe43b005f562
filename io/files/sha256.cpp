#include "io/files/sha256.h"

#include <stdexcept>
#include <vector>

#include <openssl/evp.h>

#include "io/files/regular_file.h"

namespace bb {

void Sha256::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL has no SHA-256");
  }
}

void Sha256::add(std::string_view bytes) {
  EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
}

std::string Sha256::bytes() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(context_.get(), digest, &size);
  return {reinterpret_cast<const char*>(digest), size};
}

std::string Sha256::hex() {
  std::string out;
  for (const char byte : bytes()) {
    constexpr char digits[] = "0123456789abcdef";
    const auto value = static_cast<unsigned char>(byte);
    out += digits[value >> 4U];
    out += digits[value & 15U];
  }
  return out;
}

std::string sha256_of_file(const std::filesystem::path& path) {
  const FileDescriptor file = open_regular_file(path);
  std::vector<char> buffer(size_t{1} << 20);
  Sha256 hash;
  while (const size_t count = read_some(file, path, buffer.data(), buffer.size())) {
    hash.add({buffer.data(), count});
  }
  return hash.hex();
}

}  // namespace bb
