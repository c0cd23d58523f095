#include "CWeights.h"

// The compiler embeds files in every version of C, and remarks that C23 was the first to ask for it.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char expected_errors[] = {
#embed "expected-errors.safetensors"
};

const unsigned char *almanac_expected_errors(size_t *count) {
  *count = sizeof expected_errors;
  return expected_errors;
}
