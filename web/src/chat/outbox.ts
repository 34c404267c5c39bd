// What the person says in one conversation: shown at once, sent once. While there is no connection
// it waits. Where a connection was lost before the echo came, the history is asked whether it was
// said; only where it tells for certain that it was not, it is sent again. What waits when the page
// is loaded again is looked for in the history too, and is then the person's to send or to drop.

import type { Item } from '../irc/batches';
import type { Response } from '../irc/labels';
import { is_of } from '../keep/owned';
import { keep_unsent, unsent_lines, type UnsentLine } from '../keep/unsent';
import { format_tags, nick_of, utf8_bytes } from '../irc/message';
import type { Line, Refusal, SayOptions } from './contract';
import type { ConversationState } from './conversation';
import type { Core } from './core';
import { type Heard, joined_text, type Piece } from './heard';
import { first_refusal } from './refusal';
import { type Leaving, leaving_text, line_room } from './sealing';

export interface Outgoing {
  readonly id: string;
  readonly text: string;
  readonly kind: 'PRIVMSG' | 'NOTICE';
  readonly is_action: boolean;
  readonly reply_to: string | null;
  readonly edits: string | null;
  only_sealed: boolean;
  readonly only_clear: boolean;
  state: 'waiting' | 'sent' | 'in_doubt' | 'failed';
  /** As it went out, by which it is known in the history. */
  wire: readonly string[];
  sent_as: UnsentLine['sent_as'];
  label: string;
  /** By the server's clock. */
  readonly said_ms: number;
  /** Of before the page was loaded again: nothing of it is sent by itself. */
  is_left_over: boolean;
}

type SayInOptions = SayOptions & {
  readonly edits?: string;
  /** It is said so or not at all. */
  readonly only?: 'ciphered' | 'clear';
};

const outgoing_max = 500;

export class Outbox {
  private all: Outgoing[] = [];
  private is_busy = false;
  private is_proving = false;
  private has_restored = false;

  constructor(private readonly core: Core, private readonly conversation: ConversationState) {}

  get waiting_count(): number { return this.all.filter((each) => each.state !== 'failed').length; }
  in_doubt(): readonly Outgoing[] { return this.all.filter((each) => each.state === 'in_doubt'); }

  say(text: string, options: SayInOptions = {}): void {
    const sound = text.replace(/\r\n?/g, '\n').replace(/[\0\x01]/g, '').trimEnd();
    if (sound.trim() === '') return;
    const whole = options.action === true ? sound.replace(/\n/g, ' ') : sound;
    const parts = options.action === true ? [whole] : this.parts_of(whole);
    parts.forEach((part, i) => {
      const { reply_to: _, edits: __, ...rest } = options;
      this.add(part, i === 0 ? { ...options } : rest);
    });
    void this.pump();
  }

  /** A message of several lines has a bound; what is longer becomes several. */
  private parts_of(text: string): string[] {
    const limits = this.core.message_limits();
    const is_sealed = this.conversation.cipher.sends !== 'clear';
    const room = Math.max(28, line_room(this.core, this.conversation, 'PRIVMSG'));
    // Ciphered lines take twice as much: 28 bytes become 108, 220 become 364.
    const lines_max = is_sealed
      ? Math.min(limits.lines_max, Math.max(1, Math.floor(limits.bytes_max / 370)))
      : limits.lines_max;
    const parts: string[] = [];
    let part: string[] = [];
    let lines = 0;
    let bytes = 0;
    for (const line of text.split('\n')) {
      for (const piece of cut_to(line, room * lines_max)) {
        const piece_bytes = utf8_bytes(piece) + 1;
        const piece_lines = Math.ceil(piece_bytes / (room * 0.5)) || 1;
        const fits = lines + piece_lines <= lines_max
          && (is_sealed || bytes + piece_bytes <= limits.bytes_max);
        if (!fits && part.length > 0) {
          parts.push(part.join('\n'));
          part = [];
          lines = bytes = 0;
        }
        part.push(piece);
        lines += piece_lines;
        bytes += piece_bytes;
      }
    }
    return [...parts, part.join('\n')];
  }

