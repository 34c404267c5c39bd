import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { BanEntry, Conversation, RoomKeeping } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { is_operator } from '../feed/line_actions';
import { Field, Switch } from '../field';
import { can_keep } from '../keep_offer';
import { refusal_text } from '../refusal';
import { date_text, moment_text } from '../time';
import type { View } from '../view';
import { use_watch } from '../watch';
import { Fault, Frame, use_deed } from './frame';

interface Props {
  readonly view: View;
  readonly conversation: Conversation;
}

/** Whoever may not set the topic reads it. */
function Topic({ view, conversation }: Props): JSX.Element {
  const { topic, modes } = conversation;
  const [text, set_text] = useState(topic?.text ?? '');
  const { fault, is_busy, run } = use_deed();
  const w = words();
  const can_set = is_operator(conversation) || !modes.flags.has('t');
  const note = topic
    ? w.room.topic_by(visible(topic.set_by), moment_text(topic.set_at_ms))
    : undefined;
  if (!can_set) {
    return (
      <section class="dialog-part">
        <h3>{w.room.topic}</h3>
        <p dir="auto" class="room-topic">{topic?.text ? visible(topic.text) : w.top.topic_none}</p>
        {note !== undefined && <p class="field-note">{note}</p>}
      </section>
    );
  }
  const submitted = async (event: Event) => {
    event.preventDefault();
    if (await run(() => conversation.set_topic(text))) view.say(w.moderate.done);
  };
  return (
    <form class="dialog-part" onSubmit={(event) => void submitted(event)}>
      <Field
        label={w.room.topic}
        value={text}
        max={view.chat.server.topic_bytes_max || 390}
        on_input={set_text}
        error={fault}
        {...(note === undefined ? {} : { hint: note })}
      />
      {topic?.seal === 'clear' && conversation.lock.kind === 'ciphered' && (
        <p class="field-note">{w.room.topic_clear}</p>
      )}
      {conversation.lock.kind === 'ciphered' && <p class="field-note">{w.room.topic_sealed}</p>}
      <button
        type="submit"
        class="button"
        aria-busy={is_busy}
        disabled={text === (topic?.text ?? '')}
      >
        {w.room.topic_save}
      </button>
    </form>
  );
}

function Rules({ view, conversation }: Props): JSX.Element {
  use_watch(conversation);
  const w = words().room;
  const is_op = is_operator(conversation);
  const { flags } = conversation.modes;
  const set = (mode: string, on: boolean) => {
    void view.tell(conversation.set_mode(`${on ? '+' : '-'}${mode}`));
  };
  const rules: readonly (readonly [string, string])[] = [
    ['i', w.invite_only],
    ['m', w.moderated],
    ['t', w.topic_locked],
    ['s', w.secret],
    ['n', w.members_only],
    ['R', w.registered_only],
    ['x', w.ciphered_only],
  ];
  return (
    <section class="dialog-part">
      <h3>{w.rules}</h3>
      {!is_op && <p class="field-note">{w.read_only}</p>}
      {rules.map(([mode, label]) => (
        <Switch
          key={mode}
          label={label}
          is_on={flags.has(mode)}
          disabled={!is_op}
          on_change={(on) => set(mode, on)}
        />
      ))}
      {is_op && <Values view={view} conversation={conversation} />}
    </section>
  );
}

