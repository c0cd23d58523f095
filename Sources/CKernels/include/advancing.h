#ifndef ALMANAC_ADVANCING_H
#define ALMANAC_ADVANCING_H

#include <stddef.h>

// One step of a long short-term memory of which nothing is kept for a way back; paths are drawn in single precision only. sums [rows, 4 units]: for
// input, forget, candidate and output gate. before, cell, out [rows, units].
void almanac_lstm_advance_f32(ptrdiff_t rows, ptrdiff_t units, const float *sums,
                              const float *before, float *cell, float *out);

#endif
