#include "normalizing.h"

#include <math.h>

#include "kernel.h"
#include "summing.h"

#define REAL float
#define F(name) name##_f32
#include "normalizing_template.h"
#undef REAL
#undef F

#define REAL double
#define F(name) name##_f64
#include "normalizing_template.h"
