/** Another password by a code, for whoever has forgotten theirs. Fetched when it is asked for. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Outcome, Refusal } from '../../chat/contract';
import { words } from '../../words';
import { Field } from '../field';
import { field_of, refusal_text } from '../refusal';
import type { View } from '../view';

type FieldName = 'account' | 'code' | 'password' | 'server_password' | 'form';

export interface ForgottenProps {
  readonly view: View;
  readonly account: string;
  /** The password is set: what comes next, with it. What refuses it is told here. */
  readonly then: (account: string, password: string) => Promise<Outcome>;
  readonly back: () => void;
}

function field_for(code: Refusal['code']): FieldName {
  const field = code === 'bad_code' ? 'code' : field_of(code);
  const has_field = field === 'account' || field === 'code' || field === 'password'
    || field === 'server_password';
  return has_field ? field : 'form';
}

export function Forgotten({ view, then, back, ...given }: ForgottenProps): JSX.Element {
  const { chat } = view;
  const [account, set_account] = useState(given.account);
  const [code, set_code] = useState('');
  const [password, set_password] = useState('');
  const [server_password, set_server_password] = useState('');
  const [fault, set_fault] = useState<readonly [FieldName, string] | null>(null);
  const [is_mailed, set_mailed] = useState(false);
  const [is_busy, set_busy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const w = words();
  // The name is there already, mostly.
  useEffect(() => {
    const fields = [...(form.current?.querySelectorAll('input') ?? [])];
    fields.find((field) => field.value === '')?.focus();
  }, []);
  const run = async (deed: () => Promise<Outcome>): Promise<boolean> => {
    if (is_busy) return false;
    if (account.trim() === '') set_fault(['account', w.check.account_missing]);
    if (account.trim() === '') return false;
    set_busy(true);
    set_fault(null);
    const outcome = await deed();
    set_busy(false);
    if (!outcome.ok) set_fault([field_for(outcome.why.code), refusal_text(outcome.why)]);
    return outcome.ok;
  };
  const submitted = async (event: Event) => {
    event.preventDefault();
    if (password === '') return set_fault(['password', w.check.password_missing]);
    const name = account.trim();
    return run(async () => {
      const wish = { account: name, code: code.trim(), password, server_password };
      const set = await chat.reset_password(wish);
      return set.ok ? then(name, password) : set;
    });
  };
  const mail = async () => {
    set_mailed(await run(() => chat.mail_reset_code(account.trim(), server_password)));
  };
  const of = (name: FieldName) => (fault?.[0] === name ? fault[1] : null);
  return (
    <form ref={form} noValidate onSubmit={(event) => void submitted(event)}>
      <p class="forgotten-lead">{w.forgotten.lead}</p>
      {chat.server.needs_password && (
        <Field
          label={w.first.server_password}
          type="password"
          value={server_password}
          hint={w.first.server_password_hint}
          error={of('server_password')}
          on_input={set_server_password}
        />
      )}
      <Field
        label={w.first.account}
        name="username"
        autocomplete="username"
        value={account}
        error={of('account')}
        on_input={set_account}
      />
      <Field
        label={w.forgotten.code}
        autocomplete="one-time-code"
        value={code}
        error={of('code')}
        on_input={set_code}
      />
      <div class="field">
        {is_mailed && <p role="status">{w.forgotten.mailed}</p>}
        {!is_mailed && (
          <button type="button" class="link-button" onClick={() => void mail()}>
            {w.forgotten.mail}
          </button>
        )}
      </div>
      <Field
        label={w.settings.password_new}
        type="password"
        name="password"
        autocomplete="new-password"
        value={password}
        hint={w.first.password_hint(chat.server.registering.password_bytes_min)}
        error={of('password')}
        on_input={set_password}
      />
      {of('form') !== null && <p class="form-fault" role="alert">{of('form')}</p>}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={back}>{w.back}</button>
        <button type="submit" class="button is-main" aria-busy={is_busy}>{w.forgotten.go}</button>
      </div>
    </form>
  );
}

/** The same as all of the first page. */
export function ForgottenPage(props: ForgottenProps): JSX.Element {
  return (
    <>
      <h1>{words().forgotten.title}</h1>
      <Forgotten {...props} />
    </>
  );
}
