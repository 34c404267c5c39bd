import { useLayoutEffect, useState } from 'preact/hooks';
import type { Watchable } from '../chat/contract';

/** Draws the component again whenever the watched thing has changed. */
export function use_watch(watched: Watchable | null | undefined): void {
  const [, set_seen] = useState(0);
  useLayoutEffect(() => {
    if (!watched) return undefined;
    const drawn = watched.version;
    const redraw = () => set_seen((n) => n + 1);
    const stop = watched.subscribe(redraw);
    // It may have changed between drawing and subscribing.
    if (watched.version !== drawn) redraw();
    return stop;
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
