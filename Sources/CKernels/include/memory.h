#ifndef ALMANAC_MEMORY_H
#define ALMANAC_MEMORY_H

#include <stddef.h>

// A pool of blocks in size classes, four per power of two; safe to use from any thread.

/// A block of at least `bytes` bytes, aligned to 64, with undefined contents; null when the system
/// refuses.
void *almanac_pool_take(size_t bytes);

/// Gives back a block taken with the same `bytes`.
void almanac_pool_give(void *block, size_t bytes);

/// Returns every block that waits for reuse to the system.
void almanac_pool_trim(void);

/// Counts of bytes.
typedef struct {
  /// In blocks that are in use.
  size_t live;
  /// The most that was ever live.
  size_t peak;
  /// In blocks that wait for reuse.
  size_t idle;
  /// Taken from the system since the start of the process.
  size_t drawn;
} almanac_pool_statistics;

almanac_pool_statistics almanac_pool_count(void);

/// Makes the present live bytes the new peak.
void almanac_pool_reset_peak(void);

#endif
