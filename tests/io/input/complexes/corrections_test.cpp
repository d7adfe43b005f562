#include "io/input/complexes/corrections.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace bb {
namespace {

TEST(Corrections, AreNoneUnlessNamed) {
  EXPECT_FALSE(Corrections().template_register);
  EXPECT_EQ(to_text({}), "none");
  for (const char* text : {"template-register", "all", "none, template-register"}) {
    EXPECT_TRUE(parse_corrections(text).template_register) << text;
    EXPECT_EQ(to_text(parse_corrections(text)), "template-register");
  }
  EXPECT_FALSE(parse_corrections("none").template_register);
  for (const char* text : {"template-registers", "", "template_register,"}) {
    try {
      parse_corrections(text);
      ADD_FAILURE() << text;
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find("Allowed are all, none, template-register"),
                std::string::npos)
          << error.what();
    }
  }
}

}  // namespace
}  // namespace bb
