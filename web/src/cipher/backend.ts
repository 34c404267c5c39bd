// The two programs that do the arithmetic: the browser's own, which exists on protected pages
// alone, and one in JavaScript, which is fetched where that is missing.

import type { Bytes } from './bytes';

export interface LineCipher {
  /** With the tag behind it. */
  seal(nonce: Bytes, clear: Bytes): Promise<Bytes>;
  /** Null where the tag is wrong. */
  open(nonce: Bytes, sealed: Bytes): Promise<Bytes | null>;
}

export interface Backend {
  sha256(bytes: Bytes): Promise<Bytes>;
  /** HKDF-SHA-256, extract and expand, with the salt of section 4. */
  derive(root: Bytes, info: Bytes, size: number): Promise<Bytes>;
  /** AES-256-GCM under a key of 32 bytes. */
  line_cipher(key: Bytes): Promise<LineCipher>;
}

export const hkdf_salt = 'uvchat/aes1';
export const tag_bytes = 16;

let chosen: Promise<Backend> | undefined;

async function choose(): Promise<Backend> {
  if (globalThis.crypto.subtle !== undefined) {
    return (await import('./web_crypto')).web_crypto(globalThis.crypto.subtle);
  }
  return (await import('./noble')).noble;
}

export function backend(): Promise<Backend> {
  // A part of the page that could not be fetched is asked for again.
  chosen ??= choose().catch((error: unknown) => {
    chosen = undefined;
    throw error;
  });
  return chosen;
}
