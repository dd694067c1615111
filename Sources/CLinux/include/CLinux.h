// Linux calls that Swift's Glibc module cannot import: macros, variadics, GNU extensions.
#ifndef NEEDLETAIL_CLINUX_H
#define NEEDLETAIL_CLINUX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// ---- checksums -----------------------------------------------------------------------------

// CRC-32C (Castagnoli) of `count` bytes, continuing from `crc` (0 at the start).
// Uses the processor's instruction where there is one, tables otherwise.
uint32_t needletail_crc32c(uint32_t crc, const void *bytes, size_t count);
// The table form alone, so that tests can compare both.
uint32_t needletail_crc32c_portable(uint32_t crc, const void *bytes, size_t count);

// ---- epoll ---------------------------------------------------------------------------------

struct needletail_event {
    uint64_t token;
    uint32_t events;
};

enum {
    NEEDLETAIL_READABLE = 0x001,
    NEEDLETAIL_WRITABLE = 0x004,
    NEEDLETAIL_ERROR = 0x008,
    NEEDLETAIL_HANGUP = 0x010,
    NEEDLETAIL_READ_HANGUP = 0x2000,
};

int needletail_epoll_create(void);
// Registers `fd` edge-triggered for reading, writing and hang-up under `token`.
int needletail_epoll_add(int epoll, int fd, uint64_t token);
// Registers `fd` level-triggered for reading only (listening sockets, event descriptors).
int needletail_epoll_add_level(int epoll, int fd, uint64_t token);
int needletail_epoll_remove(int epoll, int fd);
// Waits up to `timeout_ms` (-1: for ever); returns the number of events or -1 with errno set.
int needletail_epoll_wait(int epoll, struct needletail_event *events, int capacity, int timeout_ms);

int needletail_eventfd(void);
void needletail_eventfd_signal(int fd);
void needletail_eventfd_drain(int fd);

// ---- sockets and files ---------------------------------------------------------------------

// Accepts one connection, non-blocking and close-on-exec; -1 with errno set.
int needletail_accept(int fd);
// Reserves blocks for [0, size) without changing the file's size; 0 or an errno value.
int needletail_reserve(int fd, int64_t size);
// Begins to write a file's dirty pages; a hint that cannot fail.
void needletail_start_write_back(int fd);
// Bytes free for an unprivileged writer on the file system of `path`; -1 with errno set.
int64_t needletail_free_space(const char *path);
// Bytes of the file system that holds `path`; -1 with errno on failure.
int64_t needletail_total_space(const char *path);
// Takes an advisory exclusive lock on an open file without waiting; 0, or -1 with errno set. It excludes
// the locks that a JVM takes, too, where the kernel and the file system can do so.
int needletail_try_lock(int fd);
// Reads what is in memory without waiting for the disk: the bytes read (0 at the end of the file), or
// -1 with errno EAGAIN where the first byte is not in memory, EOPNOTSUPP where the file system cannot tell.
ssize_t needletail_read_resident(int fd, void *bytes, size_t count, int64_t position);
// Whether [position, position + count) of an open file is in memory, by the kernel's count of pages: 2 if
// so, 1 if so unless pages of it are still being read, 0 if not; -1 where the kernel (before Linux 6.5)
// or the file system does not count.
int needletail_residency(int fd, int64_t position, int64_t count);
// Asks for [position, position + count) to be read; waits for the device's queue at most.
void needletail_read_ahead(int fd, int64_t position, int64_t count);
// fcntl and open are variadic in C.
int needletail_open(const char *path, int flags, mode_t mode);

// ---- process -------------------------------------------------------------------------------

void needletail_set_thread_name(const char *name);
// Bounds the number of malloc arenas, so that idle memory stays small with many threads.
void needletail_limit_arenas(int count);
int needletail_random_bytes(void *bytes, size_t count);

#endif
