#include "registers.h"

#include "widths.h"

_Thread_local ptrdiff_t almanac_most_register_bytes = PTRDIFF_MAX;

ptrdiff_t almanac_register_bytes(void) { return register_bytes(); }

ptrdiff_t almanac_limit_registers(ptrdiff_t bytes) {
  ptrdiff_t before = almanac_most_register_bytes;
  almanac_most_register_bytes = bytes;
  return before;
}
