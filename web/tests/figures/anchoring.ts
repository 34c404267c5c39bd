// A reader in the middle of the past: pages come above, reactions above, lines below. What is read
// does not move.

import { Person } from '../browser/person';
import { load_text, measured_server } from './place';
import { pause, sentence, steadily, Talker } from './people';
import { note, share_of } from './table';

const past_lines = 1600;
const prepended = 1000;
const below_per_s = 20;
const reactions_per_s = 10;

/** Of each frame: how far the watched line moved beyond what the reader scrolled. */
interface Seen {
  moves: number[];
  frames: number[];
  lost: number;
}

export async function anchoring(): Promise<void> {
  const server = await measured_server();
  const bob = await Talker.enter(server.irc_port, 'bob', ['#main']);
  const ids = await say_past(bob);
  const ana = await Person.enter(server.url(), 'ana', '#main');
  await ana.sees('last of the past');
  await ana.page.waitForTimeout(1000);
  const stops = [
    steadily(below_per_s, (n) => bob.says('#main', `below ${sentence(n)}`)),
    steadily(reactions_per_s, (n) => {
      // Lines anywhere above: of the pages that are here, and of those that are fetched.
      const id = ids[ids.length - 1 - ((n * 37) % 1100)];
      bob.sends(`@+draft/persist;+reply=${id};+draft/react=${n % 2 ? '👍' : '🎉'} TAGMSG #main`);
    }),
  ];
  await watch(ana);
  const rows = await read_upwards(ana);
  const seen = await ana.page.evaluate(() => window.anchor.stop());
  for (const stop of stops) stop();
  const worst = Math.max(...seen.moves.map(Math.abs));
  const moved = seen.moves.filter((move) => Math.abs(move) > 1).length;
  note(`anchored line, ${rows} lines prepended, reactions above, ${below_per_s} lines/s below`,
    '0 px (± 1) in each frame',
    `at most ${worst.toFixed(2)} px in ${seen.moves.length} frames (${moved} of more than 1 px); ` +
      `frames ${share_of(seen.frames, 0.5).toFixed(0)} ms; load ${load_text()}`,
    worst <= 1 && rows >= prepended && seen.moves.length > 300);
  bob.leave();
  await ana.close();
  await server.stop();
}

async function say_past(bob: Talker): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < past_lines; n += 100) {
    const last = bob.hears(new RegExp(`:past ${n + 99} `));
    const heard: Promise<unknown>[] = [];
    for (let i = n; i < n + 100; i += 1) {
      heard.push(bob.hears(new RegExp(`msgid=([^; ]+).*:past ${i} `)).then(([, id]) => {
        ids[i] = id ?? '';
      }));
      bob.says('#main', `past ${i} ${sentence(i)}`);
    }
    await Promise.all([last, ...heard]);
  }
  const last = bob.hears(/last of the past/);
  bob.says('#main', 'last of the past');
  await last;
  return ids;
}

declare global {
  interface Window {
    anchor: { stop: () => Seen; watch_first: () => void };
  }
}

/** The first line that is wholly seen is looked at in each frame, until another one is chosen. */
function watch(ana: Person): Promise<void> {
  return ana.page.evaluate(() => {
    const log = document.querySelector<HTMLElement>('[role=log]');
    if (log === null) throw new Error('no log');
    const seen: Seen = { moves: [], frames: [], lost: 0 };
    let id: string | null = null;
    let top = 0;
    let is_on = true;
    let last = performance.now();
    const place_of = (wanted: string): number | null => {
      const row = log.querySelector(`[data-id="${CSS.escape(wanted)}"]`);
      return row === null ? null : row.getBoundingClientRect().top;
    };
    const frame = (now: number): void => {
      seen.frames.push(now - last);
      last = now;
      // Behind all that this frame's own callbacks have drawn, and before it is painted.
      queueMicrotask(() => {
        if (id !== null) {
          const is_at = place_of(id);
          if (is_at === null) seen.lost += 1;
          else seen.moves.push(is_at - top);
        }
      });
      if (is_on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const watch_first = (): void => {
      const box = log.getBoundingClientRect();
      for (const row of log.querySelectorAll<HTMLElement>('[data-id]')) {
        const at = row.getBoundingClientRect();
        if (at.top < box.top) continue;
        id = row.dataset['id'] ?? null;
        top = at.top;
        return;
      }
    };
    const stop = (): Seen => {
      is_on = false;
      return seen;
    };
    window.anchor = { stop, watch_first };
    log.addEventListener('wheel', () => { id = null; }, { passive: true });
  });
}

/** Goes up by less than a screen, rests while pages come, until enough has come. */
async function read_upwards(ana: Person): Promise<number> {
  const box = await ana.page.getByRole('log').boundingBox();
  if (box === null) throw new Error('no log');
  await ana.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const first = await first_number(ana);
  let now = first;
  for (let step = 0; step < 400 && first - now < prepended; step += 1) {
    await ana.page.mouse.wheel(0, -500);
    await pause(250);
    await ana.page.evaluate(() => window.anchor.watch_first());
    await pause(300);
    now = await first_number(ana);
  }
  // Somewhere in the middle of it all, for longer.
  await pause(5000);
  return first - now;
}

/** Of the oldest line of the past that is drawn. */
async function first_number(ana: Person): Promise<number> {
  const text = await ana.page.evaluate(() => document.querySelector('[role=log]')?.textContent);
  return Number(/past (\d+) /.exec(text ?? '')?.[1] ?? past_lines);
}
