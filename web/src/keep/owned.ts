// What belongs to one person: an account, or a guest by their name. Nobody else reads it, and what
// the next one keeps takes its place.

import { read_json, text_in, write_json } from './store';

export const account_who = (account: string): string => `account ${account.toLowerCase()}`;
export const guest_who = (nick: string): string => `guest ${nick.toLowerCase()}`;

/** A guest who logs in to the account of their name is the same person; not the other way round,
 * for anybody may enter by any name. */
export function is_of(kept: string, who: string): boolean {
  return kept === who || kept.replace(/^guest /, 'account ') === who;
}

/** Undefined where there is nothing, or somebody else's. */
export function read_owned(item: string, who: string): unknown {
  const found = read_json(item);
  const kept = text_in(found, 'who');
  return kept !== null && is_of(kept, who) ? (found as { value?: unknown }).value : undefined;
}

export function write_owned(item: string, who: string, value: unknown): void {
  write_json(item, value === undefined ? undefined : { who, value });
}

/** Of anybody else's nothing is left. */
export function keep_owned_of(item: string, who: string | null): void {
  const kept = text_in(read_json(item), 'who');
  if (who === null || kept === null || !is_of(kept, who)) write_json(item, undefined);
}

/** The same person is known by another name. */
export function hand_owned_over(item: string, from: string, to: string): void {
  const value = read_owned(item, from);
  if (value !== undefined) write_owned(item, to, value);
}
