#ifndef ALMANAC_KERNEL_H
#define ALMANAC_KERNEL_H

// Compiles a function for three instruction sets; the loader picks one. Sanitizers instrument the
// function that picks, which runs before they are ready, so they get the plain build.
#if defined(__x86_64__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
#define KERNEL __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define KERNEL
#endif

#define INLINE static inline __attribute__((always_inline))

#endif
