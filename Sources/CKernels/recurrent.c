#include "recurrent.h"

#include "kernel.h"
#include "mathematics.h"

#define REAL float
#define F(name) name##_f32
#define MATH(name) name##_f32
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#include "recurrent_template.h"
#undef REAL
#undef F
#undef MATH
#undef INDEPENDENT

#define REAL double
#define F(name) name##_f64
#define MATH(name) name##_f64
#define INDEPENDENT
#include "recurrent_template.h"
