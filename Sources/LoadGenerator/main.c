#include "generator.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: LoadGenerator first|produce|open|fetch --port N [--topic T] [--connections N]\n"
    "       [--in-flight N] [--partitions N] [--record-size B] [--batch-size B] [--acks A]\n"
    "       [--seconds S] [--rate R] [--metadata 0|1]\n";

static void read_option(struct options *options, const char *name, const char *value) {
    if (strcmp(name, "--port") == 0) options->port = atoi(value);
    else if (strcmp(name, "--topic") == 0) options->topic = value;
    else if (strcmp(name, "--connections") == 0) options->connections = atoi(value);
    else if (strcmp(name, "--in-flight") == 0) options->in_flight = atoi(value);
    else if (strcmp(name, "--partitions") == 0) options->partitions = atoi(value);
    else if (strcmp(name, "--record-size") == 0) options->record_size = strtoul(value, NULL, 10);
    else if (strcmp(name, "--batch-size") == 0) options->batch_size = strtoul(value, NULL, 10);
    else if (strcmp(name, "--acks") == 0) options->acks = atoi(value);
    else if (strcmp(name, "--seconds") == 0) options->seconds = atof(value);
    else if (strcmp(name, "--rate") == 0) options->rate = atof(value);
    else if (strcmp(name, "--metadata") == 0) options->metadata = atoi(value);
    else {
        fputs(usage, stderr);
        exit(1);
    }
}

int main(int count, char **arguments) {
    struct options options = {
        .topic = "bench", .connections = 1, .in_flight = 1, .partitions = 1, .record_size = 100,
        .batch_size = 100, .acks = 1, .seconds = 5, .rate = 1000,
        .metadata = 1,
    };
    if (count < 2 || count % 2 != 0) {
        fputs(usage, stderr);
        return 1;
    }
    options.mode = arguments[1];
    for (int i = 2; i + 1 < count; i += 2) read_option(&options, arguments[i], arguments[i + 1]);
    if (options.connections < 1 || options.in_flight < 1 || options.partitions < 1 ||
        options.record_size < 1) {
        fputs(usage, stderr);
        return 1;
    }
    errno = 0;
    if (strcmp(options.mode, "first") == 0) run_first(&options);
    else if (strcmp(options.mode, "produce") == 0) run_produce(&options);
    else if (strcmp(options.mode, "open") == 0) run_open(&options);
    else if (strcmp(options.mode, "fetch") == 0) run_fetch(&options);
    else {
        fputs(usage, stderr);
        return 1;
    }
    return 0;
}
