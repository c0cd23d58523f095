#include "elementwise.h"

#include "elementwise_tables.h"
#include "kernel.h"
#include "layout.h"
#include "mathematics.h"

#define REAL float
#define F(name) name##_f32
#define MATH(name) name##_f32
#define LIBRARY(name) name##f
#include "elementwise_template.h"
#undef REAL
#undef F
#undef MATH
#undef LIBRARY

#define REAL double
#define F(name) name##_f64
#define MATH(name) name##_f64
#define LIBRARY(name) name
#include "elementwise_template.h"
