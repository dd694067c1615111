// Loaded before a program (LD_PRELOAD), makes the disk fail below one path.
//
// FAULTY_DISK names a file that holds the rule of now, one of these words, a blank, and what the names of
// the files concerned begin with:
//
//   fail      reads from the disk end with EIO
//   hold      reads from the disk wait until the rule is another
//   refuse    writes and syncs end with EROFS
//
// Without content, or without the file, the disk is as it is.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

// The first letter of the rule for the file; 0 if there is none.
static char rule(int fd) {
    const char *file = getenv("FAULTY_DISK");
    if (!file) return 0;
    int saved = errno;
    char text[4096], link[64], path[4096];
    ssize_t count = -1;
    int source = syscall(SYS_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC);
    if (source >= 0) {
        count = syscall(SYS_read, source, text, sizeof text - 1);
        syscall(SYS_close, source);
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = count > 0 ? readlink(link, path, sizeof path - 1) : -1;
    errno = saved;
    if (length <= 0) return 0;
    text[count] = path[length] = 0;
    const char *prefix = strchr(text, ' ');
    return prefix && strncmp(path, prefix + 1, strlen(prefix + 1)) == 0 ? text[0] : 0;
}

static int reads(int fd) {
    char now = rule(fd);
    while (now == 'h') {
        usleep(5000);
        now = rule(fd);
    }
    if (now != 'f') return 1;
    errno = EIO;
    return 0;
}

static int writes(int fd) {
    if (rule(fd) != 'r') return 1;
    errno = EROFS;
    return 0;
}

// What is in memory needs no disk.
static ssize_t from_memory(int fd, void *bytes, size_t count, off_t position) {
    struct iovec part = {bytes, count};
    return syscall(SYS_preadv2, fd, &part, 1L, position, 0L, (long)RWF_NOWAIT);
}

ssize_t pread(int fd, void *bytes, size_t count, off_t position) {
    if (rule(fd)) {
        ssize_t got = from_memory(fd, bytes, count, position);
        if (got >= 0) return got;
        if (!reads(fd)) return -1;
    }
    return syscall(SYS_pread64, fd, bytes, count, position);
}

ssize_t pread64(int fd, void *bytes, size_t count, off64_t position) {
    return pread(fd, bytes, count, position);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t position) {
    return writes(fd) ? syscall(SYS_pwrite64, fd, bytes, count, position) : -1;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t position) {
    return pwrite(fd, bytes, count, position);
}

int fdatasync(int fd) { return writes(fd) ? (int)syscall(SYS_fdatasync, fd) : -1; }

int fsync(int fd) { return writes(fd) ? (int)syscall(SYS_fsync, fd) : -1; }
