#pragma once

#include <string>
#include <string_view>

namespace bb {

/// What the ChemAxon extension of a SMILES (CXSMILES: `CC[C@H](C)O |&1:2|`) says beside it.
struct ChemaxonExtension {
  bool stereo = false;    // centres that are drawn as one isomer stand for several (&, o, r, w)
  bool unread = false;    // something that does not change the molecule: coordinates, labels, ...
  std::string problem{};  // the molecule is another than the SMILES alone says: why
};

/// `text`: what is between the two |.
ChemaxonExtension read_chemaxon_extension(std::string_view text);

/// A SMILES as it stands in a file, taken apart.
struct WrittenSmiles {
  std::string_view smiles;
  std::string_view extension;  // without its |; empty where there is none
  bool is_cut = false;         // the extension does not end
  std::string_view rest;       // what stands behind them, trimmed
};

/// `smiles |extension| rest`, with blanks between.
WrittenSmiles split_written_smiles(std::string_view text) noexcept;

}  // namespace bb
