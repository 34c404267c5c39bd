// The worker that enciphers files, as functions. It ends where nothing was asked of it for a while.

import type { Bytes } from '../cipher/bytes';
import type { Stretch } from '../cipher/file_stream';
import type { Job, JobDone } from './file_worker';

/** Null: it is damaged, or the worker is broken. */
export type Cipherer =
  (deed: 'seal' | 'open', stretch: Stretch, bytes: Bytes) => Promise<Bytes | null>;

const idle_ms = 30_000;

let worker: Worker | null = null;
let idle_timer: ReturnType<typeof setTimeout> | undefined;
let next_id = 1;
const waiting = new Map<number, (bytes: Bytes | null) => void>();

function end(): void {
  worker?.terminate();
  worker = null;
  for (const resolve of waiting.values()) resolve(null);
  waiting.clear();
}

function answered({ id, bytes }: JobDone): void {
  waiting.get(id)?.(bytes);
  waiting.delete(id);
  if (waiting.size === 0) idle_timer = setTimeout(end, idle_ms);
}

function start(): Worker {
  const made = new Worker(new URL('./file_worker.ts', import.meta.url), { type: 'module' });
  made.onmessage = (event: MessageEvent<JobDone>) => answered(event.data);
  made.onerror = end;
  return made;
}

export const in_worker: Cipherer = (deed, stretch, bytes) => new Promise((resolve) => {
  clearTimeout(idle_timer);
  worker ??= start();
  const job: Job = { id: next_id++, deed, stretch, bytes };
  waiting.set(job.id, resolve);
  worker.postMessage(job, [bytes.buffer]);
});
