import type { Watchable } from './contract';

/** What changes. Listeners are called once a microtask at most. */
export class Watch implements Watchable {
  private readonly listeners = new Set<() => void>();
  private is_due = false;
  private version_ = 0;

  get version(): number { return this.version_; }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => { this.listeners.delete(listener); };
  }

  changed(): void {
    ++this.version_;
    if (this.is_due || this.listeners.size === 0) return;
    this.is_due = true;
    queueMicrotask(() => {
      this.is_due = false;
      for (const listener of [...this.listeners]) {
        try {
          listener();
        } catch (error) {
          console.error(error);
        }
      }
    });
  }
}
