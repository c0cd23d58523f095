#include "correlating.h"

#include "widths.h"

#define REAL float
#define F(name) name##_f32
#define LANES_64 16
#define LANES_32 8
#define LANES_16 4
#include "correlating_widths.h"
#undef REAL
#undef F
#undef LANES_64
#undef LANES_32
#undef LANES_16

#define REAL double
#define F(name) name##_f64
#define LANES_64 8
#define LANES_32 4
#define LANES_16 2
#include "correlating_widths.h"
