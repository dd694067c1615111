// CRC-32C in three forms: slicing by eight (portable), SSE4.2 in three interleaved streams, ARMv8.
//
// One crc32 instruction takes three cycles but one can start every cycle, so three independent
// streams run at the full rate. Their results are joined by shifting the first two over the length
// of what follows them, which is a multiplication modulo the polynomial: a table look-up per byte of
// the checksum, prepared once for the fixed block lengths.
#include "CLinux.h"

#include <string.h>

enum { POLYNOMIAL = 0x82F63B78, LONG_BLOCK = 8192, SHORT_BLOCK = 256 };

static uint32_t slices[8][256];
static uint32_t shift_long[4][256];
static uint32_t shift_short[4][256];

static uint32_t crc_portable_raw(uint32_t crc, const uint8_t *next, size_t count) {
    while (count > 0 && ((uintptr_t)next & 7) != 0) {
        crc = slices[0][(crc ^ *next++) & 0xFF] ^ (crc >> 8);
        count--;
    }
    while (count >= 8) {
        uint32_t low, high;
        memcpy(&low, next, 4);
        memcpy(&high, next + 4, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        low = __builtin_bswap32(low);
        high = __builtin_bswap32(high);
#endif
        low ^= crc;
        crc = slices[7][low & 0xFF] ^ slices[6][(low >> 8) & 0xFF] ^ slices[5][(low >> 16) & 0xFF] ^
              slices[4][low >> 24] ^ slices[3][high & 0xFF] ^ slices[2][(high >> 8) & 0xFF] ^
              slices[1][(high >> 16) & 0xFF] ^ slices[0][high >> 24];
        next += 8;
        count -= 8;
    }
    while (count > 0) {
        crc = slices[0][(crc ^ *next++) & 0xFF] ^ (crc >> 8);
        count--;
    }
    return crc;
}

// Product of two polynomials modulo POLYNOMIAL, both in the reflected bit order of the checksum.
static uint32_t multiply(uint32_t a, uint32_t b) {
    uint32_t product = 0;
    for (uint32_t bit = 0x80000000u; bit != 0; bit >>= 1) {
        if (a & bit) product ^= b;
        b = (b >> 1) ^ ((b & 1) ? POLYNOMIAL : 0);
    }
    return product;
}

// x to the power of 8 * bytes, modulo POLYNOMIAL: the factor that appends `bytes` zero bytes.
static uint32_t power_of_x(size_t bytes) {
    uint32_t result = 0x80000000u;  // 1
    uint32_t square = 0x00800000u;  // x^8
    for (; bytes > 0; bytes >>= 1) {
        if (bytes & 1) result = multiply(result, square);
        square = multiply(square, square);
    }
    return result;
}

static void prepare_shift(uint32_t table[4][256], size_t bytes) {
    uint32_t factor = power_of_x(bytes);
    for (uint32_t value = 0; value < 256; value++)
        for (int place = 0; place < 4; place++)
            table[place][value] = multiply(factor, value << (8 * place));
}

static inline uint32_t shift(uint32_t table[4][256], uint32_t crc) {
    return table[0][crc & 0xFF] ^ table[1][(crc >> 8) & 0xFF] ^ table[2][(crc >> 16) & 0xFF] ^
           table[3][crc >> 24];
}

#if defined(__x86_64__)
#include <nmmintrin.h>
#define HARDWARE __attribute__((target("sse4.2")))
static HARDWARE inline uint64_t step8(uint64_t crc, const uint8_t *next) {
    uint64_t word;
    memcpy(&word, next, 8);
    return _mm_crc32_u64(crc, word);
}
static HARDWARE inline uint32_t step1(uint32_t crc, uint8_t byte) { return _mm_crc32_u8(crc, byte); }
static int has_hardware(void) { return __builtin_cpu_supports("sse4.2"); }
#elif defined(__aarch64__)
#include <arm_acle.h>
#include <sys/auxv.h>
#define HARDWARE __attribute__((target("+crc")))
static HARDWARE inline uint64_t step8(uint64_t crc, const uint8_t *next) {
    uint64_t word;
    memcpy(&word, next, 8);
    return __crc32cd((uint32_t)crc, word);
}
static HARDWARE inline uint32_t step1(uint32_t crc, uint8_t byte) { return __crc32cb(crc, byte); }
static int has_hardware(void) { return (getauxval(AT_HWCAP) & (1 << 7)) != 0; }
#endif

#ifdef HARDWARE
static HARDWARE const uint8_t *three_streams(uint32_t *crc, const uint8_t *next, size_t *count,
                                             size_t block, uint32_t table[4][256]) {
    while (*count >= 3 * block) {
        uint64_t first = *crc, second = 0, third = 0;
        const uint8_t *end = next + block;
        for (; next < end; next += 8) {
            first = step8(first, next);
            second = step8(second, next + block);
            third = step8(third, next + 2 * block);
        }
        uint32_t joined = shift(table, (uint32_t)first) ^ (uint32_t)second;
        *crc = shift(table, joined) ^ (uint32_t)third;
        next += 2 * block;
        *count -= 3 * block;
    }
    return next;
}

static HARDWARE uint32_t crc_hardware_raw(uint32_t crc, const uint8_t *next, size_t count) {
    next = three_streams(&crc, next, &count, LONG_BLOCK, shift_long);
    next = three_streams(&crc, next, &count, SHORT_BLOCK, shift_short);
    uint64_t wide = crc;
    for (; count >= 8; count -= 8, next += 8) wide = step8(wide, next);
    crc = (uint32_t)wide;
    for (; count > 0; count--) crc = step1(crc, *next++);
    return crc;
}
#endif

static uint32_t (*chosen)(uint32_t, const uint8_t *, size_t) = crc_portable_raw;

__attribute__((constructor)) static void prepare(void) {
    for (uint32_t value = 0; value < 256; value++) {
        uint32_t crc = value;
        for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) ? POLYNOMIAL : 0);
        slices[0][value] = crc;
    }
    for (uint32_t value = 0; value < 256; value++)
        for (int slice = 1; slice < 8; slice++) {
            uint32_t before = slices[slice - 1][value];
            slices[slice][value] = slices[0][before & 0xFF] ^ (before >> 8);
        }
    prepare_shift(shift_long, LONG_BLOCK);
    prepare_shift(shift_short, SHORT_BLOCK);
#ifdef HARDWARE
    if (has_hardware()) chosen = crc_hardware_raw;
#endif
}

uint32_t needletail_crc32c(uint32_t crc, const void *bytes, size_t count) {
    return ~chosen(~crc, bytes, count);
}

uint32_t needletail_crc32c_portable(uint32_t crc, const void *bytes, size_t count) {
    return ~crc_portable_raw(~crc, bytes, count);
}
