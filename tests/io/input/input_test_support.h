#pragma once

#include <functional>
#include <initializer_list>
#include <string_view>

#include <gtest/gtest.h>

#include "io/files/input_error.h"
#include "tests/support/temporary_folder.h"

namespace bb::test {

/// Fails unless `action` throws InputError with a message that contains all of `parts`.
inline void expect_input_error(const std::function<void()>& action,
                               std::initializer_list<std::string_view> parts) {
  try {
    action();
  } catch (const InputError& error) {
    for (const std::string_view part : parts) {
      EXPECT_NE(std::string_view(error.what()).find(part), std::string_view::npos)
          << part << " in " << error.what();
    }
    return;
  }
  ADD_FAILURE() << "no InputError; expected: " << *parts.begin();
}

}  // namespace bb::test
