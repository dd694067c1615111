#define _GNU_SOURCE
#include "generator.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// One connection that keeps a number of equal requests under way.
struct lane {
    int fd;
    struct buffer request;
    size_t sent;         // of the request that is being sent
    int under_way;       // sent completely or in part, and not answered
    int unsent;          // of those, not sent completely
    uint8_t input[65536];
    size_t filled;
    double *started;     // ring of starting times, for latencies
    size_t first, capacity;
};

static int records_in(const struct options *options) {
    size_t count = options->batch_size / options->record_size;
    return count > 0 ? (int)count : 1;
}

static struct lane *open_lanes(const struct options *options) {
    struct lane *lanes = calloc((size_t)options->connections, sizeof *lanes);
    struct buffer batch = make_batch(records_in(options), options->record_size);
    for (int i = 0; i < options->connections; i++) {
        lanes[i].fd = open_connection(options->port);
        if (lanes[i].fd < 0) fail("connect");
        fcntl(lanes[i].fd, F_SETFL, O_NONBLOCK);
        lanes[i].request =
            make_produce(options->topic, i % options->partitions, options->acks, &batch);
        lanes[i].capacity = 65536;
        lanes[i].started = calloc(lanes[i].capacity, sizeof(double));
    }
    free(batch.bytes);
    return lanes;
}

// Sends what is due; returns when the socket is full.
static void send_some(struct lane *lane) {
    while (lane->unsent > 0) {
        ssize_t count = send(lane->fd, lane->request.bytes + lane->sent,
                             lane->request.count - lane->sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) fail("send");
        lane->sent += (size_t)count;
        if (lane->sent == lane->request.count) {
            lane->sent = 0;
            lane->unsent--;
        }
    }
}

// Small requests are sent many at a time.
static struct buffer repeated(const struct buffer *request, int times) {
    struct buffer all = {0};
    for (int i = 0; i < times; i++) put(&all, request->bytes, request->count);
    return all;
}

// Takes complete answers; returns how many, after checking each one's error code.
static int receive_some(struct lane *lane, size_t error_position) {
    ssize_t got = recv(lane->fd, lane->input + lane->filled, sizeof lane->input - lane->filled, 0);
    if (got < 0 && errno == EAGAIN) return 0;
    if (got < 0) fail("receive");
    if (got == 0) {
        errno = 0;
        fail("the server closed the connection");
    }
    lane->filled += (size_t)got;
    int answers = 0;
    size_t next = 0;
    while (lane->filled - next >= 4) {
        size_t size = (size_t)get32(lane->input + next);
        if (lane->filled - next < 4 + size) break;
        int16_t error = get16(lane->input + next + 4 + error_position);
        if (error != 0) {
            fprintf(stderr, "load generator: error code %d\n", error);
            exit(1);
        }
        next += 4 + size;
        answers++;
    }
    memmove(lane->input, lane->input + next, lane->filled - next);
    lane->filled -= next;
    lane->under_way -= answers;
    return answers;
}

static void report(const struct options *options, long requests, double seconds, size_t bytes) {
    double records = (double)requests * records_in(options);
    printf("requests=%ld seconds=%.3f requests_per_s=%.0f records_per_s=%.0f mb_per_s=%.1f "
           "bytes=%.0f\n",
           requests, seconds, (double)requests / seconds, records / seconds,
           (double)requests * (double)bytes / seconds / 1e6, (double)requests * (double)bytes);
}

void run_produce(const struct options *options) {
    wait_for_topic(options);
    struct lane *lanes = open_lanes(options);
    struct pollfd *polls = calloc((size_t)options->connections, sizeof *polls);
    size_t error_position = produce_error_position(options->topic);
    size_t request_size = lanes[0].request.count;
    // Requests of a pipeline leave together, as a client's would that has many to send.
    int burst = request_size < 4096 && options->in_flight >= 8 ? options->in_flight / 4 : 1;
    for (int i = 0; i < options->connections && burst > 1; i++) {
        struct buffer one = lanes[i].request;
        lanes[i].request = repeated(&one, burst);
        free(one.bytes);
    }
    long answered = 0;
    double start = seconds_now(), end = start + options->seconds, now = start;
    while (now < end) {
        for (int i = 0; i < options->connections; i++) {
            struct lane *lane = &lanes[i];
            while (lane->under_way + burst <= options->in_flight) {
                lane->under_way += burst;
                lane->unsent++;
            }
            send_some(lane);
            polls[i] = (struct pollfd){
                .fd = lane->fd, .events = (short)(POLLIN | (lane->unsent > 0 ? POLLOUT : 0))};
        }
        poll(polls, (nfds_t)options->connections, 1000);
        for (int i = 0; i < options->connections; i++)
            if (polls[i].revents & (POLLIN | POLLHUP | POLLERR))
                answered += receive_some(&lanes[i], error_position);
        now = seconds_now();
    }
    report(options, answered, now - start, request_size);
}

