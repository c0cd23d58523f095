#ifndef ALMANAC_CSYSTEM_H
#define ALMANAC_CSYSTEM_H

/// The processors this process may run on, by its affinity mask; at least 1.
int almanac_processor_count(void);

/// The number of threads that work started by this thread may use; 1 until it is set.
int almanac_thread_allowance(void);

/// Sets the number of threads that work started by this thread may use.
void almanac_set_thread_allowance(int count);

/// Gives memory that is free inside the process back to the system, where the C library can do that.
void almanac_release_free_memory(void);

#endif
