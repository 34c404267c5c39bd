import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeServer } from './fake_server';
import { joined_chat } from './fake_chat';
import { en_first } from '../../src/words/en_first';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

/** A server that answers NS with these lines. */
async function asked_nickserv(...lines: readonly string[]) {
  const tried = await joined_chat();
  const { server } = tried;
  server.intercept = ({ command, tags }) => {
    if (command !== 'NS') return false;
    server.tell(`@label=${tags.get('label') ?? ''} :s BATCH +a labeled-response`);
    for (const line of lines) {
      server.tell(line.startsWith('@') ? `@batch=a;${line.slice(1)}` : `@batch=a ${line}`);
    }
    server.tell(':s BATCH -a');
    return true;
  };
  return tried.chat;
}

const says = (code: string, words: string) =>
  `@uvchat/code=${code.replaceAll(' ', '\\s')} :NickServ!NickServ@s NOTICE ana :${words}`;

test('a code of a standard reply is taken before that of a service', async () => {
  for (const [line, code] of [
    [':s FAIL NS TRY_AGAIN :Too many changes wait for the disk', 'too_fast'],
    [':s FAIL NS INTERNAL_ERROR :The database says no', 'too_fast'],
    [':s FAIL NS STORE_UNAVAILABLE :Nobody has been told', 'not_stored'],
    [':s FAIL NS NEED_LOGIN :Log in first', 'not_logged_in'],
    [':s 421 ana NS :Unknown command', 'not_supported'],
  ] as const) {
    const chat = await asked_nickserv(line, says('DONE', 'Your password has been changed.'));
    expect(await chat.change_password('old', 'new')).toMatchObject({ ok: false, why: { code } });
    expect(await chat.devices()).toMatchObject({ ok: false, why: { code } });
  }
});

test('what NickServ says is known by its codes, whatever its sentences are', async () => {
  const chat = await asked_nickserv(says('DONE', 'Hecho.'));
  expect(await chat.change_password('old', 'new')).toEqual({ ok: true });
  for (const [word, code] of [
    ['WRONG_PASSWORD', 'wrong_password'], ['TEMPORARILY_UNAVAILABLE', 'too_fast'],
    ['WEAK_PASSWORD', 'weak_password'], ['CLEAR_CONNECTION', 'password_in_clear'],
    ['NEED_LOGIN', 'not_logged_in'], ['IN_DOUBT', 'in_doubt'], ['SOMETHING_NEW', 'other'],
    ['constructor', 'other'],
  ] as const) {
    const other = await asked_nickserv(says(word, 'Refused: Your password has been changed.'));
    expect(await other.change_password('old', 'new')).toEqual({
      ok: false, why: { code, text: 'Your password has been changed.' },
    });
  }
});

test('a sentence without a code is believed by nobody', async () => {
  const chat = await asked_nickserv(
    ':NickServ!NickServ@s NOTICE ana :Your password has been changed.');
  expect(await chat.change_password('old', 'new')).toMatchObject({ why: { code: 'other' } });
});

test('devices and sessions are read from what belongs to their codes', async () => {
  const chat = await asked_nickserv(
    says('SESSION 192.0.2.7 this', 'x'), says('SESSION 192.0.2.8', 'x'),
    says('DEVICE 3 2026-11-26T15:30:00.000Z my old phone', 'x'));
  expect(await chat.devices()).toEqual({ ok: true, value: {
    sessions: [{ from: '192.0.2.7', is_this: true }, { from: '192.0.2.8', is_this: false }],
    devices: [{
      number: 3, name: 'my old phone', used_at_ms: Date.UTC(2026, 10, 26, 15, 30),
      may_be_this: false,
    }],
  } });
});

test('pieces of an export are put together, and one that is missing is noticed', async () => {
  const chat = await asked_nickserv(
    says('PIECE 1 2', '1/2 {"a":'), says('PIECE 2 2', '2/2 "b c"}'));
  expect(await chat.export_data(() => {})).toEqual({ ok: true, value: '{"a":"b c"}' });
  const other = await asked_nickserv(says('PIECE 1 2', '1/2 {"a":'));
  expect(await other.export_data(() => {})).toMatchObject({ ok: false, why: { code: 'other' } });
});

