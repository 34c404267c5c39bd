import { Component, createRef, type JSX } from 'preact';
import type { Chat, Outcome, Refusal } from '../../chat/contract';
import { visible } from '../../text/visible';
import { first_words } from '../../words/first';
import { Field } from '../field';
import { Icon } from '../icons';
import { field_of, refusal_text, type Field as FieldName } from '../refusal';
import type { View } from '../view';
import { nick_fault, room_fault, room_of } from './check';
import { enter_room, go_in, is_known, type Entered, type Way, type Wish } from './enter';

interface Props {
  readonly view: View;
  readonly look: number;
}

type Faults = Partial<Record<FieldName | 'code', string>>;

type Forgotten = typeof import('./forgotten').ForgottenPage;

interface State extends Wish {
  /** Its program, while another password is to be set. */
  readonly forgotten: Forgotten | null;
  readonly code: string;
  readonly wants_code: boolean;
  readonly faults: Faults;
  readonly is_busy: boolean;
}

export function faults_of(wish: Wish, chat: Chat): Faults {
  const { server } = chat;
  const w = first_words().check;
  const faults: Faults = {};
  const nick = nick_fault(wish.nick, server);
  const room = room_fault(wish.room, server);
  if (wish.way === 'log_in') {
    if (wish.account === '') faults.account = w.account_missing;
  } else if (nick !== null) faults.nick = nick;
  const needs_own = wish.way !== 'guest' && !is_known(chat, wish);
  if (needs_own && wish.password === '') faults.password = w.password_missing;
  // Who logs in comes back to the rooms of the account.
  if (room !== null && (wish.way !== 'log_in' || wish.room !== '')) faults.room = room;
  return faults;
}

function ended_login(why: Refusal | null): string | null {
  return why?.code === 'wrong_token' ? why.detail ?? null : null;
}

/** The first visit: a name, a room, go. An account only for those who want one. */
export class First extends Component<Props, State> {
  readonly #form = createRef<HTMLFormElement>();
  #stop: (() => void) | null = null;

