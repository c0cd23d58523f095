#include "reducing.h"

#include <math.h>
#include <string.h>

#include "exponentials.h"
#include "kernel.h"
#include "mathematics.h"
#include "summing.h"

// Columns that are added up together.
enum { summed_columns = 256 };

#define REAL float
#define F(name) name##_f32
#define MATH(name) name##_f32
#include "reducing_template.h"
#undef REAL
#undef F
#undef MATH

#define REAL double
#define F(name) name##_f64
#define MATH(name) name##_f64
#include "reducing_template.h"
