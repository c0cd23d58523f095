#include "tape.h"

static _Thread_local void *current;

void *almanac_thread_tape(void) { return current; }

void almanac_set_thread_tape(void *tape) { current = tape; }
