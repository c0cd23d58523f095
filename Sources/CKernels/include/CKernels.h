#ifndef ALMANAC_CKERNELS_H
#define ALMANAC_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// Loops over plain memory. A kernel allocates nothing, keeps nothing and knows no tensor. Every one
// exists for float and for double unless a comment says otherwise, named by the suffix _f32 or _f64.
// Lengths and strides count elements. Outputs do not overlap inputs unless a comment allows it.

#include "advancing.h"
#include "attending.h"
#include "correlating.h"
#include "drawing.h"
#include "elementwise.h"
#include "filtering.h"
#include "likelihood.h"
#include "memory.h"
#include "moving.h"
#include "normalizing.h"
#include "reducing.h"
#include "recurrent.h"
#include "registers.h"
#include "tape.h"
#include "updating.h"

#endif
