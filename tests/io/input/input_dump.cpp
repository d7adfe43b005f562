// input_dump FILE..: what the readers make of each file, one JSON object a line, for
// compare_with_reference.py. Paths are taken as written there, so it runs in the files' folder.
#include <cstdio>
#include <iostream>
#include <string>

#include "io/input/complexes/msa.h"
#include "io/input/complexes/target.h"

namespace {

std::string text(const std::string& value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') { out += '\\'; }
    out += c;
  }
  return out + "\"";
}

template <typename Range, typename Print>
std::string list(const Range& range, Print print) {
  std::string out = "[";
  for (const auto& element : range) {
    out.append(out.size() > 1 ? "," : "").append(print(element));
  }
  return out + "]";
}

std::string number(auto value) { return std::to_string(value); }

std::string dump(const bb::Msa& msa) {
  std::string rows;
  for (size_t i = 0; i < msa.rows.size(); ++i) {
    rows +=
        (i > 0 ? "," : "") + std::string("[") + number(msa.rows[i].taxonomy) + "," +
        list(msa.row(i), [](auto token) { return number(static_cast<int>(token)); }) + "," +
        list(msa.deletions_of(i),
             [](const auto& d) { return "[" + number(d.column) + "," + number(d.count) + "]"; }) +
        "]";
  }
  return "{\"rows\":[" + rows + "]}";
}

std::string dump(const bb::Complex& complex) {
  using bb::ChainType;
  std::string chains;
  std::vector<size_t> first_residue;  // by asym
  size_t residues = 0;
  for (size_t e = 0; e < complex.entities.size(); ++e) {
    const bb::Entity& entity = complex.entities[e];
    for (size_t copy = 0; copy < entity.chain_ids.size(); ++copy) {
      const std::string msa =
          entity.type != ChainType::protein || entity.msa.kind == bb::MsaSource::Kind::empty
              ? "-1"
              : text(entity.msa.path.string());
      chains += (first_residue.empty() ? "" : ",") + std::string("[") +
                text(entity.chain_ids[copy]) + "," + number(static_cast<int>(entity.type)) + "," +
                number(e) + "," + number(copy) + "," + number(residue_count(entity)) + "," +
                number(entity.cyclic ? entity.sequence.size() : 0) + "," + msa + "]";
      first_residue.push_back(residues);
      residues += residue_count(entity);
    }
  }
  const auto asym = [&](const std::string& id) { return find_chain(complex, id)->asym; };
  const auto atom = [&](const bb::AtomReference& a) {
    return number(asym(a.chain)) + "," +
           number(first_residue[asym(a.chain)] + static_cast<size_t>(a.residue) - 1) + "," +
           text(a.atom);
  };
  const auto token = [&](const bb::TokenReference& t) {
    return "[" + number(asym(t.chain)) + "," +
           (t.residue > 0 ? number(t.residue - 1) : text(t.atom)) + "]";
  };
  std::string out =
      "{\"name\":" + text(complex.name) + ",\"chains\":[" + chains +
      "],\"sequences\":" + list(complex.entities, [](const auto& e) { return text(e.sequence); }) +
      ",\"modifications\":" + list(complex.entities, [](const auto& e) {
        return list(e.modifications, [](const auto& m) {
          return "[" + number(m.position) + "," + text(m.ccd) + "]";
        });
      });
  out += ",\"bonds\":" + list(complex.bonds, [&](const auto& b) {
           return "[" + atom(b.first) + "," + atom(b.second) + "]";
         });
  out += ",\"pockets\":" + list(complex.pockets, [&](const auto& p) {
           return "[" + number(asym(p.binder)) + "," + list(p.contacts, token) + "," +
                  number(p.max_distance) + "," + (p.force ? "true" : "false") + "]";
         });
  out += ",\"contacts\":" + list(complex.contacts, [&](const auto& c) {
           return "[" + token(c.first) + "," + token(c.second) + "," + number(c.max_distance) +
                  "," + (c.force ? "true" : "false") + "]";
         });
  out += ",\"templates\":" + list(complex.templates, [](const auto& t) {
           return "[" + text(t.path.string()) + "," +
                  text(t.format == bb::TemplateInput::Format::pdb ? "pdb" : "cif") + "," +
                  list(t.chain_ids, text) + "," + list(t.template_ids, text) + "," +
                  (t.force ? number(*t.threshold) : "null") + "]";
         });
  out += ",\"affinity\":" +
         (complex.affinity_binder ? number(asym(*complex.affinity_binder)) : "null");
  return out + "}";
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string path = argv[i];
    try {
      const bool complex = path.ends_with(".yaml") || path.ends_with(".fasta");
      std::cout << (complex ? dump(bb::read_complex(path)) : dump(bb::read_msa(path, 40))) << '\n';
    } catch (const std::exception& error) {
      std::cout << "{\"error\":" << text(error.what()) << "}\n";
    }
  }
}
