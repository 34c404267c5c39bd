// MODE, of rooms and of ourselves.

import type { Message } from '../irc/message';
import { clean_line } from './clean';
import type { ConversationState } from './conversation';
import type { Core } from './core';
import { event_held } from './events';

const changes_max = 100;

interface Change { readonly mode: string; readonly on: boolean; readonly value: string }

function changes_of(core: Core, params: readonly string[]): Change[] {
  const values = params.slice(1);
  const changes: Change[] = [];
  let on = true;
  for (const letter of (params[0] ?? '').slice(0, changes_max)) {
    if (letter === '+' || letter === '-') {
      on = letter === '+';
    } else {
      const value = core.facts.mode_takes_value(letter, on) ? values.shift() ?? '' : '';
      changes.push({ mode: letter, on, value: clean_line(value, 512) });
    }
  }
  return changes;
}

function apply(core: Core, room: ConversationState, changes: readonly Change[]): void {
  const flags = new Map(room.modes.flags);
  const ranks = core.facts.prefixes.map((rule) => rule.mode);
  for (const { mode, on, value } of changes) {
    if (ranks.includes(mode)) room.members.set_mode(value, mode, on, ranks);
    else if (core.facts.is_list_mode(mode)) continue;
    else if (on) flags.set(mode, value);
    else flags.delete(mode);
  }
  const was_known = room.modes_known;
  room.set_modes(flags);
  room.modes_known = was_known;
}

export function receive_modes(core: Core, message: Message): void {
  const target = message.params[0] ?? '';
  const changes = changes_of(core, message.params.slice(1));
  if (core.is_me(target)) {
    const operator = changes.filter((change) => change.mode === 'o').at(-1);
    if (operator === undefined) return;
    core.is_operator = operator.on;
    core.changed();
    return;
  }
  const room = core.find(target);
  if (room === undefined) return;
  apply(core, room, changes);
  const held = event_held(core, message);
  if (held !== null) room.take_event(held);
}

/** 324 me #room +nt: all of them. */
export function receive_room_modes(core: Core, message: Message): void {
  const room = core.find(message.params[1] ?? '');
  if (room === undefined) return;
  const flags = new Map<string, string>();
  for (const { mode, on, value } of changes_of(core, message.params.slice(2))) {
    if (on) flags.set(mode, value);
  }
  room.set_modes(flags);
}
