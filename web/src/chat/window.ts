// What is held of a conversation's past: a window that moves over what the server has.

import type { Gap, Line, LineWindow, Row } from './contract';
import { time_text } from '../irc/message';
import { Edited, may_replace } from './edited';
import { type Held, Rows } from './rows';
import { Watch } from './watch';

/** Lines of the past that were asked for. */
export interface Page {
  readonly held: readonly Held[];
  /** What stands elsewhere than here. */
  readonly edited: readonly Held[];
  /** Of all lines that the server has told, those that are not shown too. */
  readonly first_msgid: string | null;
  readonly told: number;
  /** There is nothing more in that direction. */
  readonly is_end: boolean;
}
export interface Wish {
  readonly which: 'LATEST' | 'BEFORE' | 'AFTER' | 'AROUND';
  readonly reference: string;
  readonly lines: number;
}
/** `place` is called in the order of what is said meanwhile, unless it is refused. */
export type Fetch = (wish: Wish, place: (page: Page) => void) => Promise<'told' | 'refused'>;

export interface WindowOwner { readonly fetch: Fetch }

export const window_limits = {
  rows_max: 1_000, unwatched_max: 300, page: 100, tries_max: 5, dropped_at_once: 100,
};

export class Window extends Watch implements LineWindow {
  readonly held = new Rows();
  readonly edited = new Edited();
  has_older = true;
  has_newer = false;
  loading: 'older' | 'newer' | 'around' | null = null;
  failed = false;
  private is_following = true;
  private is_watched = false;
  private shown: readonly Row[] | null = null;
  private epoch = 0;
  private gaps = 0;
  private latest_msgid: string | null = null;
  /** The first page has come. */
  has_begun = false;
  /** The newest one before a connection was lost: what is behind it may be missing. */
  private behind: string | null = null;

  constructor(private readonly owner: WindowOwner) { super(); }

  get rows(): readonly Row[] {
    return (this.shown ??= this.held.shown(!this.has_newer));
  }
  /** Also by the id of an earlier version. */
  find(id: string): Line | undefined {
    const row = this.held.find(this.now(id))?.row;
    return row?.kind === 'line' ? row : undefined;
  }
  /** The id of the version that is shown. */
  now(id: string): string { return this.edited.now(id); }

  set_following(on: boolean): void {
    this.is_following = on;
    if (on) this.keep_bounds();
  }
  set_watched(on: boolean): void { this.is_watched = on; }

  // --- What comes now

  /** False: it is here already. */
  append(held: Held): boolean {
    if (this.held.find(held.row.id) !== undefined) return false;
    if (held.msgid !== '') this.latest_msgid = held.msgid;
    if (held.is_moved === true) {
      if (!this.take_edited(held)) return false;
    } else if (!this.has_newer) {
      this.held.append(held);
      this.keep_bounds();
    }
    this.touch();
    return true;
  }
  add_pending(held: Held): void {
    this.held.add_pending(held);
    this.touch();
  }
  remove(id: string): Held | null {
    const held = this.held.remove(id);
    if (held !== null) this.touch();
    return held;
  }
  update(id: string, change: (line: Line) => Line): boolean {
    const is_here = this.held.update(id, change);
    if (is_here) this.touch();
    const away = this.edited.get(id);
    if (!is_here && away?.row.kind === 'line') away.row = change(away.row);
    return is_here;
  }
  touch(): void {
    this.place_edited();
    this.shown = null;
    this.changed();
  }

  // --- What stands in the place of an earlier version

  /** False: it is here already, or a later version is. */
  private take_edited(held: Held): boolean {
    const ids = held.row.kind === 'line' ? held.row.edits ?? [] : [];
    if (!this.edited.take(held, ids)) return false;
    const old = ids.filter((id) => may_replace(held, this.held.find(id)));
    const places = old.map((id) => this.held.index_of(id));
    for (const id of old) this.held.remove(id);
    if (places.length > 0) this.held.insert(Math.min(...places), held);
    return true;
  }
  private place_edited(): void {
    for (const held of this.edited.all) {
      if (this.held.find(held.row.id) === undefined && this.reaches(held.at_ms)) {
        this.held.append(held);
      }
    }
  }
  private reaches(at_ms: number): boolean {
    const [first, last] = [this.held.at(0), this.held.at(this.held.length - 1)];
    return (!this.has_older || (first !== undefined && first.at_ms <= at_ms))
      && (!this.has_newer || (last !== undefined && at_ms <= last.at_ms));
  }
  private place_page(page: Page, low: number, high: number): readonly Held[] {
    for (const held of page.edited) this.take_edited(held);
    return this.held.place(page.held, low, high);
  }
  /** Its sender has taken the other back, and says that it replaces it. */
  note_edit(id: string, before: string): void {
    this.edited.note(id, before);
    this.remove(before);
  }

  // --- Moving

  load_older(): void { if (this.has_older) void this.load('older'); }
  load_newer(): void { if (this.has_newer) void this.load('newer'); }

