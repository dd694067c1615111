#include "generator.h"

#include <CLinux.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

void put(struct buffer *buffer, const void *bytes, size_t count) {
    if (buffer->count + count > buffer->capacity) {
        buffer->capacity = (buffer->count + count) * 2;
        buffer->bytes = realloc(buffer->bytes, buffer->capacity);
        if (buffer->bytes == NULL) fail("out of memory");
    }
    memcpy(buffer->bytes + buffer->count, bytes, count);
    buffer->count += count;
}

void put16(struct buffer *buffer, int16_t value) {
    uint16_t big = htobe16((uint16_t)value);
    put(buffer, &big, sizeof big);
}

void put32(struct buffer *buffer, int32_t value) {
    uint32_t big = htobe32((uint32_t)value);
    put(buffer, &big, sizeof big);
}

void put64(struct buffer *buffer, int64_t value) {
    uint64_t big = htobe64((uint64_t)value);
    put(buffer, &big, sizeof big);
}

void put_string(struct buffer *buffer, const char *text) {
    put16(buffer, (int16_t)strlen(text));
    put(buffer, text, strlen(text));
}

void put_varint(struct buffer *buffer, int64_t value) {
    uint64_t rest = ((uint64_t)value << 1) ^ (uint64_t)(value >> 63);
    do {
        uint8_t byte = (rest & 0x7F) | (rest > 0x7F ? 0x80 : 0);
        put(buffer, &byte, 1);
        rest >>= 7;
    } while (rest != 0);
}

void set32(uint8_t *place, int32_t value) {
    uint32_t big = htobe32((uint32_t)value);
    memcpy(place, &big, sizeof big);
}

void set64(uint8_t *place, int64_t value) {
    uint64_t big = htobe64((uint64_t)value);
    memcpy(place, &big, sizeof big);
}

int16_t get16(const uint8_t *place) { return (int16_t)(place[0] << 8 | place[1]); }

int32_t get32(const uint8_t *place) {
    uint32_t big;
    memcpy(&big, place, sizeof big);
    return (int32_t)be32toh(big);
}

static void put_record(struct buffer *batch, int number, size_t size, const uint8_t *value) {
    struct buffer body = {0};
    uint8_t attributes = 0;
    put(&body, &attributes, 1);
    put_varint(&body, 0);       // timestamp delta
    put_varint(&body, number);  // offset delta
    put_varint(&body, -1);      // no key
    put_varint(&body, (int64_t)size);
    put(&body, value, size);
    put_varint(&body, 0);  // no headers
    put_varint(batch, (int64_t)body.count);
    put(batch, body.bytes, body.count);
    free(body.bytes);
}

struct buffer make_batch(int count, size_t size) {
    enum { LENGTH = 8, CHECKSUM = 17, CHECKED = 21, AFTER_LENGTH = 12 };
    struct buffer batch = {0};
    uint8_t magic = 2, *value = malloc(size + 1);
    for (size_t i = 0; i < size; i++) value[i] = (uint8_t)('a' + (i * 7 + i / 31) % 26);
    int64_t now = (int64_t)(seconds_now() * 1000);
    put64(&batch, 0);   // base offset
    put32(&batch, 0);   // length
    put32(&batch, -1);  // leader epoch
    put(&batch, &magic, 1);
    put32(&batch, 0);  // checksum
    put16(&batch, 0);  // attributes
    put32(&batch, count - 1);
    put64(&batch, now);
    put64(&batch, now);
    put64(&batch, -1);  // producer id
    put16(&batch, -1);
    put32(&batch, -1);
    put32(&batch, count);
    for (int i = 0; i < count; i++) put_record(&batch, i, size, value);
    free(value);
    set32(batch.bytes + LENGTH, (int32_t)(batch.count - AFTER_LENGTH));
    uint32_t checksum =
        needletail_crc32c(0, batch.bytes + CHECKED, batch.count - CHECKED);
    set32(batch.bytes + CHECKSUM, (int32_t)checksum);
    return batch;
}

static const char client[] = "bench";

static struct buffer begin(int16_t key, int16_t version) {
    struct buffer request = {0};
    put32(&request, 0);
    put16(&request, key);
    put16(&request, version);
    put32(&request, 1);
    put_string(&request, client);
    return request;
}

static struct buffer finish(struct buffer request) {
    set32(request.bytes, (int32_t)(request.count - 4));
    return request;
}

struct buffer make_produce(const char *topic, int partition, int acks, const struct buffer *batch) {
    struct buffer request = begin(0, 7);
    put16(&request, -1);  // no transactional id
    put16(&request, (int16_t)acks);
    put32(&request, 30000);
    put32(&request, 1);
    put_string(&request, topic);
    put32(&request, 1);
    put32(&request, partition);
    put32(&request, (int32_t)batch->count);
    put(&request, batch->bytes, batch->count);
    return finish(request);
}

struct buffer make_fetch(const char *topic, int partition, int max_bytes, size_t *offset) {
    struct buffer request = begin(1, 11);
    uint8_t isolation = 0;
    put32(&request, -1);   // a consumer
    put32(&request, 500);  // longest wait
    put32(&request, 1);
    put32(&request, max_bytes);
    put(&request, &isolation, 1);
    put32(&request, 0);   // session
    put32(&request, -1);  // and its epoch: none
    put32(&request, 1);
    put_string(&request, topic);
    put32(&request, 1);
    put32(&request, partition);
    put32(&request, -1);  // leader epoch
    *offset = request.count;
    put64(&request, 0);
    put64(&request, -1);
    put32(&request, max_bytes);
    put32(&request, 0);  // forgotten topics
    put_string(&request, "");
    return finish(request);
}

struct buffer make_metadata(const char *topic) {
    struct buffer request = begin(3, 4);
    uint8_t create = 1;
    put32(&request, 1);
    put_string(&request, topic);
    put(&request, &create, 1);
    return finish(request);
}

// Correlation id, topics, name, partitions, index.
size_t produce_error_position(const char *topic) { return 4 + 4 + 2 + strlen(topic) + 4 + 4; }

// Correlation id, throttle time, error, session, topics, name, partitions, index.
size_t fetch_error_position(const char *topic) {
    return 4 + 4 + 2 + 4 + 4 + 2 + strlen(topic) + 4 + 4;
}

// Behind the error: three offsets, aborted transactions (null), preferred replica, length.
size_t fetch_header_size(const char *topic) {
    return fetch_error_position(topic) + 2 + 3 * 8 + 4 + 4 + 4;
}
