#ifndef ALMANAC_REGISTERS_H
#define ALMANAC_REGISTERS_H

#include <stddef.h>
#include <stdint.h>

// Kernels of correlation, filtering and attention are written for registers of 64, 32 and 16 bytes, and use
// the widest there are.

/// The bytes of the registers that those kernels use on this thread.
ptrdiff_t almanac_register_bytes(void);

/// From now on those kernels use registers of at most `bytes`, 16 or more, on this thread, so that all forms
/// can be tried on one processor. Returns the limit so far.
ptrdiff_t almanac_limit_registers(ptrdiff_t bytes);

#endif
