import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Dialog, View } from '../view';

type Drawn = (props: { dialog: Dialog; view: View }) => JSX.Element | null;

let loaded: Drawn | null = null;

async function load(): Promise<Drawn> {
  loaded ??= (await import('./all')).DialogFor;
  return loaded;
}

/** Dialogs are rare: their program is fetched when the page is at rest, or with the first one. */
export function Dialogs({ view }: { view: View }): JSX.Element | null {
  const [, set_there] = useState(loaded !== null);
  const [failures, set_failures] = useState(0);
  const { dialog } = view.now;
  const is_wanted = dialog !== null;
  useEffect(() => {
    // A server that is away for a moment is asked again.
    const wait_ms = is_wanted && failures === 0 ? 0 : 3000;
    const timer = setTimeout(() => {
      load().then(() => set_there(true), () => set_failures((count) => count + 1));
    }, wait_ms);
    return () => clearTimeout(timer);
  }, [is_wanted, failures]);
  const Draw = loaded;
  return dialog && Draw ? <Draw key={dialog.kind} dialog={dialog} view={view} /> : null;
}
