#include "updating.h"

#include "kernel.h"

#define REAL float
#define F(name) name##_f32
#include "updating_template.h"
#undef REAL
#undef F

#define REAL double
#define F(name) name##_f64
#include "updating_template.h"
