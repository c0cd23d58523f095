#include "summing.h"

#include <math.h>

#define REAL float
#define F(name) name##_f32
#include "summing_template.h"
#undef REAL
#undef F

#define REAL double
#define F(name) name##_f64
#include "summing_template.h"
