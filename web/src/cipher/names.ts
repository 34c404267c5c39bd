// Names as keys are made from them (docs/ciphered-lines.md, sections 2 and 3). Names are always
// those that the server sends, never what somebody typed.

import { utf8 } from './bytes';

// '&' stands before a room's name and is one kind of its beginnings, so '#' is looked for first.
function without_status(name: string): string {
  return /^[~&@%+]*(#.*)$/s.exec(name)?.[1] ?? /^[~@%+]*(&.*)$/s.exec(name)?.[1] ?? name;
}

/** NFC, then A-Z to a-z, and nothing else, whatever CASEMAPPING says. */
export function fold_name(name: string): string {
  const folded = without_status(name).normalize('NFC');
  return folded.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

export function room_label(room: string): string {
  return fold_name(room);
}

/** The nicks may be given in either order. */
export function private_label(one_nick: string, other_nick: string): string {
  const one = fold_name(one_nick);
  const other = fold_name(other_nick);
  return is_before(other, one) ? `${other} ${one}` : `${one} ${other}`;
}

// In the order of their bytes, which is not that of UTF-16.
function is_before(one: string, other: string): boolean {
  const a = utf8(one);
  const b = utf8(other);
  const at = a.findIndex((byte, i) => byte !== b[i]);
  if (at < 0) return a.length < b.length;
  return (a[at] ?? 0) < (b[at] ?? -1);
}
