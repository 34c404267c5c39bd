/** What is wrong with what was typed, before the server is asked. Words, or null. */
import type { ServerFacts } from '../../chat/contract';
import { first_words } from '../../words/first';

export function nick_fault(nick: string, server: ServerFacts): string | null {
  const w = first_words().check;
  if (nick === '') return w.name_missing;
  if (/\s/u.test(nick)) return w.name_spaces;
  // A digit or a dash in front is refused by every server.
  if (/^[\d-]|[,*?!@:#&+]/u.test(nick)) return w.name_bad;
  const max = server.nick_chars_max;
  return max > 0 && [...nick].length > max ? w.too_long(max) : null;
}

/** The room as the server is to have it: with its mark, which people leave out. */
export function room_of(typed: string): string {
  const room = typed.trim();
  return room === '' || /^[#&]/.test(room) ? room : `#${room}`;
}

export function room_fault(typed: string, server: ServerFacts): string | null {
  const w = first_words().check;
  const room = room_of(typed);
  if (room === '' || room === '#') return w.room_missing;
  if (/[\s,\u0007]/u.test(room)) return w.room_bad;
  const max = server.room_chars_max;
  return max > 0 && [...room].length > max ? w.too_long(max) : null;
}
