// Texts as they came become lines to show: opened where they are ciphered.

import { nick_of } from '../irc/message';
import type { Opened } from '../cipher';
import { clean_line, clean_text } from './clean';
import type { Line, SealClass } from './contract';
import type { ConversationState } from './conversation';
import type { Core } from './core';
import { action_of, type Heard, is_other_ctcp, joined_text } from './heard';
import { type Versions, versions_of } from './edited';
import type { Held } from './rows';

export interface Reading {
  readonly text: string;
  readonly seal: SealClass;
  readonly nonces: readonly string[];
  readonly key_id8?: string;
  readonly sealed_at_ms?: number;
  readonly is_off_time?: boolean;
}

const ciphered = /^\+aes[0-9]+ /;
export function looks_ciphered(text: string): boolean { return ciphered.test(text); }

/** What clear text is in this conversation. */
export function class_of_clear(conversation: ConversationState): 'none' | 'clear' {
  const { lock } = conversation.cipher;
  const never_had = lock.kind === 'clear' || (lock.kind === 'locked' && lock.why === 'room');
  return never_had ? 'none' : 'clear';
}

/** Without a wait where nothing has to be opened. */
export function read(conversation: ConversationState, heard: Heard, past: boolean):
Reading | Promise<Reading> {
  if (!heard.pieces.some((piece) => looks_ciphered(piece.text))) {
    const text = joined_text(heard.pieces);
    return { text, seal: class_of_clear(conversation), nonces: [] };
  }
  return open(conversation, heard, past);
}

async function open(conversation: ConversationState, heard: Heard, past: boolean):
Promise<Reading> {
  const sender = nick_of(heard.source);
  const opened: Opened[] = [];
  for (const piece of heard.pieces) {
    opened.push(await conversation.cipher.open(
      heard.kind, heard.target, sender, piece.text, { past }));
  }
  const nonces = opened.flatMap((each) => (each.class === 'ok' ? [each.nonce] : []));
  const bad = opened.find((each) => each.class !== 'ok' && each.class !== 'clear');
  if (bad !== undefined) {
    const has_none = bad.class === 'other_key' && !conversation.cipher.has_keys;
    const seal = has_none ? 'no_key' : bad.class;
    if (seal === 'no_key') conversation.needs_key();
    return bad.class === 'other_key'
      ? { text: '', seal, nonces, key_id8: bad.key_id8 } : { text: '', seal, nonces };
  }
  // A message of clear and ciphered pieces is none that a member has sent so.
  if (nonces.length < opened.length) return { text: '', seal: 'damaged', nonces };
  return text_of(heard, opened, nonces);
}

function text_of(heard: Heard, opened: readonly Opened[], nonces: readonly string[]): Reading {
  const pieces = opened.map((each, i) => ({
    text: each.class === 'ok' ? each.text : '', continues: heard.pieces[i]?.continues ?? false,
  }));
  const first = opened[0];
  const text = joined_text(pieces);
  if (first?.class !== 'ok') return { text, seal: 'damaged', nonces };
  const is_off_time = opened.some((each) => each.class === 'ok' && each.mark === 'off_time');
  return { text, seal: 'ok', nonces, sealed_at_ms: first.time_s * 1000, is_off_time };
}

function escaped(text: string): string { return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'); }

/** Whether the nick stands in it as a word. */
export function names_nick(text: string, nick: string): boolean {
  if (nick === '' || !text.toLowerCase().includes(nick.toLowerCase())) return false;
  const plain = text.replace(/\x03\d{0,2}(,\d{1,2})?|[\x02\x04\x0f\x11\x16\x1d\x1e\x1f]/g, '');
  return new RegExp(`(?<![\\p{L}\\p{N}_-])${escaped(nick)}(?![\\p{L}\\p{N}_-])`, 'iu').test(plain);
}

/** Which line is replaced only the server says: not what the time of a sealed one denies. */
function believed(versions: Versions | null, reading: Reading): Versions | null {
  if (reading.seal === 'none') return versions;
  const sealed_at_ms = reading.sealed_at_ms ?? 0;
  return versions !== null && versions.first_ms <= sealed_at_ms + 1_000 ? versions : null;
}

/** The row of what was heard; null where it is nothing to show. */
export function held_of(
  core: Core, conversation: ConversationState, heard: Heard, reading: Reading, key?: string,
): Held | null {
  if (is_other_ctcp(reading.text)) return null;
  const said_ms = heard.at_ms ?? core.server_now();
  const versions = believed(versions_of(heard), reading);
  const at_ms = versions?.first_ms ?? said_ms;
  const id = heard.msgid || core.local_id();
  if (versions !== null) conversation.reactions.join(id, versions.ids);
  const sender = clean_line(nick_of(heard.source), 256);
  const action = action_of(reading.text);
  const text = clean_text(action ?? reading.text);
  const is_mine = core.is_me(sender);
  const claim = heard.tags.get('+uvchat/edits');
  const line: Line = {
    kind: 'line', id, key: key ?? id, at_ms, sender, text, is_mine,
    account: heard.tags.get('account') ?? null,
    is_bot: heard.tags.has('bot'),
    form: action !== null ? 'action' : heard.kind === 'NOTICE' ? 'notice' : 'message',
    state: 'sent',
    edited: versions !== null || claim !== undefined,
    ...(versions === null
      ? {} : { edits: versions.ids, edited_ms: reading.sealed_at_ms ?? said_ms }),
    ...(versions !== null || claim === undefined ? {} : { claims_edit: claim }),
    reply_to: heard.tags.get('+reply') ?? heard.tags.get('+draft/reply') ?? null,
    reactions: conversation.reactions.of(id, core.me.nick),
    mentions_me: !is_mine && conversation.kind === 'room' && names_nick(text, core.me.nick),
    seal: reading.seal,
    ...(reading.key_id8 === undefined ? {} : { seal_key_id8: reading.key_id8 }),
    ...(reading.sealed_at_ms === undefined ? {} : { sealed_at_ms: reading.sealed_at_ms }),
    ...(reading.is_off_time === true ? { is_off_time: true } : {}),
  };
  const may_open_later = reading.seal === 'other_key' || reading.seal === 'no_key';
  return {
    row: line, msgid: heard.msgid, at_ms, wire: may_open_later ? heard : null,
    nonces: reading.nonces, ...(versions === null ? {} : { is_moved: true }),
  };
}
