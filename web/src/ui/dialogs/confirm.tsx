import type { JSX } from 'preact';
import type { Confirm, View } from '../view';
import { Actions, Fault, Frame, use_deed } from './frame';

interface Props {
  readonly view: View;
  readonly confirm: Confirm;
  /** Where another dialog asks, which stays open below: it takes this one away. */
  readonly close?: () => void;
}

export function ConfirmDialog({ view, confirm, close }: Props): JSX.Element {
  const { fault, is_busy, run } = use_deed();
  const end = close ?? (() => view.show(null));
  const submitted = async (event: Event) => {
    event.preventDefault();
    const is_done = await run(async () => (await confirm.run()) ?? { ok: true });
    // Meanwhile another one may be shown.
    if (is_done && (close !== undefined || view.now.dialog === confirm)) end();
  };
  return (
    <Frame view={view} title={confirm.title} close={end}>
      <form onSubmit={(event) => void submitted(event)}>
        <p class="dialog-lead">{confirm.lead}</p>
        <Fault text={fault} />
        <Actions
          view={view}
          action={confirm.action}
          is_busy={is_busy}
          is_bad
          begins_at_cancel={confirm.begins_at_cancel ?? false}
          close={end}
        />
      </form>
    </Frame>
  );
}
