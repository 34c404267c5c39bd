// Passphrases (docs/ciphered-lines.md, section 3).

import { is_text, utf8, type Bytes } from './bytes';
import type { PassphraseFault } from './contract';

export const passphrase_bytes_max = 1024;
const strong_passphrase_chars = 12;

const foreign_spaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu;
const controls = /[\u0000-\u001f\u007f]/u;

export type Prepared = { ok: true; bytes: Bytes } | { ok: false; why: PassphraseFault };

/** What a root key is derived from. Nothing is trimmed. */
export function prepare_passphrase(typed: string): Prepared {
  if (typed === '') return { ok: false, why: 'empty' };
  if (!is_text(typed)) return { ok: false, why: 'not_text' };
  if (controls.test(typed)) return { ok: false, why: 'control' };
  const bytes = utf8(typed.replace(foreign_spaces, ' ').normalize('NFC'));
  if (bytes.length > passphrase_bytes_max) return { ok: false, why: 'too_long' };
  return { ok: true, bytes };
}

/** Anyone who sees one line can try passphrases: of a short one a person is warned. */
export function is_weak_passphrase(typed: string): boolean {
  return Array.from(typed).length < strong_passphrase_chars;
}
