#ifndef ALMANAC_CSYSTEM_H
#define ALMANAC_CSYSTEM_H

/// The processors this process may run on, by its affinity mask; at least 1.
int almanac_processor_count(void);

#endif
