import { afterEach, expect, test, vi } from 'vitest';
import type { LinkState } from '../../../src/chat/contract';
import { Watch } from '../../../src/chat/watch';
import { why_not_shown } from '../../../src/files/opening';
import { when_ready } from '../../../src/ui/files/opened';

afterEach(() => { vi.unstubAllGlobals(); });

test('only a server that says so takes a file away; all else may come later', async () => {
  const answers = [404, 410, 200, 403, 500, 503];
  const found: string[] = [];
  for (const status of answers) {
    vi.stubGlobal('fetch', () => Promise.resolve({ status }));
    found.push(await why_not_shown('https://chat.example/files/1'));
  }
  expect(found).toEqual(
    ['gone', 'gone', 'unreachable', 'unreachable', 'unreachable', 'unreachable']);
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  expect(await why_not_shown('https://chat.example/files/1')).toBe('unreachable');
});

test('it is tried again when the connection comes back, and not before', async () => {
  class Link extends Watch {
    link: LinkState = { kind: 'ready' };
    async is(link: LinkState): Promise<void> {
      this.link = link;
      this.changed();
      await Promise.resolve();
    }
  }
  const chat = new Link();
  const again = vi.fn();
  const stop = when_ready(chat, again);
  await chat.is({ kind: 'ready' });
  await chat.is({ kind: 'waiting', retry_at_ms: 1, why: 'lost' });
  await chat.is({ kind: 'connecting' });
  expect(again).toHaveBeenCalledTimes(0);
  await chat.is({ kind: 'ready' });
  expect(again).toHaveBeenCalledTimes(1);
  stop();
  await chat.is({ kind: 'connecting' });
  await chat.is({ kind: 'ready' });
  expect(again).toHaveBeenCalledTimes(1);
});
