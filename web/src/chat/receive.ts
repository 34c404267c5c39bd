// What the server tells: each line finds the state that it changes.

import type { Item } from '../irc/batches';
import { type Message, nick_of, parse_time, time_of } from '../irc/message';
import { clean_line, clean_name } from './clean';
import type { ConversationState } from './conversation';
import type { Core } from './core';
import * as entering from './entering';
import { event_held } from './events';
import { type Heard, heard_of, joined_text } from './heard';
import { claim_ends, name_changed, service_has_spoken } from './nick_claim';
import { refuse, refusal_of } from './refusal';
import { receive_modes, receive_room_modes } from './room_modes';

type Handler = (core: Core, message: Message) => void;

export function receive(core: Core, item: Item, label: string | null): void {
  const heard = heard_of(item);
  if (heard !== null) return receive_heard(core, heard, label);
  if (item.kind !== 'line') return;
  note_clock(core, time_of(item.message));
  handlers[item.message.command]?.(core, item.message);
}

function note_clock(core: Core, at_ms: number | null): void {
  if (at_ms !== null && Math.abs(at_ms - Date.now()) < 366 * 86_400_000) {
    core.clock_ahead_ms = at_ms - Date.now();
  }
}

// --- What is said

function receive_heard(core: Core, heard: Heard, label: string | null): void {
  if (heard.tags.has('uvchat/skipped')) return receive_skipped(core, heard);
  if (heard.tags.has('draft/chathistory-context')) return;
  // What is said now may come faster than what the clock was last noted by.
  if ((heard.at_ms ?? 0) > core.server_now()) note_clock(core, heard.at_ms);
  const sender = nick_of(heard.source);
  if (core.is_ignored(sender) && !core.is_me(sender)) return;
  const target = core.facts.without_status(heard.target);
  if (core.facts.is_room(target)) {
    core.find(target)?.take_heard(heard, label);
    return;
  }
  if (!core.is_me(sender) && is_of_server(heard)) return receive_notice(core, heard, label);
  const conversation = core.open(core.is_me(sender) ? target : sender);
  if (conversation === null) return;
  if (!core.is_me(sender)) conversation.other_account = heard.tags.get('account') ?? null;
  entering.watch_person(core, conversation);
  conversation.take_heard(heard, label);
}

const services = /^(NickServ|ChanServ)$/i;
function is_of_server(heard: Heard): boolean {
  return !heard.source.includes('!') || services.test(nick_of(heard.source));
}

function receive_notice(core: Core, heard: Heard, label: string | null): void {
  const text = clean_line(joined_text(heard.pieces));
  // What answers a command of the page is told by it.
  if (label !== null || text === '') return;
  const id = core.local_id();
  const from = clean_name(nick_of(heard.source));
  core.notices.add({ id, at_ms: heard.at_ms ?? core.server_now(), from, text });
  if (from === 'NickServ') service_has_spoken(core, id);
}

/** The page read too slowly, and was not sent some of what was said. */
function receive_skipped(core: Core, heard: Heard): void {
  const after = heard.tags.get('uvchat/skipped')?.split(',')[0] ?? '';
  const room = core.find(heard.target);
  if (room === undefined || parse_time(after) === null) return;
  void room.lines.patch(`timestamp=${after}`);
}

// --- Who comes and goes

function receive_join(core: Core, message: Message): void {
  const nick = nick_of(message.source);
  const name = message.params[0] ?? '';
  if (core.is_me(nick)) return entering.joined(core, name, message);
  const room = core.find(name);
  if (room === undefined) return;
  const account = account_in(message.params[1]);
  room.members.put({ nick: clean_name(nick), modes: '', account, is_bot: message.tags.has('bot') });
  note_event(core, room, message);
}

function account_in(word: string | undefined): string | null {
  return word === undefined || word === '*' ? null : clean_name(word);
}

function receive_part(core: Core, message: Message): void {
  const room = core.find(message.params[0] ?? '');
  if (room === undefined) return;
  const nick = nick_of(message.source);
  if (core.is_me(nick)) return core.close(room);
  room.members.remove(nick);
  room.typist.done(nick);
  note_event(core, room, message);
}

