// What people have answered to lines with a sign; also to lines that are not in the window.

import type { Reaction } from './contract';
import { clean_line } from './clean';

interface Sign {
  /** By the folded nick. */
  readonly givers: Map<string, Given>;
  /** Of those who have not taken it away. */
  count: number;
}
interface Given { readonly nick: string; readonly on: boolean; readonly at_ms: number }

const limits = {
  lines_max: 2_000, signs_max: 32, givers_max: 2_000, shown_max: 50, bytes_max: 64,
  given_max: 20_000,
};
const none: readonly Reaction[] = [];

export class Reactions {
  /** By the line's id, then by sign. */
  private readonly by_line = new Map<string, Map<string, Sign>>();
  private readonly shown = new Map<string, readonly Reaction[]>();
  /** By the ids of later versions: reactions are held by the first one's. */
  private readonly first = new Map<string, string>();
  private given = 0;

  constructor(private readonly fold: (nick: string) => string) {}

  /** One that was taken away stays: what is fetched later may be older. False: no change. */
  take(id: string, emoji: string, given: Given): boolean {
    const line_id = this.first.get(id) ?? id;
    const sign = clean_line(emoji, limits.bytes_max);
    if (sign === '' || line_id === '') return false;
    const signs = this.by_line.get(line_id) ?? new Map<string, Sign>();
    const given_to = signs.get(sign) ?? { givers: new Map<string, Given>(), count: 0 };
    const { givers } = given_to;
    const fold = this.fold(given.nick);
    const before = givers.get(fold);
    if (before !== undefined && before.at_ms > given.at_ms) return false;
    const is_full = (before === undefined && givers.size >= limits.givers_max)
      || (!signs.has(sign) && signs.size >= limits.signs_max);
    if (is_full) return false;
    given_to.count += Number(given.on) - Number(before?.on ?? false);
    this.given += Number(before === undefined);
    givers.set(fold, given);
    signs.set(sign, given_to);
    this.by_line.set(line_id, signs);
    this.shown.delete(line_id);
    this.forget_oldest();
    return true;
  }

  /** The same array until something changes. */
  of(id: string, my_nick: string): readonly Reaction[] {
    const line_id = this.first.get(id) ?? id;
    const signs = this.by_line.get(line_id);
    if (signs === undefined) return none;
    const known = this.shown.get(line_id);
    if (known !== undefined) return known;
    const reactions: Reaction[] = [];
    const me = this.fold(my_nick);
    for (const [emoji, { givers, count }] of signs) {
      if (count === 0) continue;
      const nicks: string[] = [];
      for (const given of givers.values()) {
        if (nicks.length >= limits.shown_max) break;
        if (given.on) nicks.push(given.nick);
      }
      reactions.push({ emoji, nicks, count, mine: givers.get(me)?.on ?? false });
    }
    this.shown.set(line_id, reactions);
    return reactions;
  }

  /** What was given to any version of a message is shown with the newest. */
  join(id: string, before: readonly string[]): void {
    const [first] = before;
    if (first === undefined || this.first.size >= limits.lines_max) return;
    for (const version of [...before.slice(1), id]) {
      if (this.first.has(version) || version === first) continue;
      this.first.set(version, first);
      const signs = this.by_line.get(version);
      if (signs === undefined) continue;
      this.forget(version, signs);
      for (const [emoji, { givers }] of signs) {
        for (const given of givers.values()) this.take(first, emoji, given);
      }
    }
  }

  private forget(id: string, signs: ReadonlyMap<string, Sign>): void {
    for (const { givers } of signs.values()) this.given -= givers.size;
    this.by_line.delete(id);
    this.shown.delete(id);
  }
  private forget_oldest(): void {
    for (const [id, signs] of this.by_line) {
      if (this.by_line.size <= limits.lines_max && this.given <= limits.given_max) return;
      this.forget(id, signs);
    }
  }
}
