// tests/cipher/vectors.json, which another program has made, and what reads it.

import { readFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { vi } from 'vitest';
import type { LineKind } from '../../../src/cipher/line_kind';

export interface KeyVector {
  id: string; passphrase: string; names: string[]; label: string;
  salt: string; root: string; key_id: string;
}
export interface LineVector {
  id: string; why: string; keys: string[]; kind: LineKind; target: string; sender: string;
  line: string; class: string; text?: string; time?: number; after?: string[];
  seal?: { key: string; target: string; sender: string; nonce: string; extra_blocks: number };
}
export interface FileVector {
  id: string; key: string; size: number; pattern: string;
  ciphertext_size: number; ciphertext_sha256: string;
}
interface Vectors {
  files: FileVector[];
  files_damaged: {
    why: string; of: string; edit: Record<string, unknown>; announced_size: number; key: string;
    ciphertext_sha256: string;
  }[];
  keys: KeyVector[];
  line_keys: {
    key: string; kind: LineKind; target: string; sender: string; info: string; line_key: string;
  }[];
  folds: { name: string; folded: string }[];
  passphrases: { passphrase: string; prepared?: string; refused?: true }[];
  lines: LineVector[];
  capacity: {
    kind: LineKind; target: string; prefix_bytes: number; line_bytes: number;
    topic_bytes: number; text_bytes: number;
  }[];
  split: { text: string; text_bytes: number; parts: string[] }[];
  caesar: { shift: number; clear: string; ciphered: string }[];
}

const file = new URL('../../../../tests/cipher/vectors.json', import.meta.url);
export const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

export function line_of(id: string): LineVector {
  const found = vectors.lines.find((line) => line.id === id);
  if (found === undefined) throw new Error(`no line ${id}`);
  return found;
}

export function root_of(key: string): Uint8Array<ArrayBuffer> {
  const found = vectors.keys.find(({ id }) => id === key);
  if (found === undefined) throw new Error(`no key ${key}`);
  return from_hex(found.root);
}

export function from_hex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export const programs = ['WebCrypto', 'JavaScript'] as const;
export type Program = (typeof programs)[number];

/** Makes the page one of those that have WebCrypto, or of those that came over plain http. */
export function use_program(program: Program): void {
  const getRandomValues = webcrypto.getRandomValues.bind(webcrypto);
  vi.stubGlobal('crypto', program === 'WebCrypto' ? webcrypto : { getRandomValues });
  vi.resetModules();
}
