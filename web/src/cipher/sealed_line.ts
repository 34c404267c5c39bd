// The form of a ciphered line (docs/ciphered-lines.md, sections 1 and 5).

import type { LineCipher } from './backend';
import { tag_bytes } from './backend';
import { from_base64url, from_utf8, is_text, joined, to_base64url, utf8 } from './bytes';
import type { Bytes } from './bytes';

export const key_id_bytes = 16;
export const nonce_bytes = 12;
export const line_begin = '+aes1 ';
const time_bytes = 4;
const block_bytes = 32;
const head_bytes = key_id_bytes + nonce_bytes;

export interface SealedLine {
  key_id: Bytes;
  nonce: Bytes;
  sealed: Bytes;
}

export type LineForm =
  | { class: 'clear' }
  | { class: 'unknown_version'; version: string }
  | { class: 'damaged' }
  | { class: 'sealed'; line: SealedLine };

export interface ClearLine {
  time_s: number;
  text: string;
}

/** Steps 1 to 3 of reading. */
export function read_line_form(line: string): LineForm {
  const begin = /^\+aes([0-9]+) /.exec(line);
  const version = begin?.[1];
  if (begin === null || version === undefined) return { class: 'clear' };
  if (version !== '1') return { class: 'unknown_version', version };
  const bytes = from_base64url(line.slice(begin[0].length));
  const sealed_bytes = (bytes?.length ?? 0) - head_bytes - tag_bytes;
  if (bytes === null || sealed_bytes < block_bytes || sealed_bytes % block_bytes !== 0) {
    return { class: 'damaged' };
  }
  const key_id = bytes.slice(0, key_id_bytes);
  const nonce = bytes.slice(key_id_bytes, head_bytes);
  return { class: 'sealed', line: { key_id, nonce, sealed: bytes.slice(head_bytes) } };
}

/** One line of text: UTF-8 can write it, and no NUL or line break is in it. */
export function is_line_text(text: string): boolean {
  return is_text(text) && !/[\0\r\n]/.test(text);
}

export async function seal_with_nonce(
  cipher: LineCipher,
  key_id: Bytes,
  nonce: Bytes,
  clear: ClearLine,
  extra_blocks = 0,
): Promise<string> {
  const text = utf8(clear.text);
  const blocks = Math.ceil((time_bytes + text.length) / block_bytes) + extra_blocks;
  const plain = new Uint8Array(blocks * block_bytes);
  new DataView(plain.buffer).setUint32(0, clear.time_s);
  plain.set(text, time_bytes);
  const sealed = await cipher.seal(nonce, plain);
  plain.fill(0);
  return line_begin + to_base64url(joined(key_id, nonce, sealed));
}

/** Null where the tag is wrong, or what was opened is no line. */
export async function open_sealed(cipher: LineCipher, line: SealedLine): Promise<ClearLine | null> {
  const plain = await cipher.open(line.nonce, line.sealed);
  if (plain === null) return null;
  const time_s = new DataView(plain.buffer, plain.byteOffset).getUint32(0);
  let end = plain.length;
  while (end > time_bytes && plain[end - 1] === 0) end -= 1;
  const text = from_utf8(plain.subarray(time_bytes, end));
  return text === null || !is_line_text(text) ? null : { time_s, text };
}
