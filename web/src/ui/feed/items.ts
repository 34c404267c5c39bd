/** Rows of a conversation as what is drawn: days, groups of one sender, events folded together. */
import type { Event_, Gap, Line, Row } from '../../chat/contract';

export type Item =
  | { readonly kind: 'top'; readonly key: string }
  | { readonly kind: 'day'; readonly key: string; readonly at_ms: number }
  | { readonly kind: 'new'; readonly key: string }
  | { readonly kind: 'gap'; readonly key: string; readonly gap: Gap }
  | { readonly kind: 'events'; readonly key: string; readonly events: readonly Event_[] }
  | {
      readonly kind: 'line';
      readonly key: string;
      readonly line: Line;
      /** With the sender's name and the time above it: the first of its group. */
      readonly is_head: boolean;
    };

export const GROUP_MS_MAX = 5 * 60_000;
const EVENTS_MAX = 200;

export function day_of(at_ms: number): string {
  const date = new Date(at_ms);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** Whether the line stands under the one before it, without a name of its own. */
export function is_grouped(before: Line | null, line: Line): boolean {
  return (
    before !== null &&
    before.sender === line.sender &&
    before.is_mine === line.is_mine &&
    before.form === line.form &&
    line.form === 'message' &&
    line.reply_to === null &&
    line.at_ms - before.at_ms < GROUP_MS_MAX &&
    line.at_ms >= before.at_ms
  );
}

export interface ItemOptions {
  /** The line above which "new" stands. */
  readonly new_from: string | null;
  readonly shows_events: boolean;
}

const FOLDED = new Set(['join', 'part', 'quit', 'nick', 'mode']);

export function items_of(rows: readonly Row[], options: ItemOptions): Item[] {
  const items: Item[] = [{ kind: 'top', key: 'top' }];
  let before: Line | null = null;
  let folding: Event_[] | null = null;
  let day = '';
  const days = new Map<string, number>();
  for (const row of rows) {
    if (row.kind === 'event' && !options.shows_events && FOLDED.has(row.what)) continue;
    const row_day = day_of(row.at_ms);
    if (row_day !== day && row.kind !== 'gap') {
      const times = (days.get(row_day) ?? 0) + 1;
      days.set(row_day, times);
      // A clock that went back shows a day twice; no two items have one key.
      const key = times === 1 ? `day ${row_day}` : `day ${row_day} ${times}`;
      items.push({ kind: 'day', key, at_ms: row.at_ms });
      day = row_day;
      before = null;
      folding = null;
    }
    if (row.kind === 'line') {
      if (row.id === options.new_from) {
        items.push({ kind: 'new', key: 'new' });
        before = null;
      }
      items.push({ kind: 'line', key: row.key, line: row, is_head: !is_grouped(before, row) });
      before = row;
      folding = null;
    } else if (row.kind === 'event') {
      before = null;
      if (folding !== null && FOLDED.has(row.what) && folding.length < EVENTS_MAX) {
        folding.push(row);
        continue;
      }
      const events: Event_[] = [row];
      items.push({ kind: 'events', key: row.key, events });
      folding = FOLDED.has(row.what) ? events : null;
    } else {
      before = null;
      folding = null;
      items.push({ kind: 'gap', key: row.key, gap: row });
    }
  }
  return items;
}

const is_said = (item: Item | undefined) => item?.kind === 'line' || item?.kind === 'events';

/**
 * Whether the item stands as it does whatever comes above it. Marks go to other rows, and the row
 * behind a mark may lose its name, or be folded with what comes before it.
 */
export function is_steady(items: readonly Item[], index: number): boolean {
  return is_said(items[index]) && is_said(items[index - 1]);
}

export interface Folded {
  readonly came: readonly string[];
  readonly left: readonly string[];
  readonly came_and_left: readonly string[];
  readonly others: number;
}

/** What has become of each in a run of events: who is here at its end and was not before. */
export function fold_events(events: readonly Event_[]): Folded {
  const first = new Map<string, 'in' | 'out'>();
  const last = new Map<string, 'in' | 'out'>();
  let others = 0;
  for (const event of events) {
    const is_out = event.what === 'part' || event.what === 'quit';
    const way = event.what === 'join' ? 'in' : is_out ? 'out' : null;
    if (way === null) {
      others += 1;
      continue;
    }
    if (!first.has(event.nick)) first.set(event.nick, way);
    last.set(event.nick, way);
  }
  const came: string[] = [];
  const left: string[] = [];
  const came_and_left: string[] = [];
  for (const [nick, way] of last) {
    if (way === 'in') came.push(nick);
    else if (first.get(nick) === 'in') came_and_left.push(nick);
    else left.push(nick);
  }
  return { came, left, came_and_left, others };
}

const LETTERS_A_LINE = 78;

/** A guess at the height of an item that was never drawn, in pixels. */
export function guess_height(item: Item, width: number): number {
  switch (item.kind) {
    case 'top':
      return 120;
    case 'line': {
      const letters = Math.max(24, Math.min(LETTERS_A_LINE, (width - 88) / 7.4));
      let lines = 0;
      for (const part of item.line.text.slice(0, 4000).split('\n')) {
        lines += Math.max(1, Math.ceil(part.length / letters));
      }
      return (
        lines * 22 +
        (item.is_head ? 30 : 4) +
        (item.line.reply_to === null ? 0 : 24) +
        (item.line.reactions.length > 0 ? 34 : 0)
      );
    }
    default:
      return 36;
  }
}
