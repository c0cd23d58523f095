#include "memory.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { smallest_shift = 6, class_count = 4 * 58 };

/// Idle blocks beyond this go back to the system at once.
static const size_t idle_limit = (size_t)1 << 30;

static const size_t huge_page = (size_t)2 << 20;

typedef struct idle_block {
  struct idle_block *next;
} idle_block;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static idle_block *idle[class_count];
static almanac_pool_statistics statistics;

/// The class of a size, and the bytes of its blocks: (4 + k) / 4 times a power of two.
static int size_class(size_t bytes, size_t *rounded) {
  if (bytes <= (size_t)1 << smallest_shift) {
    *rounded = (size_t)1 << smallest_shift;
    return 0;
  }
  int shift = 63 - __builtin_clzll(bytes - 1);
  size_t base = (size_t)1 << shift;
  size_t step = base / 4;
  size_t quarters = (bytes - base + step - 1) / step;
  *rounded = base + quarters * step;
  return 4 * (shift - smallest_shift) + (int)quarters;
}

void *almanac_pool_take(size_t bytes) {
  if (bytes > (size_t)1 << 62) return NULL;
  size_t rounded;
  int class = size_class(bytes, &rounded);
  pthread_mutex_lock(&lock);
  idle_block *block = idle[class];
  if (block) {
    idle[class] = block->next;
    statistics.idle -= rounded;
  }
  statistics.live += rounded;
  if (statistics.live > statistics.peak) statistics.peak = statistics.live;
  if (!block) statistics.drawn += rounded;
  pthread_mutex_unlock(&lock);
  if (block) return block;
  // Large blocks lie on huge pages, where the system has them: fewer faults, and fewer misses of the
  // table of pages.
  size_t alignment = rounded >= 2 * huge_page ? huge_page : 64;
  // aligned_alloc wants a multiple of the alignment.
  size_t size = (rounded + alignment - 1) / alignment * alignment;
  void *fresh = aligned_alloc(alignment, size);
#ifdef MADV_HUGEPAGE
  // A refusal does no harm.
  if (fresh && alignment == huge_page) madvise(fresh, size, MADV_HUGEPAGE);
#endif
  return fresh;
}

void almanac_pool_give(void *pointer, size_t bytes) {
  size_t rounded;
  int class = size_class(bytes, &rounded);
  idle_block *block = pointer;
  pthread_mutex_lock(&lock);
  statistics.live -= rounded;
  if (statistics.idle + rounded <= idle_limit) {
    block->next = idle[class];
    idle[class] = block;
    statistics.idle += rounded;
    block = NULL;
  }
  pthread_mutex_unlock(&lock);
  free(block);
}

void almanac_pool_trim(void) {
  pthread_mutex_lock(&lock);
  for (int class = 0; class < class_count; class++) {
    while (idle[class]) {
      idle_block *block = idle[class];
      idle[class] = block->next;
      free(block);
    }
  }
  statistics.idle = 0;
  pthread_mutex_unlock(&lock);
}

almanac_pool_statistics almanac_pool_count(void) {
  pthread_mutex_lock(&lock);
  almanac_pool_statistics copy = statistics;
  pthread_mutex_unlock(&lock);
  return copy;
}

void almanac_pool_reset_peak(void) {
  pthread_mutex_lock(&lock);
  statistics.peak = statistics.live;
  pthread_mutex_unlock(&lock);
}
