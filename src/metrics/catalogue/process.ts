import { metric, parts } from '../definition.ts';

/** What every process tells of itself. The names without a prefix are those that all of Prometheus uses. */
export const cpuSeconds = metric({
  name: 'process_cpu_seconds_total',
  type: 'counter',
  help: 'Processor time used since the start, user and system, in seconds.',
  labels: {},
  parts,
});
export const residentMemory = metric({
  name: 'process_resident_memory_bytes',
  type: 'gauge',
  help: 'Memory that the process holds, in bytes.',
  labels: {},
  parts,
});
export const startTime = metric({
  name: 'process_start_time_seconds',
  type: 'gauge',
  help: 'When the process started, in Unix time.',
  labels: {},
  parts,
});
export const openFiles = metric({
  name: 'process_open_fds',
  type: 'gauge',
  help: 'Open files and connections; only where /proc tells it.',
  labels: {},
  parts,
});
export const info = metric({
  name: 'centralino_info',
  type: 'gauge',
  help: 'Always 1; the labels say which process this is and what runs it.',
  labels: { part: 'engine, worker, desk or back-office', name: 'its own name', node: 'release of Node' },
  parts,
});
export const heapUsed = metric({
  name: 'centralino_heap_used_bytes',
  type: 'gauge',
  help: 'Memory that JavaScript uses, in bytes; what only grows is a leak.',
  labels: {},
  parts,
});
export const eventLoopLag = metric({
  name: 'centralino_event_loop_lag_seconds',
  type: 'histogram',
  help: 'How late a timer of 100 ms fires: everything that the process does is late by as much.',
  labels: {},
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  parts,
});
export const diskFree = metric({
  name: 'centralino_disk_free_bytes',
  type: 'gauge',
  help: 'Room on the disk that holds DATA_DIR: audio, the spool, kept requests.',
  labels: {},
  parts: ['engine', 'worker'],
});
