// The least that a broker can do, as the measure of ours: one thread that receives Produce requests,
// verifies the checksum, writes the base offset, appends to a file and answers; and answers Fetch
// requests by sendfile. It knows only the two forms of requests that the load generator sends.
#define _GNU_SOURCE
#include "floor.h"

#include <CLinux.h>
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    INPUT = 2 << 20,
    OUTPUT = 1 << 16,
    EVENTS = 64,
    BATCH_LENGTH = 8,
    BATCH_CHECKSUM = 17,
    BATCH_CHECKED = 21,
    BATCH_LAST_DELTA = 23,
};

struct connection {
    int fd;
    size_t first, filled;
    size_t answered;  // bytes in `output`
    uint8_t *input, output[OUTPUT];
};

static int log_file;
static int64_t log_size, next_offset;
// Of the first batch: all are alike.
static int64_t batch_bytes, batch_records;

void fail(const char *what) {
    perror(what);
    exit(1);
}

static int32_t get32(const uint8_t *place) {
    uint32_t big;
    memcpy(&big, place, sizeof big);
    return (int32_t)be32toh(big);
}

static int64_t get64(const uint8_t *place) {
    uint64_t big;
    memcpy(&big, place, sizeof big);
    return (int64_t)be64toh(big);
}

static uint8_t *put16(uint8_t *place, int16_t value) {
    uint16_t big = htobe16((uint16_t)value);
    memcpy(place, &big, sizeof big);
    return place + sizeof big;
}

static uint8_t *put32(uint8_t *place, int32_t value) {
    uint32_t big = htobe32((uint32_t)value);
    memcpy(place, &big, sizeof big);
    return place + sizeof big;
}

static uint8_t *put64(uint8_t *place, int64_t value) {
    uint64_t big = htobe64((uint64_t)value);
    memcpy(place, &big, sizeof big);
    return place + sizeof big;
}

static size_t string_size(const uint8_t *place) {
    int16_t length = (int16_t)(place[0] << 8 | place[1]);
    return 2 + (length > 0 ? (size_t)length : 0);
}

static void flush(struct connection *connection) {
    uint8_t *next = connection->output;
    while (connection->answered > 0) {
        ssize_t sent = send(connection->fd, next, connection->answered, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) continue;
        if (sent < 0) break;
        next += sent;
        connection->answered -= (size_t)sent;
    }
    connection->answered = 0;
}

static void produce(struct connection *connection, uint8_t *request) {
    uint8_t *next = request + 8;
    next += string_size(next);          // client
    next += string_size(next) + 2 + 4;  // transactional id, acks, timeout
    uint8_t *topic = next + 4;
    size_t topic_size = string_size(topic);
    next = topic + topic_size + 4;
    int32_t partition = get32(next), size = get32(next + 4);
    uint8_t *batch = next + 8;
    uint32_t checksum = needletail_crc32c(0, batch + BATCH_CHECKED, (size_t)size - BATCH_CHECKED);
    if (checksum != (uint32_t)get32(batch + BATCH_CHECKSUM)) fail("checksum");
    int64_t records = get32(batch + BATCH_LAST_DELTA) + 1;
    put64(batch, next_offset);
    if (batch_bytes == 0) {
        batch_bytes = size;
        batch_records = records;
    }
    if (pwrite(log_file, batch, (size_t)size, log_size) != size) fail("append");
    log_size += size;
    if (OUTPUT - connection->answered < 64 + topic_size) flush(connection);
    uint8_t *start = connection->output + connection->answered;
    uint8_t *out = put32(start + 4, get32(request + 4));
    out = put32(out, 1);
    memcpy(out, topic, topic_size);
    out = put32(out + topic_size, 1);
    out = put32(out, partition);
    out = put16(out, 0);
    out = put64(out, next_offset);
    out = put64(out, -1);
    out = put64(out, 0);
    out = put32(out, 0);
    put32(start, (int32_t)(out - start - 4));
    connection->answered += (size_t)(out - start);
    next_offset += records;
}

