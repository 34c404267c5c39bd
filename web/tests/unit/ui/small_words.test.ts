import { afterEach, beforeEach, expect, test } from 'vitest';
import { sign_of } from '../../../src/ui/emoji/codes';
import { choose_clock, time_text } from '../../../src/ui/time';
import { choose_language, load_language } from '../../../src/words/first';
import { en } from '../../../src/words/en';
import { es } from '../../../src/words/es';

beforeEach(async () => {
  await load_language('es');
  choose_language('es');
});
afterEach(() => {
  choose_clock('24');
  choose_language('en');
});

test('one comes, and several come', () => {
  expect(es.event.came('María', 1)).toBe('María ha entrado');
  expect(es.event.came('María y luis', 2)).toBe('María y luis han entrado');
  expect(es.event.left('María y luis', 2)).toBe('María y luis han salido');
  expect(es.event.came_and_left('q1', 1)).toBe('q1 ha entrado y salido');
  expect(en.event.came('María and luis', 2)).toBe('María and luis joined');
});

test('a time of twelve hours has no place at which a line would break', () => {
  choose_clock('12');
  expect(time_text(new Date(2026, 10, 28, 20, 55).getTime())).toBe('8:55\u00a0pm');
  expect(time_text(new Date(2026, 10, 28, 8, 5).getTime())).toBe('8:05\u00a0am');
});

test('a reaction in letters is drawn as its sign, others as they are', () => {
  expect([':+1:', ':tada:', ':constructor:', ':nothing:', '👍', '+1', ':+1: x'].map(sign_of))
    .toEqual(['👍', '🎉', ':constructor:', ':nothing:', '👍', '+1', ':+1: x']);
});
