#ifndef CDIGEST_H
#define CDIGEST_H

#include <stddef.h>
#include <stdint.h>

/*
 * The inner loops of two message digests. Buffering, padding and the order of output bytes are the caller's.
 */

#ifdef __cplusplus
extern "C" {
#endif

/* SHA-256 (FIPS 180-4, section 6.2.2): folds `count` blocks of 64 bytes into `state`, eight words. Uses the
 * processor's SHA instructions where there are any. */
void cdigest_sha256(uint32_t state[8], const uint8_t *blocks, size_t count);

/* The same without special instructions; for comparison. */
void cdigest_sha256_portable(uint32_t state[8], const uint8_t *blocks, size_t count);

/* MD5 (RFC 1321, section 3.4): folds `count` blocks of 64 bytes into `state`, four words. Only for comparing with
 * checksums that publishers give; MD5 protects against accidents alone. */
void cdigest_md5(uint32_t state[4], const uint8_t *blocks, size_t count);

#ifdef __cplusplus
}
#endif

#endif
