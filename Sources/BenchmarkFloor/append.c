// The least that an append can cost: checks the checksum of a batch, writes its base offset and
// appends it to a file, over and over; a new file whenever one is full, as a log rolls its segments.
#define _GNU_SOURCE
#include "floor.h"

#include <CLinux.h>
#include <endian.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    SEGMENT = 256 << 20,
    CHECKED = 21,
};

static double seconds_of(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }

static double processor_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static int next_file(const char *directory, int number) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%020d.log", directory, number);
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) fail(path);
    return file;
}

int append_floor(const char *directory, int64_t bytes, int64_t batch_bytes) {
    uint8_t *batch = malloc((size_t)batch_bytes);
    if (!batch) fail("malloc");
    memset(batch, 'v', (size_t)batch_bytes);
    int64_t appends = bytes / batch_bytes, in_file = 0, offset = 0;
    int files = 0, file = next_file(directory, files);
    uint32_t sum = 0;
    double cpu = processor_seconds(), begun = now();
    for (int64_t i = 0; i < appends; i++) {
        if (in_file + batch_bytes > SEGMENT) {
            close(file);
            file = next_file(directory, ++files);
            in_file = 0;
        }
        uint64_t base = htobe64((uint64_t)offset);
        memcpy(batch, &base, sizeof base);
        sum ^= needletail_crc32c(0, batch + CHECKED, (size_t)batch_bytes - CHECKED);
        if (pwrite(file, batch, (size_t)batch_bytes, in_file) != batch_bytes) fail("pwrite");
        in_file += batch_bytes;
        offset += batch_bytes / 1000;
    }
    double took = now() - begun;
    cpu = processor_seconds() - cpu;
    double total = (double)appends * (double)batch_bytes;
    // The checksum is printed so that no compiler takes it for useless.
    printf("mb_per_s=%.0f cpu_s_per_gb=%.2f checksum=%08x\n", total / took / 1e6,
           cpu / total * 1e9, sum);
    close(file);
    free(batch);
    return 0;
}
