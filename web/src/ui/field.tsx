import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { first_words } from '../words/first';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly on_input: (value: string) => void;
  readonly hint?: string;
  readonly error?: string | null;
  readonly type?: 'text' | 'password' | 'email' | 'date' | 'number';
  readonly name?: string;
  readonly autocomplete?: string;
  readonly max?: number;
  readonly has_focus?: boolean;
  readonly disabled?: boolean;
  readonly before?: ComponentChildren;
  readonly is_plain_case?: boolean;
}

/** A named field with its hint, and what is wrong with it right below it. */
export function Field(props: FieldProps): JSX.Element {
  const id = useId();
  const [is_shown, set_shown] = useState(false);
  const { error, hint } = props;
  const is_secret = props.type === 'password';
  const note = error ?? hint;
  const w = first_words().first;
  return (
    <div class={error ? 'field is-bad' : 'field'}>
      <label for={id}>{props.label}</label>
      <div class="field-box">
        {props.before}
        <input
          id={id}
          class="input"
          type={(is_secret && is_shown ? 'text' : (props.type ?? 'text')) as 'text'}
          name={props.name}
          value={props.value}
          maxLength={props.max ?? 1000}
          disabled={props.disabled}
          autocomplete={props.autocomplete ?? 'off'}
          autocapitalize="off"
          // The property is true or false, so "off" would turn it on; the attribute is a word.
          autoCorrect="off"
          spellcheck={false}
          data-first={props.has_focus ? '' : undefined}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          onInput={(event) => props.on_input(event.currentTarget.value)}
        />
        {is_secret && (
          <button
            type="button"
            class="field-show link-button"
            aria-pressed={is_shown}
            onClick={() => set_shown(!is_shown)}
          >
            {is_shown ? w.password_hide : w.password_show}
          </button>
        )}
      </div>
      {note ? (
        <p class="field-note" id={`${id}-note`} role={error ? 'alert' : undefined}>{note}</p>
      ) : null}
    </div>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly hint?: string;
  readonly is_on: boolean;
  readonly on_change: (on: boolean) => void;
  readonly disabled?: boolean;
}

export function Switch(props: SwitchProps): JSX.Element {
  return (
    <label class={props.disabled ? 'switch is-off' : 'switch'}>
      <span class="switch-words">
        <span>{props.label}</span>
        {props.hint !== undefined && <span class="switch-hint">{props.hint}</span>}
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={props.is_on}
        disabled={props.disabled}
        onChange={(event) => props.on_change(event.currentTarget.checked)}
      />
      <span class="switch-knob" aria-hidden="true" />
    </label>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly on_change: (value: T) => void;
}

/** A few that exclude each other, side by side. */
export function Choice<T extends string>(props: ChoiceProps<T>): JSX.Element {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{props.label}</legend>
      <div class="choice-box">
        {props.options.map(([value, label]) => (
          <label key={value} class={value === props.value ? 'is-chosen' : ''}>
            <input
              type="radio"
              name={name}
              checked={value === props.value}
              onChange={() => props.on_change(value)}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
