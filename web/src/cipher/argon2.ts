// Argon2id as section 3 of docs/ciphered-lines.md has it: 64 MiB, 3 passes, one lane. Half a second
// of work, so the page does it in a worker.

import { argon2id } from 'hash-wasm';
import type { Bytes } from './bytes';

export interface RootQuestion {
  /** Prepared. */
  passphrase: Bytes;
  salt: Bytes;
}

export async function argon2_root({ passphrase, salt }: RootQuestion): Promise<Bytes> {
  const root = await argon2id({
    password: passphrase,
    salt,
    parallelism: 1,
    iterations: 3,
    memorySize: 65_536,
    hashLength: 32,
    outputType: 'binary',
  });
  return new Uint8Array(root);
}
