#ifndef ALMANAC_RECURRENT_H
#define ALMANAC_RECURRENT_H

#include <stddef.h>

// The elementwise part of one step of a recurrent cell, for `rows` independent rows of `units` units.
// Matrix products are done by the caller.
#define ALMANAC_RECURRENT(REAL, SUFFIX)                                                            \
  /* sums [rows, 4 units]: for input, forget, candidate and output gate. gates [rows, 5 units]:      \
     becomes their activations and the tangent of the new cell. before, cell, out [rows, units].     \
     Nothing that is read is written. */                                                             \
  void almanac_lstm_step_##SUFFIX(ptrdiff_t rows, ptrdiff_t units, const REAL *sums,               \
                                  const REAL *before, REAL *gates, REAL *cell, REAL *out);         \
  /* gates: as the step left them. out_change: of the step's output, rows of units out_row apart; to  \
     it adds later [rows, units], what flows back from the step after. cell_change [rows, units]: of  \
     the cell after the step. sums [rows, 4 units], earlier [rows, units]: become the changes of the \
     sums and of the cell before. Nothing that is read is written. */                                \
  void almanac_lstm_pullback_##SUFFIX(ptrdiff_t rows, ptrdiff_t units, const REAL *gates,          \
                                      const REAL *before, const REAL *out_change,                  \
                                      ptrdiff_t out_row, const REAL *later,                        \
                                      const REAL *cell_change, REAL *sums, REAL *earlier);         \
  /* sums [rows, 3 units]: those of the input for reset gate, update gate and candidate on entry,   \
     the three activations on return. recurrent [rows, 3 units]: those of the state. before, out    \
     [rows, units]. */                                                                             \
  void almanac_gru_step_##SUFFIX(ptrdiff_t rows, ptrdiff_t units, REAL *sums,                      \
                                 const REAL *recurrent, const REAL *before, REAL *out);            \
  /* sums: the activations on entry, the changes of the input's sums on return. recurrent: the      \
     state's sums on entry, their changes on return. out_change, later: as above. earlier [rows,    \
     units]: becomes the change of the state before, as far as it does not go through the sums. */  \
  void almanac_gru_pullback_##SUFFIX(ptrdiff_t rows, ptrdiff_t units, REAL *sums, REAL *recurrent, \
                                     const REAL *before, const REAL *out_change,                   \
                                     ptrdiff_t out_row, const REAL *later, REAL *earlier);

ALMANAC_RECURRENT(float, f32)
ALMANAC_RECURRENT(double, f64)

#endif
