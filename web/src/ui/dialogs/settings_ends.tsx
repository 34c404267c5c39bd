/** What becomes of an account while nobody is connected, and how it ends. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Field, Switch } from '../field';
import { refusal_text } from '../refusal';
import type { View } from '../view';
import { ConfirmDialog } from './confirm';
import { Actions, Fault, Frame, use_deed } from './frame';

/** It cannot be changed before it is known. */
export function AlwaysOn({ view }: { view: View }): JSX.Element {
  const [is_on, set_on] = useState<boolean | null>(null);
  const [fault, set_fault] = useState<string | null>(null);
  const w = words().ends;
  const load = async () => {
    const answer = await view.chat.is_always_on();
    if (answer.ok) set_on(answer.value);
    else set_fault(refusal_text(answer.why));
  };
  useEffect(() => void load(), []);
  const change = async (on: boolean) => {
    set_on(on);
    const done = await view.chat.set_always_on(on);
    set_fault(done.ok ? null : refusal_text(done.why));
    if (!done.ok) void load();
  };
  return (
    <section class="dialog-part">
      <Switch
        label={w.always_on}
        hint={w.always_on_hint}
        is_on={is_on === true}
        disabled={is_on === null}
        on_change={(on) => void change(on)}
      />
      <Fault text={fault} />
    </section>
  );
}

interface AccountProps {
  readonly view: View;
  readonly account: string;
}

/** Whoever types the name of the account has read what goes with it. */
function DropDialog({ view, account, close }: AccountProps & { close: () => void }): JSX.Element {
  const [name, set_name] = useState('');
  const [is_other, set_other] = useState(false);
  const { fault, is_busy, run } = use_deed();
  const w = words().ends;
  const shown = visible(account);
  const submitted = async (event: Event) => {
    event.preventDefault();
    const is_same = name.trim().toLowerCase() === account.toLowerCase();
    set_other(!is_same);
    if (!is_same || !(await run(() => view.chat.drop_account()))) return;
    await view.log_out();
    view.say(w.dropped(shown));
  };
  return (
    <Frame view={view} title={w.drop_title(shown)} close={close}>
      <form onSubmit={(event) => void submitted(event)}>
        <p class="dialog-lead">{w.drop_lead}</p>
        <Field
          label={w.drop_name(shown)}
          value={name}
          error={is_other ? w.drop_differs : null}
          on_input={set_name}
          has_focus
        />
        <Fault text={fault} />
        <Actions view={view} action={w.drop} is_busy={is_busy} is_bad close={close} />
      </form>
    </Frame>
  );
}

export function Ends({ view, account }: AccountProps): JSX.Element {
  const [asked, set_asked] = useState<'erase' | 'drop' | null>(null);
  const w = words().ends;
  const close = () => set_asked(null);
  const erase = async () => {
    const outcome = await view.chat.erase_lines();
    if (outcome.ok) view.say(w.erased);
    return outcome;
  };
  return (
    <section class="dialog-part">
      <h3>{w.title}</h3>
      <div class="button-row">
        <button type="button" class="button is-danger" onClick={() => set_asked('erase')}>
          {w.erase}
        </button>
        <button type="button" class="button is-danger" onClick={() => set_asked('drop')}>
          {w.drop}
        </button>
      </div>
      {asked === 'erase' && (
        <ConfirmDialog
          view={view}
          close={close}
          confirm={{
            kind: 'confirm', title: w.erase_title, lead: w.erase_lead, action: w.erase,
            begins_at_cancel: true, run: erase,
          }}
        />
      )}
      {asked === 'drop' && <DropDialog view={view} account={account} close={close} />}
    </section>
  );
}
