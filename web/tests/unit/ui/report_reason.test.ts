import { expect, test } from 'vitest';
import type { Conversation, Line } from '../../../src/chat/contract';
import { quote_for_report, report_reason } from '../../../src/ui/dialogs/report_reason';

const room = { name: '#maths', kind: 'room', lock: { kind: 'clear' } } as Conversation;
const line = (part: Partial<Line>) => ({ text: 'buy  this\nnow', seal: 'none', ...part }) as Line;

test('a line of a room in clear is quoted on one line, behind the words of the person', () => {
  const quote = quote_for_report(room, line({}));
  expect(report_reason(room, ' spam ', quote)).toBe('spam [#maths "buy this now"]');
});

test('a private chat is not named to the operators', () => {
  const chat = { ...room, name: 'bob', kind: 'private' } as Conversation;
  expect(report_reason(chat, 'spam', 'x')).toBe('spam ["x"]');
});

test('nothing of a ciphered conversation is quoted, in whatever way its line came', () => {
  for (const kind of ['ciphered', 'locked'] as const) {
    const locked = { ...room, lock: { kind } } as Conversation;
    expect(quote_for_report(locked, line({}))).toBeNull();
  }
  for (const seal of ['ok', 'clear', 'opening', 'other_key'] as const) {
    expect(quote_for_report(room, line({ seal }))).toBeNull();
  }
});

test('a long line is cut between letters', () => {
  const quote = quote_for_report(room, line({ text: '😀'.repeat(300) }));
  expect(quote).toBe(`${'😀'.repeat(199)}…`);
});