function receive_kick(core: Core, message: Message): void {
  const room = core.find(message.params[0] ?? '');
  const nick = message.params[1] ?? '';
  if (room === undefined) return;
  note_event(core, room, message);
  room.members.remove(nick);
  if (!core.is_me(nick)) return;
  room.joined = false;
  room.wanted = false;
  room.lines.note_loss();
  room.members.clear();
  room.outbox.fail_all({ code: 'not_in_room', text: '' });
  room.changed();
  core.list_changed();
}

function receive_quit(core: Core, message: Message): void {
  const nick = nick_of(message.source);
  for (const conversation of core.conversations) {
    if (conversation.kind === 'private') {
      if (core.facts.same(conversation.name, nick)) set_presence(conversation, 'gone');
    } else if (conversation.members.remove(nick)) {
      conversation.typist.done(nick);
      note_event(core, conversation, message);
    }
  }
}

function receive_nick(core: Core, message: Message): void {
  const nick = nick_of(message.source);
  const to = clean_name(message.params[0] ?? '');
  if (to === '') return;
  const is_mine = core.is_me(nick);
  if (is_mine) {
    core.session.renamed(to);
    name_changed(core, nick, to);
    core.changed();
  }
  for (const conversation of core.conversations) {
    if (conversation.kind === 'private') {
      if (!is_mine && core.facts.same(conversation.name, nick)) core.rename(conversation, to);
    } else if (conversation.members.rename(nick, to)) {
      conversation.typist.done(nick);
      note_event(core, conversation, message);
    }
  }
}

function receive_rename(core: Core, message: Message): void {
  const room = core.find(message.params[0] ?? '');
  if (room === undefined) return;
  note_event(core, room, message);
  // Its keys cannot go to a name that has other ones: it is left, and the other stays.
  if (!core.rename(room, message.params[1] ?? '')) core.close(room);
}

function note_event(core: Core, room: ConversationState, message: Message): void {
  const held = event_held(core, message);
  if (held !== null) room.take_event(held);
}

function set_presence(conversation: ConversationState, presence: 'here' | 'away' | 'gone'): void {
  if (conversation.presence === presence) return;
  conversation.presence = presence;
  conversation.changed();
}

function receive_away(core: Core, message: Message): void {
  const nick = nick_of(message.source);
  const away = (message.params[0] ?? '') !== '';
  if (core.is_me(nick)) return set_away(core, away ? clean_line(message.params[0] ?? '') : null);
  for (const conversation of core.conversations) {
    if (conversation.kind === 'room') conversation.members.update(nick, { away });
    else if (core.facts.same(conversation.name, nick)) {
      set_presence(conversation, away ? 'away' : 'here');
    }
  }
}
function set_away(core: Core, text: string | null): void {
  core.away = text;
  core.changed();
}

function receive_account(core: Core, message: Message): void {
  const nick = nick_of(message.source);
  const account = account_in(message.params[0]);
  if (core.is_me(nick)) set_account(core, account);
  for (const conversation of core.conversations) {
    if (conversation.kind === 'room') conversation.members.update(nick, { account });
    else if (core.facts.same(conversation.name, nick)) conversation.other_account = account;
  }
}
function set_account(core: Core, account: string | null): void {
  if (core.account === account) return;
  const before = core.who;
  core.account = account;
  if (account !== null) claim_ends(core);
  // Who has been a guest until now logs in: all that they have kept is theirs still.
  if (account !== null && core.session.is_ready) core.who_changed(before);
  core.changed();
}

function monitored(core: Core, message: Message, presence: 'here' | 'gone'): void {
  for (const word of (message.params[1] ?? '').split(',')) {
    const conversation = core.find(nick_of(word));
    if (conversation?.kind === 'private') set_presence(conversation, presence);
  }
}

// --- Rooms

function receive_topic(core: Core, message: Message): void {
  const room = core.find(message.params[0] ?? '');
  if (room === undefined) return;
  room.take_topic(
    message.params[1] ?? '', nick_of(message.source), time_of(message) ?? core.server_now());
  note_event(core, room, message);
}

