import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../icons';
import { around } from '../write/completion';

export interface Pick {
  readonly key: string;
  readonly row: ComponentChildren;
  readonly run: () => void;
}

interface Props {
  readonly label: string;
  readonly placeholder?: string;
  readonly text: string;
  readonly on_text: (text: string) => void;
  readonly picks: readonly Pick[];
  readonly empty: ComponentChildren;
  readonly between?: ComponentChildren;
  readonly after?: ComponentChildren;
}

interface PicksProps {
  readonly picks: readonly Pick[];
  readonly at: number;
  readonly choose: (index: number) => void;
}

function Picks({ picks, at, choose }: PicksProps): JSX.Element {
  return (
    <>
      {picks.map((pick, index) => (
        <li
          key={pick.key}
          id={`pick-${index}`}
          role="option"
          aria-selected={index === at}
          onPointerMove={() => choose(index)}
          onClick={pick.run}
        >
          {pick.row}
        </li>
      ))}
    </>
  );
}

/** A field that filters a list; the arrows choose in the list while the field keeps the focus. */
export function PickList(props: Props): JSX.Element {
  const { picks } = props;
  const [chosen, set_chosen] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const at = Math.min(chosen, picks.length - 1);
  useLayoutEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const pressed = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') set_chosen(around(at, picks.length, 1));
    else if (event.key === 'ArrowUp') set_chosen(around(at, picks.length, -1));
    else if (event.key === 'Enter') picks[at]?.run();
    else return;
    event.preventDefault();
  };
  const has_picks = picks.length > 0;
  return (
    <div class="pick">
      <div class="field-with-icon">
        <Icon name="search" size={18} />
        <input
          class="input"
          type="text"
          role="combobox"
          data-first=""
          autocomplete="off"
          spellcheck={false}
          aria-label={props.label}
          placeholder={props.placeholder ?? props.label}
          aria-expanded={has_picks}
          aria-controls="picks"
          aria-activedescendant={has_picks ? `pick-${at}` : undefined}
          value={props.text}
          onInput={(event) => {
            set_chosen(0);
            props.on_text(event.currentTarget.value);
          }}
          onKeyDown={pressed}
        />
      </div>
      {props.between}
      <ul
        ref={list}
        id="picks"
        class={has_picks ? 'pick-list' : 'pick-list is-empty'}
        role="listbox"
        aria-label={props.label}
      >
        <Picks picks={picks} at={at} choose={set_chosen} />
      </ul>
      {!has_picks && <div class="pick-none" role="status">{props.empty}</div>}
      {props.after}
    </div>
  );
}
