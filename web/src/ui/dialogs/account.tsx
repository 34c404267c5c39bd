import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Outcome } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Field } from '../field';
import { Forgotten } from '../first/forgotten';
import { field_of, refusal_text, type Field as FieldName } from '../refusal';
import type { View } from '../view';
import { Actions, Fault, Frame } from './frame';

interface Props {
  readonly view: View;
  readonly what: 'log_in' | 'register';
}

/** An account is made of the present name; to log in, that which could not be had may be meant. */
function name_of({ chat }: View, what: Props['what']): string {
  return (what === 'log_in' ? chat.nick_claim?.wanted : undefined) ?? chat.me.nick;
}

/** For who is here as a guest: logs in, or makes an account of the present name. */
export function AccountDialog({ view, what }: Props): JSX.Element {
  const { chat } = view;
  const [account, set_account] = useState(name_of(view, what));
  const [password, set_password] = useState('');
  const [email, set_email] = useState('');
  const [invitation, set_invitation] = useState('');
  const [code, set_code] = useState<string | null>(null);
  const [fault, set_fault] = useState<readonly [FieldName, string] | null>(null);
  const [is_busy, set_busy] = useState(false);
  const [has_forgotten, set_forgotten] = useState(false);
  const w = words().first;
  const act = async (): Promise<Outcome | null> => {
    if (code !== null) return chat.verify(account, code.trim());
    if (what === 'log_in') return chat.log_in(account, password, true);
    const made = await chat.register({
      account,
      password,
      stay_logged_in: true,
      ...(email === '' ? {} : { email }),
      ...(invitation === '' ? {} : { invitation }),
    });
    if (!made.ok || !made.value.must_verify) return made;
    set_code('');
    return null;
  };
  const submitted = async (event: Event) => {
    event.preventDefault();
    if (is_busy) return;
    if (password === '') return set_fault(['password', words().check.password_missing]);
    set_busy(true);
    set_fault(null);
    const outcome = await act();
    set_busy(false);
    if (outcome === null) return undefined;
    if (!outcome.ok) return set_fault([field_of(outcome.why.code), refusal_text(outcome.why)]);
    return end();
  };
  /** Back to where it was needed. */
  const end = (name = account) => {
    const shown = visible(name);
    view.show(null);
    view.say(is_new ? w.account_made(shown) : words().settings.account_is(shown));
  };
  const of = (name: FieldName) => (fault?.[0] === name ? fault[1] : null);
  const { registering } = chat.server;
  const is_new = what === 'register';
  // Who has come to the one may need the other.
  const turn = () => {
    set_fault(null);
    const other = is_new ? 'log_in' : 'register';
    set_account(name_of(view, other));
    view.show({ kind: 'account', what: other });
  };
  if (has_forgotten) {
    const then = async (name: string, fresh: string) => {
      const outcome = await chat.log_in(name, fresh, true);
      if (outcome.ok) end(name);
      return outcome;
    };
    return (
      <Frame view={view} title={words().forgotten.title}>
        <Forgotten view={view} account={account} then={then} back={() => set_forgotten(false)} />
      </Frame>
    );
  }
  const form_fault = of('form') ?? of('nick') ?? of('room');
  return (
    <Frame view={view} title={is_new ? w.register_title : w.log_in_title}>
      <form onSubmit={(event) => void submitted(event)}>
        <p class="dialog-lead">{is_new ? w.register_lead : w.log_in_lead}</p>
        <Field
          label={w.account}
          autocomplete="username"
          value={account}
          error={of('account')}
          on_input={set_account}
          disabled={is_new}
          {...(is_new ? { hint: w.account_is_name } : {})}
        />
        <Field
          label={w.password}
          type="password"
          autocomplete={is_new ? 'new-password' : 'current-password'}
          value={password}
          {...(is_new ? { hint: w.password_hint(registering.password_bytes_min) } : {})}
          error={of('password')}
          on_input={set_password}
          has_focus
        />
        {is_new && (registering.needs_email || of('email') !== null) && (
          <Field
            label={w.email}
            type="email"
            value={email}
            error={of('email')}
            on_input={set_email}
          />
        )}
        {is_new && (registering.needs_invitation || of('invitation') !== null) && (
          <Field
            label={w.invitation}
            value={invitation}
            error={of('invitation')}
            on_input={set_invitation}
          />
        )}
        {code !== null && (
          <Field label={w.code} hint={w.code_hint} value={code} on_input={set_code} has_focus />
        )}
        <Fault text={form_fault} />
        {!is_new && (
          <p class="field-note">
            <button type="button" class="link-button" onClick={() => set_forgotten(true)}>
              {w.forgotten}
            </button>
          </p>
        )}
        {(is_new || registering.is_offered) && code === null && (
          <button type="button" class="link-button" onClick={turn}>
            {is_new ? w.with_account : w.register}
          </button>
        )}
        <Actions view={view} action={is_new ? w.register : w.log_in} is_busy={is_busy} />
      </form>
    </Frame>
  );
}
