#include "CSimulation.h"

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

// Two entries of the Swift runtime (swift/Runtime/Concurrency.h): the hook that sees every job before
// the pool of threads, and the function that runs one. The second takes the executor as two words;
// zeros are the generic one.

#define NEEDLETAIL_SWIFT __attribute__((swiftcall))

typedef NEEDLETAIL_SWIFT void (*enqueue_function)(void *job);

extern NEEDLETAIL_SWIFT void (*swift_task_enqueueGlobal_hook)(
    void *job, enqueue_function original);
extern NEEDLETAIL_SWIFT void swift_job_run(void *job, void *identity, uintptr_t implementation);

static _Thread_local needletail_job_sink current_sink;
static _Thread_local void *current_context;

static NEEDLETAIL_SWIFT void enqueue(void *job, enqueue_function original) {
    if (current_sink) {
        current_sink(current_context, job);
    } else {
        original(job);
    }
}

static void install(void) { swift_task_enqueueGlobal_hook = enqueue; }

void needletail_capture_jobs(needletail_job_sink sink, void *context) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
    current_context = context;
    current_sink = sink;
}

void *needletail_captured_context(void) { return current_sink ? current_context : NULL; }

void needletail_release_jobs(void) { current_sink = NULL; }

void needletail_run_job(void *job) { swift_job_run(job, NULL, 0); }
