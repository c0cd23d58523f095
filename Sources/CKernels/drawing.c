#include "drawing.h"

#include <string.h>

#include "kernel.h"

#define REAL float
#define F(name) name##_f32
#include "drawing_template.h"
#undef REAL
#undef F

#define REAL double
#define F(name) name##_f64
#include "drawing_template.h"
