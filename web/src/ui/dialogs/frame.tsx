import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Outcome } from '../../chat/contract';
import { words } from '../../words';
import { IconButton } from '../icons';
import { use_focus_back } from '../menus';
import { refusal_text } from '../refusal';
import type { View } from '../view';

interface FrameProps {
  readonly view: View;
  readonly title: string;
  readonly children: ComponentChildren;
  readonly size?: 'small' | 'wide' | 'large';
  readonly close?: () => void;
  /** Only text, which is scrolled by keys. */
  readonly is_text?: boolean;
}

/** A modal dialog: the browser keeps the focus in it, Esc and a click beside it close it. */
export function Frame(props: FrameProps): JSX.Element {
  const { view, title, children, size = 'small' } = props;
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = props.close ?? (() => view.show(null));
  use_focus_back();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog || dialog.open) return undefined;
    dialog.showModal();
    const first =
      dialog.querySelector<HTMLElement>('[data-first]') ??
      dialog.querySelector<HTMLElement>('.dialog-body input, .dialog-body button');
    first?.focus();
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={ref}
      class={`dialog is-${size}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <div class="dialog-box">
        <header class="dialog-head">
          <h2 id={id}><bdi>{title}</bdi></h2>
          <IconButton icon="close" label={words().close} keys="Esc" on_click={close} />
        </header>
        <div
          class="dialog-body"
          tabIndex={props.is_text ? 0 : undefined}
          data-first={props.is_text ? '' : undefined}
        >
          {children}
        </div>
      </div>
    </dialog>
  );
}

interface ActionProps {
  readonly view: View;
  readonly action: string;
  readonly is_bad?: boolean;
  readonly is_busy?: boolean;
  readonly no_cancel?: boolean;
  readonly close?: () => void;
  /** The focus begins here. */
  readonly is_first?: boolean;
  /** The focus begins at what does nothing: a key pressed too long is no consent. */
  readonly begins_at_cancel?: boolean;
}

export function Actions(props: ActionProps): JSX.Element {
  const { view, action, is_bad, is_busy, begins_at_cancel = false } = props;
  const is_first = !begins_at_cancel && (is_bad || props.is_first);
  const close = props.close ?? (() => view.show(null));
  return (
    <div class="dialog-actions">
      {!props.no_cancel && (
        <button
          type="button"
          class="button"
          data-first={begins_at_cancel ? '' : undefined}
          onClick={close}
        >
          {words().cancel}
        </button>
      )}
      <button
        type="submit"
        class={is_bad ? 'button is-danger' : 'button is-main'}
        aria-busy={is_busy}
        data-first={is_first ? '' : undefined}
      >
        {action}
      </button>
    </div>
  );
}

/** Runs a deed once at a time, and holds what was refused. */
export function use_deed() {
  const [fault, set_fault] = useState<string | null>(null);
  const [is_busy, set_busy] = useState(false);
  const run = async (deed: () => Promise<Outcome>): Promise<boolean> => {
    if (is_busy) return false;
    set_busy(true);
    set_fault(null);
    const outcome = await deed();
    set_busy(false);
    if (!outcome.ok) set_fault(refusal_text(outcome.why));
    return outcome.ok;
  };
  return { fault, set_fault, is_busy, run };
}

export function Fault({ text }: { text: string | null }): JSX.Element | null {
  return text === null ? null : <p class="form-fault" role="alert">{text}</p>;
}
