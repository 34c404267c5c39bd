// The one place where a text becomes what may leave the page. Whether it is ciphered is decided by
// the conversation's own lock; where that cannot be done nothing leaves.

import { split_text, text_bytes_max } from '../cipher/split';
import { utf8_bytes } from '../irc/message';
import type { Refusal } from './contract';
import type { ConversationState } from './conversation';
import type { Core } from './core';
import type { Piece } from './heard';

const line_bytes = 512;
const prefix_bytes_min = 100;

export type LeavingKind = 'PRIVMSG' | 'NOTICE' | 'TOPIC';

/** What may leave. Made by leaving_text() alone. */
export class Leaving {
  private constructor(
    private readonly conversation: ConversationState, readonly pieces: readonly Piece[],
    readonly is_sealed: boolean,
  ) {}
  static make(conversation: ConversationState, pieces: readonly Piece[], is_sealed: boolean):
  Leaving {
    return new Leaving(conversation, pieces, is_sealed);
  }
  /** It was made some time ago: is it still right? */
  may_leave(): boolean {
    const { sends } = this.conversation.cipher;
    return this.is_sealed ? sends === 'ciphered' : sends === 'clear';
  }
}

export type Left = { readonly ok: true; readonly leaving: Leaving }
  | { readonly ok: false; readonly why: Refusal };

export interface Text {
  readonly kind: LeavingKind;
  readonly text: string;
  readonly is_action?: boolean;
  /** It was written where all is ciphered: it never leaves in clear. */
  readonly only_sealed: boolean;
  /** It tells of something that lies in clear: it is never said where all is ciphered. */
  readonly only_clear?: boolean;
}

const not_sealed: Left = { ok: false, why: { code: 'not_sealed', text: '' } };
const unasked: Left = { ok: false, why: { code: 'others_encrypt', text: '' } };
const too_long: Left = { ok: false, why: { code: 'too_long', text: '' } };

/** That others encrypt was not known when the person said it. */
function is_unasked({ others_encrypt, is_clear_meant }: ConversationState, text: Text): boolean {
  return others_encrypt && !is_clear_meant && text.kind !== 'TOPIC' && text.only_clear !== true;
}

/** How many bytes of text one line has room for. */
export function line_room(core: Core, conversation: ConversationState, kind: LeavingKind): number {
  const target_bytes = utf8_bytes(conversation.name);
  const prefix_bytes = utf8_bytes(`:${core.session.own_source} `);
  const topic_bytes = core.facts.number('TOPICLEN', 390, 8_192);
  if (conversation.cipher.sends !== 'clear') {
    return text_bytes_max({ kind, target_bytes, prefix_bytes, line_bytes, topic_bytes });
  }
  if (kind === 'TOPIC') return topic_bytes;
  const prefix = Math.max(prefix_bytes_min, prefix_bytes);
  return line_bytes - 2 - prefix - kind.length - 1 - target_bytes - 2;
}

function cut(text: Text, room: number): Piece[] {
  const around = text.is_action === true ? utf8_bytes('\x01ACTION \x01') : 0;
  const whole = text.text.replace(/\x01/g, '');
  if (text.kind === 'TOPIC') return [{ text: whole, continues: false }];
  const pieces: Piece[] = [];
  for (const line of whole.split('\n')) {
    split_text(line, room - around).forEach((part, i) => {
      const said = text.is_action === true ? `\x01ACTION ${part}\x01` : part;
      pieces.push({ text: said, continues: i > 0 });
    });
  }
  return pieces;
}

export async function leaving_text(core: Core, conversation: ConversationState, text: Text):
Promise<Left> {
  const { cipher } = conversation;
  const { sends } = cipher;
  if (sends === 'nothing' || (text.only_sealed && sends !== 'ciphered')) return not_sealed;
  if (text.only_clear === true && sends !== 'clear') return not_sealed;
  if (sends === 'clear' && is_unasked(conversation, text)) return unasked;
  const room = line_room(core, conversation, text.kind);
  if (room < 28) return too_long;
  const pieces = cut(text, room);
  const is_too_long = pieces.some((piece) => utf8_bytes(piece.text) > room)
    || (text.is_action === true && pieces.length > 1);
  if (is_too_long) return too_long;
  if (sends === 'clear') return { ok: true, leaving: Leaving.make(conversation, pieces, false) };
  const sealed: Piece[] = [];
  const has_echo = core.facts.has('echo-message');
  const sender = text.kind === 'TOPIC' ? '' : core.me.nick;
  for (const piece of pieces) {
    const target = conversation.name;
    const one = await cipher.seal(text.kind, target, sender, piece.text, { has_echo });
    const has_moved = target !== conversation.name || (sender !== '' && sender !== core.me.nick);
    if (!one.ok || has_moved || cipher !== conversation.cipher) return not_sealed;
    sealed.push({ text: one.line, continues: piece.continues });
  }
  return { ok: true, leaving: Leaving.make(conversation, sealed, true) };
}
