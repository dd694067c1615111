#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

_Static_assert(NEEDLETAIL_READABLE == EPOLLIN, "epoll constants");
_Static_assert(NEEDLETAIL_WRITABLE == EPOLLOUT, "epoll constants");
_Static_assert(NEEDLETAIL_ERROR == EPOLLERR, "epoll constants");
_Static_assert(NEEDLETAIL_HANGUP == EPOLLHUP, "epoll constants");
_Static_assert(NEEDLETAIL_READ_HANGUP == EPOLLRDHUP, "epoll constants");

int needletail_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int add(int epoll, int fd, uint64_t token, uint32_t events) {
    struct epoll_event event = {.events = events, .data.u64 = token};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int needletail_epoll_add(int epoll, int fd, uint64_t token) {
    return add(epoll, fd, token, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
}

int needletail_epoll_add_level(int epoll, int fd, uint64_t token) {
    return add(epoll, fd, token, EPOLLIN);
}

int needletail_epoll_remove(int epoll, int fd) {
    return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL);
}

int needletail_epoll_wait(int epoll, struct needletail_event *events, int capacity, int timeout_ms) {
    enum { LARGEST = 256 };
    struct epoll_event ready[LARGEST];
    if (capacity > LARGEST) capacity = LARGEST;
    int count = epoll_wait(epoll, ready, capacity, timeout_ms);
    for (int i = 0; i < count; i++) {
        events[i].token = ready[i].data.u64;
        events[i].events = ready[i].events;
    }
    return count;
}

int needletail_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void needletail_eventfd_signal(int fd) {
    uint64_t one = 1;
    ssize_t ignored = write(fd, &one, sizeof one);
    (void)ignored;
}

void needletail_eventfd_drain(int fd) {
    uint64_t value;
    ssize_t ignored = read(fd, &value, sizeof value);
    (void)ignored;
}

int needletail_accept(int fd) { return accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC); }

int needletail_reserve(int fd, int64_t size) {
    return fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, size) == 0 ? 0 : errno;
}

void needletail_start_write_back(int fd) {
    (void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
}

int64_t needletail_free_space(const char *path) {
    struct statvfs status;
    if (statvfs(path, &status) != 0) return -1;
    return (int64_t)status.f_bavail * (int64_t)status.f_frsize;
}

int64_t needletail_total_space(const char *path) {
    struct statvfs status;
    if (statvfs(path, &status) != 0) return -1;
    return (int64_t)status.f_blocks * (int64_t)status.f_frsize;
}

ssize_t needletail_read_resident(int fd, void *bytes, size_t count, int64_t position) {
    struct iovec part = {.iov_base = bytes, .iov_len = count};
    return preadv2(fd, &part, 1, position, RWF_NOWAIT);
}

// cachestat has the same number on every architecture; C libraries of its time do not know it yet.
#ifndef SYS_cachestat
#define SYS_cachestat 451
#endif

int needletail_residency(int fd, int64_t position, int64_t count) {
    struct {
        uint64_t position, count;
    } range = {(uint64_t)position, (uint64_t)count};
    struct {
        uint64_t cached, dirty, in_writeback, evicted, recently_evicted;
    } pages;
    if (syscall(SYS_cachestat, fd, &range, &pages, 0) != 0) return -1;
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    uint64_t wanted = (range.position + range.count + page - 1) / page - range.position / page;
    if (pages.cached < wanted) return 0;
    // What was written here is complete; a page that is being read counts as cached before it is.
    return pages.dirty >= wanted ? 2 : 1;
}

void needletail_read_ahead(int fd, int64_t position, int64_t count) {
    (void)readahead(fd, position, (size_t)count);
}

int needletail_try_lock(int fd) {
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) return -1;
    // The JVM locks files in the way of POSIX, which does not see the other one.
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fd, F_OFD_SETLK, &whole) == 0) return 0;
    if (errno != EAGAIN && errno != EACCES) return 0;
    errno = EWOULDBLOCK;
    return -1;
}

int needletail_open(const char *path, int flags, mode_t mode) {
    return open(path, flags | O_CLOEXEC, mode);
}

void needletail_set_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }

void needletail_limit_arenas(int count) { mallopt(M_ARENA_MAX, count); }

int needletail_random_bytes(void *bytes, size_t count) {
    uint8_t *next = bytes;
    while (count > 0) {
        ssize_t got = getrandom(next, count, 0);
        if (got < 0) {
            if (errno == EINTR) continue;
            return -1;
        }
        next += got;
        count -= (size_t)got;
    }
    return 0;
}
