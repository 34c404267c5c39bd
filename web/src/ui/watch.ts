import { useLayoutEffect, useState } from 'preact/hooks';
import type { Watchable } from '../chat/contract';
import { do_not_draw, draw_soon } from './pace';

/**
 * Draws the component again when the watched thing has changed; with `parts` only when one of them
 * is another than before.
 */
export function use_watch(
  watched: Watchable | null | undefined,
  parts?: () => readonly unknown[],
): void {
  const [, set_seen] = useState(0);
  const drawn = watched?.version;
  useLayoutEffect(() => {
    if (!watched) return undefined;
    let seen = parts?.();
    const redraw = () => set_seen((n) => n + 1);
    const stop = watched.subscribe(() => {
      const now = parts?.();
      const is_same = now !== undefined && now.every((part, at) => part === seen?.[at]);
      seen = now;
      if (is_same) return;
      // What a person does is shown at once.
      if (watched instanceof Store) redraw();
      else draw_soon(redraw);
    });
    // It may have changed between drawing and subscribing.
    if (watched.version !== drawn) redraw();
    return () => {
      stop();
      do_not_draw(redraw);
    };
  }, [watched]);
}

/** The page's own state, watched as the chat's is. */
export class Store<T extends object> implements Watchable {
  version = 0;
  #state: T;
  #listeners = new Set<() => void>();
  #is_telling = false;

  constructor(state: T) {
    this.#state = state;
  }

  get now(): Readonly<T> {
    return this.#state;
  }

  set(change: Partial<T>): void {
    this.#state = { ...this.#state, ...change };
    this.version += 1;
    if (this.#is_telling) return;
    this.#is_telling = true;
    queueMicrotask(() => {
      this.#is_telling = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
