// Who is in a room: sorted by rank and name. Holds tens of thousands; nothing is sorted before it
// is looked at, and one who comes or goes costs no sorting.

import type { Member, MemberList, Rank } from './contract';
import { Watch } from './watch';

export const members_max = 50_000;

export interface NewMember {
  readonly nick: string; readonly modes: string;
  readonly account?: string | null; readonly away?: boolean; readonly is_bot?: boolean;
}

interface Entry {
  readonly fold: string;
  /** By which it is sorted: the rank, which is a digit, then the fold. */
  readonly place: string;
  readonly member: Member;
  spoke_at: number;
}

const ranks: Readonly<Record<string, Rank>> = {
  q: 'owner', a: 'admin', o: 'operator', h: 'half_operator', v: 'voice',
};
const order: readonly Rank[] = ['owner', 'admin', 'operator', 'half_operator', 'voice', 'none'];

export function rank_of(modes: string): Rank {
  if (modes === '') return 'none';
  return order.find((rank) => Array.from(modes).some((mode) => ranks[mode] === rank)) ?? 'none';
}

function compare(a: Entry, b: Entry): number {
  return a.place < b.place ? -1 : a.place > b.place ? 1 : 0;
}

/** Who spoke last comes first, then by name. */
function comes_before(a: Entry, b: Entry): boolean {
  return a.spoke_at !== b.spoke_at ? a.spoke_at > b.spoke_at : a.fold < b.fold;
}

export class Members extends Watch implements MemberList {
  private by_fold = new Map<string, Entry>();
  private loading: Map<string, Entry> | null = null;
  private sorted: Entry[] | null = [];
  private spoken = 0;
  /** All are here, not only those who have done something. */
  is_whole = false;

  constructor(
    private readonly fold: (nick: string) => string,
    private readonly is_me: (nick: string) => boolean,
  ) { super(); }

  get is_loading(): boolean { return this.loading !== null; }
  get count(): number { return this.by_fold.size; }
  at(index: number): Member | undefined { return this.in_order()[index]?.member; }
  find(nick: string): Member | undefined { return this.by_fold.get(this.fold(nick))?.member; }

  complete(prefix: string, count_max = 10): readonly Member[] {
    const wanted = this.fold(prefix);
    const best: Entry[] = [];
    for (const entry of this.by_fold.values()) {
      if (!entry.fold.startsWith(wanted) || entry.member.is_me) continue;
      let at = best.length;
      for (; at > 0; --at) {
        const other = best[at - 1];
        if (other !== undefined && comes_before(other, entry)) break;
      }
      if (at >= count_max) continue;
      best.splice(at, 0, entry);
      if (best.length > count_max) best.pop();
    }
    return best.map((entry) => entry.member);
  }

  filter(part: string, count_max = members_max): readonly Member[] {
    const wanted = this.fold(part);
    const found: Member[] = [];
    for (const entry of this.in_order()) {
      if (found.length >= count_max) break;
      if (entry.fold.includes(wanted)) found.push(entry.member);
    }
    return found;
  }

  // --- Changes

  clear(): void {
    this.by_fold = new Map();
    this.sorted = [];
    this.loading = null;
    this.is_whole = false;
    this.changed();
  }

  /** NAMES begins; what happens until its end counts too. */
  begin_load(): void { this.loading = new Map(); }
  load(member: NewMember): void {
    const { loading } = this;
    if (loading === null || loading.size >= members_max) return;
    const fold = this.fold(member.nick);
    loading.set(fold, this.entry_of(member, fold, this.by_fold.get(fold)));
  }
  end_load(): void {
    if (this.loading === null) return;
    this.by_fold = this.loading;
    this.loading = null;
    this.sorted = null;
    this.is_whole = true;
    this.changed();
  }

  put(member: NewMember): void {
    const fold = this.fold(member.nick);
    const known = this.by_fold.get(fold);
    if (known === undefined && this.by_fold.size >= members_max) return;
    const entry = this.entry_of(member, fold, known);
    if (known !== undefined) this.take_out(known);
    this.by_fold.set(fold, entry);
    this.put_in(entry);
    this.loading?.set(fold, entry);
    this.changed();
  }

  remove(nick: string): boolean {
    const fold = this.fold(nick);
    this.loading?.delete(fold);
    const known = this.by_fold.get(fold);
    if (known === undefined) return false;
    this.by_fold.delete(fold);
    this.take_out(known);
    this.changed();
    return true;
  }

  rename(from: string, to: string): boolean {
    const known = this.find(from) ?? this.loading?.get(this.fold(from))?.member;
    if (known === undefined) return false;
    this.remove(from);
    this.put({ ...known, nick: to });
    return true;
  }

  update(nick: string, change: Partial<Omit<NewMember, 'nick'>>): void {
    const known = this.find(nick);
    if (known !== undefined) this.put({ ...known, ...change });
  }

  set_mode(nick: string, mode: string, on: boolean, all_modes: readonly string[]): void {
    const known = this.find(nick);
    if (known === undefined) return;
    const has = new Set(known.modes);
    if (on) has.add(mode);
    else has.delete(mode);
    this.put({ ...known, modes: all_modes.filter((each) => has.has(each)).join('') });
  }

  note_spoken(nick: string): void {
    const entry = this.by_fold.get(this.fold(nick));
    if (entry !== undefined) entry.spoke_at = ++this.spoken;
  }

  private entry_of(member: NewMember, fold: string, known: Entry | undefined): Entry {
    const before = known?.member;
    const rank = rank_of(member.modes);
    return {
      fold,
      place: order.indexOf(rank) + fold,
      spoke_at: known?.spoke_at ?? 0,
      member: {
        nick: member.nick,
        modes: member.modes,
        rank,
        account: member.account === undefined ? before?.account ?? null : member.account,
        away: member.away ?? before?.away ?? false,
        is_bot: member.is_bot ?? before?.is_bot ?? false,
        is_me: this.is_me(member.nick),
      },
    };
  }

  // --- Order

  private in_order(): readonly Entry[] {
    this.sorted ??= this.sort();
    return this.sorted;
  }
  /** Plain strings without a comparison of ours are sorted in half the time. */
  private sort(): Entry[] {
    const folds: string[][] = order.map(() => []);
    for (const { place, fold } of this.by_fold.values()) folds[Number(place[0])]?.push(fold);
    return folds.flatMap((some) => some.sort()).map((fold) => this.by_fold.get(fold) as Entry);
  }

  private place_of(entry: Entry): number {
    const sorted = this.sorted ?? [];
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = sorted[middle];
      if (at !== undefined && compare(at, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private put_in(entry: Entry): void {
    this.sorted?.splice(this.place_of(entry), 0, entry);
  }

  private take_out(entry: Entry): void {
    const place = this.place_of(entry);
    if (this.sorted?.[place]?.fold === entry.fold) this.sorted.splice(place, 1);
    else this.sorted = null;
  }
}