  private add(text: string, options: SayInOptions): void {
    this.restore();
    if (this.all.length >= outgoing_max || text.trim() === '') return;
    const outgoing: Outgoing = {
      id: this.core.local_id(), text,
      kind: options.notice === true ? 'NOTICE' : 'PRIVMSG',
      is_action: options.action === true,
      reply_to: options.reply_to ?? null, edits: options.edits ?? null,
      only_sealed: options.only === 'ciphered'
        || (options.only !== 'clear' && this.conversation.cipher.sends !== 'clear'),
      only_clear: options.only === 'clear',
      state: 'waiting', wire: [], sent_as: null, label: '', said_ms: this.core.server_now(),
      is_left_over: false,
    };
    this.show(outgoing);
    this.keep();
  }

  private show(outgoing: Outgoing): void {
    this.all.push(outgoing);
    const row = this.row_of(outgoing);
    this.conversation.lines.add_pending(
      { row, msgid: '', at_ms: row.at_ms, wire: null, nonces: [] });
  }

  private row_of(outgoing: Outgoing): Line {
    const { core } = this;
    return {
      kind: 'line', id: outgoing.id, key: outgoing.id, at_ms: outgoing.said_ms,
      sender: core.me.nick, account: core.me.account, is_mine: true, is_bot: false,
      form: form_of(outgoing),
      text: outgoing.text, state: 'pending', edited: outgoing.edits !== null,
      ...(outgoing.edits === null ? {} : { claims_edit: outgoing.edits }),
      reply_to: outgoing.reply_to, reactions: [], mentions_me: false,
      seal: outgoing.only_sealed ? 'ok' : 'none',
    };
  }

  retry(id: string): void {
    const outgoing = this.all.find((each) => each.id === id);
    if (outgoing?.state !== 'failed' || outgoing.text === '') return;
    outgoing.state = 'waiting';
    outgoing.is_left_over = false;
    this.conversation.lines.update(id, ({ why: _, ...line }) => ({ ...line, state: 'pending' }));
    void this.pump();
  }

  discard(id: string): void {
    const outgoing = this.all.find((each) => each.id === id);
    if (outgoing === undefined || outgoing.state === 'sent') return;
    this.forget(outgoing);
    this.conversation.lines.remove(id);
  }

  fail_all(why: Refusal): void {
    for (const outgoing of [...this.all]) this.fail(outgoing, why);
  }

  // --- Sending

  private may_send(): boolean {
    const { conversation } = this;
    if (conversation.may_be_sealed && conversation.cipher.sends === 'clear') return false;
    return this.core.session.is_ready && !this.is_proving && this.in_doubt().length === 0
      && (conversation.kind === 'private' || conversation.joined) && !this.core.nick_is_changing;
  }

  async pump(): Promise<void> {
    if (this.is_busy) return;
    this.is_busy = true;
    try {
      for (;;) {
        const next = this.all.find((each) => each.state === 'waiting');
        if (next === undefined || !this.may_send()) return;
        await this.send(next);
      }
    } finally {
      this.is_busy = false;
    }
  }

  private async send(outgoing: Outgoing): Promise<void> {
    const { kind, text, is_action, only_sealed, only_clear } = outgoing;
    // Once it goes out under a lock, it never goes out without.
    outgoing.only_sealed = !only_clear
      && (only_sealed || this.conversation.cipher.sends !== 'clear');
    const { connection } = this.core;
    const left = await leaving_text(this.core, this.conversation, {
      kind, text, is_action, only_sealed: outgoing.only_sealed, only_clear,
    });
    if (outgoing.state !== 'waiting' || !this.all.includes(outgoing)) return;
    if (!left.ok) return this.fail(outgoing, left.why);
    const { leaving } = left;
    if (connection !== this.core.connection || !this.may_send()) return;
    if (!leaving.may_leave()) return this.fail(outgoing, { code: 'not_sealed', text: '' });
    this.transmit(outgoing, leaving);
  }

