#include "recurrent.h"

#include "kernel.h"
#include "mathematics.h"
#include "recurrent_tables.h"

#define REAL float
#define F(name) name##_f32
#define MATH(name) name##_f32
// Two vectors at a time would leave more units of a row to be done one by one.
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety) interleave_count(1)")
#include "recurrent_template.h"
#undef REAL
#undef F
#undef MATH

#define REAL double
#define F(name) name##_f64
#define MATH(name) name##_f64
#include "recurrent_template.h"
