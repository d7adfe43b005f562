#include "io/input/complexes/smiles_grammar.h"

#include <array>
#include <cstddef>

#include "io/files/text.h"

namespace bb {
namespace {

class Grammar {
 public:
  explicit Grammar(std::string_view text) noexcept : text_(text) {}

  bool accepts() noexcept {
    while (at_ < text_.size()) {
      if (!step()) { return false; }
    }
    for (const bool open : open_rings_) {
      if (open) { return false; }
    }
    // Aromatic atoms are in rings; those of `son` are not.
    return has_atom_ && depth_ == 0 && !bond_ && (has_ring_ || !has_aromatic_);
  }

 private:
  bool step() noexcept {
    const char c = text_[at_];
    if (c == '(') {
      ++at_;
      ++depth_;
      return has_atom_ && !bond_;
    }
    if (c == ')') {
      ++at_;
      return depth_-- > 0 && !bond_;
    }
    if (c == '.') {
      ++at_;
      const bool between = has_atom_ && !bond_ && at_ < text_.size();
      after_dot_ = true;
      return between;
    }
    if (constexpr std::string_view bonds = "-=#$:/\\~<"; bonds.find(c) != bonds.npos) {
      return bond();
    }
    if (is_digit(c) || c == '%') { return ring(); }
    return c == '[' ? bracket() : atom();
  }

  bool bond() noexcept {
    if (!has_atom_ || bond_ || after_dot_) { return false; }
    const std::string_view two = text_.substr(at_, 2);
    if (text_[at_] == '<' && two != "<-") { return false; }
    at_ += two == "->" || two == "<-" ? 2 : 1;
    bond_ = true;
    return true;
  }

  bool ring() noexcept {
    if (!has_atom_ || after_dot_) { return false; }
    size_t number = 0;
    if (text_[at_] == '%') {
      if (at_ + 2 >= text_.size() || !is_digit(text_[at_ + 1]) || !is_digit(text_[at_ + 2])) {
        return false;
      }
      number = static_cast<size_t>((text_[at_ + 1] - '0') * 10 + (text_[at_ + 2] - '0'));
      at_ += 3;
    } else {
      number = static_cast<size_t>(text_[at_++] - '0');
    }
    // A ring of fewer than three atoms is a number in a name.
    if (open_rings_[number] && atoms_ - ring_starts_[number] < 2) { return false; }
    open_rings_[number] = !open_rings_[number];
    ring_starts_[number] = atoms_;
    has_ring_ = true;
    bond_ = false;
    return true;
  }

  bool bracket() noexcept {
    const size_t end = text_.find(']', at_);
    if (end == text_.npos || end == at_ + 1) { return false; }
    const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
    bool symbol = false;
    for (const char c : inside) {
      symbol = symbol || is_upper(c) || is_lower(c) || c == '*' || c == '#';
      if (c == '[' || c == '(' || c == ' ') { return false; }
    }
    at_ = end + 1;
    return symbol && placed();
  }

  bool atom() noexcept {
    const std::string_view two = text_.substr(at_, 2);
    if (two == "Cl" || two == "Br") {
      at_ += 2;
      return placed();
    }
    constexpr std::string_view one = "BCNOPSFIbcnops*";
    if (one.find(text_[at_]) == one.npos) { return false; }
    has_aromatic_ = has_aromatic_ || is_lower(text_[at_]);
    ++at_;
    return placed();
  }

  bool placed() noexcept {
    has_atom_ = true;
    bond_ = after_dot_ = false;
    ++atoms_;
    return true;
  }

  std::string_view text_;
  size_t at_ = 0, atoms_ = 0;
  int depth_ = 0;
  bool has_ring_ = false, has_aromatic_ = false;
  bool has_atom_ = false, bond_ = false, after_dot_ = false;
  std::array<bool, 100> open_rings_{};
  std::array<size_t, 100> ring_starts_{};
};

}  // namespace

bool looks_like_smiles(std::string_view text) noexcept { return Grammar(text).accepts(); }

}  // namespace bb