  private transmit(outgoing: Outgoing, leaving: Leaving): void {
    const { session } = this.core;
    const label = session.labels.fresh();
    const { pieces } = leaving;
    outgoing.state = 'sent';
    outgoing.label = label;
    outgoing.wire = pieces.map((piece) => piece.text);
    outgoing.sent_as = {
      nick: session.nick, account: this.core.me.account, at_ms: this.core.server_now(),
    };
    this.core.by_label.set(label, outgoing);
    this.keep();
    const answer = pieces.length === 1
      ? this.transmit_line(outgoing, label, pieces[0]?.text ?? '')
      : this.transmit_batch(outgoing, label, pieces);
    void answer.then((response) => this.answered(outgoing, label, response));
  }

  private tags_of(outgoing: Outgoing): Record<string, string> {
    return {
      ...(outgoing.reply_to === null ? {} : { '+reply': outgoing.reply_to }),
      // A server keeps this one with the line only where it is asked to.
      ...(outgoing.edits === null
        ? {} : { '+uvchat/edits': outgoing.edits, '+draft/persist': '' }),
    };
  }

  private transmit_line(outgoing: Outgoing, label: string, text: string): Promise<Response> {
    const params = [this.conversation.name, text];
    return this.core.session.labelled(
      label, outgoing.kind, params, { tags: this.tags_of(outgoing), urgent: true });
  }

  private transmit_batch(outgoing: Outgoing, label: string, pieces: readonly Piece[]):
  Promise<Response> {
    const { name } = this.conversation;
    const then = pieces.map((piece) => format_tags(
      piece.continues ? { batch: label, 'draft/multiline-concat': '' } : { batch: label })
      + `${outgoing.kind} ${name} :${piece.text}`);
    return this.core.session.labelled(
      label, 'BATCH', [`+${label}`, 'draft/multiline', name],
      { tags: this.tags_of(outgoing), urgent: true, then: [...then, `BATCH -${label}`] });
  }

  private answered(outgoing: Outgoing, label: string, response: Response): void {
    this.core.by_label.delete(label);
    if (!this.all.includes(outgoing) || outgoing.label !== label) return;
    if (response.kind !== 'answer') {
      outgoing.state = 'in_doubt';
      if (response.kind === 'no_answer') this.core.session.check_now();
      if (this.core.session.is_ready) void this.prove();
      return;
    }
    const why = first_refusal(response.items);
    if (why?.code === 'no_such_nick') return this.fail(outgoing, { ...why, code: 'not_here' });
    if (why !== null) return this.fail(outgoing, why);
    if (this.has_echo(response.items)) return;
    // Taken, and not told back: it is shown as said, without an id.
    this.forget(outgoing);
    this.conversation.lines.update(outgoing.id, (line) => ({ ...line, state: 'sent' }));
  }
  /** The echo is placed in the order of the conversation, which may be later. */
  private has_echo(items: readonly Item[]): boolean {
    return items.some((item) => item.kind === 'batch'
      || item.message.command === 'PRIVMSG' || item.message.command === 'NOTICE');
  }

  /** It has come back. Returns what its row is to be known by. */
  settle(outgoing: Outgoing): string {
    this.forget(outgoing);
    this.conversation.lines.remove(outgoing.id);
    return outgoing.id;
  }
  fail(outgoing: Outgoing, why: Refusal): void {
    outgoing.state = 'failed';
    this.conversation.lines.update(outgoing.id, (line) => ({ ...line, state: 'failed', why }));
    this.keep();
  }
  private forget(outgoing: Outgoing): void {
    this.all = this.all.filter((each) => each !== outgoing);
    this.keep();
  }

  // --- Over a reload

  /** What is not sent is kept in the tab; what is ciphered is not. */
  keep(): void {
    if (!this.has_restored) return;
    const is_clear = this.conversation.cipher.lock.kind === 'clear';
    const lines = this.all.map((outgoing): UnsentLine => ({
      who: this.core.who, name: this.conversation.fold,
      text: is_clear && !outgoing.only_sealed && outgoing.text !== '' ? outgoing.text : null,
      form: form_of(outgoing), reply_to: outgoing.reply_to, edits: outgoing.edits,
      said_ms: outgoing.said_ms, sent_as: outgoing.sent_as,
    }));
    keep_unsent(this.conversation.fold, lines);
  }
  forget_kept(): void { keep_unsent(this.conversation.fold, []); }

