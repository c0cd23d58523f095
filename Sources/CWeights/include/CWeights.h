#pragma once

#include <stddef.h>

/// What the program has learnt before it was built, as files of tensors within the program.

/// The trees that foretell the errors of `auto`; `count` is set to the length in bytes.
const unsigned char *_Nonnull almanac_expected_errors(size_t *_Nonnull count);
