// What the two measures of the floor share.
#pragma once

#include <stdint.h>

// Prints why the last system call failed, and ends the program.
_Noreturn void fail(const char *what);

// Appends `bytes` in batches of `batch_bytes` to files in `directory`, and prints the rate.
int append_floor(const char *directory, int64_t bytes, int64_t batch_bytes);
