// Up to when a guest has read each room, so that what is unread is so after a reload. An account's
// read markers are the server's; of a guest it knows nothing once they are gone. One guest at a
// time: whoever comes after them finds nothing.

import { read_json, text_in, write_json } from './store';

const rooms_max = 100;
const item = 'read';

/** By the folded names of rooms; the one read last stands last. */
function times_of(who: string): Map<string, number> {
  const value = read_json(item);
  if (text_in(value, 'who') !== who) return new Map();
  const { times } = value as { readonly times?: unknown };
  if (!Array.isArray(times)) return new Map();
  const sound = times.filter((each): each is [string, number] => Array.isArray(each)
    && typeof each[0] === 'string' && Number.isFinite(each[1]));
  return new Map(sound.slice(-rooms_max));
}

/** 0: nothing is known. */
export function kept_read_ms(who: string, room: string): number {
  return times_of(who).get(room) ?? 0;
}

/** In place of what was kept of anybody else. */
export function keep_read(who: string, room: string, at_ms: number): void {
  const times = times_of(who);
  times.delete(room);
  times.set(room, at_ms);
  write_json(item, { who, times: [...times].slice(-rooms_max) });
}

/** That of everybody else goes. */
export function keep_read_of(who: string | null): void {
  if (text_in(read_json(item), 'who') !== who) write_json(item, undefined);
}
