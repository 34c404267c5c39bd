// Files, enciphered chunk by chunk (docs/ciphered-lines.md, section 9). Each chunk is known by its
// place, so any stretch of a file is sealed or opened without the rest of it.

import { backend, tag_bytes } from './backend';
import { joined, type Bytes } from './bytes';

export const file_chunk_bytes = 65_536;
export const sealed_chunk_bytes = file_chunk_bytes + tag_bytes;
export const file_bytes_max = 2 ** 50;
const key_bytes = 32;

/** One key enciphers one content, ever. */
export function random_file_key(): Bytes {
  return globalThis.crypto.getRandomValues(new Uint8Array(key_bytes));
}

function chunks_of(size: number): number {
  return Math.max(1, Math.ceil(size / file_chunk_bytes));
}

/** Of a file of `size` bytes in clear. */
export function sealed_file_bytes(size: number): number {
  return size + tag_bytes * chunks_of(size);
}

/** A stretch of whole chunks. */
export interface Stretch {
  readonly key: Bytes;
  /** Of the whole file, in clear. */
  readonly size: number;
  /** Of its first chunk. */
  readonly index: number;
}

function nonce_of(index: number, size: number): Bytes {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(3, BigInt(index));
  nonce[11] = index + 1 === chunks_of(size) ? 1 : 0;
  return nonce;
}

function clear_bytes_of(index: number, size: number): number {
  return Math.min(file_chunk_bytes, size - index * file_chunk_bytes);
}

/** `clear`: the bytes of the stretch. An empty file has one empty chunk. */
export async function seal_stretch(stretch: Stretch, clear: Bytes): Promise<Bytes> {
  const { key, size } = stretch;
  const cipher = await (await backend()).line_cipher(key);
  const sealed: Bytes[] = [];
  let { index } = stretch;
  let at = 0;
  do {
    const bytes = clear_bytes_of(index, size);
    const chunk = clear.subarray(at, at + bytes);
    if (chunk.length !== bytes) throw new RangeError('not a stretch of this file');
    sealed.push(await cipher.seal(nonce_of(index, size), chunk));
    at += bytes;
    index += 1;
  } while (at < clear.length);
  return joined(...sealed);
}

/** Null: the file is damaged, and no part of it is to be kept. */
export async function open_stretch(stretch: Stretch, sealed: Bytes): Promise<Bytes | null> {
  const { key, size } = stretch;
  const cipher = await (await backend()).line_cipher(key);
  const clear: Bytes[] = [];
  let { index } = stretch;
  let at = 0;
  do {
    if (index >= chunks_of(size)) return null;
    const bytes = clear_bytes_of(index, size) + tag_bytes;
    const chunk = sealed.subarray(at, at + bytes);
    if (chunk.length !== bytes) return null;
    const opened = await cipher.open(nonce_of(index, size), chunk);
    if (opened === null) return null;
    clear.push(opened);
    at += bytes;
    index += 1;
  } while (at < sealed.length);
  return joined(...clear);
}
