// Included once for each element type, with REAL, F(name) and MATH(name) defined.

// log(Gamma(x + 1/2) / Gamma(x)) for x >= 1 and its slope: the asymptotic series of the quotient (Abramowitz
// and Stegun 1964, 6.1.47) from x + 4 on.
INLINE REAL F(log_gamma_ratio)(REAL x, REAL *slope) {
  REAL far = x + 4, inverse = 1 / far, square = inverse * inverse;
  REAL series =
      inverse * (square * ((REAL)(1.0 / 192) - square * (REAL)(1.0 / 640)) - (REAL)(1.0 / 8));
  REAL series_slope =
      square * ((REAL)(1.0 / 8) - square * ((REAL)(1.0 / 64) - square * (REAL)(1.0 / 128)));
  REAL quotient = 1, quotient_slope = 0;
  for (int k = 0; k < 4; k++) {
    REAL near = x + (REAL)k, next = near + (REAL)0.5, part = 1 / (near * next);
    quotient *= next * next * part;
    quotient_slope += part;
  }
  *slope = (REAL)0.5 * (inverse + quotient_slope) + series_slope;
  return (REAL)0.5 * MATH(logarithm)(far) + series - MATH(logarithm)(quotient);
}

KERNEL void F(almanac_student_loss)(ptrdiff_t count, const REAL *restrict parameters,
                                    const REAL *restrict targets, REAL least,
                                    REAL *restrict losses, REAL *restrict slopes) {
  // Enough at once for any register, after which parameters of one kind are next to each other.
  enum { chunk = 32 };
  for (ptrdiff_t first = 0; first < count; first += chunk) {
    ptrdiff_t size = count - first < chunk ? count - first : chunk;
    REAL place[chunk] = {0}, width[chunk] = {0}, extra[chunk] = {0}, target[chunk] = {0};
    for (ptrdiff_t i = 0; i < size; i++) {
      place[i] = parameters[3 * (first + i)];
      width[i] = parameters[3 * (first + i) + 1];
      extra[i] = parameters[3 * (first + i) + 2];
      target[i] = targets[first + i];
    }
    REAL deviation[chunk], half[chunk], loss[chunk];
    for (int i = 0; i < chunk; i++) deviation[i] = MATH(softplus)(width[i]) + least;
    for (int i = 0; i < chunk; i++) half[i] = (REAL)0.5 * MATH(softplus)(extra[i]) + 1;
    for (int i = 0; i < chunk; i++) {
      REAL distance = (target[i] - place[i]) / deviation[i];
      REAL share = (REAL)0.5 * distance * distance / half[i];
      REAL power = half[i] + (REAL)0.5, far = MATH(logarithm)(share + 1);
      REAL ratio_slope, ratio = F(log_gamma_ratio)(half[i], &ratio_slope);
      loss[i] = power * far + MATH(logarithm)(deviation[i]) +
                (REAL)0.5 * MATH(logarithm)(half[i]) - ratio + (REAL)0.91893853320467274;
      // Written so that what is far out is not infinity over infinity.
      REAL pull = power * distance / (half[i] + (REAL)0.5 * distance * distance);
      REAL weight = power - power / (share + 1);
      place[i] = -pull / deviation[i];
      REAL in_deviation = (1 - 2 * weight) / deviation[i];
      REAL in_half = far - weight / half[i] + (REAL)0.5 / half[i] - ratio_slope;
      width[i] = in_deviation * MATH(sigmoid)(width[i]);
      extra[i] = (REAL)0.5 * in_half * MATH(sigmoid)(extra[i]);
    }
    for (ptrdiff_t i = 0; i < size; i++) {
      losses[first + i] = loss[i];
      slopes[3 * (first + i)] = place[i];
      slopes[3 * (first + i) + 1] = width[i];
      slopes[3 * (first + i) + 2] = extra[i];
    }
  }
}
