// The page and a server with a password.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { read_json, write_json } from '../../src/keep/store';
import { FakeServer } from './fake_server';
import { lose_and_return, make_chat, settle, type Tried } from './fake_chat';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

const right = 'say this to get in';

/** As uvchat-server: it judges when the names are there, and before any login. */
function shut_server(door = { password: right }): FakeServer {
  const server = new FakeServer();
  server.offered = [...server.offered, 'sasl', 'uvchat/resume'];
  let is_right = false;
  server.intercept = ({ command, params, tags }) => {
    const word = params[0] ?? '';
    if (command === 'PASS') is_right = word === door.password;
    if (command === 'CAP' && word === 'END' && !is_right) {
      server.tell(':s 464 * :Password incorrect');
      server.tell('ERROR :Closing link (Password incorrect)');
      return true;
    }
    if (command === 'CAP' && word === 'END') is_right = false;
    if (command === 'AUTHENTICATE' && !is_right) {
      server.tell('@uvchat/code=DISALLOWED :s 904 * :SASL authentication failed: the password');
    } else if (command === 'AUTHENTICATE') {
      server.tell(params[0]?.length === 5 ? 'AUTHENTICATE +' : ':s 900 * ana!u@h ana :Logged in');
      if (params[0]?.length !== 5) server.tell(':s 903 * :Logged in');
    }
    if (command === 'RESUME') {
      server.tell(`@label=${tags.get('label')} :s RESUME TOKEN ${'t'.repeat(43)}`);
    }
    return command === 'PASS' || command === 'AUTHENTICATE' || command === 'RESUME';
  };
  return server;
}

const guest = (server_password = '') =>
  ({ kind: 'guest', nick: 'ana', room: '#room', server_password }) as const;
const account = (server_password: string) => ({
  kind: 'account', account: 'ana', password: 'own', stay_logged_in: true, server_password,
}) as const;

async function started(server: FakeServer, how: Parameters<Tried['chat']['start']>[0]) {
  const tried = await make_chat(server);
  tried.chat.start(how);
  await settle();
  return tried;
}

test('a server that wants a password is asked for it, and let in with it', async () => {
  const { chat, server } = await started(shut_server(), guest());
  expect(chat.link).toMatchObject({ kind: 'refused', why: { code: 'server_password' } });
  expect(chat.server.needs_password).toBe(true);
  expect(server.count('PASS')).toBe(0);
  chat.start(guest('a guess'));
  await settle();
  expect(chat.link).toMatchObject({ kind: 'refused', why: { code: 'wrong_server_password' } });
  server.received.length = 0;
  chat.start(guest(right));
  await settle();
  expect(chat.link.kind).toBe('ready');
  expect(chat.server.needs_password).toBe(false);
  expect(server.received[0]).toBe(`PASS :${right}`);
});

test('a lost connection comes back with the password, and nothing of it is kept', async () => {
  const tried = await started(shut_server(), guest(right));
  tried.server.received.length = 0;
  await lose_and_return(tried);
  expect(tried.chat.link.kind).toBe('ready');
  expect(tried.server.received[0]).toBe(`PASS :${right}`);
  expect(read_json('server_password')).toBeUndefined();
  await tried.chat.log_out();
  tried.chat.start(guest());
  await settle();
  expect(tried.chat.link).toMatchObject({ why: { code: 'server_password' } });
});

test('a login is not called wrong where the password of the server is missing', async () => {
  const { chat } = await started(shut_server(), account(''));
  expect(chat.link).toMatchObject({ kind: 'refused', why: { code: 'server_password' } });
  chat.start(account(right));
  await settle();
  expect(chat.me.account).toBe('ana');
});

test('who stays logged in need not say it again, until it is another one', async () => {
  const before = await started(shut_server(), account(right));
  expect(read_json('server_password')).toEqual({ password: right });
  const login = before.chat.core.kept.login;
  before.chat.stop();
  const door = { password: right };
  const after = await make_chat(shut_server(door));
  const { chat } = after;
  write_json('login', login);
  write_json('server_password', { password: right });
  chat.start({ kind: 'resume' });
  await settle();
  expect(chat.me.account).toBe('ana');
  door.password = 'another one';
  await lose_and_return(after);
  expect(chat.link).toMatchObject({ kind: 'refused', why: { code: 'wrong_server_password' } });
  expect(read_json('server_password')).toBeUndefined();
  expect(chat.kept.account).toBe('ana');
  chat.start({ kind: 'resume', server_password: 'another one' });
  await settle();
  expect(chat.me.account).toBe('ana');
  expect(read_json('server_password')).toEqual({ password: 'another one' });
});

test('a reload comes back as whoever was let in, not as who only wished to be', async () => {
  const { chat } = await started(shut_server(), guest());
  expect(chat.kept.can_resume).toBe(false);
  chat.start(guest(right));
  await settle();
  expect(chat.kept).toMatchObject({ can_resume: true, nick: 'ana', rooms: ['#room'] });
  chat.start({ ...guest('a guess'), nick: 'eva' });
  await settle();
  expect(chat.kept.can_resume).toBe(false);
});
