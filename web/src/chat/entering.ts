// What follows a greeting: rooms are joined again, and what was said meanwhile is fetched.

import { lines_of } from '../irc/labels';
import { type Message, parse_time, time_text } from '../irc/message';
import { left_uploads } from '../keep/left_uploads';
import { is_of } from '../keep/owned';
import { unsent_lines } from '../keep/unsent';
import * as accounts from './accounts';
import { clean_name } from './clean';
import type { ConversationState } from './conversation';
import type { Core } from './core';
import { event_held } from './events';
import { Lanes } from './lanes';
import { look_for_claim } from './nick_claim';

const day_ms = 86_400_000;
const limits = {
  rooms_at_once: 10, targets: 500, targets_ms: 30 * day_ms, asked_max: 50,
  recent_ms: 7 * day_ms, recent_max: 20, page: 100, who_max: 300,
};
/** Rooms that are caught up with at a time. */
const lanes = 3;
const backgrounds = new WeakMap<Core, Lanes>();

/** The greeting is over. */
export function entered(core: Core): void {
  core.connection += 1;
  core.is_operator = false;
  if (!core.is_logged_in) core.account = null;
  backgrounds.set(core, new Lanes(lanes));
  for (const room of core.conversations) if (room.kind === 'room') room.joined = false;
  if (core.account !== null || core.wanted_nick === '') core.wanted_nick = core.session.nick;
  if (core.account === null) core.kept.nick = core.wanted_nick;
  // Keys that somebody else has left on this device are not for who comes after them.
  if (core.kept.belong_to(core.who)) void core.keyring.forget({ kept: true });
  core.load_ignored();
  core.restore_invitations();
  core.begin_seeking();
  look_for_claim(core);
  if (core.away_wished !== null) core.session.send(`AWAY :${core.away_wished}`);
  const talks = core.kept.talks_of(core.who);
  join_again(core);
  open_again(core, talks);
  open_unsent(core);
  const private_chats = core.conversations.filter((each) => each.kind === 'private');
  for (const each of private_chats) {
    each.presence = null;
    watch_person(core, each, true);
    background(core).run(() => catch_up(core, each));
  }
  background(core).run(() => look_for_talks(core));
  if (core.start?.kind === 'account') {
    void accounts.keep_login(core, core.start.stay_logged_in);
  }
}

/** The private chats of before a reload. The first one is to stand first. */
function open_again(core: Core, talks: readonly string[]): void {
  for (const name of [...talks].reverse()) {
    const is_new = core.find(name) === undefined && clean_name(name) === name
      && !core.facts.is_room(name);
    const opened = is_new ? core.open(name) : null;
    if (opened === null) continue;
    opened.restore_read();
    core.session.send(`MARKREAD ${name}`, true);
  }
}

/** Private chats in which something waits since before a reload. */
function open_unsent(core: Core): void {
  for (const { name, who } of [...unsent_lines(), ...left_uploads()]) {
    if (is_of(who, core.who) && !core.facts.is_room(name)) core.open(name);
  }
  for (const each of core.conversations) if (each.kind === 'private') restore(each);
}

/** What a reload has broken off. */
function restore(conversation: ConversationState): void {
  conversation.outbox.restore();
  conversation.files.restore();
}

function background(core: Core): Lanes {
  const found = backgrounds.get(core) ?? new Lanes(lanes);
  backgrounds.set(core, found);
  return found;
}

function join_again(core: Core): void {
  const wished = core.start?.kind === 'resume' || core.start === null ? undefined : core.start.room;
  const names = new Set(core.kept.rooms_of(core.who));
  if (wished !== undefined && wished !== '') names.add(as_room(wished));
  const keys = new Map<string, string>();
  for (const room of core.conversations) {
    if (room.kind !== 'room' || !room.wanted) continue;
    names.add(room.name);
    if (room.join_key !== '') keys.set(room.name, room.join_key);
  }
  // Those with keys come first: keys are matched by their place.
  const all = [...names].filter((name) => core.facts.is_room(name) && clean_name(name) === name)
    .sort((a, b) => Number(keys.has(b)) - Number(keys.has(a)));
  for (let at = 0; at < all.length; at += limits.rooms_at_once) {
    const some = all.slice(at, at + limits.rooms_at_once);
    const words = some.flatMap((name) => keys.get(name) ?? []).join(',');
    core.session.send(`JOIN ${some.join(',')}${words === '' ? '' : ` ${words}`}`, true);
  }
}

