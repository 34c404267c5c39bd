// What happens in a room besides what is said, as rows.

import { type Message, nick_of, time_of } from '../irc/message';
import { clean_line } from './clean';
import type { Event_ } from './contract';
import type { Core } from './core';
import { looks_ciphered } from './reading';
import type { Held } from './rows';

type Facts = Pick<Event_, 'what'> & { other?: string; text?: string };

function facts_of(core: Core, message: Message): Facts | null {
  const { params } = message;
  const word = (at: number): string => clean_line(params[at] ?? '');
  switch (message.command) {
    case 'JOIN': return { what: 'join' };
    case 'PART': return { what: 'part', text: word(1) };
    case 'QUIT': return { what: 'quit', text: word(0) };
    case 'KICK': {
      // Without a reason the nick of who does it stands there.
      const is_none = core.facts.same(word(2), nick_of(message.source));
      return { what: 'kick', other: word(1), text: is_none ? '' : word(2) };
    }
    case 'NICK': return { what: 'nick', other: word(0) };
    case 'RENAME': return { what: 'rename', other: word(1), text: word(2) };
    case 'TOPIC':
      return { what: 'topic', text: looks_ciphered(params[1] ?? '') ? '' : word(1) };
    case 'MODE':
      if (!core.facts.is_room(params[0] ?? '')) return null;
      return { what: 'mode', text: clean_line(params.slice(1).join(' ')) };
    default: return null;
  }
}

/** Null where it is nothing to show. */
export function event_held(core: Core, message: Message): Held | null {
  const facts = facts_of(core, message);
  if (facts === null) return null;
  const nick = clean_line(nick_of(message.source), 256);
  const at_ms = time_of(message) ?? core.server_now();
  // These are told once for all rooms, so the room's history knows them by another id.
  const is_of_all = facts.what === 'quit' || facts.what === 'nick';
  const msgid = is_of_all ? '' : message.tags.get('msgid') ?? '';
  // One person may do several things in a millisecond.
  const { what, other = '', text = '' } = facts;
  const id = msgid || `${what}:${core.facts.fold(nick)}:${at_ms}:${other}:${text}`;
  const row: Event_ = { kind: 'event', id, key: id, at_ms, nick, ...facts };
  return { row, msgid, at_ms, wire: null, nonces: [] };
}
