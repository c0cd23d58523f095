#ifndef ALMANAC_WIDTHS_H
#define ALMANAC_WIDTHS_H

#include <stddef.h>
#include <string.h>

#include "kernel.h"
#include "registers.h"

/// What `almanac_limit_registers` said on this thread.
extern _Thread_local ptrdiff_t almanac_most_register_bytes;

// Kernels that are written for registers of 64 bytes, of which there are 32, and for 16 of 32 or 16 bytes.
#if defined(__x86_64__)
// Without the second attribute the compiler halves the registers, as was best for older processors.
// To be called by functions without this attribute, after they asked for `register_bytes()`.
#define WIDE __attribute__((target("arch=x86-64-v4"), __min_vector_width__(512)))
#define MIDDLE __attribute__((target("arch=x86-64-v3")))

/// The widest registers that this processor has, in bytes.
INLINE ptrdiff_t widest_register_bytes(void) {
  static _Atomic ptrdiff_t known;
  if (known == 0) {
    __builtin_cpu_init();
    int has_middle = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                     __builtin_cpu_supports("bmi2");
    int has_wide = has_middle && __builtin_cpu_supports("avx512f") &&
                   __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq");
    known = has_wide ? 64 : has_middle ? 32 : 16;
  }
  return known;
}
#else
#define WIDE
#define MIDDLE
INLINE ptrdiff_t widest_register_bytes(void) { return 16; }
#endif

/// The bytes of the registers that kernels use on this thread.
INLINE ptrdiff_t register_bytes(void) {
  ptrdiff_t bytes = widest_register_bytes();
  return bytes < almanac_most_register_bytes ? bytes : almanac_most_register_bytes;
}

/// Asks for the part of some memory that goes with steps `from` to `to` of `steps`, so that it is in
/// the second cache when its turn comes.
INLINE void fetch(const void *memory, ptrdiff_t bytes, ptrdiff_t from, ptrdiff_t to,
                  ptrdiff_t steps) {
  const char *bytewise = memory;
  ptrdiff_t end = to < steps ? bytes * to / steps : bytes;
  for (ptrdiff_t at = bytes * from / steps / 64 * 64; at < end; at += 64) {
    __builtin_prefetch(bytewise + at, 0, 2);
  }
}

// The first or the second half of the elements of two registers of 2, 4, 8 or 16, taken in turn.
#define LOW_2(a, b) __builtin_shufflevector(a, b, 0, 2)
#define HIGH_2(a, b) __builtin_shufflevector(a, b, 1, 3)
#define LOW_4(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define HIGH_4(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#define LOW_8(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define HIGH_8(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define LOW_16(a, b)                                                                               \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define HIGH_16(a, b)                                                                              \
  __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
// The elements of two registers at even places, or at odd ones.
#define EVEN_4(a, b) __builtin_shufflevector(a, b, 0, 2, 4, 6)
#define ODD_4(a, b) __builtin_shufflevector(a, b, 1, 3, 5, 7)
#define EVEN_8(a, b) __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14)
#define ODD_8(a, b) __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15)
#define EVEN_16(a, b)                                                                              \
  __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define ODD_16(a, b)                                                                               \
  __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
#define JOINED(KIND, LANES) KIND##_##LANES
#define REARRANGED(KIND, LANES, A, B) JOINED(KIND, LANES)(A, B)

#endif