/** Entry key and limit: rules with a value. */
function Values({ view, conversation }: Props): JSX.Element {
  const { flags } = conversation.modes;
  const old_key = flags.get('k') ?? '';
  const old_limit = flags.get('l') ?? '';
  const [key, set_key] = useState(old_key);
  const [limit, set_limit] = useState(old_limit);
  const { fault, is_busy, run } = use_deed();
  const w = words();
  const is_same = key === old_key && limit === old_limit;
  const submitted = async (event: Event) => {
    event.preventDefault();
    const deeds: string[] = [];
    if (key !== old_key) deeds.push(key === '' ? `-k ${old_key}` : `+k ${key}`);
    if (limit !== old_limit) deeds.push(limit === '' ? '-l' : `+l ${limit}`);
    for (const deed of deeds) {
      if (!(await run(() => conversation.set_mode(deed)))) return;
    }
    if (deeds.length > 0) view.say(w.moderate.done);
  };
  return (
    <form class="room-values" onSubmit={(event) => void submitted(event)}>
      <Field label={w.room.key} hint={w.room.key_hint} value={key} on_input={set_key} />
      <Field
        label={w.room.limit}
        hint={w.room.no_limit}
        value={limit}
        on_input={(value) => set_limit(value.replace(/\D/g, '').slice(0, 6))}
      />
      <Fault text={fault} />
      <button type="submit" class="button" aria-busy={is_busy} disabled={is_same}>
        {w.room.values_save}
      </button>
    </form>
  );
}

function Bans({ view, conversation }: Props): JSX.Element {
  const [bans, set_bans] = useState<readonly BanEntry[] | null>(null);
  const [fault, set_fault] = useState<string | null>(null);
  const w = words();
  const load = async () => {
    const answer = await conversation.bans();
    if (answer.ok) set_bans(answer.value);
    else set_fault(refusal_text(answer.why));
  };
  useEffect(() => void load(), []);
  const lift = async (mask: string) => {
    if (await view.tell(conversation.unban(mask), w.moderate.done)) void load();
  };
  return (
    <section class="dialog-part">
      <h3>{w.room.bans}</h3>
      {bans === null && <p class="field-note">{fault ?? w.loading}</p>}
      {bans?.length === 0 && <p class="field-note">{w.room.no_bans}</p>}
      <ul class="plain-list">
        {(bans ?? []).slice(0, 200).map((ban) => (
          <li key={ban.mask}>
            <span class="pick-words">
              <code>{visible(ban.mask)}</code>
              <span class="pick-note">
                {w.room.topic_by(visible(ban.by), moment_text(ban.at_ms))}
              </span>
            </span>
            <button type="button" class="button" onClick={() => void lift(ban.mask)}>
              {w.room.lift}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whether the room lasts; who has a rank there may make it last. */
function Keeping({ view, conversation }: Props): JSX.Element | null {
  const [kept, set_kept] = useState<RoomKeeping | null>(null);
  const { fault, is_busy, run } = use_deed();
  const w = words().keeping;
  const load = async () => {
    const answer = await conversation.keeping();
    if (answer.ok) set_kept(answer.value);
  };
  useEffect(() => void load(), []);
  if (kept === null) return null;
  const keep = async () => {
    if (!(await run(() => conversation.keep()))) return;
    view.say(w.done(visible(conversation.name)));
    void load();
  };
  return (
    <section class="dialog-part">
      <h3>{w.title}</h3>
      <p class="field-note">{keeping_text(kept)}</p>
      {!kept.is_kept && can_keep(conversation) && view.chat.me.account === null && (
        <p class="field-note">{w.log_in_first}</p>
      )}
      {!kept.is_kept && can_keep(conversation) && view.chat.me.account !== null && (
        <>
          <p class="field-note">{w.lead}</p>
          <Fault text={fault} />
          <button type="button" class="button" aria-busy={is_busy} onClick={() => void keep()}>
            {w.keep}
          </button>
        </>
      )}
    </section>
  );
}

function keeping_text(kept: RoomKeeping): string {
  const w = words().keeping;
  if (!kept.is_kept) return w.not_kept;
  const founder = visible(kept.founder);
  return kept.since_ms === 0 ? w.kept_by(founder) : w.kept(founder, date_text(kept.since_ms));
}

export function RoomDialog({ view, conversation }: Props): JSX.Element {
  return (
    <Frame view={view} title={words().room.title(visible(conversation.name))}>
      <Topic view={view} conversation={conversation} />
      <Rules view={view} conversation={conversation} />
      <Keeping view={view} conversation={conversation} />
      {is_operator(conversation) && <Bans view={view} conversation={conversation} />}
    </Frame>
  );
}
