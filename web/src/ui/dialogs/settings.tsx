import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Choice, Field, Switch } from '../field';
import { ask_for_notifications, notifications_allowed } from '../notify';
import { use_view, type View } from '../view';
import { use_watch } from '../watch';
import { AccountSettings } from './settings_account';
import { Frame } from './frame';

type Page = 'look' | 'account';

function Look({ view }: { view: View }): JSX.Element {
  const { settings } = view;
  const now = settings.now;
  const w = words().settings;
  return (
    <section class="dialog-part">
      <Choice
        label={w.language}
        value={now.language}
        options={[
          ['auto', w.language_auto],
          ['en', 'English'],
          ['es', 'Español'],
        ]}
        on_change={(language) => settings.set({ language })}
      />
      <Choice
        label={w.theme}
        value={now.theme}
        options={[
          ['auto', w.theme_auto],
          ['light', w.theme_light],
          ['dark', w.theme_dark],
        ]}
        on_change={(theme) => settings.set({ theme })}
      />
      <Choice
        label={w.density}
        value={now.density}
        options={[
          ['roomy', w.density_roomy],
          ['dense', w.density_dense],
        ]}
        on_change={(density) => settings.set({ density })}
      />
      <Choice
        label={w.clock}
        value={now.clock}
        options={[
          ['24', w.clock_24],
          ['12', w.clock_12],
        ]}
        on_change={(clock) => settings.set({ clock })}
      />
      <Switch
        label={w.events}
        is_on={now.shows_events}
        on_change={(shows_events) => settings.set({ shows_events })}
      />
      <Switch
        label={w.typing}
        is_on={now.shows_typing}
        on_change={(shows_typing) => settings.set({ shows_typing })}
      />
    </section>
  );
}

function Notify({ view }: { view: View }): JSX.Element {
  const { settings } = view;
  const [allowed, set_allowed] = useState(notifications_allowed());
  const w = words().settings;
  const hint =
    allowed === 'unsupported'
      ? w.notify_unsupported
      : allowed === 'no'
        ? w.notify_denied
        : w.notify_hint;
  const turn = async (on: boolean) => {
    const is_on = on && (await ask_for_notifications());
    settings.set({ notifies: is_on });
    set_allowed(notifications_allowed());
  };
  return (
    <section class="dialog-part">
      <h3>{w.notify}</h3>
      <Switch
        label={w.notify_on}
        hint={hint}
        is_on={settings.now.notifies && allowed === 'yes'}
        disabled={allowed === 'unsupported' || allowed === 'no'}
        on_change={(on) => void turn(on)}
      />
      <Switch
        label={w.notify_sound}
        is_on={settings.now.sounds}
        disabled={!settings.now.notifies || allowed !== 'yes'}
        on_change={(sounds) => settings.set({ sounds })}
      />
    </section>
  );
}

function Away({ view }: { view: View }): JSX.Element {
  const { chat } = view;
  const is_away = chat.me.away !== null;
  const [text, set_text] = useState(chat.me.away ?? '');
  const w = words().settings;
  const submitted = (event: Event) => {
    event.preventDefault();
    void view.tell(chat.set_away(is_away ? null : text || w.away));
  };
  return (
    <form class="dialog-part" onSubmit={submitted}>
      <Field
        label={w.away}
        hint={w.away_hint}
        value={text}
        disabled={is_away}
        max={chat.server.away_bytes_max || 300}
        on_input={set_text}
      />
      <button type="submit" class="button">{is_away ? w.away_unset : w.away_set}</button>
    </form>
  );
}

function Ignored({ view }: { view: View }): JSX.Element {
  const w = words();
  const ignored = view.chat.ignored();
  return (
    <section class="dialog-part">
      <h3>{w.settings.ignored}</h3>
      {ignored.length === 0 && <p class="field-note">{w.settings.ignored_none}</p>}
      <ul class="plain-list">
        {ignored.map((nick) => (
          <li key={nick}>
            <bdi>{visible(nick)}</bdi>
            <button type="button" class="button" onClick={() => view.chat.ignore(nick, false)}>
              {w.members.unignore}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function SettingsDialog({ view, page }: { view: View; page: Page }): JSX.Element {
  const [shown, set_shown] = useState<Page>(page);
  use_watch(view.settings);
  use_watch(view.chat);
  const w = words().settings;
  const pages: readonly (readonly [Page, string])[] = [
    ['look', w.look],
    ['account', w.account],
  ];
  return (
    <Frame view={view} title={w.title} size="wide">
      <div class="tabs" role="group" aria-label={w.title}>
        {pages.map(([name, label]) => (
          <button
            key={name}
            type="button"
            class="tab"
            aria-pressed={shown === name}
            data-first={shown === name ? '' : undefined}
            onClick={() => set_shown(name)}
          >
            {label}
          </button>
        ))}
      </div>
      {shown === 'look' ? (
        <>
          <Look view={view} />
          <Notify view={view} />
        </>
      ) : (
        <>
          <AccountSettings view={view} />
          <Away view={view} />
          <Ignored view={view} />
          <LeaveServer />
        </>
      )}
    </Frame>
  );
}

function LeaveServer(): JSX.Element {
  const view = use_view();
  const w = words().settings;
  return (
    <section class="dialog-part">
      <h3>{w.leave}</h3>
      <p class="field-note">{w.leave_hint}</p>
      <button
        type="button"
        class="button is-danger"
        onClick={() => {
          view.show(null);
          view.chat.stop();
        }}
      >
        {w.leave}
      </button>
    </section>
  );
}
