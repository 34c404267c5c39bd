import { Component, type ComponentChildren, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { first_words } from '../words/first';
import { visible } from '../text/visible';
import { First } from './first/first';
import { Icon } from './icons';
import { apply_look } from './look';
import { ViewContext, type View } from './view';
import { use_watch } from './watch';

type Shell = typeof import('./shell').Shell;

let shell: Shell | null = null;

/** Null while its program is on the way. */
function use_shell(): Shell | null {
  const [loaded, set_loaded] = useState(shell !== null);
  useEffect(() => {
    if (loaded) return;
    void import('./shell').then((module) => {
      shell = module.Shell;
      set_loaded(true);
    });
  }, []);
  return shell;
}

/** Draws once more in the other language or clock; the words are read while drawing. */
function use_look(view: View): number {
  use_watch(view.settings);
  return apply_look(view.settings);
}

function Loading(): JSX.Element {
  return (
    <main class="first">
      <p class="nothing" role="status">
        <span class="spinner" aria-hidden="true" /> {first_words().loading}
      </p>
    </main>
  );
}

function Toast({ view }: { view: View }): JSX.Element {
  const { toast } = view.now;
  const { offered } = toast ?? {};
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toast && (
        <div class={toast.is_bad ? 'toast is-bad' : 'toast'}>
          <Icon name={toast.is_bad ? 'warning' : offered ? 'bell' : 'check'} size={17} />
          <span dir="auto">{visible(toast.text)}</span>
          {offered && (
            <button
              type="button"
              class="toast-button"
              onClick={() => view.set({ toast: null, dialog: offered.show, menu: null })}
            >
              {offered.label}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Inside({ view }: { view: View }): JSX.Element {
  const look = use_look(view);
  use_watch(view);
  // Each part of the page watches what it shows: a line that comes draws no more than that.
  const { chat } = view;
  use_watch(chat, () => [chat.link, chat.conversations, chat.me, chat.server]);
  const Inner = use_shell();
  const { link, conversations } = view.chat;
  const is_out = link.kind === 'refused' && conversations.length === 0;
  const is_inside = view.now.is_inside && !is_out && link.kind !== 'offline';
  useEffect(() => {
    if (view.now.is_inside && !is_inside) view.set({ is_inside: false, open: null, dialog: null });
  }, [is_inside]);
  return (
    <>
      {!is_inside && <First view={view} look={look} />}
      {is_inside && Inner && <Inner view={view} look={look} />}
      {is_inside && !Inner && <Loading />}
      <Toast view={view} />
      <div id="announcements" class="unseen" aria-live="polite" role="status" />
    </>
  );
}

/** A mistake of ours must not leave an empty page. */
class Guard extends Component<{ children: ComponentChildren }, { is_broken: boolean }> {
  constructor(props: { children: ComponentChildren }) {
    super(props);
    this.state = { is_broken: false };
  }

  override componentDidCatch(problem: unknown): void {
    console.error(problem);
    this.setState({ is_broken: true });
  }

  override render(): ComponentChildren {
    if (!this.state.is_broken) return this.props.children;
    const w = first_words();
    return (
      <main class="first">
        <div class="first-card" role="alert">
          <h1>{w.problem.title}</h1>
          <p class="first-lead">{w.problem.lead}</p>
          <button type="button" class="button is-main" onClick={() => location.reload()}>
            {w.problem.reload}
          </button>
        </div>
      </main>
    );
  }
}

export function App({ view }: { view: View }): JSX.Element {
  const [mounted] = useState(view);
  return (
    <Guard>
      <ViewContext.Provider value={mounted}>
        <Inside view={mounted} />
      </ViewContext.Provider>
    </Guard>
  );
}
