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
  const { dialog } = view.now;
  const is_wanted = dialog !== null;
  useEffect(() => {
    const timer = setTimeout(() => void load().then(() => set_there(true)), is_wanted ? 0 : 3000);
    return () => clearTimeout(timer);
  }, [is_wanted]);
  const Draw = loaded;
  return dialog && Draw ? <Draw key={dialog.kind} dialog={dialog} view={view} /> : null;
}
