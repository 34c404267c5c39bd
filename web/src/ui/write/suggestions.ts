import type { Conversation } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import type { View } from '../view';
import { COMMANDS } from './commands';
import type { Suggestion, Wanted } from './completion';

const SHOWN_MAX = 8;

/** What fits, best first. Emoji come from a table that is fetched when first asked for. */
export async function suggestions_for(
  wanted: Wanted,
  view: View,
  conversation: Conversation,
): Promise<Suggestion[]> {
  const { kind, prefix } = wanted;
  if (kind === 'command') {
    return COMMANDS.filter((command) => command.name.startsWith(prefix))
      .slice(0, SHOWN_MAX)
      .map(({ name, form }) => ({
        kind,
        label: `/${name} ${form}`.trim(),
        text: `/${name}`,
        note: words().commands[name],
      }));
  }
  if (kind === 'room') {
    const low = prefix.toLowerCase();
    return view.chat.conversations
      .filter((c) => c.kind === 'room' && c.name.toLowerCase().startsWith(low))
      .slice(0, SHOWN_MAX)
      .map((c) => ({ kind, label: visible(c.name), text: c.name, note: '' }));
  }
  if (kind === 'nick') return nicks_for(prefix, conversation);
  const { find_emoji } = await import('../emoji/find');
  return find_emoji(prefix, SHOWN_MAX).map(({ sign, name }) => ({
    kind,
    label: `${sign} ${name}`,
    text: sign,
    note: '',
  }));
}

function nicks_for(prefix: string, conversation: Conversation): Suggestion[] {
  const members = conversation.members.complete(prefix, SHOWN_MAX).filter((m) => !m.is_me);
  const found = members.map((member) => ({
    kind: 'nick' as const,
    label: visible(member.nick),
    text: member.nick,
    note: member.away ? words().members.away : '',
  }));
  const { name, kind } = conversation;
  const is_other = kind === 'private' && name.toLowerCase().startsWith(prefix.toLowerCase());
  if (is_other && !found.some((f) => f.text === name)) {
    found.push({ kind: 'nick', label: visible(name), text: name, note: '' });
  }
  return found;
}
