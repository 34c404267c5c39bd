// From one room to another, of fifty, one of which has 10,000 members.

import { connect, type Socket } from 'node:net';
import type { CDPSession } from 'playwright-core';
import { Person, w } from '../browser/person';
import { load_text, measured_server, tools_of } from './place';
import { pause, sentence, Talker } from './people';
import { median, ms, note } from './table';

const rooms = 50;
const crowd = Number(process.env['FIGURE_CROWD'] ?? 10_000);
const big_room = '#big';
const lines_each = 120;
const times = 5;

interface Switch {
  painted_ms: number;
  long: number[];
  /** Of the page's thread, whoever else the processor worked for meanwhile. */
  worked_ms: number;
}

export async function switching(): Promise<void> {
  const server = await measured_server();
  const end_crowd = await gather(server.irc_port);
  const names = Array.from({ length: rooms - 1 }, (_, i) => `#room${i}`);
  const bob = await Talker.enter(server.irc_port, 'bob', [...names, big_room]);
  for (const name of [...names, big_room]) {
    for (let n = 0; n < lines_each; n += 1) bob.says(name, sentence(n));
    await pause(20);
  }
  const ana = await Person.enter(server.url(), 'ana', names[0] ?? '');
  let before = names[0] ?? '';
  for (const name of [...names.slice(1), big_room]) {
    await ana.says(before, `/join ${name}`);
    await ana.writes_in(name).waitFor();
    before = name;
  }
  // Entered anew, it is in all of them and has looked at none but the first.
  await ana.page.reload();
  await ana.entry(big_room.slice(1)).waitFor();
  await pause(5000);
  await measure(ana, names);
  bob.leave();
  end_crowd();
  await ana.close();
  await server.stop();
}

async function measure(ana: Person, names: readonly string[]): Promise<void> {
  const tools = await tools_of(ana.page);
  await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const seen: Record<string, Switch[]> = { first: [], first_big: [], small: [], big: [] };
  // Those that were not looked at since the page was opened come first.
  for (const name of names.slice(1, 1 + times)) {
    seen['first']?.push(await switch_to(ana, tools, name));
  }
  seen['first_big']?.push(await switch_to(ana, tools, big_room));
  const count = await ana.page.locator('.members-button').textContent();
  console.log(`members of the large room that are shown: ${count}`);
  for (let n = 0; n < times; n += 1) {
    await switch_to(ana, tools, names[n + 1] ?? '');
    seen['big']?.push(await switch_to(ana, tools, big_room));
    seen['small']?.push(await switch_to(ana, tools, names[n + 1] ?? ''));
  }
  const said: Record<string, string> = {
    first: 'the first look at a room', small: 'back to a room',
    first_big: `the first look at the room of ${crowd.toLocaleString('en')}`,
    big: `back to the room of ${crowd.toLocaleString('en')}`,
  };
  for (const [kind, what] of Object.entries(said)) {
    const all = seen[kind] ?? [];
    const painted = all.map((each) => each.painted_ms);
    const longest = all.map((each) => Math.max(0, ...each.long));
    note(`room switch (${rooms} rooms): ${what}`, '<= 100 ms painted, no task > 50 ms',
      `median ${ms(median(painted))} (${painted.map((each) => each.toFixed(0)).join(' ')}); ` +
        `longest task ${longest.map((each) => each.toFixed(0)).join(' ')} ms; ` +
        `work of the page's thread ${ms(median(all.map((each) => each.worked_ms)))}; ` +
        `load ${load_text()}`,
      median(painted) <= 100 && median(longest) <= 50);
  }
}

/** From the click to the frame behind that in which the room's lines and field are drawn. */
async function switch_to(ana: Person, tools: CDPSession, name: string): Promise<Switch> {
  const label = w.write.label(name);
  const entry = await ana.entry(name).elementHandle();
  if (entry === null) throw new Error(`no entry for ${name}`);
  const before_ms = await worked_ms(tools);
  const seen = await ana.page.evaluate(async ([button, wanted]) => {
    const long: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const each of list.getEntries()) long.push(each.duration);
    });
    observer.observe({ type: 'longtask' });
    const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
    await frame();
    const begin_ms = performance.now();
    (button as HTMLElement).click();
    const is_there = (): boolean =>
      document.querySelector('#composer')?.getAttribute('aria-label') === wanted &&
      document.querySelectorAll('[role=log] [role=article]').length > 5;
    for (;;) {
      await frame();
      if (is_there()) break;
      if (performance.now() - begin_ms > 20_000) throw new Error(`not there: ${wanted}`);
    }
    // A task of its own runs when the frame has been handed on.
    await new Promise((done) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = done;
      channel.port2.postMessage(0);
    });
    const painted_ms = performance.now() - begin_ms;
    // Members are asked for now, and come in pieces.
    await new Promise((done) => setTimeout(done, 1500));
    for (const each of observer.takeRecords()) long.push(each.duration);
    observer.disconnect();
    return { painted_ms, long };
  }, [entry, label] as const);
  await ana.writes_in(name).waitFor();
  return { ...seen, worked_ms: (await worked_ms(tools)) - before_ms };
}

async function worked_ms(tools: CDPSession): Promise<number> {
  const { metrics } = await tools.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
}

/** Connections that only hold. A large room does not show who comes. */
async function gather(port: number): Promise<() => void> {
  const sockets: Socket[] = [];
  for (let n = 0; n < crowd; n += 200) {
    const some = Array.from({ length: Math.min(200, crowd - n) }, (_, i) => enter(port, n + i));
    sockets.push(...await Promise.all(some));
  }
  return () => sockets.forEach((socket) => socket.destroy());
}

function enter(port: number, n: number): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('latin1');
    socket.on('error', fail);
    socket.on('data', (text: string) => {
      const ping = /^PING (.*)/m.exec(text);
      if (ping !== null) socket.write(`PONG ${ping[1]}\n`);
      if (text.includes(`:member${n}!`)) done(socket);
    });
    socket.write(`CAP REQ :draft/no-implicit-names\nNICK member${n}\nUSER u 0 * :m\nCAP END\n` +
      `JOIN ${big_room}\n`);
  });
}
