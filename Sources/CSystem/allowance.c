#include "CSystem.h"

// Swift has no thread-local storage of its own.
static _Thread_local int allowance = 1;

int almanac_thread_allowance(void) { return allowance; }

void almanac_set_thread_allowance(int count) { allowance = count < 1 ? 1 : count; }
