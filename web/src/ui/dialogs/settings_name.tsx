/** How somebody is called here. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Field } from '../field';
import { nick_fault } from '../first/check';
import type { View } from '../view';
import { use_deed } from './frame';

export function NameSettings({ view }: { view: View }): JSX.Element {
  const { chat } = view;
  const [nick, set_nick] = useState(chat.me.nick);
  const { fault, set_fault, is_busy, run } = use_deed();
  const w = words();
  const wanted = nick.trim();
  const submitted = async (event: Event) => {
    event.preventDefault();
    const wrong = nick_fault(wanted, chat.server);
    if (wrong !== null) return set_fault(wrong);
    if (await run(() => chat.set_nick(wanted))) view.say(w.name.changed(visible(wanted)));
  };
  return (
    <form class="dialog-part" onSubmit={(event) => void submitted(event)}>
      <Field
        label={w.first.name}
        autocomplete="nickname"
        value={nick}
        hint={w.first.name_hint}
        error={fault}
        on_input={(value) => {
          set_nick(value);
          set_fault(null);
        }}
      />
      <button
        type="submit"
        class="button"
        aria-busy={is_busy}
        disabled={wanted === chat.me.nick}
      >
        {w.name.change}
      </button>
    </form>
  );
}
