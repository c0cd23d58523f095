#include "attending.h"

#include "exponentials.h"
#include "kernel.h"
#include "mathematics.h"
#include "summing.h"

#include "attending_series.h"

#define SERIES
#define REAL float
#define F(name) name##_f32
#define MATH(name) name##_f32
#include "attending_template.h"
#undef REAL
#undef F
#undef MATH
#undef SERIES

#define REAL double
#define F(name) name##_f64
#define MATH(name) name##_f64
#include "attending_template.h"
