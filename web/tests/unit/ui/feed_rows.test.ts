import { beforeEach, describe, expect, test } from 'vitest';
import type { Line, Row } from '../../../src/chat/contract';
import { FeedRows } from '../../../src/ui/feed/feed_rows';
import type { Place } from '../../../src/ui/feed/place';
import { top_for } from '../../../src/ui/feed/windowing';

const NOON = new Date(2026, 10, 26, 12).getTime();
const HEIGHT = 600;

/** Each is bob's, a second after the one before: all stand under one name. */
function lines(from: number, to: number): Line[] {
  return Array.from({ length: to - from }, (_, i): Line => ({
    kind: 'line', id: `m${from + i}`, key: `m${from + i}`, at_ms: NOON + (from + i) * 1000,
    sender: 'bob', account: null, is_mine: false, is_bot: false, form: 'message', text: 'words',
    state: 'sent', edited: false, reply_to: null, reactions: [], mentions_me: false, seal: 'none',
  }));
}

let place: Place;
let rows: FeedRows;

beforeEach(() => {
  place = { anchors: [], follows: false, heights: new Map(), width: 700 };
  rows = new FeedRows(place);
});

function show(these: readonly Row[], new_from: string | null = null): void {
  rows.take(these, new_from, true);
  rows.measure();
}

/** Where the line ends in the view, if it is scrolled there. */
function end_of(key: string, top: number): number {
  return (rows.offsets[(rows.index_of(key) ?? 0) + 1] ?? 0) - top;
}

/** Where the feed would scroll to now. */
function wanted_top(): number {
  return top_for(place.anchors, (key) => rows.index_of(key), rows.offsets) ?? -1;
}

describe('the place of a reader', () => {
  for (const top of [0, 1, 8, 119, 140, 160, 500]) {
    test(`at ${top} px an older page of the same day moves no line`, () => {
      show(lines(100, 200));
      rows.note_place(top, HEIGHT, false);
      const before = ['m100', 'm101', 'm110'].map((key) => end_of(key, top));
      show(lines(0, 200));
      expect(['m100', 'm101', 'm110'].map((key) => end_of(key, wanted_top()))).toEqual(before);
    });
  }

  test('is not carried away by the "new" that goes to another line', () => {
    show(lines(0, 100), 'm20');
    const top = rows.offsets[rows.index_of('new') ?? 0] ?? 0;
    rows.note_place(top, HEIGHT, false);
    const before = end_of('m22', top);
    show(lines(0, 100), 'm90');
    expect(end_of('m22', wanted_top())).toBe(before);
  });

  test('is kept by the only line there is', () => {
    show(lines(0, 1));
    rows.note_place(0, HEIGHT, false);
    expect(wanted_top()).toBe(0);
  });
});