test('a device that has the name of this browser may be this one', async () => {
  const chat = await asked_nickserv(
    says('SESSION 192.0.2.7 this', 'x'),
    says(`DEVICE 1 2026-11-26T15:30:00.000Z Browser`, 'x'),
    says('DEVICE 2 2026-11-26T15:30:00.000Z uvchat-cli', 'x'));
  chat.core.device_name = () => 'Browser';
  const may_be = async () => {
    const answer = await chat.devices();
    return answer.ok && answer.value.devices.map((each) => each.may_be_this);
  };
  expect(await may_be()).toEqual([false, false]);
  chat.core.kept.keep_login({ account: 'ana', token: 't' }, false);
  expect(await may_be()).toEqual([true, false]);
  chat.core.kept.forget_login();
});

/** A chat whose NickServ answers each wish by its words; `asked` are those. */
async function with_nickserv(answers: Readonly<Record<string, string>>) {
  const { server, chat } = await joined_chat();
  const asked: string[] = [];
  server.intercept = ({ command, params, tags }) => {
    if (command !== 'NS') return false;
    asked.push(params.join(' '));
    const code = answers[params.join(' ')] ?? 'HELP';
    const said = `uvchat/code=${code.replaceAll(' ', '\\s')};label=${tags.get('label') ?? ''}`;
    server.tell(`@${said} :NickServ!NickServ@s NOTICE ana :So it is.`);
    return true;
  };
  chat.core.account = 'ana';
  return { chat, asked };
}

test('who is always on is so because they wish it and the server keeps somebody', async () => {
  const kept = await with_nickserv({
    'SET always-on on': 'DONE', 'SET always-on off': 'DONE',
    'SET always-on': 'SETTING always-on on',
  });
  expect(await kept.chat.is_always_on()).toEqual({ ok: true, value: true });
  expect(await kept.chat.set_always_on(true)).toEqual({ ok: true });
  expect(await kept.chat.set_always_on(false)).toEqual({ ok: true });
  const nobody = await with_nickserv({
    'SET always-on on': 'DONE',
    'SET always-on': 'SETTING always-on off (nobody stays here)',
  });
  expect(await nobody.chat.is_always_on()).toEqual({ ok: true, value: false });
  expect(await nobody.chat.set_always_on(true)).toMatchObject({ why: { code: 'keeps_nobody' } });
});

test('what cannot be taken back is said twice, with the word that the service tells', async () => {
  const { chat, asked } = await with_nickserv({
    ERASE: 'CONFIRM ERASE w0rd-1', 'ERASE w0rd-1': 'DONE',
    'DROP ana': 'CONFIRM DROP ana other_2', 'DROP ana other_2': 'DONE',
  });
  expect(await chat.erase_lines()).toEqual({ ok: true });
  expect(await chat.drop_account()).toEqual({ ok: true });
  expect(asked).toEqual(['ERASE', 'ERASE w0rd-1', 'DROP ana', 'DROP ana other_2']);
});

test('a service that does not ask back, or with words of its own, erases nothing', async () => {
  for (const answer of ['DONE', 'OF_CONFIGURATION', 'CONFIRM ERASE a:b']) {
    const { chat, asked } = await with_nickserv({ ERASE: answer });
    expect((await chat.erase_lines()).ok).toBe(false);
    expect(asked).toEqual(['ERASE']);
  }
});

test('what a new password needs is known before it is typed, if the server says it', async () => {
  for (const [word, min] of [
    [',uvchat/password-bytes-min=8', 8], ['', 0], [',uvchat/password-bytes-min=8000', 0],
    [',uvchat/password-bytes-min=-1', 0],
  ] as const) {
    const server = new FakeServer();
    server.offered = [
      ...server.offered, `draft/account-registration=custom-account-name${word}`,
    ];
    const { chat } = await joined_chat(server);
    expect(chat.server.registering.password_bytes_min).toBe(min);
  }
  expect(en_first.first.password_hint(8)).toMatch(/^At least 8 characters/);
  expect(en_first.first.password_hint(0)).not.toMatch(/\d/);
});
