/** Tasks of which each begins when the one before has ended. One that needs no wait is done at
 * once where nothing is under way. */
export class InOrder {
  private tail: Promise<void> | null = null;

  run(task: () => void | Promise<void>): Promise<void> {
    if (this.tail === null) {
      const result = task();
      return result === undefined ? Promise.resolve() : this.follow(result);
    }
    return this.follow(this.tail.then(task));
  }

  private follow(task: Promise<void>): Promise<void> {
    const safe = task.catch((error: unknown) => { console.error(error); });
    const mine = safe.then(() => { if (this.tail === mine) this.tail = null; });
    this.tail = mine;
    return mine;
  }
}
