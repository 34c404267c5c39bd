// Batches: lines between a begin and an end belong together. Some are handed on whole, when they
// have ended; the lines of the others count by themselves, at once.

import { type Message, utf8_bytes } from './message';

/** A line, or a batch that has ended. */
export type Item = LineItem | BatchItem;
export interface LineItem { readonly kind: 'line'; readonly message: Message }
export interface BatchItem {
  readonly kind: 'batch';
  readonly type: string;
  /** BATCH +reference type params: its tags and source are the batch's. */
  readonly opened: Message;
  readonly items: readonly Item[];
}

export interface Delivered {
  readonly item: Item;
  /** Of our own command that it answers; null: none. */
  readonly label: string | null;
  /** The answer to that label is complete with this. */
  readonly ends_label: boolean;
}

interface Open {
  readonly type: string;
  readonly opened: Message;
  readonly label: string | null;
  readonly parent: Open | null;
  readonly is_whole: boolean;
  readonly depth: number;
  items: Item[];
  /** With those in batches in it. */
  count: number;
  bytes: number;
  latest_ms: number;
}

const whole_types = new Set([
  'draft/multiline', 'chathistory', 'soju.im/search', 'draft/chathistory-targets',
]);
export const batch_limits = {
  open_max: 64, depth_max: 8, items_max: 4_000, bytes_max: 4 << 20, silence_max_ms: 30_000,
};

export class Batches {
  private readonly open = new Map<string, Open>();
  private bytes = 0;

  constructor(private readonly deliver: (delivered: Delivered) => void) {}

  forget(): void {
    this.open.clear();
    this.bytes = 0;
  }

  /** Lines of batches that are not open (refused, or given up) are left out. */
  take(message: Message, now_ms: number): void {
    this.give_up_silent(now_ms);
    const reference = message.tags.get('batch');
    const parent = reference === undefined ? null : this.open.get(reference) ?? undefined;
    if (parent === undefined) return;
    if (parent !== null) touch(parent, now_ms);
    if (message.command === 'BATCH') {
      this.take_batch(message, parent, now_ms);
    } else {
      this.hand_on({ kind: 'line', message }, parent, message.tags.get('label') ?? null);
    }
  }

  private take_batch(message: Message, parent: Open | null, now_ms: number): void {
    const word = message.params[0] ?? '';
    if (word.startsWith('+')) this.begin(word.slice(1), message, parent, now_ms);
    if (word.startsWith('-')) this.end(word.slice(1));
  }

  private begin(name: string, opened: Message, parent: Open | null, now_ms: number): void {
    const type = opened.params[1] ?? '';
    const depth = parent === null ? 0 : parent.depth + 1;
    this.drop(name);
    if (this.open.size >= batch_limits.open_max || depth > batch_limits.depth_max) return;
    this.open.set(name, {
      type, opened, parent, depth,
      label: opened.tags.get('label') ?? null,
      is_whole: whole_types.has(type),
      items: [], count: 0, bytes: 0, latest_ms: now_ms,
    });
  }

  private end(name: string): void {
    const batch = this.open.get(name);
    if (batch === undefined) return;
    this.drop(name);
    const item: BatchItem = {
      kind: 'batch', type: batch.type, opened: batch.opened, items: batch.items,
    };
    if (batch.is_whole) return this.hand_on(item, batch.parent, batch.label, batch);
    if (batch.label !== null && batch.parent === null) {
      this.deliver({ item: { ...item, items: [] }, label: batch.label, ends_label: true });
    }
  }

  private hand_on(item: Item, parent: Open | null, own_label: string | null, of?: Open): void {
    let label = own_label;
    for (let at = parent; at !== null; at = at.parent) {
      if (at.is_whole) return this.keep(item, at, of);
      label ??= at.label;
    }
    this.deliver({ item, label, ends_label: parent === null && label !== null });
  }

  /** `of`: the batch that the item was. What it holds counts on, now as the outer one's. */
  private keep(item: Item, batch: Open, of?: Open): void {
    const bytes = bytes_of(item.kind === 'line' ? item.message : item.opened) + (of?.bytes ?? 0);
    const count = 1 + (of?.count ?? 0);
    const is_full = batch.count + count > batch_limits.items_max
      || this.bytes + bytes > batch_limits.bytes_max;
    if (is_full) return;
    batch.items.push(item);
    batch.count += count;
    batch.bytes += bytes;
    this.bytes += bytes;
  }

  private drop(name: string): void {
    this.bytes -= this.open.get(name)?.bytes ?? 0;
    this.open.delete(name);
  }

  private give_up_silent(now_ms: number): void {
    for (const [name, batch] of this.open) {
      if (now_ms - batch.latest_ms > batch_limits.silence_max_ms) this.drop(name);
    }
  }
}

function touch(batch: Open, now_ms: number): void {
  for (let at: Open | null = batch; at !== null; at = at.parent) at.latest_ms = now_ms;
}

function bytes_of(message: Message): number {
  let bytes = message.source.length + 64;
  for (const param of message.params) bytes += utf8_bytes(param);
  for (const [key, value] of message.tags) bytes += key.length + value.length;
  return bytes;
}
