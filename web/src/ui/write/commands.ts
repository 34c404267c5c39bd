/** Lines that begin with a slash. The words are those of uvchat-cli. */
import type { Conversation, Outcome } from '../../chat/contract';
import { words } from '../../words';
import { talk } from '../talk';
import type { View } from '../view';
import { say_knowingly } from './in_clear';

interface Act {
  readonly view: View;
  readonly conversation: Conversation;
  readonly rest: string;
}

type Run = (act: Act) => Promise<Outcome> | void;

export interface Command {
  readonly name: keyof ReturnType<typeof words>['commands'];
  readonly form: string;
  /** It says something in the conversation. */
  readonly says?: true;
  readonly run: Run;
}

function first_word(rest: string): [string, string] {
  const found = /^(\S+)\s*([\s\S]*)$/.exec(rest);
  return found ? [found[1] ?? '', found[2] ?? ''] : ['', ''];
}

function room_name(name: string): string {
  return /^[#&+!]/.test(name) ? name : `#${name}`;
}

function about_member(what: 'kick' | 'ban' | 'mute'): Run {
  return ({ view, conversation, rest }) => {
    const [nick, reason] = first_word(rest);
    if (nick === '') return undefined;
    if (reason === '' && what !== 'mute') {
      view.show({ kind: 'moderate', what, conversation, nick, line_id: null });
      return undefined;
    }
    if (what === 'kick') return conversation.kick(nick, reason);
    return what === 'ban' ? conversation.ban(nick, reason) : conversation.mute(nick);
  };
}

/** A word that no nick can be is an entry of the list itself. */
function lift_of(what: 'ban' | 'mute'): Run {
  return ({ conversation, rest }) => {
    const [who] = first_word(rest);
    if (who === '') return undefined;
    return /[!@*?:]/.test(who) ? conversation.unban(who) : conversation.lift(who, what);
  };
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'me',
    form: 'TEXT',
    says: true,
    run: ({ conversation, rest }) => {
      if (rest !== '') conversation.say(rest, { action: true });
    },
  },
  {
    name: 'join',
    form: '#ROOM [KEY]',
    run: ({ view, rest }) => {
      const [room, key] = first_word(rest);
      if (room === '') return view.show({ kind: 'rooms' });
      return view.enter(room_name(room), key === '' ? undefined : key);
    },
  },
  { name: 'part', form: '', run: ({ view, conversation }) => view.chat.leave(conversation) },
  {
    name: 'msg',
    form: 'NICK [TEXT]',
    run: ({ view, rest }) => {
      const [nick, text] = first_word(rest);
      if (nick === '') return;
      const there = talk(view, nick);
      if (there && text !== '') say_knowingly(view, there, () => there.say(text));
    },
  },
  {
    name: 'topic',
    form: '[TEXT]',
    run: ({ view, conversation, rest }) => {
      if (rest === '') return view.show({ kind: 'room', conversation });
      return conversation.set_topic(rest === '-' ? '' : rest);
    },
  },
  {
    name: 'away',
    form: '[TEXT]',
    run: ({ view, rest }) => view.chat.set_away(rest === '' ? null : rest),
  },
  {
    name: 'nick',
    form: 'NICK',
    run: ({ view, rest }) => (rest === '' ? undefined : view.chat.set_nick(first_word(rest)[0])),
  },
  {
    name: 'invite',
    form: 'NICK',
    run: ({ view, conversation, rest }) => {
      if (rest === '') return view.show({ kind: 'invite', conversation });
      return conversation.invite(first_word(rest)[0]);
    },
  },
  { name: 'kick', form: 'NICK [REASON]', run: about_member('kick') },
  { name: 'ban', form: 'NICK [REASON]', run: about_member('ban') },
  { name: 'mute', form: 'NICK', run: about_member('mute') },
  { name: 'unban', form: 'NICK', run: lift_of('ban') },
  { name: 'unmute', form: 'NICK', run: lift_of('mute') },
  {
    name: 'ignore',
    form: 'NICK',
    run: ({ view, rest }) => {
      if (rest !== '') view.chat.ignore(first_word(rest)[0], true);
      else view.show({ kind: 'settings' });
    },
  },
  {
    name: 'unignore',
    form: 'NICK',
    run: ({ view, rest }) => view.chat.ignore(first_word(rest)[0], false),
  },
  {
    name: 'notice',
    form: 'TEXT',
    says: true,
    run: ({ conversation, rest }) => {
      if (rest !== '') conversation.say(rest, { notice: true });
    },
  },
  {
    name: 'search',
    form: '[WORDS]',
    run: ({ view, rest }) => view.show({ kind: 'search', text: rest }),
  },
  {
    name: 'key',
    form: '',
    run: ({ view, conversation }) => view.show({ kind: 'lock', conversation }),
  },
  { name: 'settings', form: '', run: ({ view }) => view.show({ kind: 'settings' }) },
  { name: 'help', form: '', run: ({ view }) => view.show({ kind: 'keys' }) },
  { name: 'quit', form: '', run: ({ view }) => view.chat.stop() },
];

export type Said =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'command'; readonly command: Command; readonly rest: string }
  | { readonly kind: 'unknown'; readonly name: string };

/** What a typed text is: `//` begins a line with a slash, and a path is no command. */
export function read_line(text: string): Said {
  if (text.startsWith('//')) return { kind: 'say', text: text.slice(1) };
  const found = /^\/([a-z]+)(?:\s+([\s\S]*))?$/i.exec(text);
  if (!found) return { kind: 'say', text };
  const name = (found[1] ?? '').toLowerCase();
  const command = COMMANDS.find((c) => c.name === name);
  if (!command) return { kind: 'unknown', name: `/${name}` };
  return { kind: 'command', command, rest: (found[2] ?? '').trim() };
}

export function is_said_here(said: Said): boolean {
  return said.kind === 'say' || (said.kind === 'command' && said.command.says === true);
}

/** Does it; false if the line is to stay in the field. */
export function run_line(view: View, conversation: Conversation, said: Said): boolean {
  if (said.kind === 'unknown') {
    view.say(words().write.unknown_command(said.name), true);
    return false;
  }
  if (said.kind === 'command') {
    const deed = said.command.run({ view, conversation, rest: said.rest });
    if (deed) void view.tell(deed);
  }
  return true;
}