  /** What waited when the page was loaded again is shown, and not sent. */
  restore(): void {
    if (this.has_restored) return;
    this.has_restored = true;
    const { fold } = this.conversation;
    for (const line of unsent_lines()) {
      if (!is_of(line.who, this.core.who) || line.name !== fold) continue;
      const outgoing = left_over(line, this.core.local_id());
      outgoing.only_sealed ||= this.conversation.cipher.sends !== 'clear';
      this.show(outgoing);
      if (outgoing.text === '') this.fail(outgoing, { code: 'not_kept', text: '' });
    }
    // It may not be written any more where there is a passphrase now.
    this.keep();
    if (this.core.session.is_ready && this.in_doubt().length > 0) void this.prove();
  }

  // --- After a lost connection

  /** The conversation can be talked in again. */
  async resume(): Promise<void> {
    if (this.in_doubt().length > 0) await this.prove();
    await this.pump();
  }

  private async prove(): Promise<void> {
    const { conversation } = this;
    const is_there = conversation.kind === 'private' || conversation.joined;
    if (this.is_proving || !is_there) return;
    this.is_proving = true;
    const { connection } = this.core;
    try {
      const from_ms = Math.min(...this.in_doubt().map(
        (each) => each.sent_as?.at_ms ?? each.said_ms));
      const told = await conversation.past.said_since(from_ms - 10_000);
      if (conversation.kind === 'room' && !conversation.modes_known) {
        await this.core.session.request('MODE', [conversation.name]);
      }
      if (connection !== this.core.connection) return;
      this.judge(told.lines, told.is_all);
    } finally {
      this.is_proving = false;
    }
    void this.pump();
  }

  private judge(lines: readonly Heard[], is_all: boolean): void {
    const free = new Set(lines);
    for (const outgoing of this.in_doubt()) {
      const said = [...free].find((heard) => is_same(this.core, outgoing, heard));
      if (said !== undefined) {
        free.delete(said);
        this.conversation.take_said(said, this.settle(outgoing));
      } else if (is_all && this.conversation.past.tells_all_of(outgoing.sent_as)) {
        if (outgoing.is_left_over) this.fail(outgoing, { code: 'left_over', text: '' });
        else outgoing.state = 'waiting';
      } else if (outgoing.is_left_over && outgoing.sent_as === null) {
        this.fail(outgoing, { code: 'left_over', text: '' });
      } else {
        this.fail(outgoing, { code: 'in_doubt', text: '' });
      }
    }
  }
}

function form_of({ is_action, kind }: Outgoing): Line['form'] {
  return is_action ? 'action' : kind === 'NOTICE' ? 'notice' : 'message';
}

function left_over(line: UnsentLine, id: string): Outgoing {
  const text = line.text ?? '';
  const is_action = line.form === 'action';
  return {
    id, text, is_action, kind: line.form === 'notice' ? 'NOTICE' : 'PRIVMSG',
    reply_to: line.reply_to, edits: line.edits, only_sealed: line.text === null,
    state: 'in_doubt', wire: [is_action ? `\x01ACTION ${text}\x01` : text],
    sent_as: line.sent_as, label: '',
    said_ms: line.said_ms, is_left_over: true, only_clear: false,
  };
}

function is_same(core: Core, outgoing: Outgoing, heard: Heard): boolean {
  const nick = outgoing.sent_as?.nick ?? core.me.nick;
  return heard.kind === outgoing.kind && core.facts.same(nick_of(heard.source), nick)
    && joined_text(heard.pieces) === joined_text(
      outgoing.wire.map((text, i) => ({
        text, continues: heard.pieces[i]?.continues ?? false,
      })));
}

function cut_to(line: string, bytes_max: number): string[] {
  if (utf8_bytes(line) <= bytes_max / 2) return [line];
  const parts: string[] = [];
  const chars_max = Math.max(1, Math.floor(bytes_max / 8));
  const chars = Array.from(line);
  for (let at = 0; at < chars.length; at += chars_max) {
    parts.push(chars.slice(at, at + chars_max).join(''));
  }
  return parts.length === 0 ? [''] : parts;
}
