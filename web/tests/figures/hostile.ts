// A server that means harm: whatever it sends, a click is answered and memory is bounded.

import { FakeServer } from '../browser/fake_server';
import { Person } from '../browser/person';
import { answer_ms } from './flood';
import { heap_bytes, load_text, tools_of } from './place';
import { pause } from './people';
import { median, mebibytes, ms, note } from './table';

const room = '#main';
const capabilities =
  'message-tags batch echo-message labeled-response server-time draft/chathistory ' +
  'draft/event-playback draft/read-marker cap-notify';
const clicks = 5;
const click_ms_max = 200;
const heap_bytes_max = 64 << 20;

let server: FakeServer;
let ana: Person;
/** What is answered to CHATHISTORY. */
let pages: (label: string, words: readonly string[]) => string[] = empty_page;

function empty_page(label: string): string[] {
  return [`@label=${label} :srv.x BATCH +p chathistory ${room}`, ':srv.x BATCH -p'];
}

/** FakeServer answers what is needed to enter; this what is asked then. */
function answer_pages(): () => void {
  let looked_at = 0;
  const timer = setInterval(() => {
    for (; looked_at < server.got.length; looked_at += 1) {
      const found = /^@label=([^; ]+)\S* CHATHISTORY (.*)/.exec(server.got[looked_at] ?? '');
      if (found !== null) server.send(...pages(found[1] ?? '', (found[2] ?? '').split(' ')));
    }
  }, 5);
  return () => clearInterval(timer);
}

const time = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
const said = (n: number, text = `line ${n}`, tags = ''): string =>
  `@msgid=m${n};time=${time(n)}${tags} :bob!u@h PRIVMSG ${room} :${text}`;

interface Harm { readonly what: string; readonly act: () => Promise<void> | void }

const harms: readonly Harm[] = [
  { what: 'a history page that repeats', act: repeat_page },
  {
    what: 'a batch never closed (200,000 lines in it)',
    act: () => {
      server.send(`:srv.x BATCH +open chathistory ${room}`);
      for (let n = 0; n < 200_000; n += 1) server.send(`@batch=open;${said(n).slice(1)}`);
    },
  },
  {
    what: '10,000 batches never closed',
    act: () => {
      for (let n = 0; n < 10_000; n += 1) server.send(`:srv.x BATCH +b${n} chathistory ${room}`);
    },
  },
  {
    what: 'a topic of 1 MB',
    act: () => server.send(`:bob!u@h TOPIC ${room} :${'topic '.repeat(175_000)}`),
  },
  { what: 'a line of 1 MB', act: () => server.send(said(900_001, 'word '.repeat(210_000))) },
  {
    what: '5,000 reactions on one line',
    act: () => {
      server.send(said(900_002, 'react to this'));
      for (let n = 0; n < 5000; n += 1) {
        const sign = String.fromCodePoint(0x1f300 + (n % 700));
        server.send(`@+reply=m900002;+draft/react=${sign} :p${n}!u@h TAGMSG ${room}`);
      }
    },
  },
  {
    what: '100,000 names',
    act: async () => {
      const label = /label=([^; ]+)/.exec(await server.hears(/ NAMES /))?.[1];
      server.send(`@label=${label} :srv.x BATCH +names labeled-response`);
      for (let n = 0; n < 100_000; n += 20) {
        const names = Array.from({ length: 20 }, (_, i) => `somebody${n + i}`).join(' ');
        server.send(`@batch=names :srv.x 353 ana = ${room} :${names}`);
      }
      server.send(`@batch=names :srv.x 366 ana ${room} :end`, ':srv.x BATCH -names');
    },
  },
  {
    what: '20,000 people who join',
    act: () => {
      for (let n = 0; n < 20_000; n += 1) server.send(`:other${n}!u@h JOIN ${room}`);
    },
  },
  {
    what: 'a nick of 60 KB',
    act: () => {
      const nick = 'n'.repeat(60_000);
      server.send(`:${nick}!u@h JOIN ${room}`, `:${nick}!u@h PRIVMSG ${room} :hello`,
        `:${nick}!u@h PRIVMSG ana :hello`);
    },
  },
  {
    what: '10,000 rooms joined by force',
    act: () => {
      for (let n = 0; n < 10_000; n += 1) server.send(`:ana!u@h JOIN #forced${n}`);
    },
  },
];

let asked = 0;

/** The same lines, whatever was asked for. */
function repeated_page(label: string): string[] {
  asked += 1;
  const lines = Array.from({ length: 100 }, (_, i) => `@batch=p;${said(i).slice(1)}`);
  return [`@label=${label} :srv.x BATCH +p chathistory ${room}`, ...lines, ':srv.x BATCH -p'];
}

async function repeat_page(): Promise<void> {
  await pause(500);
  await ana.page.getByRole('log').hover();
  for (let n = 0; n < 40; n += 1) {
    await ana.page.mouse.wheel(0, -2000);
    await pause(100);
  }
  note('hostile: how often a page that repeats is asked for', 'not for ever (<= 20)',
    `${asked} times in 4 s of scrolling up`, asked > 0 && asked <= 20);
}

async function try_harm({ what, act }: Harm): Promise<void> {
  pages = what.includes('repeats') ? repeated_page : empty_page;
  asked = 0;
  server = await FakeServer.start(capabilities,
    'CASEMAPPING=ascii CHANTYPES=# CHATHISTORY=100 MSGREFTYPES=msgid,timestamp');
  const stop = answer_pages();
  ana = await Person.enter(server.url, 'ana', room);
  server.send(...Array.from({ length: 50 }, (_, i) => said(500 + i)));
  const tools = await tools_of(ana.page);
  await pause(500);
  const before = await heap_bytes(tools);
  await act();
  const answers: number[] = [];
  for (let n = 0; n < clicks; n += 1) {
    answers.push(await answer_ms(ana));
    await pause(300);
  }
  await pause(1000);
  const after = await heap_bytes(tools);
  const { nodes } = await tools.send('Memory.getDOMCounters');
  note(`hostile: ${what}`, `a click within ${click_ms_max} ms, heap bounded`,
    `clicks ${answers.map((each) => each.toFixed(0)).join(' ')} ms (median ` +
      `${ms(median(answers))}); heap ${mebibytes(before)} -> ${mebibytes(after)}, ` +
      `${nodes} nodes; load ${load_text()}`,
    median(answers) <= click_ms_max && after <= heap_bytes_max);
  if (ana.complaints.length > 0) console.log(ana.complaints);
  stop();
  await ana.close();
  await server.stop();
}

export async function hostile(): Promise<void> {
  for (const harm of harms) {
    try {
      await try_harm(harm);
    } catch (problem) {
      note(`hostile: ${harm.what}`, `a click within ${click_ms_max} ms`,
        String(problem).split('\n')[0] ?? '', false);
      await ana.close().catch(() => undefined);
    }
  }
}
