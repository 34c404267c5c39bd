// Edited messages. To edit is to take a message back and to say another one; the server tells
// which versions came before, where that is true. Such a line stands where its first version stood,
// not where the server's history has it: the window may not reach there yet.

import { parse_time } from '../irc/message';
import type { Heard } from './heard';
import type { Held } from './rows';

export interface Versions {
  /** When the first one was said. */
  readonly first_ms: number;
  /** Of all versions before, the first one first. */
  readonly ids: readonly string[];
}

const limits = { lines_max: 500, ids_max: 8, id_chars_max: 64 };

/** Null: the server does not say that it replaces another one. */
export function versions_of(heard: Heard): Versions | null {
  const [time = '', ...ids] = (heard.tags.get('uvchat/edits') ?? '').split(',');
  const first_ms = parse_time(time);
  const is_sound = ids.length > 0 && ids.length <= limits.ids_max
    && ids.every((id) => id !== '' && id !== heard.msgid && id.length <= limits.id_chars_max);
  if (first_ms === null || !is_sound || first_ms > (heard.at_ms ?? first_ms)) return null;
  return { first_ms, ids };
}

/** Whatever the server says: nobody replaces what another one has said. */
export function may_replace({ row }: Held, before: Held | undefined): boolean {
  return row.kind === 'line' && before?.row.kind === 'line' && before.row.sender === row.sender;
}

export class Edited {
  private readonly lines = new Map<string, Held>();
  /** By the ids of the versions before. */
  private readonly newest = new Map<string, string>();

  get all(): Iterable<Held> { return this.lines.values(); }
  get(id: string): Held | undefined { return this.lines.get(id); }
  /** The id under which the message is known now. */
  now(id: string): string { return this.newest.get(id) ?? id; }

  /** False: a later version is here already, or it is this one. */
  take(held: Held, ids: readonly string[]): boolean {
    const { id } = held.row;
    if (this.lines.has(id) || this.newest.has(id)) return false;
    for (const before of ids) {
      this.lines.delete(before);
      this.newest.set(before, id);
    }
    const ids_max = limits.lines_max * limits.ids_max;
    for (const oldest of [...this.newest.keys()].slice(0, this.newest.size - ids_max)) {
      this.newest.delete(oldest);
    }
    this.lines.set(id, held);
    const oldest = [...this.lines.values()].slice(0, this.lines.size - limits.lines_max);
    for (const each of oldest) this.forget(each);
    return true;
  }
  /** Only its sender says that it replaces the other, which they have taken back. */
  note(id: string, before: string): void {
    if (this.newest.size < limits.lines_max * limits.ids_max) this.newest.set(before, id);
  }

  private forget({ row }: Held): void {
    this.lines.delete(row.id);
    for (const [before, id] of this.newest) if (id === row.id) this.newest.delete(before);
  }
}
