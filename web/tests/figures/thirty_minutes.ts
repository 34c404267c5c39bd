// Half an hour at 50 lines a second: what is kept does not grow.

import { Person } from '../browser/person';
import { heap_bytes, load_text, measured_server, tools_of } from './place';
import { pause, sentence, steadily, Talker } from './people';
import { mebibytes, note } from './table';

const rooms = ['#main', '#second', '#third', '#fourth', '#fifth'];
const lines_per_s = 50;
const minutes = Number(process.env['FIGURE_MINUTES'] ?? 30);
const first_minute = 5;

/** Most is said where the reader is; there are reactions, and people who come and go. */
function act(talkers: readonly Talker[], n: number, ids: readonly string[]): void {
  const talker = talkers[n % talkers.length];
  if (talker === undefined) return;
  const room = n % 2 === 0 ? '#main' : (rooms[n % rooms.length] ?? '#main');
  const word = n % 997 === 0 ? `ana: ${sentence(n)}` : sentence(n);
  talker.says(room, word);
  const id = ids[(n * 7) % Math.max(1, ids.length)];
  if (n % 25 === 0 && id !== undefined) {
    talker.sends(`@+draft/persist;+reply=${id};+draft/react=👍 TAGMSG #main`);
  }
  if (n % 250 === 100) talkers[0]?.sends('PART #second', 'JOIN #second');
  if (n % 100 === 50) talker.sends(`@+typing=active TAGMSG #main`);
}

export async function thirty_minutes(): Promise<void> {
  const server = await measured_server();
  const ana = await Person.enter(server.url(), 'ana', '#main');
  ana.page.setDefaultTimeout(15_000);
  for (const [i, room] of rooms.slice(1).entries()) {
    await ana.says(rooms[i] ?? '', `/join ${room}`);
    await ana.writes_in(room).waitFor();
  }
  await ana.opens('main');
  const talkers: Talker[] = [];
  for (let i = 0; i < 20; i += 1) {
    talkers.push(await Talker.enter(server.irc_port, `talker${i}`, rooms));
  }
  const ids: string[] = [];
  const listener = await Talker.enter(server.irc_port, 'listener', ['#main']);
  const listen = async (): Promise<void> => {
    for (;;) {
      ids.push((await listener.hears(/msgid=([^; ]+).* PRIVMSG #main /))[1] ?? '');
      if (ids.length > 500) ids.shift();
    }
  };
  listen().catch(() => undefined);
  const tools = await tools_of(ana.page);
  const stop = steadily(lines_per_s, (n) => act(talkers, n, ids));
  const heaps = await minute_by_minute(ana, tools);
  stop();
  const early = heaps[first_minute - 1] ?? Number.NaN;
  const late = heaps.at(-1) ?? Number.NaN;
  const grown = (late / early - 1) * 100;
  note(`heap after ${heaps.length} minutes at ${lines_per_s} lines/s`, 'within 20 % of minute 5',
    `${mebibytes(early)} -> ${mebibytes(late)} (${grown.toFixed(1)} %); load ${load_text()}`,
    Math.abs(grown) <= 20);
  for (const talker of [...talkers, listener]) talker.leave();
  await ana.close();
  await server.stop();
}

async function minute_by_minute(
  ana: Person,
  tools: Awaited<ReturnType<typeof tools_of>>,
): Promise<number[]> {
  const heaps: number[] = [];
  const begin_ms = Date.now();
  for (let minute = 1; minute <= minutes; minute += 1) {
    try {
      await look_around(ana, minute);
    } catch (problem) {
      // The figure is about memory; what took too long is told, and it goes on.
      console.log(String(problem).split('\n')[0]);
    }
    await pause(Math.max(0, begin_ms + minute * 60_000 - Date.now()));
    heaps.push(await heap_bytes(tools));
    const last = heaps.at(-1) ?? 0;
    console.log(`minute ${minute}: ${mebibytes(last)}; load ${load_text()}`);
  }
  return heaps;
}

/** The reader looks into another room, and reads a little of the past. */
async function look_around(ana: Person, minute: number): Promise<void> {
  await ana.opens(rooms[1 + (minute % 4)]?.slice(1) ?? '');
  await pause(3000);
  await ana.opens('main');
  await ana.page.mouse.move(600, 400);
  for (let i = 0; i < 10; i += 1) await ana.page.mouse.wheel(0, -600);
  await pause(1000);
  await ana.page.getByRole('log').press('Escape');
}