/** What people write: "lobby" is "#lobby". */
export function as_room(name: string): string {
  const trimmed = name.trim();
  return trimmed === '' || /^[#&+!]/.test(trimmed) ? trimmed : `#${trimmed}`;
}

/** We are in a room, as asked or because another device of ours is. */
export function joined(core: Core, name: string, message: Message): void {
  const room = core.open(name);
  if (room === null) return;
  room.joined = true;
  room.wanted = true;
  room.awaits_past = room.past.is_there;
  core.notices.drop_invitations((to) => core.facts.same(to, room.name));
  room.modes_known = false;
  restore(room);
  room.restore_read();
  room.members.clear();
  room.members.put({ nick: core.me.nick, modes: '', account: core.account });
  const held = event_held(core, message);
  if (!core.facts.has('draft/read-marker')) begin_unread(core, room);
  room.changed();
  core.list_changed();
  const is_watched = core.looked_at === room;
  const look = async (): Promise<void> => {
    await catch_up(core, room);
    if (held !== null) room.take_event(held);
  };
  if (is_watched) load_room(core, room);
  if (is_watched) void look();
  else background(core).run(look);
}

/** What was said before one came for the first time is not unread. */
export function begin_unread(core: Core, conversation: ConversationState): void {
  if (conversation.kind === 'room' && conversation.read_until_ms === 0) {
    conversation.take_marker(core.server_now());
  }
}

async function catch_up(core: Core, conversation: ConversationState): Promise<void> {
  const { connection } = core;
  conversation.awaits_past = conversation.past.is_there;
  if (conversation.past.is_there) {
    await conversation.lines.catch_up(limits.page);
    await conversation.past.count_back();
  }
  if (connection !== core.connection) return;
  conversation.awaits_past = false;
  conversation.changed();
  conversation.tell_marker();
  conversation.files.resume();
  await conversation.outbox.resume();
}

// --- Private chats in which something was said

interface Talk { readonly name: string; readonly at_ms: number; marker_ms: number | null }

async function look_for_talks(core: Core): Promise<void> {
  if (!core.facts.has('draft/chathistory') || core.account === null) return;
  const now_ms = core.server_now();
  const answer = await core.session.request('CHATHISTORY', [
    'TARGETS', `timestamp=${time_text(now_ms - limits.targets_ms)}`,
    `timestamp=${time_text(now_ms + 5_000)}`, String(limits.targets),
  ]);
  if (answer.kind !== 'answer') return;
  const talks: Talk[] = [];
  for (const line of lines_of(answer.items)) {
    const name = clean_name(line.params[1] ?? '');
    const at_ms = parse_time(line.params[2] ?? '');
    const is_talk = line.command === 'CHATHISTORY' && line.params[0] === 'TARGETS';
    if (!is_talk || name === '' || at_ms === null || core.facts.is_room(name)) continue;
    if (core.find(name) === undefined) talks.push({ name, at_ms, marker_ms: null });
  }
  talks.sort((a, b) => b.at_ms - a.at_ms);
  await open_talks(core, talks.slice(0, limits.asked_max));
}

async function open_talks(core: Core, talks: readonly Talk[]): Promise<void> {
  await Promise.all(talks.map(async (talk) => {
    const answer = await core.session.request('MARKREAD', [talk.name]);
    if (answer.kind !== 'answer') return;
    const word = lines_of(answer.items).find((each) => each.command === 'MARKREAD')?.params[1];
    if (word === '*') talk.marker_ms = 0;
    if (word?.startsWith('timestamp=') === true) talk.marker_ms = parse_time(word.slice(10));
  }));
  const recent_ms = core.server_now() - limits.recent_ms;
  const shown = talks.filter((talk, i) => talk.at_ms > (talk.marker_ms ?? 0)
    || (i < limits.recent_max && talk.at_ms > recent_ms));
  // The newest one is opened last, and so stands first.
  for (const talk of [...shown].reverse()) {
    if (core.find(talk.name) !== undefined) continue;
    const opened = core.open(talk.name);
    if (opened === null) return;
    opened.latest_ms = talk.at_ms;
    opened.take_marker(talk.marker_ms ?? 0);
    watch_person(core, opened);
    background(core).run(() => catch_up(core, opened));
  }
}

const watched = new WeakSet<ConversationState>();
/** The server tells when they come and go. */
export function watch_person(core: Core, conversation: ConversationState, again = false): void {
  if (conversation.kind !== 'private' || (watched.has(conversation) && !again)) return;
  if (core.facts.token('MONITOR') === undefined) return;
  if (core.session.send(`MONITOR + ${conversation.name}`)) watched.add(conversation);
}

/** A private chat that the person opens. */
export function open_talk(core: Core, conversation: ConversationState): void {
  watch_person(core, conversation);
  core.session.send(`MARKREAD ${conversation.name}`, true);
  void catch_up(core, conversation);
}

// --- What is asked of a room when it is looked at

export function load_room(core: Core, room: ConversationState): void {
  if (room.kind !== 'room' || !room.joined) return;
  if (!room.modes_known) core.session.send(`MODE ${room.name}`, true);
  load_members(core, room);
}

function load_members(core: Core, room: ConversationState): void {
  if (room.members.is_whole || room.members.is_loading) return;
  const { members } = room;
  members.begin_load();
  const { prefixes } = core.facts;
  const asked = core.session.request('NAMES', [room.name], {
    urgent: true,
    on_item: (item) => {
      if (item.kind !== 'line') return;
      if (item.message.command === '366') members.end_load();
      if (item.message.command !== '353') return;
      for (const word of (item.message.params[3] ?? '').split(' ')) {
        let at = 0;
        while (prefixes.some((rule) => rule.sign === word[at])) ++at;
        const modes = prefixes.filter((rule) => word.slice(0, at).includes(rule.sign));
        const nick = clean_name(word.slice(at).split('!')[0] ?? '');
        if (nick !== '') members.load({ nick, modes: modes.map((rule) => rule.mode).join('') });
      }
    },
  });
  void asked.then(() => {
    room.changed();
    if (members.is_whole && members.count <= limits.who_max) load_who(core, room);
  });
}

/** Who is away, and who is logged in. */
function load_who(core: Core, room: ConversationState): void {
  if (core.facts.token('WHOX') === undefined) return;
  void core.session.request('WHO', [room.name, '%tnfa,77'], {
    on_item: (item) => {
      if (item.kind !== 'line' || item.message.command !== '354') return;
      const [, token, nick = '', flags = '', account = '0'] = item.message.params;
      if (token !== '77') return;
      room.members.update(nick, {
        away: flags.startsWith('G'), is_bot: flags.includes('B'),
        account: account === '0' ? null : clean_name(account),
      });
    },
  });
}

// --- The topic, as told at a JOIN

export function topic_told(core: Core, message: Message): void {
  core.find(message.params[1] ?? '')?.take_topic(message.params[2] ?? '', '', 0);
}
export function topic_setter_told(core: Core, message: Message): void {
  const room = core.find(message.params[1] ?? '');
  const set_at_ms = (Number.parseInt(message.params[3] ?? '', 10) || 0) * 1000;
  const set_by = clean_name((message.params[2] ?? '').split('!')[0] ?? '');
  void room?.order.run(() => {
    if (room.topic !== null) room.topic = { ...room.topic, set_by, set_at_ms };
    room.changed();
  });
}