function receive_invite(core: Core, message: Message): void {
  const room = clean_name(message.params[1] ?? '');
  const from = clean_name(nick_of(message.source));
  if (!core.is_me(message.params[0] ?? '') || core.is_ignored(from)) return;
  if (!core.facts.is_room(room) || core.find(room)?.joined === true) return;
  core.notices.add({
    id: core.local_id(), at_ms: time_of(message) ?? core.server_now(), from, text: '',
    invited_to: room,
  });
}

function receive_tags(core: Core, message: Message): void {
  const nick = nick_of(message.source);
  const target = core.facts.without_status(message.params[0] ?? '');
  const name = core.facts.is_room(target) || core.is_me(nick) ? target : nick;
  const conversation = core.find(name);
  if (conversation === undefined) return;
  conversation.take_tags(message);
  const typing = message.tags.get('+typing');
  if (typing === undefined || core.is_me(nick) || core.is_ignored(nick)) return;
  conversation.typist.take(clean_name(nick), typing, Date.now());
}

function receive_redact(core: Core, message: Message): void {
  const target = message.params[0] ?? '';
  if (core.facts.is_room(target)) {
    core.find(target)?.take_redaction(message);
    return;
  }
  // Between two people it is known by its id alone: their nicks may have changed.
  for (const conversation of core.conversations) {
    if (conversation.kind === 'private') conversation.take_redaction(message);
  }
}

function receive_marker(core: Core, message: Message): void {
  const conversation = core.find(message.params[0] ?? '');
  const word = message.params[1] ?? '';
  if (conversation === undefined) return;
  const at_ms = word.startsWith('timestamp=') ? parse_time(word.slice(10)) : null;
  if (at_ms !== null) conversation.take_marker(at_ms);
  else if (word === '*') entering.begin_unread(core, conversation);
}

// --- Answers that no command of the page waits for

function login_answered(core: Core, message: Message): void {
  if (message.command === '903') return core.login_waits?.({ ok: true });
  const why = refusal_of(message);
  core.login_waits?.(why === null ? refuse('other') : { ok: false, why });
}

/** A room that one was in cannot be joined again. */
function join_refused(core: Core, message: Message): void {
  const room = core.find(message.params[1] ?? '');
  if (room === undefined || room.joined || !room.wanted) return;
  room.wanted = false;
  room.outbox.fail_all(refusal_of(message) ?? { code: 'other', text: '' });
  core.notices.add({
    id: core.local_id(), at_ms: core.server_now(), from: room.name,
    text: clean_line(message.params.at(-1) ?? ''),
  });
  room.changed();
  core.list_changed();
}

const handlers: Readonly<Record<string, Handler>> = {
  JOIN: receive_join, PART: receive_part, KICK: receive_kick, QUIT: receive_quit,
  NICK: receive_nick, RENAME: receive_rename, AWAY: receive_away, ACCOUNT: receive_account,
  TOPIC: receive_topic, MODE: receive_modes, INVITE: receive_invite, TAGMSG: receive_tags,
  REDACT: receive_redact, MARKREAD: receive_marker,
  '305': (core) => set_away(core, null),
  '306': (core) => set_away(core, core.away_wished ?? core.away ?? ''),
  '324': receive_room_modes,
  '331': (core, message) => core.find(message.params[1] ?? '')?.take_topic('', '', 0),
  '332': (core, message) => entering.topic_told(core, message),
  '333': (core, message) => entering.topic_setter_told(core, message),
  '381': (core) => { core.is_operator = true; core.changed(); },
  '730': (core, message) => monitored(core, message, 'here'),
  '731': (core, message) => monitored(core, message, 'gone'),
  '900': (core, message) => {
    core.is_logged_in = true;
    set_account(core, account_in(message.params[2]));
  },
  '901': (core) => set_account(core, null),
  '903': login_answered, '902': login_answered, '904': login_answered, '905': login_answered,
  '906': login_answered,
  '403': join_refused, '405': join_refused, '471': join_refused, '473': join_refused,
  '474': join_refused, '475': join_refused, '477': join_refused, '489': join_refused,
};
