// A file that somebody has enciphered, fetched and opened: its size is checked before, and each
// tag before a chunk is used. Where anything is wrong nothing of it is kept.

import { joined, type Bytes } from '../cipher/bytes';
import { sealed_chunk_bytes, sealed_file_bytes } from '../cipher/file_stream';
import type { Cipherer } from './workshop';

export type OpenFault = 'damaged' | 'gone' | 'unreachable' | 'too_large';
export type OpenedFile =
  | { readonly ok: true; readonly file: Blob } | { readonly ok: false; readonly fault: OpenFault };

export interface Fetched {
  readonly status: number;
  /** As the server says; null: it does not. */
  readonly length: number | null;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface Opening {
  readonly url: string;
  readonly key: Bytes;
  readonly size: number;
  /** By which the page shows it: one that it knows, never one that runs. */
  readonly type: string;
  get(url: string): Promise<Fetched>;
  readonly cipher: Cipherer;
}

/** All of it stands in memory, or on the browser's disk. */
export const opened_bytes_max = 512 * 2 ** 20;
const stretch_chunks = 32;
const fault = (which: OpenFault): OpenedFile => ({ ok: false, fault: which });

export async function open_file(opening: Opening): Promise<OpenedFile> {
  const { size, url, get } = opening;
  if (size > opened_bytes_max) return fault('too_large');
  try {
    const fetched = await get(url);
    if (is_gone(fetched.status)) return fault('gone');
    if (fetched.status !== 200) return fault('unreachable');
    const stored = sealed_file_bytes(size);
    if (fetched.length !== null && fetched.length !== stored) return fault('damaged');
    return await open_body(opening, fetched.body, stored);
  } catch {
    return fault('unreachable');
  }
}

/** Why a browser could not show a file that is not enciphered. */
export async function why_not_shown(url: string): Promise<OpenFault> {
  try {
    const { status } = await fetch(url, { method: 'HEAD', credentials: 'omit', redirect: 'error' });
    return is_gone(status) ? 'gone' : 'unreachable';
  } catch {
    return 'unreachable';
  }
}

const is_gone = (status: number): boolean => status === 404 || status === 410;

async function open_body(
  opening: Opening, body: AsyncIterable<Uint8Array>, stored: number,
): Promise<OpenedFile> {
  const { key, size, type, cipher } = opening;
  const clear: Bytes[] = [];
  let pending: Uint8Array[] = [];
  let pending_bytes = 0;
  let index = 0;
  let taken = 0;
  const open = async (bytes: Bytes): Promise<boolean> => {
    const opened = await cipher('open', { key, size, index }, bytes);
    if (opened !== null) clear.push(opened);
    index += stretch_chunks;
    return opened !== null;
  };
  for await (const part of body) {
    taken += part.length;
    if (taken > stored) return fault('damaged');
    pending.push(part);
    pending_bytes += part.length;
    const wanted = stretch_chunks * sealed_chunk_bytes;
    if (pending_bytes < wanted) continue;
    const bytes = joined(...pending);
    let at = 0;
    for (; bytes.length - at >= wanted; at += wanted) {
      if (!(await open(bytes.slice(at, at + wanted)))) return fault('damaged');
    }
    pending = [bytes.slice(at)];
    pending_bytes = bytes.length - at;
  }
  if (taken !== stored) return fault('damaged');
  if (pending_bytes > 0 && !(await open(joined(...pending)))) return fault('damaged');
  return { ok: true, file: new Blob(clear, { type }) };
}

export async function fetch_file(url: string): Promise<Fetched> {
  const response = await fetch(url, { credentials: 'omit', redirect: 'error' });
  const length = Number(response.headers.get('Content-Length') ?? Number.NaN);
  return {
    status: response.status, length: Number.isSafeInteger(length) ? length : null,
    body: pieces_of(response),
  };
}

async function* pieces_of(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