  constructor(props: Props) {
    super(props);
    const { kept, link, me } = props.view.chat;
    const { last_nick, last_room } = props.view.settings.now;
    const refused = link.kind === 'refused' ? link.why : null;
    // Whose login has ended is to type the password of that account.
    const account = kept.account ?? me.account ?? ended_login(refused);
    const way: Way = account !== null ? 'log_in' : 'guest';
    this.state = {
      way,
      nick: kept.nick ?? last_nick,
      room: (last_room || (kept.rooms[0] ?? '') || '#lobby').replace(/^#/, ''),
      account: account ?? '',
      password: '',
      email: '',
      invitation: '',
      server_password: '',
      code: '',
      wants_code: false,
      forgotten: null,
      faults: refused ? { [field_of(refused.code)]: refusal_text(refused) } : {},
      is_busy: false,
    };
  }

  override componentDidMount(): void {
    this.#stop = this.props.view.chat.subscribe(() => this.forceUpdate());
    this.#focus_first();
  }

  override componentWillUnmount(): void {
    this.#stop?.();
  }

  /** The first field with something wrong, else the first that is empty. */
  #focus_first(): void {
    const fields = [...(this.#form.current?.querySelectorAll('input') ?? [])];
    const bad = fields.find((field) => field.getAttribute('aria-invalid') === 'true');
    (bad ?? fields.find((field) => field.value === '') ?? fields[0])?.focus();
  }

  #choose_way(way: Way): void {
    this.setState({ way, faults: {}, wants_code: false }, () => this.#focus_first());
  }

  #forgets(): void {
    import('./forgotten').then(
      ({ ForgottenPage }) => this.setState({ forgotten: ForgottenPage, faults: {} }),
      () => this.setState({ faults: { form: first_words().failed } }),
    );
  }

  /** The other password is set: in with it. */
  readonly #goes_in = async (account: string, password: string): Promise<Outcome> => {
    const { chat } = this.props.view;
    const wish: Wish = { ...this.state, way: 'log_in', account, password };
    const entered = await go_in(chat, wish);
    this.setState({ forgotten: null, account, password }, () => this.#took(entered));
    return { ok: true };
  };

  #took(entered: Entered): void {
    const { view } = this.props;
    if (entered.kind === 'in') {
      view.set({ is_inside: true });
      const { account } = view.chat.me;
      if (this.state.way === 'register' && account !== null) {
        view.say(first_words().first.account_made(visible(account)));
      }
      const there = view.chat.find(entered.room) ?? view.chat.conversations[0];
      if (there) view.open(there);
      return;
    }
    if (entered.kind === 'code') {
      this.setState({ wants_code: true, is_busy: false, faults: {} }, () => this.#focus_first());
      return;
    }
    const text = refusal_text(entered.why);
    let field = field_of(entered.why.code);
    if (field === 'account' && this.state.way === 'register') field = 'nick';
    if (field === 'nick' && this.state.way === 'log_in') field = 'account';
    this.setState({ faults: { [field]: text }, is_busy: false }, () => this.#focus_first());
  }

  readonly #submitted = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { view } = this.props;
    const { chat } = view;
    const { is_busy, wants_code, code } = this.state;
    if (is_busy) return;
    const wish: Wish = { ...this.state, nick: this.state.nick.trim() };
    const faults = faults_of(wish, chat);
    this.setState({ faults, is_busy: Object.keys(faults).length === 0 }, () => {
      if (Object.keys(faults).length > 0) this.#focus_first();
    });
    if (Object.keys(faults).length > 0) return;
    // What was typed is there again after a reload, too.
    view.settings.set({ last_nick: wish.nick, last_room: room_of(wish.room) });
    if (!wants_code) {
      this.#took(await go_in(chat, wish));
      return;
    }
    const verified = await chat.verify(wish.nick, code.trim());
    if (verified.ok) this.#took(await enter_room(chat, wish));
    else this.setState({ faults: { code: refusal_text(verified.why) }, is_busy: false });
  };

  #name_field(): JSX.Element {
    const { way, nick, account, faults } = this.state;
    const w = first_words().first;
    if (way === 'log_in') {
      return (
        <Field
          label={w.account}
          name="username"
          autocomplete="username"
          value={account}
          error={faults.account ?? null}
          on_input={(value) => this.setState({ account: value, faults: {} })}
        />
      );
    }
    return (
      <Field
        label={w.name}
        name="username"
        autocomplete={way === 'register' ? 'username' : 'nickname'}
        value={nick}
        hint={w.name_hint}
        error={faults.nick ?? null}
        on_input={(value) => this.setState({ nick: value, faults: {} })}
      />
    );
  }

