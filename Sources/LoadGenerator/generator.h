// A raw client for measurements: requests are made once and sent again and again, answers are only
// looked at as far as needed, so that nearly all the time measured is the server's.
#ifndef GENERATOR_H
#define GENERATOR_H

#include <stddef.h>
#include <stdint.h>

struct options {
    const char *mode;    // first, produce, open, fetch
    int port;
    const char *topic;
    int connections;
    int in_flight;       // requests under way on each connection
    int partitions;      // connections are spread over them
    size_t record_size;  // bytes of a record's value
    size_t batch_size;   // bytes of records in a batch
    int acks;
    double seconds;
    double rate;         // requests a second, for `open`
    int metadata;        // whether the server answers Metadata; the floor does not
};

// ---- bytes -----------------------------------------------------------------------------------

struct buffer {
    uint8_t *bytes;
    size_t count, capacity;
};

void put(struct buffer *buffer, const void *bytes, size_t count);
void put16(struct buffer *buffer, int16_t value);
void put32(struct buffer *buffer, int32_t value);
void put64(struct buffer *buffer, int64_t value);
void put_string(struct buffer *buffer, const char *text);
void put_varint(struct buffer *buffer, int64_t value);
void set32(uint8_t *place, int32_t value);
void set64(uint8_t *place, int64_t value);
int16_t get16(const uint8_t *place);
int32_t get32(const uint8_t *place);

// ---- requests --------------------------------------------------------------------------------

// A batch of `count` equal records of `size` bytes; its checksum is right.
struct buffer make_batch(int count, size_t size);
// Produce, version 7, with one batch for one partition.
struct buffer make_produce(const char *topic, int partition, int acks, const struct buffer *batch);
// Fetch, version 11, of one partition without a session. The offset is set with `set64` at `*offset`.
struct buffer make_fetch(const char *topic, int partition, int max_bytes, size_t *offset);
// Metadata, version 4, of one topic, which is created if it is missing.
struct buffer make_metadata(const char *topic);

// Positions in answers, counted from the end of the frame's length.
size_t produce_error_position(const char *topic);
size_t fetch_error_position(const char *topic);
size_t fetch_header_size(const char *topic);

// ---- connections and time --------------------------------------------------------------------

// A connected socket; -1 if nobody listens.
int open_connection(int port);
void send_all(int fd, const void *bytes, size_t count);
void receive_all(int fd, void *bytes, size_t count);
// Takes bytes out of the socket without copying them.
void discard(int fd, size_t count);
double seconds_now(void);
void fail(const char *what);

// ---- workloads -------------------------------------------------------------------------------

void run_first(const struct options *options);
void run_produce(const struct options *options);
void run_open(const struct options *options);
void run_fetch(const struct options *options);
// Waits until every partition of the topic has a leader.
void wait_for_topic(const struct options *options);

#endif
