// The rows of a window in their order, and where what comes belongs among them.

import type { Line, Row } from './contract';
import type { Heard } from './heard';

export interface Held {
  row: Row;
  /** Empty where the server cannot be asked by it. */
  readonly msgid: string;
  readonly at_ms: number;
  /** As it came, where it may be opened later. */
  wire: Heard | null;
  nonces: readonly string[];
  /** It stands elsewhere than in the server's history. */
  readonly is_moved?: boolean;
}

/** The server tells what was before and behind it, and that is before and behind it here. */
function is_landmark(held: Held | undefined): held is Held {
  return held !== undefined && held.msgid !== '' && held.is_moved !== true;
}

export class Rows {
  private held: Held[] = [];
  /** Ours that the server has not sent back: always the last ones. */
  private pending: Held[] = [];
  private readonly by_id = new Map<string, Held>();
  /** Of their ciphered lines. */
  private readonly nonces = new Set<string>();

  get length(): number { return this.held.length; }
  at(index: number): Held | undefined { return this.held[index]; }
  /** The same ciphered line is here already, whatever the server calls it. */
  has_nonce(nonces: readonly string[]): boolean {
    return nonces.some((nonce) => this.nonces.has(nonce));
  }
  find(id: string): Held | undefined { return this.by_id.get(id); }
  all(): readonly Held[] { return this.held; }
  shown(with_pending: boolean): readonly Row[] {
    const rows = this.held.map((held) => held.row);
    if (with_pending) for (const { row } of this.pending) this.show_pending(row, rows);
    return rows;
  }
  /** What edits a line stands in its place at once. */
  private show_pending(row: Row, rows: Row[]): void {
    const edits = row.kind === 'line' ? row.claims_edit : undefined;
    const old = edits === undefined ? undefined : this.by_id.get(edits);
    const at = old === undefined ? -1 : this.held.lastIndexOf(old);
    if (at < 0 || old === undefined) rows.push(row);
    else rows[at] = { ...row, at_ms: old.at_ms };
  }

  index_of(id: string): number {
    const held = this.by_id.get(id);
    return held === undefined ? -1 : this.held.lastIndexOf(held);
  }
  /** Of the oldest or newest one that the server knows. */
  first_msgid(): string | null {
    return this.held.find(is_landmark)?.msgid ?? null;
  }
  /** Of the oldest one behind the last gap. */
  first_msgid_of_end(): string | null {
    const gap = this.held.findLastIndex((held) => held.row.kind === 'gap');
    return this.held.slice(gap + 1).find(is_landmark)?.msgid ?? null;
  }
  last_msgid(before = this.held.length): string | null {
    for (let at = before - 1; at >= 0; --at) {
      const held = this.held[at];
      if (is_landmark(held)) return held.msgid;
    }
    return null;
  }

  /** What has come now. False: it is here already. */
  append(held: Held): boolean {
    if (this.by_id.has(held.row.id)) return false;
    this.insert(this.place_of(held.at_ms, 0, this.held.length), held);
    return true;
  }

  /** Rows in their order, between two places of the window. Returns those that are new. */
  place(page: readonly Held[], low: number, high: number): readonly Held[] {
    const placed: Held[] = [];
    let end = Math.min(high, this.held.length);
    for (let i = page.length - 1; i >= 0; --i) {
      const held = page[i];
      if (held === undefined) continue;
      const known = this.index_of(held.row.id);
      if (known >= 0) {
        end = Math.min(end, known);
      } else if (!this.by_id.has(held.row.id)) {
        end = this.place_of(held.at_ms, Math.min(low, end), end);
        this.insert(end, held);
        placed.push(held);
      }
    }
    return placed.reverse();
  }

  insert(index: number, held: Held): void {
    this.held.splice(index, 0, held);
    this.by_id.set(held.row.id, held);
    for (const nonce of held.nonces) this.nonces.add(nonce);
  }
  remove(id: string): Held | null {
    const held = this.by_id.get(id);
    if (held === undefined) return null;
    this.by_id.delete(id);
    this.forget_nonces(held);
    this.held = this.held.filter((each) => each !== held);
    this.pending = this.pending.filter((each) => each !== held);
    return held;
  }
  update(id: string, change: (line: Line) => Line): boolean {
    const held = this.by_id.get(id);
    if (held?.row.kind !== 'line') return false;
    held.row = change(held.row);
    return true;
  }

  add_pending(held: Held): void {
    this.pending.push(held);
    this.by_id.set(held.row.id, held);
  }

  clear(): void { this.cut(0, this.held.length); }
  cut_top(count: number): void { this.cut(0, count); }
  cut_bottom(count: number): void {
    this.cut(Math.max(0, this.held.length - count), count);
  }

  private cut(start: number, count: number): void {
    for (const held of this.held.splice(start, count)) {
      this.by_id.delete(held.row.id);
      this.forget_nonces(held);
    }
  }
  private forget_nonces(held: Held): void {
    for (const nonce of held.nonces) this.nonces.delete(nonce);
  }

  /** Behind all that are not later. */
  private place_of(at_ms: number, low: number, high: number): number {
    let at = high;
    while (at > low && (this.held[at - 1]?.at_ms ?? 0) > at_ms) --at;
    return at;
  }
}
