// What those with a rank do in a room.

import { lines_of } from '../irc/labels';
import { clean_line } from './clean';
import type { Outcome, Rank } from './contract';
import type { ConversationState } from './conversation';
import type { Core } from './core';
import { outcome_of, refuse } from './refusal';
import { whereabouts } from './restrictions';

const modes: Readonly<Record<Rank, string>> = {
  owner: 'q', admin: 'a', operator: 'o', half_operator: 'h', voice: 'v', none: '',
};

async function ask(core: Core, command: string, params: readonly string[]): Promise<Outcome> {
  // What a person has typed may not be fit to be sent.
  if (params.slice(0, -1).some((param) => param === '' || /^:|[\s\0]/.test(param))) {
    return refuse('other');
  }
  return outcome_of(await core.session.request(command, params, { urgent: true }));
}

export function set_mode(core: Core, room: ConversationState, change: string): Promise<Outcome> {
  const words = change.split(' ').filter((word) => word !== '');
  return ask(core, 'MODE', [room.name, ...words]);
}

export function set_rank(
  core: Core, room: ConversationState, nick: string, rank: Rank, on: boolean,
): Promise<Outcome> {
  return ask(core, 'MODE', [room.name, (on ? '+' : '-') + modes[rank], nick]);
}

export function kick(core: Core, room: ConversationState, nick: string, reason?: string):
Promise<Outcome> {
  const words = reason === undefined || reason === '' ? [] : [clean_line(reason)];
  return ask(core, 'KICK', [room.name, nick, ...words]);
}

/** The server cuts a reason that is too long. */
export function report(core: Core, nick: string, reason: string): Promise<Outcome> {
  return ask(core, 'REPORT', [nick, clean_line(reason)]);
}

/** Whether others come from there too, as a whole class may from one address. */
async function is_shared(core: Core, host: string): Promise<boolean> {
  const answer = await core.session.request('WHO', [host], { urgent: true });
  if (answer.kind !== 'answer') return true;
  const nicks = lines_of(answer.items)
    .filter((line) => line.command === '352' && line.params[3] === host)
    .map((line) => line.params[5]);
  return new Set(nicks).size > 1;
}

/** An account is known by its name, others by where they alone come from, else by their nick. */
async function mask_of(core: Core, room: ConversationState, nick: string): Promise<string | null> {
  const account = room.members.find(nick)?.account;
  if (account != null && core.facts.token('ACCOUNTEXTBAN') !== undefined) return `a:${account}`;
  const who = await whereabouts(core, room, nick);
  if (who === null) return null;
  const { host } = who;
  if (host === '' || await is_shared(core, host)) return `${nick}!*@*`;
  return `*!*@${host}`;
}

export async function ban(core: Core, room: ConversationState, nick: string, reason?: string):
Promise<Outcome> {
  const mask = await mask_of(core, room, nick);
  if (mask === null) return refuse('no_answer');
  const banned = await ask(core, 'MODE', [room.name, '+b', mask]);
  if (!banned.ok || room.members.find(nick) === undefined) return banned;
  return kick(core, room, nick, reason);
}

export async function mute(core: Core, room: ConversationState, nick: string): Promise<Outcome> {
  const mask = await mask_of(core, room, nick);
  if (mask === null) return refuse('no_answer');
  return ask(core, 'MODE', [room.name, '+b', `m:${mask}`]);
}

export function unban(core: Core, room: ConversationState, mask: string): Promise<Outcome> {
  return ask(core, 'MODE', [room.name, '-b', mask]);
}

export function invite(core: Core, room: ConversationState, nick: string): Promise<Outcome> {
  return ask(core, 'INVITE', [nick, room.name]);
}
