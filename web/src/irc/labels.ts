// Commands that are answered: each has a label, by which its answer is known.

import type { Delivered, Item } from './batches';
import type { Message } from './message';

/** 'lost': the connection ended before the answer, so it may have been done or not. */
export type Response =
  | { readonly kind: 'answer'; readonly items: readonly Item[]; readonly is_cut: boolean }
  | { readonly kind: 'lost' } | { readonly kind: 'no_answer' };

interface Waiting {
  readonly resolve: (response: Response) => void;
  readonly on_item: ((item: Item) => void) | undefined;
  readonly silence_ms: number;
  items: Item[];
  due_ms: number;
}

const waiting_max = 500;
const items_max = 5_000;

export class Labels {
  private readonly waiting = new Map<string, Waiting>();
  private next = 1;

  fresh(): string { return `w${(this.next++).toString(36)}`; }

  wait(label: string, silence_ms: number, now_ms: number, on_item?: (item: Item) => void):
  Promise<Response> {
    return new Promise((resolve) => {
      if (this.waiting.size >= waiting_max) return resolve({ kind: 'no_answer' });
      const due_ms = now_ms + silence_ms;
      this.waiting.set(label, { resolve, on_item, silence_ms, items: [], due_ms });
    });
  }

  take(delivered: Delivered, now_ms: number): void {
    if (delivered.label === null) return;
    const waiting = this.waiting.get(delivered.label);
    if (waiting === undefined) return;
    waiting.due_ms = now_ms + waiting.silence_ms;
    const { item } = delivered;
    const is_end_alone = delivered.ends_label && item.kind === 'batch'
      && item.type === 'labeled-response';
    if (!is_end_alone) {
      waiting.on_item?.(item);
      if (waiting.items.length < items_max) waiting.items.push(item);
    }
    if (!delivered.ends_label) return;
    this.waiting.delete(delivered.label);
    waiting.resolve({
      kind: 'answer', items: waiting.items, is_cut: waiting.items.length >= items_max,
    });
  }

  tick(now_ms: number): void {
    for (const [label, waiting] of this.waiting) {
      if (now_ms < waiting.due_ms) continue;
      this.waiting.delete(label);
      waiting.resolve({ kind: 'no_answer' });
    }
  }

  lose_all(): void {
    const all = [...this.waiting.values()];
    this.waiting.clear();
    for (const waiting of all) waiting.resolve({ kind: 'lost' });
  }
}

/** All lines of an answer, those in batches too. */
export function lines_of(items: readonly Item[]): Message[] {
  const lines: Message[] = [];
  for (const item of items) {
    if (item.kind === 'line') lines.push(item.message);
    else lines.push(...lines_of(item.items));
  }
  return lines;
}
