// What is asked of the server for a person to look at: rooms, people, what was said somewhere.

import type { Item } from '../irc/batches';
import { lines_of } from '../irc/labels';
import { escape_tag, type Message, nick_of, time_text, utf8_bytes } from '../irc/message';
import { clean_line, clean_name } from './clean';
import type { Answer, Line, Person, RoomEntry, SearchQuery, SearchResult } from './contract';
import { ConversationState } from './conversation';
import type { Core } from './core';
import { type Heard, heard_of } from './heard';
import { is_context } from './past';
import { held_of, read } from './reading';
import { first_refusal, outcome_of, refuse } from './refusal';

const limits = { rooms_max: 2_000, hits: 50, hits_max: 200, beginning_bytes_min: 3 };

export async function list_rooms(core: Core, filter: string):
Promise<Answer<readonly RoomEntry[]>> {
  const word = filter.replace(/[\s,*?\0]/g, '');
  const mask = word === '' ? [] : [`*${word}*`];
  const rooms: RoomEntry[] = [];
  const response = await core.session.request('LIST', mask, {
    urgent: true,
    on_item: (item) => {
      if (item.kind !== 'line' || item.message.command !== '322') return;
      if (rooms.length < limits.rooms_max) rooms.push(entry_of(core, item.message));
    },
  });
  const outcome = outcome_of(response);
  if (!outcome.ok) return outcome;
  rooms.sort((a, b) => b.members - a.members || (a.name < b.name ? -1 : 1));
  return { ok: true, value: rooms };
}

function entry_of(core: Core, message: Message): RoomEntry {
  const name = clean_name(message.params[1] ?? '');
  return {
    name,
    members: Number.parseInt(message.params[2] ?? '', 10) || 0,
    topic: clean_line(message.params[3] ?? ''),
    joined: core.find(name)?.joined ?? false,
  };
}

export async function whois(core: Core, nick: string): Promise<Answer<Person>> {
  if (clean_name(nick) !== nick || nick === '') return refuse('no_such_nick');
  const response = await core.session.request('WHOIS', [nick], { urgent: true });
  if (response.kind !== 'answer') return refuse(response.kind === 'lost' ? 'offline' : 'no_answer');
  const why = first_refusal(response.items);
  if (why !== null) return { ok: false, why };
  const lines = lines_of(response.items);
  const of = (numeric: string): Message | undefined =>
    lines.find((line) => line.command === numeric);
  const word = (numeric: string, at: number): string | null => {
    const text = of(numeric)?.params[at];
    return text === undefined ? null : clean_line(text);
  };
  const idle = Number.parseInt(word('317', 2) ?? '', 10);
  return {
    ok: true,
    value: {
      nick: clean_name(word('311', 1) ?? nick),
      account: word('330', 2),
      real_name: word('311', 5) ?? '',
      away: word('301', 2),
      idle_s: Number.isFinite(idle) ? idle : null,
      is_operator: of('313') !== undefined,
      is_bot: of('335') !== undefined,
      rooms: (word('319', 2) ?? '').split(' ').filter((each) => each !== ''),
    },
  };
}

// --- Search

function words_of(query: SearchQuery): string {
  const words: Record<string, string> = { text: with_beginning(query.text.trim()) };
  if (query.in !== undefined) words['in'] = query.in;
  if (query.from !== undefined) words['from'] = query.from;
  if (query.before_ms !== undefined) words['before'] = time_text(query.before_ms);
  if (query.after_ms !== undefined) words['after'] = time_text(query.after_ms);
  words['limit'] = String(limit_of(query));
  return Object.entries(words).filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}=${escape_tag(value.replace(/[\0\r\n]/g, ' '))}`).join(';');
}
/** The last word may not be written to its end. */
function with_beginning(text: string): string {
  const last = text.split(/\s+/).at(-1) ?? '';
  return last.endsWith('*') || utf8_bytes(last) < limits.beginning_bytes_min ? text : `${text}*`;
}
function limit_of(query: SearchQuery): number {
  return Math.min(query.limit ?? limits.hits, limits.hits_max);
}

export async function search(core: Core, query: SearchQuery): Promise<Answer<SearchResult>> {
  if (!core.facts.has('soju.im/search')) return refuse('not_supported');
  const found: Item[] = [];
  let is_answered = false;
  const response = await core.session.request('SEARCH', [words_of(query)], {
    urgent: true,
    on_item: (item) => {
      if (item.kind !== 'batch' || item.type !== 'soju.im/search') return;
      is_answered = true;
      // The server's note of what is not stored yet is nothing that was found.
      found.push(...item.items.filter((each) => !is_context(each)));
    },
  });
  const outcome = outcome_of(response);
  if (!outcome.ok) return outcome;
  if (!is_answered) return refuse('other');
  const hits: { conversation: string; line: Line }[] = [];
  for (const item of found) {
    const heard = heard_of(item);
    const hit = heard === null ? null : await hit_of(core, heard);
    if (hit !== null) hits.push(hit);
  }
  hits.sort((a, b) => told_ms(b.line) - told_ms(a.line));
  return { ok: true, value: { hits, has_more: found.length >= limit_of(query) } };
}

/** When the server was told it: an edited line stands at an earlier time. */
function told_ms({ edited_ms, at_ms }: Line): number { return edited_ms ?? at_ms; }

async function hit_of(core: Core, heard: Heard):
Promise<{ conversation: string; line: Line } | null> {
  const sender = nick_of(heard.source);
  const target = core.facts.without_status(heard.target);
  const is_private = !core.facts.is_room(target);
  const name = is_private && !core.is_me(sender) ? sender : target;
  const known = core.find(name);
  const shown = known?.lines.find(heard.msgid);
  if (shown !== undefined) return { conversation: name, line: shown };
  const place = known ?? new ConversationState(core, '', clean_name(name),
    is_private ? 'private' : 'room');
  const reading = await read(place, heard, true);
  if (known === undefined) place.end();
  const held = held_of(core, place, heard, reading);
  return held?.row.kind === 'line' ? { conversation: name, line: held.row } : null;
}
