// Where the jobs of Swift's concurrency go on a thread that simulates a whole world.

#ifndef NEEDLETAIL_CSIMULATION_H
#define NEEDLETAIL_CSIMULATION_H

/// Takes a job that is ready to run, with the context given for the thread.
typedef void (*needletail_job_sink)(void *context, void *job);

/// From now on jobs that become ready because of what the calling thread does (tasks created,
/// continuations resumed, actors called) go to `sink` instead of the pool of threads. Other threads
/// are not affected.
void needletail_capture_jobs(needletail_job_sink sink, void *context);

/// The context of the calling thread's needletail_capture_jobs; NULL without one.
void *needletail_captured_context(void);

/// Ends needletail_capture_jobs for the calling thread.
void needletail_release_jobs(void);

/// Runs a captured job on the calling thread until it ends or suspends. Once for each job.
void needletail_run_job(void *job);

#endif
