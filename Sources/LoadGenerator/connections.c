#define _GNU_SOURCE
#include "generator.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void fail(const char *what) {
    fprintf(stderr, "load generator: %s", what);
    if (errno != 0) fprintf(stderr, ": %s", strerror(errno));
    fprintf(stderr, "\n");
    exit(1);
}

double seconds_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int open_connection(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

void send_all(int fd, const void *bytes, size_t count) {
    const uint8_t *next = bytes;
    while (count > 0) {
        ssize_t sent = send(fd, next, count, MSG_NOSIGNAL);
        if (sent <= 0) fail("send");
        next += sent;
        count -= (size_t)sent;
    }
}

void receive_all(int fd, void *bytes, size_t count) {
    uint8_t *next = bytes;
    while (count > 0) {
        ssize_t got = recv(fd, next, count, 0);
        if (got < 0) fail("receive");
        if (got == 0) {
            errno = 0;
            fail("the server closed the connection");
        }
        next += got;
        count -= (size_t)got;
    }
}

void discard(int fd, size_t count) {
    static uint8_t sink[1 << 20];
    while (count > 0) {
        // With MSG_TRUNC TCP drops the bytes instead of copying them.
        size_t part = count < sizeof sink ? count : sizeof sink;
        ssize_t got = recv(fd, sink, part, MSG_TRUNC);
        if (got <= 0) fail("receive");
        count -= (size_t)got;
    }
}

// Reads past a string and returns its end.
static const uint8_t *skip_string(const uint8_t *next) {
    int16_t length = get16(next);
    return next + 2 + (length > 0 ? length : 0);
}

// Whether a Metadata answer, version 4, shows `partitions` partitions with leaders.
static int has_leaders(const uint8_t *next, int partitions) {
    next += 4 + 4;
    int32_t brokers = get32(next);
    next += 4;
    for (int32_t i = 0; i < brokers; i++) {
        next = skip_string(next + 4);
        next = skip_string(next + 4);
    }
    next = skip_string(next) + 4;
    int32_t topics = get32(next);
    next += 4;
    if (topics != 1 || get16(next) != 0) return 0;
    next = skip_string(next + 2) + 1;
    int32_t found = get32(next);
    next += 4;
    if (found < partitions) return 0;
    for (int32_t i = 0; i < found; i++) {
        if (get16(next) != 0 || get32(next + 6) < 0) return 0;
        next += 10;
        for (int list = 0; list < 2; list++) next += 4 + 4 * get32(next);
    }
    return 1;
}

void wait_for_topic(const struct options *options) {
    if (!options->metadata) return;
    struct buffer request = make_metadata(options->topic);
    int fd = open_connection(options->port);
    if (fd < 0) fail("connect");
    for (int attempt = 0; attempt < 30000; attempt++) {
        send_all(fd, request.bytes, request.count);
        uint8_t length[4];
        receive_all(fd, length, sizeof length);
        size_t size = (size_t)get32(length);
        uint8_t *answer = malloc(size + 1);
        receive_all(fd, answer, size);
        int ready = has_leaders(answer, options->partitions);
        free(answer);
        if (ready) {
            close(fd);
            free(request.bytes);
            return;
        }
        usleep(1000);
    }
    errno = 0;
    fail("the topic has no leaders");
}
