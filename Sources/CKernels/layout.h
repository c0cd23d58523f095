#ifndef ALMANAC_LAYOUT_H
#define ALMANAC_LAYOUT_H

#include <stddef.h>

#include "kernel.h"

enum { most_axes = 6, most_operands = 3 };

/// A walk over the elements of up to three strided operands of the same extents, in row-major order,
/// with axes merged where that leaves every operand's order alone.
typedef struct {
  ptrdiff_t rank;
  ptrdiff_t operands;
  ptrdiff_t extents[most_axes];
  ptrdiff_t strides[most_operands][most_axes];
  ptrdiff_t index[most_axes];
  ptrdiff_t offsets[most_operands];
} walk;

/// Starts a walk; 0 when there is nothing to walk over. The rank afterwards is at least 1.
INLINE int walk_start(walk *w, ptrdiff_t rank, const ptrdiff_t *extents, ptrdiff_t operands,
                      const ptrdiff_t *const *strides) {
  w->operands = operands;
  ptrdiff_t kept = 0;
  for (ptrdiff_t axis = 0; axis < rank; axis++) {
    if (extents[axis] == 0) return 0;
    if (extents[axis] == 1) continue;
    int merges = kept > 0;
    for (ptrdiff_t k = 0; k < operands; k++) {
      if (kept > 0 && w->strides[k][kept - 1] != strides[k][axis] * extents[axis]) merges = 0;
    }
    if (!merges) {
      w->extents[kept++] = 1;
    }
    w->extents[kept - 1] *= extents[axis];
    for (ptrdiff_t k = 0; k < operands; k++) w->strides[k][kept - 1] = strides[k][axis];
  }
  if (kept == 0) {
    w->extents[kept++] = 1;
    for (ptrdiff_t k = 0; k < operands; k++) w->strides[k][0] = 1;
  }
  w->rank = kept;
  for (ptrdiff_t axis = 0; axis < kept; axis++) w->index[axis] = 0;
  for (ptrdiff_t k = 0; k < operands; k++) w->offsets[k] = 0;
  return 1;
}

/// Moves on along the axes but for the last `inner` ones; 0 at the end.
INLINE int walk_past(walk *w, ptrdiff_t inner) {
  for (ptrdiff_t axis = w->rank - 1 - inner; axis >= 0; axis--) {
    for (ptrdiff_t k = 0; k < w->operands; k++) w->offsets[k] += w->strides[k][axis];
    if (++w->index[axis] < w->extents[axis]) return 1;
    for (ptrdiff_t k = 0; k < w->operands; k++) {
      w->offsets[k] -= w->strides[k][axis] * w->extents[axis];
    }
    w->index[axis] = 0;
  }
  return 0;
}

/// Moves to the next run along the last axis; 0 at the end.
INLINE int walk_next(walk *w) { return walk_past(w, 1); }

#endif