  private async load(side: 'older' | 'newer'): Promise<void> {
    if (!this.begin(side)) return;
    const { epoch } = this;
    let tried = '';
    for (let tries = 0; tries < window_limits.tries_max; ++tries) {
      const wish: Wish = side === 'older' ? this.older_wish(tried) : this.newer_wish();
      let next: string | null = null;
      const result = await this.owner.fetch(wish, (page) => {
        if (epoch === this.epoch) next = this.place_beside(side, wish, page);
      });
      if (epoch !== this.epoch) return;
      if (result === 'refused') return this.end(true);
      if (next === null) return this.end(false);
      tried = next;
    }
    this.reach_end(side);
    this.end(false);
  }

  private older_wish(tried: string): Wish {
    const msgid = tried || this.held.first_msgid();
    const lines = window_limits.page;
    if (msgid === null) return { which: 'LATEST', reference: '*', lines };
    return { which: 'BEFORE', reference: `msgid=${msgid}`, lines };
  }
  private newer_wish(): Wish {
    const msgid = this.held.last_msgid();
    const lines = window_limits.page;
    if (msgid === null) return { which: 'LATEST', reference: '*', lines };
    return { which: 'AFTER', reference: `msgid=${msgid}`, lines };
  }

  /** From where to go on, where the page had nothing to show; null: it is done. */
  private place_beside(side: 'older' | 'newer', wish: Wish, page: Page): string | null {
    const placed = side === 'older'
      ? this.place_page(page, 0, Math.max(0, this.first_known()))
      : this.place_page(page, this.held.length, this.held.length);
    const is_end = page.is_end || page.told === 0;
    if (is_end) this.reach_end(side);
    if (placed.length > 0) this.cut_other_side(side);
    this.touch();
    if (is_end || placed.length > 0) return null;
    const next = side === 'older' ? page.first_msgid : null;
    if (next !== null && wish.reference !== `msgid=${next}`) return next;
    this.reach_end(side);
    return null;
  }
  private first_known(): number {
    const msgid = this.held.first_msgid();
    return msgid === null ? this.held.length : this.held.index_of(msgid);
  }
  private reach_end(side: 'older' | 'newer'): void {
    if (side === 'older') this.has_older = false;
    else this.has_newer = false;
    this.touch();
  }
  private cut_other_side(side: 'older' | 'newer'): void {
    const excess = this.held.length - window_limits.rows_max;
    if (excess <= 0) return;
    if (side === 'older') this.drop_bottom(excess);
    else this.drop_top(excess);
  }

  async go_to(id: string): Promise<boolean> {
    const now = this.now(id);
    if (this.held.find(now) !== undefined) return true;
    const is_known = this.edited.get(now) !== undefined;
    if (!is_known && !await this.go_around(`msgid=${id}`, now)) return false;
    // The server tells an edited line where it was said last: it may stand elsewhere.
    const away = this.edited.get(now);
    if (away !== undefined && this.held.find(now) === undefined) {
      await this.go_to_date(away.at_ms);
    }
    return this.held.find(now) !== undefined;
  }
  go_to_date(at_ms: number): Promise<boolean> {
    return this.go_around(`timestamp=${time_text(at_ms)}`, null);
  }
  private async go_around(reference: string, id: string | null): Promise<boolean> {
    this.epoch += 1;
    this.loading = null;
    this.begin('around');
    const { epoch } = this;
    let is_found = false;
    const wish: Wish = { which: 'AROUND', reference, lines: window_limits.page };
    const result = await this.owner.fetch(wish, (page) => {
      if (epoch !== this.epoch) return;
      is_found = id === null ? page.held.length > 0
        : [...page.held, ...page.edited].some((held) => held.row.id === id);
      if (!is_found) return;
      this.has_older = !page.is_end;
      this.start_with(page);
      this.has_newer = !page.is_end && this.latest_msgid !== this.held.last_msgid();
    });
    if (epoch === this.epoch) this.end(result === 'refused');
    return is_found;
  }
  go_to_end(): void {
    if (!this.has_newer) return;
    this.epoch += 1;
    this.loading = null;
    void this.load_latest('newer');
  }

  private async load_latest(what: 'newer' | 'around'): Promise<void> {
    if (!this.begin(what)) return;
    const { epoch } = this;
    const wish: Wish = { which: 'LATEST', reference: '*', lines: window_limits.page };
    const result = await this.owner.fetch(wish, (page) => {
      if (epoch !== this.epoch) return;
      this.has_older = !page.is_end && page.told > 0;
      this.has_newer = false;
      this.start_with(page);
      this.latest_msgid = this.held.last_msgid() ?? this.latest_msgid;
    });
    if (epoch === this.epoch) this.end(result === 'refused');
  }
  private start_with(page: Page): void {
    this.has_begun = true;
    this.held.clear();
    this.place_page(page, 0, 0);
    this.touch();
  }

  // --- After a lost connection

