import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Field, Switch } from '../field';
import { spoken_text } from '../feed/row';
import { own_shared_file, remove_with_file } from '../files/removal';
import type { Moderation, View } from '../view';
import { quote_for_report, report_reason } from './report_reason';
import { Actions, Fault, Frame, use_deed } from './frame';

function texts(deed: Moderation) {
  const w = words();
  const nick = visible(deed.nick);
  const room = visible(deed.conversation.name);
  switch (deed.what) {
    case 'kick':
      return [w.moderate.kick_title(nick, room), w.moderate.kick_lead, w.members.kick] as const;
    case 'ban':
      return [w.moderate.ban_title(nick, room), w.moderate.ban_lead, w.members.ban] as const;
    case 'mute':
      return [w.moderate.mute_title(nick, room), w.moderate.mute_lead, w.members.mute] as const;
    case 'remove':
      return [w.moderate.remove_title, w.moderate.remove_lead, w.moderate.remove_do] as const;
    case 'report':
      return [w.moderate.report_title(nick), w.moderate.report_lead, w.members.report] as const;
  }
}

export function ModerateDialog({ view, deed }: { view: View; deed: Moderation }): JSX.Element {
  const { conversation, nick, line_id, what } = deed;
  const [reason, set_reason] = useState('');
  const { fault, set_fault, is_busy, run } = use_deed();
  const [title, lead, action] = texts(deed);
  const w = words().moderate;
  const line = line_id === null ? undefined : conversation.lines.find(line_id);
  const is_report = what === 'report';
  const quote = is_report ? quote_for_report(conversation, line) : null;
  const { me } = view.chat;
  const file_url = what === 'remove' ? own_shared_file(view.chat, line) : null;
  // Operators may delete the files of others, and so have to say so.
  const [takes_file, set_takes_file] = useState(!me.is_operator);
  const act = () => {
    if (is_report) return view.chat.report(nick, report_reason(conversation, reason, quote));
    if (what === 'kick') return conversation.kick(nick, reason);
    if (what === 'ban') return conversation.ban(nick, reason);
    if (what === 'mute') return conversation.mute(nick);
    const remove = () => conversation.remove(line_id ?? '', reason === '' ? undefined : reason);
    const with_file = file_url !== null && me.account !== null && takes_file;
    return with_file ? remove_with_file(view.chat, file_url, remove) : remove();
  };
  const has_reason = what !== 'mute' && !(what === 'remove' && line?.is_mine);
  const submitted = async (event: Event) => {
    event.preventDefault();
    if (is_report && reason.trim() === '') return set_fault(w.reason_missing);
    if (!(await run(act))) return undefined;
    view.show(null);
    if (is_report) view.say(w.reported(visible(nick)));
    return undefined;
  };
  return (
    <Frame view={view} title={title}>
      <form onSubmit={(event) => void submitted(event)}>
        <p class="dialog-lead">{lead}</p>
        {line && <blockquote class="dialog-quote">{spoken_text(line).slice(0, 300)}</blockquote>}
        {is_report && line && (
          <p class="dialog-note">{quote === null ? w.report_unquoted : w.report_quoted}</p>
        )}
        {file_url !== null && me.account === null && <p class="dialog-note">{w.file_stays}</p>}
        {file_url !== null && me.account !== null && (
          <Switch
            label={w.remove_file}
            hint={w.remove_file_hint}
            is_on={takes_file}
            on_change={set_takes_file}
          />
        )}
        {has_reason && (
          <Field
            label={is_report ? w.report_reason : w.reason}
            value={reason}
            max={view.chat.server.kick_bytes_max || 300}
            on_input={set_reason}
          />
        )}
        <Fault text={fault} />
        <Actions view={view} action={action} is_busy={is_busy} is_bad={!is_report} />
      </form>
    </Frame>
  );
}
