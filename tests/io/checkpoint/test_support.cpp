#include "tests/io/checkpoint/test_support.h"

#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "io/files/checkpoint_error.h"
#include "io/files/crc32.h"

namespace bb::test {

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

void expect_error(const std::function<void()>& action,
                  std::initializer_list<std::string_view> parts) {
  try {
    action();
  } catch (const CheckpointError& error) {
    const std::string message = error.what();
    for (const std::string_view part : parts) {
      EXPECT_NE(message.find(part), std::string::npos) << "no '" << part << "' in: " << message;
    }
    return;
  }
  ADD_FAILURE() << "no CheckpointError; expected: " << *parts.begin();
}

std::filesystem::path fixture(const std::string& name) {
  const auto path = std::filesystem::path(BB_CHECKPOINT_FIXTURES) / name;
  return std::filesystem::exists(path) ? path : std::filesystem::path();
}

std::vector<std::byte> read_whole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return bytes_of(text);
}

namespace {

template <typename T>
double read_as(const std::byte* p) {
  T value;
  std::memcpy(&value, p, sizeof value);
  return static_cast<double>(value);
}

double half_to_double(const std::byte* p) {
  uint16_t bits;
  std::memcpy(&bits, p, 2);
  const int exponent = (bits >> 10) & 31;
  const int fraction = bits & 1023;
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

double bfloat_to_double(const std::byte* p) {
  std::byte wide[4]{};
  std::memcpy(wide + 2, p, 2);
  return read_as<float>(wide);
}

double element(DType dtype, const std::byte* p) {
  switch (dtype) {
    case DType::float64:
      return read_as<double>(p);
    case DType::float32:
      return read_as<float>(p);
    case DType::float16:
      return half_to_double(p);
    case DType::bfloat16:
      return bfloat_to_double(p);
    case DType::int64:
      return read_as<int64_t>(p);
    case DType::int32:
      return read_as<int32_t>(p);
    case DType::int16:
      return read_as<int16_t>(p);
    case DType::int8:
      return read_as<int8_t>(p);
    case DType::uint8:
    case DType::boolean:
      return read_as<uint8_t>(p);
  }
  return NAN;
}

}  // namespace

std::vector<double> numbers_of(const TensorView& tensor) {
  std::vector<double> numbers;
  const auto item = static_cast<size_t>(item_size(tensor.dtype));
  for_each_run(tensor, [&](std::span<const std::byte> run) {
    for (size_t i = 0; i < run.size(); i += item) {
      numbers.push_back(element(tensor.dtype, run.data() + i));
    }
  });
  return numbers;
}

std::string make_zip(const std::vector<ZipPart>& parts, bool zip64_end, std::string_view comment) {
  std::string out;
  std::string directory;
  for (const ZipPart& part : parts) {
    const auto crc = static_cast<uint32_t>(
        part.crc >= 0 ? part.crc : int64_t{crc32(std::as_bytes(std::span(part.contents)))});
    const auto size = part.size >= 0 ? static_cast<uint64_t>(part.size) : part.contents.size();
    const auto offset = part.offset >= 0 ? static_cast<uint64_t>(part.offset) : out.size();
    const std::string& local_name = part.local_name.empty() ? part.name : part.local_name;
    const std::string common = packed(part.flags) + packed(part.method) + packed(uint32_t{0});
    out += packed(uint32_t{0x04034b50}) + packed(uint16_t{20}) + common + packed(crc);
    out += packed(static_cast<uint32_t>(size)) + packed(static_cast<uint32_t>(size));
    out += packed(static_cast<uint16_t>(local_name.size())) + packed(uint16_t{0}) + local_name +
           part.contents;

    const auto narrow = [&](uint64_t value) {
      return packed(part.zip64 ? 0xffffffffU : static_cast<uint32_t>(value));
    };
    std::string extra;
    if (part.zip64) {
      extra =
          packed(uint16_t{1}) + packed(uint16_t{24}) + packed(size) + packed(size) + packed(offset);
    }
    directory +=
        packed(uint32_t{0x02014b50}) + packed(uint16_t{20}) + packed(uint16_t{20}) + common;
    directory +=
        packed(crc) + narrow(size) + narrow(size) + packed(static_cast<uint16_t>(part.name.size()));
    directory += packed(static_cast<uint16_t>(extra.size())) + std::string(10, '\0') +
                 narrow(offset) + part.name + extra;
  }
  const uint64_t start = out.size();
  const uint64_t count = parts.size();
  out += directory;
  if (zip64_end) {
    const uint64_t end64 = out.size();
    out += packed(uint32_t{0x06064b50}) + packed(uint64_t{44}) + std::string(12, '\0') +
           packed(count) + packed(count);
    out += packed(uint64_t{directory.size()}) + packed(start);
    out += packed(uint32_t{0x07064b50}) + packed(uint32_t{0}) + packed(end64) + packed(uint32_t{1});
  }
  const auto short_count = packed(zip64_end ? uint16_t{0xffff} : static_cast<uint16_t>(count));
  out += packed(uint32_t{0x06054b50}) + packed(uint32_t{0}) + short_count + short_count;
  out += packed(zip64_end ? 0xffffffffU : static_cast<uint32_t>(directory.size()));
  out += packed(zip64_end ? 0xffffffffU : static_cast<uint32_t>(start));
  return out + packed(static_cast<uint16_t>(comment.size())) + std::string(comment);
}

}  // namespace bb::test
