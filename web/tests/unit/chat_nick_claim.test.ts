// A guest whose name is that of somebody's account.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeServer } from './fake_server';
import { joined_chat, pass, settle, type Tried } from './fake_chat';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

/** Where there is an account "ana", of which NickServ tells whoever asks. */
function with_account(): FakeServer {
  const server = new FakeServer();
  server.intercept = ({ command, params, tags }) => {
    if (command !== 'NS') return false;
    const code = params[1] === 'ana' ? 'ACCOUNT\\sana' : 'NO_SUCH_ACCOUNT';
    server.tell(`@uvchat/code=${code};label=${tags.get('label') ?? ''} `
      + ':NickServ!NickServ@s NOTICE ana :So it is');
    return true;
  };
  return server;
}

const hint = ':NickServ!NickServ@s NOTICE ana :Este nick es de una cuenta';
async function done(): Promise<void> {
  for (let i = 0; i < 3; ++i) {
    await vi.dynamicImportSettled();
    await settle();
  }
}
async function warned(server = with_account()): Promise<Tried> {
  const tried = await joined_chat(server);
  server.tell(hint);
  await done();
  return tried;
}

test('the server is asked what its word means, which then stands at one place alone', async () => {
  const { chat, server } = await warned();
  expect(chat.nick_claim).toEqual({ kind: 'warned', wanted: 'ana' });
  expect(server.count('NS INFO ana')).toBe(1);
  expect(chat.notices.rows).toEqual([]);
});

test('what was said during the greeting is asked about after it', async () => {
  const server = with_account();
  const { intercept } = server;
  server.intercept = (message, line) => {
    if (message.command === 'CAP' && message.params[0] === 'END') server.tell(hint);
    return intercept(message, line);
  };
  const { chat } = await joined_chat(server);
  await done();
  expect(chat.nick_claim).toMatchObject({ kind: 'warned' });
});

test('another word of the service is no such warning', async () => {
  const { chat, server } = await joined_chat(with_account());
  server.tell(':ana!u@h NICK bob');
  server.tell(':NickServ!NickServ@s NOTICE bob :Good morning');
  await done();
  expect(chat.nick_claim).toBeNull();
  expect(chat.notices.rows).toHaveLength(1);
});

test('who is given another name is told so, and does not ask for the old one', async () => {
  const { chat, server } = await warned();
  server.tell(':NickServ!NickServ@s NOTICE ana :Ahora eres guest1');
  server.tell(':ana!u@h NICK guest1');
  await done();
  expect(chat.nick_claim).toEqual({ kind: 'renamed', wanted: 'ana', nick: 'guest1' });
  expect(chat.me.nick).toBe('guest1');
  expect(chat.kept.nick).toBe('guest1');
  expect(chat.notices.rows).toEqual([]);
  const asked = server.count('NICK ana');
  await pass(120_000);
  expect(server.count('NICK ana')).toBe(asked);
  chat.dismiss_nick_claim();
  expect(chat.nick_claim).toBeNull();
});

test('another name that they take themselves, or a login, ends it', async () => {
  const first = await warned();
  void first.chat.set_nick('bob');
  await settle();
  first.server.tell(':ana!u@h NICK bob');
  await done();
  expect(first.chat.nick_claim).toBeNull();
  const second = await warned();
  second.server.tell(':s 900 ana ana!u@h ana :You are logged in');
  await done();
  expect(second.chat.nick_claim).toBeNull();
});
