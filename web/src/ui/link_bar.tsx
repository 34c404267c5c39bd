import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { words } from '../words';
import { Icon } from './icons';
import { refusal_text } from './refusal';
import { use_view } from './view';
import { use_watch } from './watch';

function use_seconds_until(at_ms: number | null): number {
  const [now, set_now] = useState(Date.now());
  useEffect(() => {
    if (at_ms === null) return undefined;
    set_now(Date.now());
    const timer = setInterval(() => set_now(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [at_ms]);
  return at_ms === null ? 0 : Math.max(0, Math.ceil((at_ms - now) / 1000));
}

/** The state of the connection in plain words, shown only while there is something to say. */
export function LinkBar(): JSX.Element | null {
  const { chat } = use_view();
  use_watch(chat, () => [chat.link]);
  const { link } = chat;
  const seconds = use_seconds_until(link.kind === 'waiting' ? link.retry_at_ms : null);
  const w = words().link;
  if (link.kind === 'ready') return null;
  if (link.kind === 'refused') {
    return (
      <div class="link-bar is-bad" role="alert">
        <Icon name="warning" size={16} />
        <span>{refusal_text(link.why)}</span>
        <button type="button" class="link-button" onClick={() => chat.stop()}>
          {w.start_again}
        </button>
      </div>
    );
  }
  const is_waiting = link.kind === 'waiting';
  return (
    <div class="link-bar">
      <span class="spinner" aria-hidden="true" />
      <span>
        <span role="status">{is_waiting ? w.why[link.why] : w.connecting}</span>{' '}
        {is_waiting && <span>{seconds > 0 ? w.again_in(seconds) : w.again_now} </span>}
        <span class="link-kept">{w.kept}</span>
      </span>
      {is_waiting && (
        <button type="button" class="link-button" onClick={() => chat.retry()}>
          {w.try_now}
        </button>
      )}
    </div>
  );
}
