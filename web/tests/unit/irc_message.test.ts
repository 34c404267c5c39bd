import { expect, test } from 'vitest';
import {
  escape_tag, format, nick_of, parse, parse_time, unescape_tag, utf8_cut,
} from '../../src/irc/message';

test('a line is taken apart', () => {
  const line = parse('@a=b;c :src!u@h PRIVMSG #room  x :the text : of it ');
  expect(line).toEqual({
    tags: new Map([['a', 'b'], ['c', '']]), source: 'src!u@h', command: 'PRIVMSG',
    params: ['#room', 'x', 'the text : of it '],
  });
});

test('an empty trailing parameter is not none', () => {
  expect(parse('TOPIC #a :')?.params).toEqual(['#a', '']);
  expect(parse('TOPIC #a')?.params).toEqual(['#a']);
  expect(parse('TOPIC #a ')?.params).toEqual(['#a']);
  expect(parse('  PING   x  ')?.params).toEqual(['x']);
});

test('what stands behind the fifteenth parameter belongs to it', () => {
  const params = parse('X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17')?.params;
  expect(params).toHaveLength(15);
  expect(params?.[14]).toBe('15 16 17');
});

test('what has no command is no line', () => {
  for (const line of ['', ' ', ':', ':src', '@a=b', '@a=b :src', '@', '@m : :x', '@ @x', 'ÿþ']) {
    expect(parse(line), line).toBeNull();
  }
  expect(parse('P-X y')?.command).toBe('P-X');
  expect(parse('x'.repeat(20_000))).toBeNull();
  expect(parse('A b\0c')).toBeNull();
});

test('of several tags with one key the last counts, and there is a bound', () => {
  const tags = parse('@+a=1;+b=x;;+a=2;c;=3;+a=;c=4 X')?.tags;
  expect([...(tags ?? [])]).toEqual([['+a', ''], ['+b', 'x'], ['c', '4']]);
  const many = Array.from({ length: 500 }, (_, i) => `k${i}=v`).join(';');
  expect(parse(`@${many} X`)?.tags.size).toBe(64);
});

test('values of tags are escaped and come back', () => {
  for (const value of ['', 'a;b c\\d\r\n', '\\', 'ñ👋']) {
    expect(unescape_tag(escape_tag(value))).toBe(value);
  }
  expect(unescape_tag('a\\')).toBe('a');
  expect(unescape_tag('\\b')).toBe('b');
});

test('nothing in a parameter can end the line or become another parameter', () => {
  expect(format('PRIVMSG', ['#a', 'x\r\nQUIT'])).toBe('PRIVMSG #a :x  QUIT');
  expect(format('TOPIC', ['#a', ''])).toBe('TOPIC #a :');
  expect(format('A', ['b', ':c'], { label: '1;2' })).toBe('@label=1\\:2 A b ::c');
  expect(() => format('KICK', ['#a b', 'c'])).toThrow();
  expect(() => format('KICK', ['', 'c'])).toThrow();
});

test('times and names are read strictly', () => {
  expect(parse_time('2026-11-27T23:41:50.283Z')).toBe(Date.UTC(2026, 10, 27, 23, 41, 50, 283));
  expect(parse_time('2026-11-27')).toBeNull();
  expect(parse_time('2026-13-27T23:41:50Z')).toBeNull();
  expect(nick_of('a!b@c')).toBe('a');
  expect(nick_of('server.example')).toBe('server.example');
});

test('a cut never goes through a character', () => {
  expect(utf8_cut('añb', 2)).toBe('a');
  expect(utf8_cut('a👋', 4)).toBe('a');
  expect(utf8_cut('abc', 3)).toBe('abc');
});

test('a line that is nearly nothing but line ends costs no more than its length', () => {
  // Half a minute, were each of them a place to begin from.
  expect(parse('\r'.repeat(16_000) + 'x')).toBeNull();
  expect(parse('PING x\r\r\n')?.params).toEqual(['x']);
});
