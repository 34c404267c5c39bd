// A root key from a passphrase. Only a person's act makes one, never a received line.

import { backend } from './backend';
import { joined, utf8, type Bytes } from './bytes';
import type { PassphraseFault } from './contract';
import type { RootQuestion } from './argon2';
import { prepare_passphrase } from './passphrase';

export type Root = { ok: true; root: Bytes } | { ok: false; why: PassphraseFault };
/** Who does the long work; null where memory is short. */
export type RootMaker = (question: RootQuestion) => Promise<Bytes | null>;

const salt_bytes = 16;

export async function salt_of(label: string): Promise<Bytes> {
  const digest = await (await backend()).sha256(joined(utf8('uvchat/aes1/salt\0'), utf8(label)));
  return digest.slice(0, salt_bytes);
}

/** `label`: of room_label() or private_label(), or another that the person names. */
export async function derive_root(
  typed: string,
  label: string,
  make: RootMaker = in_worker,
): Promise<Root> {
  const prepared = prepare_passphrase(typed);
  if (!prepared.ok) return prepared;
  try {
    const root = await make({ passphrase: prepared.bytes, salt: await salt_of(label) });
    return root === null ? { ok: false, why: 'no_memory' } : { ok: true, root };
  } catch {
    return { ok: false, why: 'no_memory' };
  } finally {
    prepared.bytes.fill(0);
  }
}

/** The worker ends with its answer, and its 64 MiB with it. */
function in_worker(question: RootQuestion): Promise<Bytes | null> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./argon2_worker.ts', import.meta.url), { type: 'module' });
    const answer = (root: Bytes | null): void => {
      worker.terminate();
      resolve(root);
    };
    worker.onmessage = (event: MessageEvent<Bytes | null>) => answer(event.data);
    worker.onerror = () => answer(null);
    worker.onmessageerror = () => answer(null);
    worker.postMessage(question);
  });
}
