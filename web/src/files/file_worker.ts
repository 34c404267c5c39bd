// Files are enciphered beside the page's thread, so that a large one does not hold it up.

import { open_stretch, seal_stretch, type Stretch } from '../cipher/file_stream';
import type { Bytes } from '../cipher/bytes';

export interface Job {
  readonly id: number;
  readonly deed: 'seal' | 'open';
  readonly stretch: Stretch;
  readonly bytes: Bytes;
}
export interface JobDone {
  readonly id: number;
  /** Null: it is damaged, or could not be done. */
  readonly bytes: Bytes | null;
}

async function done(job: Job): Promise<Bytes | null> {
  try {
    return await (job.deed === 'seal' ? seal_stretch : open_stretch)(job.stretch, job.bytes);
  } catch {
    return null;
  }
}

onmessage = async (event: MessageEvent<Job>) => {
  const bytes = await done(event.data);
  const answer: JobDone = { id: event.data.id, bytes };
  postMessage(answer, { transfer: bytes === null ? [] : [bytes.buffer] });
};
