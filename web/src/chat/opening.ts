// What a conversation shows as unreadable, and what a new key opens of it.

import type { ConversationState } from './conversation';
import type { Core } from './core';
import { held_of, read } from './reading';
import type { Held } from './rows';

export function unreadable(conversation: ConversationState): number {
  return closed_of(conversation).length;
}

/** Of the lines that need a key none is read. */
export function reads_none(conversation: ConversationState): boolean {
  const reads_some = conversation.lines.held.all().some(
    ({ row }) => row.kind === 'line' && row.seal === 'ok');
  return conversation.cipher.has_keys && !reads_some && unreadable(conversation) > 0;
}

/** A new key may open what is shown as unreadable. */
export function open_again(core: Core, conversation: ConversationState): void {
  const closed = closed_of(conversation);
  void conversation.order.run(async () => {
    for (const held of closed) await open_row(core, conversation, held);
    conversation.lines.touch();
    conversation.changed();
  });
  if (conversation.topic?.seal !== 'none') {
    void core.session.send(`TOPIC ${conversation.name}`, true);
  }
}

async function open_row(core: Core, conversation: ConversationState, held: Held): Promise<void> {
  if (held.wire === null || held.row.kind !== 'line') return;
  const reading = await read(conversation, held.wire, true);
  const { row } = held;
  if (reading.seal === 'other_key') held.row = { ...row, seal: 'other_key' };
  if (reading.seal !== 'ok') return;
  const opened = held_of(core, conversation, held.wire, reading, row.key);
  if (opened?.row.kind !== 'line') return;
  held.row = { ...opened.row, state: row.state };
  held.nonces = reading.nonces;
  held.wire = null;
}

function closed_of({ lines }: ConversationState): readonly Held[] {
  const all = new Set([...lines.held.all(), ...lines.edited.all]);
  return [...all].filter((held) => held.wire !== null);
}
