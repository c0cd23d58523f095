#include "likelihood.h"

#include "kernel.h"
#include "mathematics.h"

#define REAL float
#define F(name) name##_f32
#define MATH(name) name##_f32
#include "likelihood_template.h"
#undef REAL
#undef F
#undef MATH

#define REAL double
#define F(name) name##_f64
#define MATH(name) name##_f64
#include "likelihood_template.h"