  #account_fields(): JSX.Element | null {
    const { way, password, email, invitation, faults } = this.state;
    const w = first_words().first;
    const { registering } = this.props.view.chat.server;
    if (way === 'guest' || is_known(this.props.view.chat, this.state)) return null;
    const wants_invitation = registering.needs_invitation || faults.invitation !== undefined;
    return (
      <>
        <Field
          label={w.password}
          type="password"
          name="password"
          autocomplete={way === 'register' ? 'new-password' : 'current-password'}
          value={password}
          {...(way === 'register' ? { hint: w.password_hint(registering.password_bytes_min) } : {})}
          error={faults.password ?? null}
          on_input={(value) => this.setState({ password: value, faults: {} })}
        />
        {way === 'register' && (registering.needs_email || faults.email !== undefined) && (
          <Field
            label={w.email}
            type="email"
            autocomplete="email"
            value={email}
            error={faults.email ?? null}
            on_input={(value) => this.setState({ email: value, faults: {} })}
          />
        )}
        {way === 'register' && wants_invitation && (
          <Field
            label={w.invitation}
            value={invitation}
            error={faults.invitation ?? null}
            on_input={(value) => this.setState({ invitation: value, faults: {} })}
          />
        )}
      </>
    );
  }

  /** Only where the server has asked for it. */
  #server_password_field(): JSX.Element | null {
    const { server_password, faults } = this.state;
    if (!this.props.view.chat.server.needs_password) return null;
    const w = first_words().first;
    return (
      <Field
        label={w.server_password}
        type="password"
        name="server-password"
        value={server_password}
        hint={w.server_password_hint}
        error={faults.server_password ?? null}
        on_input={(value) => this.setState({ server_password: value, faults: {} })}
      />
    );
  }

  #fields(): JSX.Element {
    const { room, code, wants_code, faults } = this.state;
    const w = first_words().first;
    if (wants_code) {
      return (
        <Field
          label={w.code}
          hint={w.code_hint}
          value={code}
          autocomplete="one-time-code"
          error={faults.code ?? null}
          on_input={(value) => this.setState({ code: value, faults: {} })}
        />
      );
    }
    return (
      <>
        {this.#server_password_field()}
        {this.#name_field()}
        {this.#account_fields()}
        <Field
          label={w.room}
          value={room}
          hint={w.room_hint}
          error={faults.room ?? null}
          before={<span class="field-mark" aria-hidden="true">#</span>}
          on_input={(value) => this.setState({ room: value.replace(/^#+/, ''), faults: {} })}
        />
      </>
    );
  }

  #ways(): JSX.Element {
    const { way } = this.state;
    const w = first_words().first;
    const others: readonly (readonly [Way, string])[] = [
      ['guest', w.as_guest],
      ['log_in', w.with_account],
      ['register', w.register],
    ];
    return (
      <div class="first-ways">
        {way === 'log_in' && (
          <button type="button" class="link-button" onClick={() => this.#forgets()}>
            {w.forgotten}
          </button>
        )}
        {others
          .filter(([other]) => other !== way)
          .map(([other, label]) => (
            <button
              key={other}
              type="button"
              class="link-button"
              onClick={() => this.#choose_way(other)}
            >
              {label}
            </button>
          ))}
      </div>
    );
  }

  /** What they fill in, below its heading. */
  #sheet(): JSX.Element {
    const { chat } = this.props.view;
    const { way, is_busy, faults } = this.state;
    const w = first_words();
    const title = {
      guest: w.first.title,
      log_in: w.first.log_in_title,
      register: w.first.register_title,
    };
    const network = visible(chat.server.network) || location.host;
    const lead = {
      guest: w.first.lead(network),
      log_in: w.first.log_in_lead,
      register: w.first.register_lead,
    };
    const button = { guest: w.first.go, log_in: w.first.log_in, register: w.first.register };
    return (
      <>
        <h1>{title[way]}</h1>
        <p class="first-lead">{lead[way]}</p>
        <form ref={this.#form} noValidate onSubmit={(event) => void this.#submitted(event)}>
          {this.#fields()}
          {faults.form !== undefined && (
            <p class="form-fault" role="alert"><Icon name="warning" size={16} /> {faults.form}</p>
          )}
          <button type="submit" class="button is-main is-wide" aria-busy={is_busy}>
            {is_busy ? <LinkWords view={this.props.view} /> : button[way]}
          </button>
        </form>
        {this.#ways()}
      </>
    );
  }

  override render(): JSX.Element {
    const { view } = this.props;
    const { account, forgotten: Forgotten } = this.state;
    const w = first_words();
    return (
      <main class="first">
        <div class="first-card">
          <div class="first-brand">
            <img src="icon.svg" alt="" width="40" height="40" />
            <span>{w.app}</span>
          </div>
          {Forgotten === null ? this.#sheet() : (
            <Forgotten
              view={view}
              account={account}
              then={this.#goes_in}
              back={() => this.setState({ forgotten: null }, () => this.#focus_first())}
            />
          )}
          {!view.chat.server.is_protected && <p class="first-note">{w.first.unprotected}</p>}
        </div>
      </main>
    );
  }
}

/** While it connects: what is happening, and what holds it up. */
function LinkWords({ view }: { view: View }): JSX.Element {
  const w = first_words();
  const { link } = view.chat;
  const text = link.kind === 'waiting' ? w.link.why[link.why] : w.first.going;
  return (
    <span role="status">
      <span class="spinner" aria-hidden="true" /> {text}
    </span>
  );
}
