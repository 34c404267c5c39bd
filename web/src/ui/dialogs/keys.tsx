import type { JSX } from 'preact';
import { words } from '../../words';
import type { View } from '../view';
import { COMMANDS } from '../write/commands';
import { Frame } from './frame';

type Keys = readonly (readonly [string, string])[];

function Table({ title, rows }: { title: string; rows: Keys }): JSX.Element {
  return (
    <section class="keys-group">
      <h3>{title}</h3>
      <dl>
        {rows.map(([keys, what]) => (
          <div key={keys}>
            <dt>{keys.split(' ').map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function KeysDialog({ view }: { view: View }): JSX.Element {
  const w = words().keys;
  const anywhere: Keys = [
    ['Ctrl K', w.switcher],
    ['Alt ↑ ↓', w.step],
    ['Alt A', w.next_unread],
    ['Alt 1…9', w.number],
    ['Ctrl F', w.search],
    ['Alt M', w.members],
    ['Ctrl ,', w.settings],
    ['F1 ?', w.help],
    ['Esc', w.escape],
  ];
  const feed: Keys = [
    ['↑ ↓', w.up_down],
    ['Home End', w.home_end],
    ['R', w.reply],
    ['+', w.react],
    ['E', w.edit],
    ['C', w.copy],
    ['Del', w.remove],
    ['Enter', w.menu],
    ['Esc', w.to_write],
  ];
  const write: Keys = [
    ['Enter', w.send],
    ['Shift Enter', w.new_line],
    ['Tab', w.complete],
    ['↑', w.edit_last],
    ['PgUp', w.to_feed],
  ];
  return (
    <Frame view={view} title={w.title} size="large" is_text>
      <div class="keys">
        <Table title={w.groups.anywhere} rows={anywhere} />
        <Table title={w.groups.feed} rows={feed} />
        <Table title={w.groups.write} rows={write} />
        <section class="keys-group">
          <h3>{w.commands}</h3>
          <dl>
            {COMMANDS.map(({ name, form }) => (
              <div key={name}>
                <dt><code>/{name} {form}</code></dt>
                <dd>{words().commands[name]}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Frame>
  );
}
