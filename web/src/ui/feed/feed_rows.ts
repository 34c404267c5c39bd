/** What the feed draws, where each row stands, and which of them are in the page. */
import type { Line, Row } from '../../chat/contract';
import { guess_height, is_steady, items_of, type Item } from './items';
import type { Place } from './place';
import { anchors_of, covers, offsets_of, slice_at, top_for, type Slice } from './windowing';

/** Drawn above and below what is seen, in pixels. */
const BEYOND = 450;

const NO_ROWS: readonly Row[] = [];

export class FeedRows {
  items: readonly Item[] = [];
  offsets: Float64Array = new Float64Array(1);
  slice: Slice = { from: 0, to: 0 };
  readonly #place: Place;
  #keys: string[] = [];
  #index = new Map<string, number>();
  #rows: readonly Row[] = NO_ROWS;
  #shows_events = true;
  #new_from: string | null = null;

  constructor(place: Place) {
    this.#place = place;
  }

  take(rows: readonly Row[], new_from: string | null, shows_events: boolean): void {
    const is_same =
      rows === this.#rows && new_from === this.#new_from && shows_events === this.#shows_events;
    if (is_same && this.items.length > 0) return;
    this.#rows = rows;
    this.#new_from = new_from;
    this.#shows_events = shows_events;
    this.items = items_of(rows, { new_from, shows_events });
    this.#keys = this.items.map((item) => item.key);
    this.#index = new Map(this.#keys.map((key, index) => [key, index]));
    this.slice = { from: 0, to: 0 };
  }

  index_of(key: string): number | undefined {
    return this.#index.get(key);
  }

  get total(): number {
    return this.offsets[this.items.length] ?? 0;
  }

  line_at(key: string | null): Line | null {
    const item = key === null ? undefined : this.items[this.#index.get(key) ?? -1];
    return item?.kind === 'line' ? item.line : null;
  }

  /** From the heights that are known by now. */
  measure(): void {
    const { heights, width } = this.#place;
    this.offsets = offsets_of(this.items.length, (index) => {
      const item = this.items[index];
      if (!item) return 0;
      return heights.get(item.key) ?? guess_height(item, width || 700);
    });
  }

  #wanted_top(height: number): number {
    if (this.#place.follows) return Math.max(0, this.total - height);
    const top = top_for(this.#place.anchors, (key) => this.#index.get(key), this.offsets);
    return Math.max(0, top ?? this.total - height);
  }

  covers(top: number, height: number, spare: number): boolean {
    return covers(this.slice, this.offsets, top, height, spare);
  }

  choose(height: number, spare: number): void {
    this.measure();
    const top = this.#wanted_top(height);
    if (this.slice.to > 0 && this.covers(top, height, spare)) return;
    this.slice = slice_at(this.offsets, top, height, BEYOND);
  }

  note_place(top: number, height: number, follows: boolean): void {
    this.#place.follows = follows;
    const steady = (index: number) => is_steady(this.items, index);
    this.#place.anchors = anchors_of(this.#keys, this.offsets, top, height, steady);
  }

  /** The newest line that ends above this height, and that the server has. */
  last_seen(bottom: number): Line | null {
    for (let i = this.slice.to - 1; i >= this.slice.from; i -= 1) {
      const item = this.items[i];
      if (item?.kind !== 'line' || (this.offsets[i + 1] ?? 0) > bottom) continue;
      if (item.line.state === 'sent' || item.line.state === 'removed') return item.line;
    }
    return null;
  }
}
