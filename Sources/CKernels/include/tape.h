#ifndef ALMANAC_TAPE_H
#define ALMANAC_TAPE_H

/// What this thread records derivatives on, or null; Swift has no thread-local storage of its own.
void *almanac_thread_tape(void);

/// Sets what this thread records derivatives on.
void almanac_set_thread_tape(void *tape);

#endif
