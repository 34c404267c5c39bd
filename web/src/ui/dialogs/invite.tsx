import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Field } from '../field';
import type { View } from '../view';
import { Actions, Frame, use_deed } from './frame';

interface Props {
  readonly view: View;
  readonly conversation: Conversation;
}

export function InviteDialog({ view, conversation }: Props): JSX.Element {
  const [nick, set_nick] = useState('');
  const { fault, set_fault, is_busy, run } = use_deed();
  const w = words();
  const submitted = async (event: Event) => {
    event.preventDefault();
    const wanted = nick.trim();
    if (wanted === '') return set_fault(w.check.name_missing);
    if (!(await run(() => conversation.invite(wanted)))) return undefined;
    view.show(null);
    return view.say(w.moderate.invited(wanted));
  };
  return (
    <Frame view={view} title={w.moderate.invite_title(visible(conversation.name))}>
      <form onSubmit={(event) => void submitted(event)}>
        <Field
          label={w.moderate.invite_name}
          value={nick}
          on_input={set_nick}
          error={fault}
          has_focus
        />
        <Actions view={view} action={w.moderate.invite_do} is_busy={is_busy} />
      </form>
    </Frame>
  );
}
