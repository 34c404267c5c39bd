// A PRIVMSG or NOTICE as it came: one line, or several that are one message.

import type { BatchItem, Item } from '../irc/batches';
import { type Message, time_of } from '../irc/message';

export interface Piece {
  readonly text: string;
  /** It goes on with the line of the piece before. */
  readonly continues: boolean;
}

export interface Heard {
  readonly kind: 'PRIVMSG' | 'NOTICE';
  readonly source: string;
  readonly target: string;
  readonly pieces: readonly Piece[];
  readonly tags: ReadonlyMap<string, string>;
  readonly msgid: string;
  /** By the server; null: it has not said. */
  readonly at_ms: number | null;
}

const pieces_max = 512;

export function heard_of(item: Item): Heard | null {
  if (item.kind === 'batch') return item.type === 'draft/multiline' ? of_batch(item) : null;
  const { message } = item;
  const kind = message.command;
  if (kind !== 'PRIVMSG' && kind !== 'NOTICE') return null;
  const pieces = [{ text: message.params[1] ?? '', continues: false }];
  return { kind, pieces, target: message.params[0] ?? '', ...common(message) };
}

function of_batch(batch: BatchItem): Heard | null {
  const pieces: Piece[] = [];
  let kind: Heard['kind'] = 'PRIVMSG';
  for (const item of batch.items) {
    if (item.kind !== 'line' || pieces.length >= pieces_max) continue;
    const { message } = item;
    if (message.command !== 'PRIVMSG' && message.command !== 'NOTICE') continue;
    kind = message.command;
    const continues = pieces.length > 0 && message.tags.has('draft/multiline-concat');
    pieces.push({ text: message.params[1] ?? '', continues });
  }
  if (pieces.length === 0) return null;
  return { kind, pieces, target: batch.opened.params[2] ?? '', ...common(batch.opened) };
}

function common(message: Message): Pick<Heard, 'source' | 'tags' | 'msgid' | 'at_ms'> {
  return {
    source: message.source, tags: message.tags,
    msgid: message.tags.get('msgid') ?? '', at_ms: time_of(message),
  };
}

export function joined_text(pieces: readonly Piece[]): string {
  return pieces.map((piece, i) => (i === 0 || piece.continues ? '' : '\n') + piece.text).join('');
}

/** "\x01ACTION waves\x01"; null: it is none. */
export function action_of(text: string): string | null {
  const found = /^\x01ACTION(?: ([^\x01]*))?\x01?$/s.exec(text);
  return found === null ? null : found[1] ?? '';
}
/** Of the other commands in a text none is obeyed, nor shown. */
export function is_other_ctcp(text: string): boolean {
  return text.startsWith('\x01') && action_of(text) === null;
}
