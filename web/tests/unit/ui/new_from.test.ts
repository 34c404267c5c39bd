import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Conversation, Line } from '../../../src/chat/contract';
import { NewFrom } from '../../../src/ui/feed/new_from';

/** Line `mN` was said at N. What is loaded, and up to where it is read. */
function room(loaded: [number, number], read_until_ms: number, end: number): Conversation {
  const rows = Array.from({ length: loaded[1] - loaded[0] }, (_, i) => {
    const at_ms = loaded[0] + i;
    return { kind: 'line', id: `m${at_ms}`, key: `m${at_ms}`, at_ms } as Line;
  });
  const find = (id: string) => rows.find((row) => row.id === id);
  const unread = end - 1 - read_until_ms;
  return {
    lines: { rows, find, has_older: loaded[0] > 0 }, unread, read_until_ms,
    first_unread_id: unread > 0 ? `m${read_until_ms + 1}` : null,
  } as unknown as Conversation;
}

let is_away = false;
beforeEach(() => {
  is_away = false;
  const visible = { visibilityState: 'visible', hasFocus: () => !is_away };
  vi.stubGlobal('document', visible);
});
afterEach(() => { vi.unstubAllGlobals(); });

describe('the way to what is unread above', () => {
  test('is shown though the newest lines are seen, until one has been there', () => {
    const news = new NewFrom(room([400, 500], 300, 500));
    const read = room([400, 500], 499, 500);
    news.follow(read, false);
    expect(news.count_above(read)).toBe(199);
    news.follow(room([250, 350], 499, 500), false);
    news.follow(read, false);
    expect(news.count_above(read)).toBe(0);
  });

  test('is not shown where what is unread stands below', () => {
    const at_the_beginning = room([1, 100], 999, 1005);
    const news = new NewFrom(at_the_beginning);
    news.follow(at_the_beginning, false);
    expect(news.count_above(at_the_beginning)).toBe(0);
  });

  test('is not shown at the beginning, also where it is not known what is read', () => {
    const news = new NewFrom(room([400, 500], 0, 500));
    expect(news.count_above(room([400, 500], 499, 500))).toBe(499);
    expect(news.count_above(room([0, 100], 499, 504))).toBe(0);
  });

  test('is not needed where the first unread line is loaded', () => {
    const here = room([400, 500], 450, 500);
    const news = new NewFrom(here);
    news.follow(here, false);
    expect([news.id, news.count_above(here)]).toEqual(['m451', 0]);
  });

  test('counts what comes while nobody looks', () => {
    const news = new NewFrom(room([400, 500], 499, 500));
    is_away = true;
    news.follow(room([1400, 2400], 499, 2400), false);
    is_away = false;
    const back = room([1400, 2400], 2399, 2400);
    news.follow(back, false);
    expect(news.count_above(back)).toBe(1900);
  });

  test('goes when the reader writes', () => {
    const news = new NewFrom(room([400, 500], 300, 500));
    news.forget();
    expect(news.count_above(room([400, 500], 499, 500))).toBe(0);
  });
});
