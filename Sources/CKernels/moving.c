#include "moving.h"

#include <string.h>

#include "layout.h"

#define REAL float
#define F(name) name##_f32
#include "copying_template.h"
#include "moving_template.h"
#undef REAL
#undef F

#define REAL double
#define F(name) name##_f64
#include "copying_template.h"
#include "moving_template.h"