  /** From here on lines may be missing, until catch_up(). */
  note_loss(): void {
    this.behind ??= this.latest_msgid ?? this.held.last_msgid();
  }
  /** Fetches what was said meanwhile; where that is more than a page, a gap stays. */
  async catch_up(lines: number): Promise<void> {
    const msgid = this.behind ?? this.latest_msgid;
    if (msgid === null || !this.has_begun) return this.first_page(lines);
    const wish: Wish = { which: 'LATEST', reference: `msgid=${msgid}`, lines };
    const { epoch } = this;
    const result = await this.owner.fetch(wish, (page) => {
      if (epoch !== this.epoch) return;
      if (!this.has_newer) this.place_behind(msgid, page);
      this.behind = null;
      this.latest_msgid = (this.has_newer ? page.held.at(-1)?.msgid : this.held.last_msgid())
        || this.latest_msgid;
      this.touch();
    });
    const behind = this.held.index_of(msgid) + 1;
    const has_more = behind > 0 && behind < this.held.length;
    if (result === 'refused' && epoch === this.epoch && has_more) this.add_gap(behind);
  }
  /** Lines that were left out among those that are here, from there on. */
  async patch(reference: string): Promise<void> {
    let from: string | null = reference;
    for (let pages = 0; pages < window_limits.tries_max && from !== null; ++pages) {
      const { epoch } = this;
      const wish: Wish = { which: 'AFTER', reference: from, lines: window_limits.page };
      from = null;
      await this.owner.fetch(wish, (page) => {
        if (epoch !== this.epoch || this.has_newer) return;
        const is_closed = page.is_end || page.held.some((held, i) =>
          i > 0 && this.held.find(held.row.id) === held);
        const last = page.held.at(-1)?.msgid ?? '';
        this.place_page(page, 0, this.held.length);
        this.touch();
        from = is_closed || last === '' ? null : `msgid=${last}`;
      });
    }
  }
  private async first_page(lines: number): Promise<void> {
    const wish: Wish = { which: 'LATEST', reference: '*', lines };
    await this.owner.fetch(wish, (page) => {
      this.place_page(page, 0, this.held.length);
      this.has_begun = true;
      this.behind = null;
      this.has_older = !page.is_end && page.told > 0;
      this.latest_msgid = this.held.last_msgid() ?? this.latest_msgid;
      this.touch();
    });
  }
  private place_behind(msgid: string, page: Page): void {
    const behind = this.held.index_of(msgid) + 1;
    this.place_page(page, behind, this.held.length);
    const first = page.held[0];
    if (!page.is_end && first !== undefined && behind > 0) {
      this.add_gap(this.held.index_of(first.row.id));
    }
    this.keep_bounds();
  }

  private add_gap(index: number): void {
    const before = this.held.at(index - 1);
    if (before === undefined || before.row.kind === 'gap') return;
    const id = `gap:${++this.gaps}`;
    const row: Gap = { kind: 'gap', id, key: id, at_ms: before.at_ms, loading: false };
    this.held.insert(index, { row, msgid: '', at_ms: before.at_ms, wire: null, nonces: [] });
    this.touch();
  }

  fill(gap_id: string): void {
    const gap = this.held.find(gap_id);
    if (gap?.row.kind !== 'gap' || gap.row.loading) return;
    const msgid = this.held.last_msgid(this.held.index_of(gap_id));
    if (msgid === null) return;
    void this.fill_behind(gap, gap.row, msgid);
  }
  private async fill_behind(gap: Held, row: Gap, msgid: string): Promise<void> {
    gap.row = { ...row, loading: true };
    this.touch();
    const wish: Wish = {
      which: 'AFTER', reference: `msgid=${msgid}`, lines: window_limits.page,
    };
    const { epoch } = this;
    await this.owner.fetch(wish, (page) => {
      const at = this.held.index_of(row.id);
      if (epoch !== this.epoch || at < 0) return;
      const next = this.held.at(at + 1)?.row.id;
      const placed = this.place_page(page, at, at);
      const is_closed = page.is_end || placed.length === 0
        || page.held.some((held) => held.row.id === next);
      if (is_closed) this.held.remove(row.id);
    });
    gap.row = row;
    this.touch();
  }

  // --- Bounds

  private keep_bounds(): void {
    const max = this.is_watched ? window_limits.rows_max : window_limits.unwatched_max;
    const excess = this.held.length - max;
    if (this.has_newer || excess <= window_limits.dropped_at_once) return;
    if (this.is_following) this.drop_top(excess);
    else if (this.held.length > window_limits.rows_max) this.drop_bottom(excess);
  }
  private drop_top(count: number): void {
    this.held.cut_top(count);
    this.has_older = true;
  }
  private drop_bottom(count: number): void {
    this.held.cut_bottom(count);
    this.has_newer = true;
  }

  private begin(what: 'older' | 'newer' | 'around'): boolean {
    if (this.loading !== null) return false;
    this.loading = what;
    this.failed = false;
    this.changed();
    return true;
  }
  private end(failed: boolean): void {
    this.loading = null;
    this.failed = failed;
    this.changed();
  }
}