static int by_size(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

// Requests leave at fixed times whatever the server does; latency counts from the planned time.
void run_open(const struct options *options) {
    wait_for_topic(options);
    struct lane *lanes = open_lanes(options);
    struct pollfd *polls = calloc((size_t)options->connections, sizeof *polls);
    size_t error_position = produce_error_position(options->topic);
    size_t expected = (size_t)(options->rate * options->seconds) + 16;
    double *latencies = calloc(expected, sizeof(double));
    size_t measured = 0, planned = 0;
    double start = seconds_now(), end = start + options->seconds;
    while (measured < planned || seconds_now() < end) {
        double now = seconds_now();
        while (now < end && start + (double)planned / options->rate <= now && planned < expected) {
            struct lane *lane = &lanes[planned % (size_t)options->connections];
            if ((size_t)lane->under_way == lane->capacity) fail("the server is too far behind");
            lane->started[(lane->first + (size_t)lane->under_way) % lane->capacity] =
                start + (double)planned / options->rate;
            lane->under_way++;
            lane->unsent++;
            planned++;
            send_some(lane);
        }
        for (int i = 0; i < options->connections; i++)
            polls[i] = (struct pollfd){.fd = lanes[i].fd, .events = POLLIN};
        double wait = start + (double)planned / options->rate - seconds_now();
        struct timespec time = {0, now >= end ? 1000000 : wait > 0 ? (long)(wait * 1e9) : 0};
        ppoll(polls, (nfds_t)options->connections, &time, NULL);
        for (int i = 0; i < options->connections; i++) {
            if (!(polls[i].revents & (POLLIN | POLLHUP | POLLERR))) continue;
            int answers = receive_some(&lanes[i], error_position);
            double arrival = seconds_now();
            for (; answers > 0; answers--) {
                latencies[measured++] = arrival - lanes[i].started[lanes[i].first];
                lanes[i].first = (lanes[i].first + 1) % lanes[i].capacity;
            }
        }
    }
    qsort(latencies, measured, sizeof(double), by_size);
    printf("requests=%zu seconds=%.3f p50_ms=%.3f p99_ms=%.3f p999_ms=%.3f max_ms=%.3f\n", measured,
           options->seconds, latencies[measured / 2] * 1e3, latencies[measured * 99 / 100] * 1e3,
           latencies[measured * 999 / 1000] * 1e3, latencies[measured - 1] * 1e3);
}

// Reads the topic's partition 0 from its start, again and again.
void run_fetch(const struct options *options) {
    enum { MAX_BYTES = 1 << 20 };
    struct buffer batch = make_batch(records_in(options), options->record_size);
    size_t offset_place;
    struct buffer request = make_fetch(options->topic, 0, MAX_BYTES, &offset_place);
    size_t header_size = fetch_header_size(options->topic);
    size_t error_position = fetch_error_position(options->topic);
    uint8_t *header = malloc(4 + header_size);
    int fd = open_connection(options->port);
    if (fd < 0) fail("connect");
    double start = seconds_now(), end = start + options->seconds, bytes = 0;
    int64_t offset = 0;
    long requests = 0;
    while (seconds_now() < end) {
        set64(request.bytes + offset_place, offset);
        send_all(fd, request.bytes, request.count);
        receive_all(fd, header, 4 + header_size);
        int16_t error = get16(header + 4 + error_position);
        if (error != 0) {
            fprintf(stderr, "load generator: fetch error %d at %ld\n", error, (long)offset);
            exit(1);
        }
        size_t records = (size_t)get32(header + 4 + header_size - 4);
        discard(fd, (size_t)get32(header) - header_size);
        offset += (int64_t)(records / batch.count) * records_in(options);
        if (records < batch.count) offset = 0;
        bytes += (double)records;
        requests++;
    }
    double seconds = seconds_now() - start;
    printf("requests=%ld seconds=%.3f requests_per_s=%.0f mb_per_s=%.1f bytes=%.0f\n", requests,
           seconds, (double)requests / seconds, bytes / seconds / 1e6, bytes);
}

// Connects as soon as somebody listens, and has one record acknowledged.
void run_first(const struct options *options) {
    double start = seconds_now();
    int fd;
    while ((fd = open_connection(options->port)) < 0) {
        if (seconds_now() - start > 60) fail("nobody listens");
        usleep(500);
    }
    double connected = seconds_now();
    wait_for_topic(options);
    struct buffer batch = make_batch(1, options->record_size);
    struct buffer request = make_produce(options->topic, 0, options->acks, &batch);
    uint8_t answer[4096];
    for (;;) {
        send_all(fd, request.bytes, request.count);
        receive_all(fd, answer, 4);
        size_t size = (size_t)get32(answer);
        receive_all(fd, answer, size);
        int16_t error = get16(answer + produce_error_position(options->topic));
        if (error == 0) break;
        // Metadata knows the leader a moment before the leader does.
        if (error != 3 && error != 6) fail("produce was refused");
        usleep(500);
    }
    printf("connected_at=%.6f acknowledged_at=%.6f\n", connected, seconds_now());
}
