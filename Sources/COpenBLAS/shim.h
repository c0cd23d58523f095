#include <cblas.h>

// LAPACK as the library exports it; its C header is not part of every package. A character argument
// is followed, after all others, by its length. Matrices lie column by column.
void dsyevd_(const char *job, const char *triangle, const int *n, double *a, const int *lda, double *w,
             double *work, const int *lwork, int *iwork, const int *liwork, int *info, size_t, size_t);
void dpotrf_(const char *triangle, const int *n, double *a, const int *lda, int *info, size_t);
void dgesdd_(const char *job, const int *m, const int *n, double *a, const int *lda, double *s, double *u,
             const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *iwork,
             int *info, size_t);
void dgesv_(const int *n, const int *nrhs, double *a, const int *lda, int *pivots, double *b,
            const int *ldb, int *info);
