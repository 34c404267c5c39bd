import { describe, expect, test } from 'vitest';
import { around, complete, wanted_at, type Suggestion } from '../../../src/ui/write/completion';
import { read_line } from '../../../src/ui/write/commands';

const nick: Suggestion = { kind: 'nick', label: 'bob', text: 'bob', note: '' };

const wanted = (text: string, caret = text.length) => wanted_at(text, caret);

describe('completion', () => {
  test('what stands before the caret tells what is wanted', () => {
    expect(wanted('hello bo')).toMatchObject({ kind: 'nick', prefix: 'bo', is_marked: false });
    expect(wanted('hello @bo')).toMatchObject({ kind: 'nick', prefix: 'bo', is_marked: true });
    expect(wanted('see #ma')).toMatchObject({ kind: 'room', prefix: '#ma', is_marked: true });
    expect(wanted('/jo')).toMatchObject({ kind: 'command', prefix: 'jo' });
    expect(wanted('nice :smi')).toMatchObject({ kind: 'emoji', prefix: 'smi', from: 5 });
  });

  test('a time, an address and a lone colon ask for no emoji', () => {
    expect(wanted('at 12:30')?.kind).toBe('nick');
    expect(wanted('https://ex')?.kind).toBe('nick');
    expect(wanted('so:')?.kind).toBe('nick');
    expect(wanted('')).toBeNull();
    expect(wanted('done ')).toBeNull();
  });

  test('a nick at the beginning is spoken to, elsewhere it is named', () => {
    const first = wanted('bo');
    const later = wanted('hi bo');
    expect(first && complete('bo', first, nick)).toEqual({ text: 'bob: ', caret: 5 });
    expect(later && complete('hi bo', later, nick)).toEqual({ text: 'hi bob ', caret: 7 });
  });

  test('what stands behind the caret stays', () => {
    const at = wanted('hi bo there', 5);
    expect(at && complete('hi bo there', at, nick)).toEqual({ text: 'hi bob there', caret: 7 });
  });

  test('a list is gone round at both ends', () => {
    expect(around(0, 3, -1)).toBe(2);
    expect(around(2, 3, 1)).toBe(0);
    expect(around(0, 0, 1)).toBe(-1);
  });
});

describe('a typed line', () => {
  test('two slashes begin a line with one', () => {
    expect(read_line('//join')).toEqual({ kind: 'say', text: '/join' });
  });

  test('a path is no command', () => {
    expect(read_line('/etc/hosts is wrong').kind).toBe('say');
  });

  test('a mistyped command is not said in the room', () => {
    expect(read_line('/jion #maths')).toEqual({ kind: 'unknown', name: '/jion' });
  });

  test('a command keeps the lines of its text', () => {
    expect(read_line('/me a\nb')).toMatchObject({ kind: 'command', rest: 'a\nb' });
  });
});
