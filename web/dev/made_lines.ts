import type { Event_, Line, LineWindow, Row } from '../src/chat/contract';
import { Watch } from '../src/chat/watch';
import { NICKS, SAID } from './made_words';
import { Seeded } from './seeded';

const PAGE = 100;
const ROWS_MAX = 1000;
const ANSWER_MS = 120;

export interface Making {
  readonly me: string;
  readonly count: number;
  readonly seed: number;
  readonly end_ms: number;
  readonly is_private: boolean;
  readonly other: string;
  readonly is_sealed: boolean;
}

function made_line(making: Making, seeded: Seeded, i: number, at_ms: number, who: string): Line {
  const { me, is_sealed } = making;
  const text = i % 37 === 36 ? `${me}: what do you think of it?` : seeded.one(SAID);
  const reactions =
    i % 17 === 3
      ? [
          { emoji: '👍', nicks: ['luis', me], count: 2, mine: true },
          { emoji: '🎉', nicks: ['marta'], count: 1, mine: false },
        ]
      : [];
  return {
    kind: 'line',
    id: `m${i}`,
    key: `m${i}`,
    at_ms,
    sender: who,
    account: who,
    is_mine: who === me,
    is_bot: false,
    form: i % 41 === 40 ? 'action' : 'message',
    text: i % 41 === 40 ? 'looks out of the window' : text,
    state: i % 53 === 52 ? 'removed' : 'sent',
    edited: i % 29 === 28,
    reply_to: i % 19 === 18 ? `m${i - 4}` : null,
    reactions,
    mentions_me: i % 37 === 36,
    seal: is_sealed ? (i % 23 === 22 ? 'clear' : 'ok') : 'none',
  };
}

function made_event(i: number, at_ms: number, nick: string): Event_ {
  return { kind: 'event', id: `e${i}`, key: `e${i}`, at_ms, what: i % 2 ? 'part' : 'join', nick };
}

/** A past of any length that is made while it is asked for: each row is known by its number. */
function make_all(making: Making): Row[] {
  const seeded = new Seeded(making.seed);
  const rows: Row[] = [];
  let at_ms = making.end_ms;
  let who: string = making.me;
  for (let i = making.count - 1; i >= 0; i -= 1) {
    if (seeded.next() < 0.45) {
      who = making.is_private
        ? seeded.one([making.me, making.other])
        : seeded.one([...NICKS.slice(0, 8), making.me]);
    }
    const is_event = !making.is_private && i % 13 < 2 && i > 4;
    if (is_event) rows.unshift(made_event(i, at_ms, NICKS[10 + (i % 9)] ?? 'ken'));
    else rows.unshift(made_line(making, seeded, i, at_ms, who));
    at_ms -= seeded.next() < 0.06 ? 4 * 3600_000 * seeded.next() : 90_000 * seeded.next();
  }
  return rows;
}

export class MadeLines extends Watch implements LineWindow {
  rows: readonly Row[];
  loading: 'older' | 'newer' | 'around' | null = null;
  failed = false;
  #all: Row[];
  #from: number;
  #to: number;

  constructor(making: Making) {
    super();
    this.#all = make_all(making);
    this.#to = this.#all.length;
    this.#from = Math.max(0, this.#to - PAGE);
    this.rows = this.#all.slice(this.#from, this.#to);
  }

  get has_older(): boolean {
    return this.#from > 0;
  }

  get has_newer(): boolean {
    return this.#to < this.#all.length;
  }

  get last_ms(): number {
    return this.#all[this.#all.length - 1]?.at_ms ?? 0;
  }

  nth_from_end(n: number): Row | undefined {
    return this.#all[this.#all.length - n];
  }

  set_following(): void {}

  find(id: string): Line | undefined {
    const row = this.rows.find((r) => r.id === id);
    return row?.kind === 'line' ? row : undefined;
  }

  #show(from: number, to: number): void {
    this.#from = Math.max(0, from);
    this.#to = Math.min(this.#all.length, to);
    this.rows = this.#all.slice(this.#from, this.#to);
    this.changed();
  }

  #later(what: 'older' | 'newer' | 'around', then: () => void): void {
    this.loading = what;
    this.changed();
    setTimeout(() => {
      this.loading = null;
      then();
    }, ANSWER_MS);
  }

  load_older(): void {
    if (this.loading) return;
    const from = this.#from - PAGE;
    this.#later('older', () => this.#show(from, Math.min(this.#to, from + ROWS_MAX)));
  }

  load_newer(): void {
    if (this.loading) return;
    const to = this.#to + PAGE;
    this.#later('newer', () => this.#show(Math.max(this.#from, to - ROWS_MAX), to));
  }

  fill(): void {}

  async go_to(id: string): Promise<boolean> {
    const at = this.#all.findIndex((row) => row.id === id);
    if (at < 0) return false;
    if (at < this.#from || at >= this.#to) this.#show(at - PAGE / 2, at + PAGE / 2);
    return true;
  }

  async go_to_date(at_ms: number): Promise<boolean> {
    const row = this.#all.find((r) => r.at_ms >= at_ms);
    return row ? this.go_to(row.id) : false;
  }

  go_to_end(): void {
    this.#show(this.#all.length - PAGE, this.#all.length);
  }

  add(row: Row): void {
    const was_end = !this.has_newer;
    this.#all.push(row);
    if (was_end) this.#show(Math.max(this.#from, this.#all.length - ROWS_MAX), this.#all.length);
    else this.changed();
  }

  /** Changes a row wherever it is: an edit, a reaction, a line that has arrived. */
  change(id: string, change: Partial<Line>): void {
    const at = this.#all.findIndex((row) => row.id === id);
    const row = this.#all[at];
    if (row?.kind !== 'line') return;
    this.#all[at] = { ...row, ...change };
    this.#show(this.#from, this.#to);
  }

  seal_others(): void {
    this.#all = this.#all.map((row) => (row.kind !== 'line' || row.is_mine ? row
      : { ...row, text: '', seal: 'no_key', seal_key_id8: '3f9a02c7' }));
    this.#show(this.#from, this.#to);
  }

  drop(id: string): void {
    const at = this.#all.findIndex((row) => row.id === id);
    if (at < 0) return;
    this.#all.splice(at, 1);
    this.#show(this.#from, this.#to - (at < this.#to ? 1 : 0));
  }
}
