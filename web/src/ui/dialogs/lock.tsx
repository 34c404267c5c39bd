import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation } from '../../chat/contract';
import { is_weak_passphrase } from '../../cipher';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { copy_text } from '../feed/line_actions';
import { Field, Switch } from '../field';
import { Icon } from '../icons';
import { lock_sentence } from '../lock_words';
import { go_on_writing } from '../menus';
import type { View } from '../view';
import { use_watch } from '../watch';
import { Frame, use_deed } from './frame';

interface Props {
  readonly view: View;
  readonly conversation: Conversation;
}

function State({ conversation }: { conversation: Conversation }): JSX.Element {
  const { lock, unreadable } = conversation;
  const w = words().lock;
  const key = lock.kind === 'clear' ? null : lock.key_id8;
  return (
    <div class={`lock-state is-${lock.kind}`}>
      <Icon name={lock.kind === 'clear' ? 'lock_open' : 'lock'} size={22} />
      <div>
        <p role="status">{lock_sentence(conversation)}</p>
        {key !== null && key !== '' && (
          <p class="lock-key">
            {w.key_is} <code>{key}</code> <span class="field-note">{w.key_hint}</span>
          </p>
        )}
        {unreadable > 0 && <p class="field-note">{w.unreadable(unreadable)}</p>}
        {!lock.page_protected && <p class="lock-unprotected">{w.unprotected}</p>}
      </div>
    </div>
  );
}

function Passphrase({ view, conversation }: Props): JSX.Element {
  const [text, set_text] = useState('');
  const [suggested, set_suggested] = useState<string | null>(null);
  const [keeps, set_keeps] = useState(false);
  const [label, set_label] = useState(conversation.lock_label);
  const { fault, set_fault, is_busy, run } = use_deed();
  const w = words().lock;
  const is_weak = text !== '' && is_weak_passphrase(text);
  const submitted = async (event: Event) => {
    event.preventDefault();
    if (text === '') return set_fault(w.empty);
    const other = label === conversation.lock_label ? undefined : label;
    const is_set = await run(() => conversation.set_passphrase(text, keeps, other));
    if (is_set && conversation.reads_none) set_fault(w.mistyped);
    else if (is_set) {
      // Else the next message would be typed onto the lock, and be the next passphrase.
      go_on_writing();
      view.show(null);
    }
    return undefined;
  };
  const suggest = async () => {
    const { suggest_passphrase } = await import('../../cipher/suggestion');
    const made = suggest_passphrase();
    set_suggested(made);
    set_text(made);
    set_fault(null);
  };
  const suggest_or_say = () => void suggest().catch(() => set_fault(words().failed));
  return (
    <form class="dialog-part" onSubmit={(event) => void submitted(event)}>
      <Field
        label={w.passphrase}
        type="password"
        value={text}
        hint={is_weak ? w.weak : w.passphrase_hint}
        error={fault}
        on_input={set_text}
        has_focus
      />
      {suggested === null ? (
        <button type="button" class="link-button" onClick={suggest_or_say}>
          {w.suggest}
        </button>
      ) : (
        <div class="suggested">
          <code>{suggested}</code>
          <button type="button" class="button" onClick={() => void copy_text(view, suggested)}>
            {words().copy}
          </button>
          <p class="field-note">{w.suggested}</p>
        </div>
      )}
      <Switch label={w.keep} hint={w.keep_hint} is_on={keeps} on_change={set_keeps} />
      <details class="lock-more">
        <summary>{words().more}</summary>
        <Field label={w.label} hint={w.label_hint} value={label} on_input={set_label} />
      </details>
      <button type="submit" class="button is-main is-wide" aria-busy={is_busy}>
        {is_busy ? w.state.making : conversation.lock.kind === 'ciphered' ? w.change : w.set}
      </button>
    </form>
  );
}

/** Only these lose something, and ask. */
function Ending({ view, conversation }: Props): JSX.Element | null {
  const { lock } = conversation;
  const w = words().lock;
  const name = visible(conversation.name);
  if (lock.kind === 'clear') return null;
  const ask = (title: string, lead: string, action: string, run: () => void) => {
    view.show({ kind: 'confirm', title, lead, action, run });
  };
  return (
    <div class="dialog-part lock-ending">
      {lock.kind === 'ciphered' ? (
        <button
          type="button"
          class="link-button is-bad"
          onClick={() =>
            ask(w.forget_title(name), w.forget_lead, w.forget, () =>
              conversation.forget_passphrase(),
            )
          }
        >
          {w.forget}
        </button>
      ) : (
        <button
          type="button"
          class="link-button is-bad"
          onClick={() =>
            ask(w.clear_title(name), w.clear_lead, w.clear, () => conversation.talk_in_clear())
          }
        >
          {w.clear}
        </button>
      )}
    </div>
  );
}

export function LockDialog({ view, conversation }: Props): JSX.Element {
  use_watch(conversation);
  const w = words().lock;
  return (
    <Frame view={view} title={w.title(visible(conversation.name))}>
      <State conversation={conversation} />
      <p class="dialog-lead">{w.lead}</p>
      <Passphrase view={view} conversation={conversation} />
      <p class="field-note">{w.hides}</p>
      <Ending view={view} conversation={conversation} />
    </Frame>
  );
}
