import type { JSX } from 'preact';
import type { Confirm, View } from '../view';
import { Actions, Fault, Frame, use_deed } from './frame';

export function ConfirmDialog({ view, confirm }: { view: View; confirm: Confirm }): JSX.Element {
  const { fault, is_busy, run } = use_deed();
  const submitted = async (event: Event) => {
    event.preventDefault();
    const is_done = await run(async () => (await confirm.run()) ?? { ok: true });
    if (is_done && view.now.dialog === confirm) view.show(null);
  };
  return (
    <Frame view={view} title={confirm.title}>
      <form onSubmit={(event) => void submitted(event)}>
        <p class="dialog-lead">{confirm.lead}</p>
        <Fault text={fault} />
        <Actions view={view} action={confirm.action} is_busy={is_busy} is_bad />
      </form>
    </Frame>
  );
}
