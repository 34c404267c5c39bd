import { describe, expect, test } from 'vitest';
import type { Event_, Line, Row } from '../../../src/chat/contract';
import { fold_events, GROUP_MS_MAX, items_of } from '../../../src/ui/feed/items';

const NOON = new Date(2026, 10, 26, 12).getTime();

function line(id: string, sender: string, at_ms: number, more: Partial<Line> = {}): Line {
  return {
    kind: 'line', id, key: id, at_ms, sender, account: null, is_mine: false, is_bot: false,
    form: 'message', text: id, state: 'sent', edited: false, reply_to: null, reactions: [],
    mentions_me: false, seal: 'none', ...more,
  };
}

function event(id: string, what: Event_['what'], nick: string, at_ms = NOON): Event_ {
  return { kind: 'event', id, key: id, at_ms, what, nick };
}

function drawn(rows: readonly Row[], new_from: string | null = null, shows_events = true) {
  return items_of(rows, { new_from, shows_events }).map((item) =>
    item.kind === 'line' ? `${item.line.id}${item.is_head ? ' head' : ''}` : item.kind,
  );
}

describe('rows as they are drawn', () => {
  test('lines of one sender stand together until time passes or they answer', () => {
    const rows = [
      line('a', 'bob', NOON),
      line('b', 'bob', NOON + 1000),
      line('c', 'bob', NOON + 2000, { reply_to: 'a' }),
      line('d', 'ana', NOON + 3000),
      line('e', 'ana', NOON + 3000 + GROUP_MS_MAX),
      line('f', 'ana', NOON + 4000 + GROUP_MS_MAX, { form: 'action' }),
    ];
    expect(drawn(rows)).toEqual([
      'top', 'day', 'a head', 'b', 'c head', 'd head', 'e head', 'f head',
    ]);
  });

  test('each day begins with its line and a new group', () => {
    const rows = [line('a', 'bob', NOON), line('b', 'bob', NOON + 86_400_000)];
    expect(drawn(rows)).toEqual(['top', 'day', 'a head', 'day', 'b head']);
  });

  test('no two items have one key, even where a clock goes back over midnight', () => {
    const rows = [
      line('a', 'bob', NOON), line('b', 'bob', NOON + 86_400_000), line('c', 'bob', NOON),
    ];
    const keys = items_of(rows, { new_from: null, shows_events: true }).map((item) => item.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('"new" stands above the first unread line and begins a group', () => {
    const rows = [line('a', 'bob', NOON), line('b', 'bob', NOON + 1)];
    expect(drawn(rows, 'b')).toEqual(['top', 'day', 'a head', 'new', 'b head']);
  });

  test('who comes and goes is folded, and left out where that is wished', () => {
    const rows = [
      line('a', 'bob', NOON), event('1', 'join', 'x'), event('2', 'part', 'y'),
      event('3', 'topic', 'bob'), line('b', 'bob', NOON),
    ];
    expect(drawn(rows)).toEqual(['top', 'day', 'a head', 'events', 'events', 'b head']);
    expect(drawn(rows, null, false)).toEqual(['top', 'day', 'a head', 'events', 'b head']);
  });

  test('a run of events tells who is here at its end', () => {
    expect(
      fold_events([
        event('1', 'join', 'x'), event('2', 'quit', 'x'), event('3', 'part', 'y'),
        event('4', 'join', 'z'), event('5', 'mode', 'z'),
      ]),
    ).toEqual({ came: ['z'], left: ['y'], came_and_left: ['x'], others: 1 });
  });
});
