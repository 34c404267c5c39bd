// What is asked of the server of what was said before, for one conversation.

import type { BatchItem, Item } from '../irc/batches';
import { type Message, nick_of, time_text } from '../irc/message';
import type { ConversationState } from './conversation';
import type { Core } from './core';
import { event_held } from './events';
import { type Heard, heard_of } from './heard';
import { held_of, read } from './reading';
import type { Held } from './rows';
import type { Page, Wish } from './window';

const proof = { lines: 200, pages_max: 5 };
const unread_pages_max = 5;

interface Told { readonly lines: readonly Heard[]; readonly is_all: boolean }

export class Past {
  constructor(private readonly core: Core, private readonly conversation: ConversationState) {}

  get is_there(): boolean {
    return this.core.session.is_ready && this.core.facts.has('draft/chathistory');
  }

  /** For the window. */
  async fetch(wish: Wish, place: (page: Page) => void): Promise<'told' | 'refused'> {
    // A server without a history has told all that it has.
    if (this.core.session.is_ready && !this.is_there) {
      place({ held: [], edited: [], told: 0, is_end: true, first_msgid: null });
      return 'told';
    }
    let placed: Promise<void> | null = null;
    await this.ask(wish, (batch) => {
      placed ??= this.conversation.order.run(() => this.read_page(batch, place));
    });
    await placed;
    return placed === null ? 'refused' : 'told';
  }

  private async ask(wish: Wish, take: (batch: BatchItem) => void): Promise<void> {
    if (!this.is_there) return;
    const lines = Math.min(wish.lines, this.core.facts.number('CHATHISTORY', wish.lines));
    await this.core.session.request(
      'CHATHISTORY', [wish.which, this.conversation.name, wish.reference, String(lines)],
      {
        urgent: this.core.looked_at === this.conversation,
        on_item: (item) => {
          if (item.kind === 'batch' && item.type === 'chathistory') take(item);
        },
      });
  }

  private read_page(batch: BatchItem, place: (page: Page) => void): void | Promise<void> {
    const items = batch.items.filter((item) => !is_context(item));
    const page = (held: readonly Held[]): Page => ({
      held: held.filter((each) => each.is_moved !== true),
      edited: held.filter((each) => each.is_moved === true),
      told: items.length, is_end: batch.opened.tags.has('draft/chathistory-end'),
      first_msgid: msgid_of(items[0]) ?? null,
    });
    const read_all = this.read_items(items);
    if (read_all instanceof Promise) return read_all.then((held) => place(page(held)));
    place(page(read_all));
  }

  /** Without a wait where nothing has to be opened. */
  private read_items(items: readonly Item[]): readonly Held[] | Promise<readonly Held[]> {
    const held: Held[] = [];
    let wait: Promise<void> | null = null;
    for (const item of items) {
      if (wait !== null) {
        wait = wait.then(async () => { await this.read_item(item, held); });
      } else {
        const result = this.read_item(item, held);
        if (result !== undefined) wait = result;
      }
    }
    return wait === null ? held : wait.then(() => held);
  }

  private read_item(item: Item, into: Held[]): void | Promise<void> {
    const heard = heard_of(item);
    if (heard === null) return this.read_event(item, into);
    const known = this.conversation.lines.held.find(heard.msgid);
    if (known !== undefined && heard.msgid !== '') {
      into.push(known);
      return;
    }
    if (this.core.is_ignored(nick_of(heard.source))) return;
    const reading = read(this.conversation, heard, true);
    const take = (got: Awaited<typeof reading>): void => {
      const is_told_again = this.conversation.lines.held.has_nonce(got.nonces)
        || into.some((held) => held.nonces.some((nonce) => got.nonces.includes(nonce)));
      if (got.seal === 'replayed' || is_told_again) return;
      const held = held_of(this.core, this.conversation, heard, got);
      if (held === null) return;
      into.push(held);
      this.conversation.note_news(held);
    };
    if (reading instanceof Promise) return reading.then(take);
    take(reading);
  }

  private read_event(item: Item, into: Held[]): void {
    if (item.kind !== 'line') return;
    const { message } = item;
    if (message.command === 'TAGMSG') return this.conversation.take_tags(message);
    if (message.command === 'REDACT') return this.conversation.take_redaction(message);
    const held = event_held(this.core, message);
    if (held !== null) into.push(held);
  }

  /** What is unread may begin before the first page. */
  async count_back(): Promise<void> {
    let reference = this.conversation.lines.held.first_msgid_of_end();
    for (let pages = 0; pages < unread_pages_max && reference !== null; ++pages) {
      const first = this.conversation.lines.held.find(reference);
      const read_ms = this.conversation.read_until_ms;
      if (read_ms === 0 || (first !== undefined && first.at_ms <= read_ms)) return;
      let next: string | null = null;
      let oldest_ms = Number.POSITIVE_INFINITY;
      const wish: Wish = { which: 'BEFORE', reference: `msgid=${reference}`, lines: 200 };
      await this.fetch(wish, (page) => {
        next = page.is_end || page.told === 0 ? null : page.first_msgid;
        oldest_ms = page.held[0]?.at_ms ?? oldest_ms;
      });
      if (next === reference || oldest_ms <= read_ms) return;
      reference = next;
    }
  }

  /** All lines since then, as they came. */
  async said_since(at_ms: number): Promise<Told> {
    const lines: Heard[] = [];
    let reference = `timestamp=${time_text(at_ms)}`;
    for (let pages = 0; pages < proof.pages_max; ++pages) {
      let batch: BatchItem | null = null;
      const wish: Wish = { which: 'AFTER', reference, lines: proof.lines };
      await this.ask(wish, (each) => { batch ??= each; });
      const answer = batch as BatchItem | null;
      if (answer === null) return { lines, is_all: false };
      for (const item of answer.items) {
        const heard = heard_of(item);
        if (heard !== null) lines.push(heard);
      }
      const last = msgid_of(answer.items.at(-1));
      const is_end = answer.opened.tags.has('draft/chathistory-end') || answer.items.length === 0;
      if (is_end) return { lines, is_all: true };
      if (last === undefined || reference === `msgid=${last}`) break;
      reference = `msgid=${last}`;
    }
    return { lines, is_all: false };
  }

  /**
   * Whether what the history does not tell was not said. An account reads all that it has said; a
   * guest who has come back only what was said in open rooms.
   */
  tells_all_of(sent_as: { nick: string; account: string | null } | null): boolean {
    const { me } = this.core;
    if (sent_as === null || !this.is_there) return false;
    const { kind, modes, modes_known, other_account } = this.conversation;
    // What is said to a guest is kept only while both are here.
    if (kind === 'private' && other_account === null) return false;
    if (sent_as.account !== null) return sent_as.account === me.account;
    if (kind !== 'room' || !modes_known) return false;
    return !['i', 'k', 's', 'x', 'z'].some((mode) => modes.flags.has(mode));
  }
}

function message_of(item: Item | undefined): Message | undefined {
  return item?.kind === 'line' ? item.message : item?.opened;
}
function msgid_of(item: Item | undefined): string | undefined {
  return message_of(item)?.tags.get('msgid');
}
export function is_context(item: Item): boolean {
  return message_of(item)?.tags.has('draft/chathistory-context') ?? false;
}