static void send_region(int fd, int64_t position, int64_t count) {
    off_t from = position;
    while (count > 0) {
        ssize_t sent = sendfile(fd, log_file, &from, (size_t)count);
        if (sent < 0 && errno == EAGAIN) {
            usleep(10);
            continue;
        }
        if (sent <= 0) return;
        count -= sent;
    }
}

static void fetch(struct connection *connection, uint8_t *request) {
    uint8_t *next = request + 8;
    next += string_size(next);
    next += 4 + 4 + 4;
    int32_t limit = get32(next);
    next += 4 + 1 + 4 + 4;
    uint8_t *topic = next + 4;
    size_t topic_size = string_size(topic);
    next = topic + topic_size + 4;
    int32_t partition = get32(next);
    int64_t offset = get64(next + 8);
    int64_t position = batch_records > 0 ? offset / batch_records * batch_bytes : 0;
    int64_t count = log_size - position < limit ? log_size - position : limit;
    flush(connection);
    uint8_t *start = connection->output;
    uint8_t *out = put32(start + 4, get32(request + 4));
    out = put32(out, 0);
    out = put16(out, 0);
    out = put32(out, 0);
    out = put32(out, 1);
    memcpy(out, topic, topic_size);
    out = put32(out + topic_size, 1);
    out = put32(out, partition);
    out = put16(out, 0);
    out = put64(out, next_offset);
    out = put64(out, next_offset);
    out = put64(out, 0);
    out = put32(out, -1);
    out = put32(out, -1);
    out = put32(out, (int32_t)count);
    put32(start, (int32_t)(out - start - 4 + count));
    if (send(connection->fd, start, (size_t)(out - start), MSG_MORE | MSG_NOSIGNAL) < 0) return;
    send_region(connection->fd, position, count);
}

// Returns 0 when the peer has gone.
static int serve(struct connection *connection) {
    for (;;) {
        size_t room = INPUT - connection->filled;
        ssize_t got = recv(connection->fd, connection->input + connection->filled, room, 0);
        if (got < 0 && errno == EAGAIN) break;
        if (got <= 0) return 0;
        connection->filled += (size_t)got;
        for (;;) {
            size_t available = connection->filled - connection->first;
            uint8_t *frame = connection->input + connection->first;
            if (available < 4 || available < 4 + (size_t)get32(frame)) break;
            if (frame[5] == 0) produce(connection, frame + 4);
            else fetch(connection, frame + 4);
            connection->first += 4 + (size_t)get32(frame);
        }
        memmove(connection->input, connection->input + connection->first,
                connection->filled - connection->first);
        connection->filled -= connection->first;
        connection->first = 0;
        if ((size_t)got < room) break;
    }
    flush(connection);
    return 1;
}

static int open_listener(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
    if (listen(fd, 64) != 0) fail("listen");
    return fd;
}

static int serve_floor(int port, const char *path) {
    int listener = open_listener(port);
    log_file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
    if (log_file < 0) fail(path);
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[EVENTS];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection != NULL) {
                if (serve(connection)) continue;
                close(connection->fd);
                free(connection->input);
                free(connection);
                continue;
            }
            int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK), one = 1;
            if (fd < 0) continue;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            connection = calloc(1, sizeof *connection);
            connection->fd = fd;
            connection->input = malloc(INPUT);
            event = (struct epoll_event){.events = EPOLLIN | EPOLLET, .data.ptr = connection};
            epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
        }
    }
}

int main(int count, char **arguments) {
    if (count == 4 && strcmp(arguments[1], "serve") == 0)
        return serve_floor(atoi(arguments[2]), arguments[3]);
    if (count == 5 && strcmp(arguments[1], "append") == 0)
        return append_floor(arguments[2], atoll(arguments[3]), atoll(arguments[4]));
    fprintf(stderr,
            "usage: BenchmarkFloor serve PORT FILE\n"
            "       BenchmarkFloor append DIR BYTES BATCH-BYTES\n");
    return 2;
}
