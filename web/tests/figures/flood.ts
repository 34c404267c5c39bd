// A thousand lines a second, while somebody scrolls.

import { Person } from '../browser/person';
import { frames_of, load_text, measured_server, watch_frames } from './place';
import { pause, sentence, steadily, Talker } from './people';
import { median, ms, note, share_of } from './table';

const lines_per_s = 1000;
const seconds = 10;
const talkers = 20;

export async function flood(): Promise<void> {
  const server = await measured_server();
  const bobs: Talker[] = [];
  for (let i = 0; i < talkers; i += 1) {
    bobs.push(await Talker.enter(server.irc_port, `bob${i}`, ['#main']));
  }
  for (let n = 0; n < 900; n += 1) bobs[n % talkers]?.says('#main', sentence(n));
  await pause(2000);
  const ana = await Person.enter(server.url(), 'ana', '#main');
  await pause(2000);
  let said = 0;
  const stop = steadily(lines_per_s, (n) => {
    said = n;
    bobs[n % talkers]?.says('#main', sentence(n));
  });
  await pause(2000);
  await at_the_end(ana);
  const answers_ms = await while_scrolling(ana);
  stop();
  const { frames, long } = await frames_of(ana.page);
  await pause(1000);
  note(`${lines_per_s} lines/s arriving, while scrolling`, 'frames at most 50 ms at the median',
    `median ${ms(median(frames))}, 95 % ${ms(share_of(frames, 0.95))}, ${long.length} long tasks ` +
      `in ${seconds} s; ${said} lines; load ${load_text()}`,
    median(frames) <= 50);
  note('a click meanwhile', 'at most 200 ms', `median ${ms(median(answers_ms))}`,
    median(answers_ms) <= 200);
  for (const bob of bobs) bob.leave();
  await ana.close();
  await server.stop();
}

/** Following what comes, without scrolling. */
async function at_the_end(ana: Person): Promise<void> {
  await watch_frames(ana.page);
  await pause(5000);
  const { frames, long } = await frames_of(ana.page);
  note(`${lines_per_s} lines/s arriving, at the newest line`, 'frames at most 50 ms at the median',
    `median ${ms(median(frames))}, 95 % ${ms(share_of(frames, 0.95))}, ${long.length} long tasks`,
    median(frames) <= 50);
}

/** Up and down; and each second the button of the members, until the list has come or gone. */
async function while_scrolling(ana: Person): Promise<number[]> {
  const box = await ana.page.getByRole('log').boundingBox();
  if (box === null) throw new Error('no log');
  await ana.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await watch_frames(ana.page);
  const answers_ms: number[] = [];
  const end_ms = Date.now() + seconds * 1000;
  let way = -1;
  for (let n = 0; Date.now() < end_ms; n += 1) {
    if (n % 20 === 0) way = -way;
    await ana.page.mouse.wheel(0, way * -150);
    await pause(50);
    if (n % 20 === 10) answers_ms.push(await answer_ms(ana));
  }
  return answers_ms;
}

declare global {
  interface Window { answered: Promise<number> }
}

/** From a click of the mouse, as the browser has noted it, to the frame that shows what it did. */
export async function answer_ms(ana: Person): Promise<number> {
  const box = await ana.page.locator('button.members-button').boundingBox();
  if (box === null) throw new Error('no button of the members');
  await ana.page.evaluate(() => {
    const button = document.querySelector('button.members-button');
    const was = button?.getAttribute('aria-pressed');
    const answer = async (event: Event): Promise<number> => {
      for (;;) {
        await new Promise((done) => requestAnimationFrame(done));
        const took_ms = performance.now() - event.timeStamp;
        if (button?.getAttribute('aria-pressed') !== was || took_ms > 20_000) return took_ms;
      }
    };
    window.answered = new Promise((done) => {
      const take = (event: Event): void => { void answer(event).then(done); };
      addEventListener('click', take, { capture: true, once: true });
    });
  });
  await ana.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const seen_ms = await ana.page.evaluate(() => window.answered);
  const log = await ana.page.getByRole('log').boundingBox();
  if (log !== null) await ana.page.mouse.move(log.x + log.width / 2, log.y + log.height / 2);
  return seen_ms;
}
