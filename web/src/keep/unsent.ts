// Lines that a tab has not sent yet, so that they are there after a reload. In the tab alone:
// another one, which may be open beside it, would say them too. What was said under a passphrase
// is not kept, only that there was something.

import { is_of } from './owned';
import { read_json, write_json } from './store';

export interface UnsentLine {
  /** Who said it: an account, or the nick of a guest. */
  readonly who: string;
  /** The folded name of the conversation. */
  readonly name: string;
  /** Null: it was ciphered. */
  readonly text: string | null;
  readonly form: 'message' | 'notice' | 'action';
  readonly reply_to: string | null;
  readonly edits: string | null;
  readonly said_ms: number;
  /** As whom it has been handed to the connection; null: it has not been. */
  readonly sent_as: {
    readonly nick: string; readonly account: string | null; readonly at_ms: number;
  } | null;
}

const lines_max = 100;
const text_chars_max = 65_536;
const item = 'unsent';

function is_text_or_null(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function is_unsent(value: unknown): value is UnsentLine {
  const line = value as Partial<UnsentLine> | null;
  if (typeof line !== 'object' || line === null) return false;
  const { who, name, text, form, reply_to, edits, said_ms, sent_as } = line;
  const is_sender = sent_as === null
    || (typeof sent_as?.nick === 'string' && is_text_or_null(sent_as.account)
      && typeof sent_as.at_ms === 'number');
  return typeof who === 'string' && typeof name === 'string' && typeof said_ms === 'number'
    && is_text_or_null(text) && is_text_or_null(reply_to) && is_text_or_null(edits)
    && ['message', 'notice', 'action'].includes(form ?? '') && is_sender;
}

export function unsent_lines(): readonly UnsentLine[] {
  const value = read_json(item, 'tab');
  return Array.isArray(value) ? value.filter(is_unsent).slice(0, lines_max) : [];
}

function keep(lines: readonly UnsentLine[]): void {
  let room = text_chars_max;
  // The oldest ones have their place first.
  const kept = lines.slice(0, lines_max)
    .filter(({ text }) => (room -= text?.length ?? 0) >= 0);
  write_json(item, kept.length === 0 ? undefined : kept, 'tab');
}

/** In place of those that were kept of this conversation. */
export function keep_unsent(name: string, lines: readonly UnsentLine[]): void {
  const all = unsent_lines();
  const others = all.filter((line) => line.name !== name);
  if (lines.length > 0 || others.length < all.length) keep([...others, ...lines]);
}

/** Those of everybody else go. */
export function keep_unsent_of(who: string | null): void {
  keep(unsent_lines().filter((line) => who !== null && is_of(line.who, who)));
}

export function hand_unsent_over(from: string, to: string): void {
  keep(unsent_lines().map((line) => (line.who === from ? { ...line, who: to } : line)));
}
