import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Devices } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Field } from '../field';
import { refusal_text } from '../refusal';
import { moment_text } from '../time';
import type { Confirm, View } from '../view';
import { ConfirmDialog } from './confirm';
import { Fault, use_deed } from './frame';
import { AlwaysOn, Ends } from './settings_ends';
import { NameSettings } from './settings_name';
import { FilesSettings } from './settings_files';

function Password({ view }: { view: View }): JSX.Element {
  const [old_one, set_old] = useState('');
  const [new_one, set_new] = useState('');
  const [again, set_again] = useState('');
  const [is_different, set_different] = useState(false);
  const { fault, is_busy, run } = use_deed();
  const w = words().settings;
  const submitted = async (event: Event) => {
    event.preventDefault();
    set_different(new_one !== again);
    if (new_one !== again || new_one === '') return;
    if (!(await run(() => view.chat.change_password(old_one, new_one)))) return;
    set_old('');
    set_new('');
    set_again('');
    view.say(w.password_changed);
  };
  return (
    <form class="dialog-part" onSubmit={(event) => void submitted(event)}>
      <h3>{w.password}</h3>
      <Field
        label={w.password_old}
        type="password"
        autocomplete="current-password"
        value={old_one}
        on_input={set_old}
      />
      <Field
        label={w.password_new}
        type="password"
        autocomplete="new-password"
        value={new_one}
        hint={words().first.password_hint(view.chat.server.registering.password_bytes_min)}
        on_input={set_new}
      />
      <Field
        label={w.password_again}
        type="password"
        autocomplete="new-password"
        value={again}
        error={is_different ? w.password_differ : null}
        on_input={set_again}
      />
      <Fault text={fault} />
      <button type="submit" class="button" aria-busy={is_busy} disabled={new_one === ''}>
        {w.password_change}
      </button>
    </form>
  );
}

function DeviceList({ view }: { view: View }): JSX.Element {
  const [devices, set_devices] = useState<Devices | null>(null);
  const [fault, set_fault] = useState<string | null>(null);
  const [asked, set_asked] = useState<Confirm | null>(null);
  const w = words();
  const load = async () => {
    const answer = await view.chat.devices();
    if (answer.ok) set_devices(answer.value);
    else set_fault(refusal_text(answer.why));
  };
  useEffect(() => void load(), []);
  const revoke = async (device: number) => {
    if (await view.tell(view.chat.revoke(device), w.moderate.done)) void load();
  };
  const ask = ({ number, name }: Devices['devices'][number]) => set_asked({
    kind: 'confirm', title: w.settings.revoke_title(visible(name)), lead: w.settings.revoke_lead,
    action: w.settings.revoke, run: () => void revoke(number),
  });
  const known = devices ? devices.devices.length + devices.sessions.length : 0;
  return (
    <section class="dialog-part">
      <h3>{w.settings.devices}</h3>
      <p class="field-note">{w.settings.devices_hint}</p>
      {devices === null && <p class="field-note">{fault ?? w.loading}</p>}
      {devices !== null && known === 0 && <p class="field-note">{w.settings.devices_none}</p>}
      {devices !== null && devices.sessions.length > 0 && <h4>{w.settings.devices_online}</h4>}
      <ul class="plain-list">
        {(devices?.sessions ?? []).map((session, index) => (
          <li key={`session ${index}`}>
            <span class="pick-words">
              <span>{visible(session.from)}</span>
              <span class="pick-note">
                {session.is_this ? w.settings.device_this : w.side.online}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {devices !== null && devices.devices.length > 0 && <h4>{w.settings.devices_kept}</h4>}
      <ul class="plain-list">
        {(devices?.devices ?? []).map((device) => (
          <li key={device.number}>
            <span class="pick-words">
              <span>{visible(device.name)}</span>
              <span class="pick-note">
                {w.settings.device_seen(moment_text(device.used_at_ms))}
              </span>
            </span>
            <button
              type="button"
              class="button"
              onClick={() => (device.may_be_this ? ask(device) : void revoke(device.number))}
            >
              {w.settings.revoke}
            </button>
          </li>
        ))}
      </ul>
      {asked !== null && (
        <ConfirmDialog view={view} confirm={asked} close={() => set_asked(null)} />
      )}
    </section>
  );
}

function save_file(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** It comes in one line, with its spaces as escapes. */
export function readable(json: string): string {
  try {
    return `${JSON.stringify(JSON.parse(json), null, 2)}\n`;
  } catch {
    return json;
  }
}

function Export({ view }: { view: View }): JSX.Element {
  const [letters, set_letters] = useState(0);
  const [fault, set_fault] = useState<string | null>(null);
  const [is_busy, set_busy] = useState(false);
  const w = words().settings;
  const run = async () => {
    if (is_busy) return;
    set_busy(true);
    set_fault(null);
    const answer = await view.chat.export_data(set_letters);
    set_busy(false);
    const name = `uvchat-${view.chat.me.account ?? 'data'}.json`;
    if (answer.ok) save_file(name, readable(answer.value));
    else set_fault(refusal_text(answer.why));
  };
  return (
    <section class="dialog-part">
      <h3>{w.data}</h3>
      <p class="field-note">{w.export_hint}</p>
      <Fault text={fault} />
      <button type="button" class="button" aria-busy={is_busy} onClick={() => void run()}>
        {w.export}
      </button>
      {is_busy && (
        <p class="field-note" role="status">{w.export_progress(Math.ceil(letters / 1024))}</p>
      )}
    </section>
  );
}

/** The next one in this browser finds nothing. */
function LogOut({ view, label }: { view: View; label: string }): JSX.Element {
  return (
    <>
      <button type="button" class="button" onClick={() => void view.log_out()}>{label}</button>
      <p class="field-note">{words().settings.log_out_hint}</p>
    </>
  );
}

export function AccountSettings({ view }: { view: View }): JSX.Element {
  const { me, server } = view.chat;
  const w = words();
  if (me.account === null) {
    return (
      <>
        <section class="dialog-part">
          <p>{w.settings.account_none}</p>
          <p class="field-note">{w.first.register_lead}</p>
          <div class="button-row">
            {server.registering.is_offered && (
              <button
                type="button"
                class="button is-main"
                onClick={() => view.show({ kind: 'account', what: 'register' })}
              >
                {w.first.register}
              </button>
            )}
            <button
              type="button"
              class="button"
              onClick={() => view.show({ kind: 'account', what: 'log_in' })}
            >
              {w.first.log_in}
            </button>
          </div>
        </section>
        <NameSettings view={view} />
        <section class="dialog-part"><LogOut view={view} label={w.settings.forget} /></section>
      </>
    );
  }
  return (
    <>
      <section class="dialog-part">
        <p>{w.settings.account_is(visible(me.account))}</p>
        <LogOut view={view} label={w.settings.log_out} />
      </section>
      <NameSettings view={view} />
      <AlwaysOn view={view} />
      <Password view={view} />
      <DeviceList view={view} />
      <FilesSettings view={view} />
      <Export view={view} />
      <Ends view={view} account={me.account} />
    </>
  );
}
