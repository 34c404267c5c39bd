import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mask_matches } from '../../src/chat/restrictions';
import { joined_chat, settle } from './fake_chat';
import { FakeServer } from './fake_server';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

interface Guest { nick: string; host: string; account?: string; is_gone?: boolean }

/** A server on which these people are, or were, and whose room has this list. */
function server_with(guests: readonly Guest[], list: string[] = []): FakeServer {
  const server = new FakeServer();
  server.isupport += ' ACCOUNTEXTBAN=a,account';
  server.intercept = ({ command, params, tags }) => {
    const answer = (...lines: string[]): true => {
      server.tell(`@label=${tags.get('label') ?? ''} :s BATCH +a labeled-response`);
      for (const line of lines) server.tell(`@batch=a :s ${line}`);
      server.tell(':s BATCH -a');
      return true;
    };
    const [first = '', second = '', third = ''] = params;
    if (command === 'WHOIS' || command === 'WHOWAS') {
      const is_whois = command === 'WHOIS';
      const found = guests.find(({ nick, is_gone }) =>
        nick === first && (is_gone === true) !== is_whois);
      if (found === undefined) return answer(`${is_whois ? 401 : 406} ana ${first} :Nobody`);
      const { nick, host, account } = found;
      return answer(`${is_whois ? 311 : 314} ana ${nick} u ${host} * :Name`,
        ...(account === undefined ? [] : [`330 ana ${nick} ${account} :is logged in as`]));
    }
    if (command === 'WHO') {
      return answer(...guests.filter(({ host }) => host === first).map(({ nick, host }) =>
        `352 ana * u ${host} s ${nick} H :0 Name`), `315 ana ${first} :End`);
    }
    if (command !== 'MODE' || !second.endsWith('b')) return false;
    if (third === '') {
      const told = list.map((mask) => `367 ana #room ${mask} op 1700000000`);
      return answer(...told, '368 ana #room :End');
    }
    if (second === '+b') list.push(third);
    else list.splice(list.indexOf(third), 1);
    return answer(`MODE #room ${second} ${third}`);
  };
  return server;
}

test('whoever comes from a place alone is banned by it', async () => {
  const list: string[] = [];
  const { server, room } = await joined_chat(
    server_with([{ nick: 'bob', host: 'h1' }, { nick: 'cat', host: 'h2' }], list));
  server.tell(':bob!u@h1 JOIN #room');
  expect(await room().ban('bob', 'spam')).toEqual({ ok: true });
  expect(list).toEqual(['*!*@h1']);
  expect(server.count('KICK #room bob')).toBe(1);
});

test('where others come from too, and where nobody knows, a ban goes by the nick', async () => {
  const list: string[] = [];
  const guests = [{ nick: 'bob', host: 'h1' }, { nick: 'cat', host: 'h1' }];
  const { server, room } = await joined_chat(server_with(guests, list));
  await room().mute('bob');
  expect(list).toEqual(['m:bob!*@*']);
  await room().ban('nobody');
  expect(list).toEqual(['m:bob!*@*', 'nobody!*@*']);
  expect(server.count('KICK')).toBe(0);
});

test('a member who is logged in is muted by their account', async () => {
  const list: string[] = [];
  const { server, room } = await joined_chat(server_with([{ nick: 'bob', host: 'h1' }], list));
  server.tell(':bob!u@h1 JOIN #room');
  room().members.update('bob', { account: 'Robert' });
  await room().mute('bob');
  expect(list).toEqual(['m:a:Robert']);
});

test('a mute is lifted, and a ban, and each leaves what hits others', async () => {
  const list = ['*!*@h1', 'm:a:Robert', 'cat!*@*', 'm:cat!*@*', 'BOB!*@*'];
  const guests = [{ nick: 'bob', host: 'h1', account: 'robert' }, { nick: 'cat', host: 'h2' }];
  const { room } = await joined_chat(server_with(guests, list));
  expect(await room().restrictions('bob')).toEqual({
    ok: true, value: { bans: ['*!*@h1', 'BOB!*@*'], mutes: ['m:a:Robert'], is_wide: false },
  });
  expect(await room().lift('bob', 'mute')).toEqual({ ok: true });
  expect(await room().lift('bob', 'ban')).toEqual({ ok: true });
  expect(list).toEqual(['cat!*@*', 'm:cat!*@*']);
  expect(await room().lift('bob', 'ban')).toMatchObject({ why: { code: 'not_restricted' } });
});

test('whoever has left after the ban is known by where they came from', async () => {
  const list = ['*!*@h1'];
  const { room } = await joined_chat(
    server_with([{ nick: 'bob', host: 'h1', is_gone: true }], list));
  expect(await room().lift('bob', 'ban')).toEqual({ ok: true });
  expect(list).toEqual([]);
});

test('a wider entry is not lifted for one, who is told of it', async () => {
  const list = ['bob!*@*', '*!*@*.example.org', 'm:b*!*@*', '*!*@other'];
  const { room } = await joined_chat(
    server_with([{ nick: 'bob', host: 'x.example.org' }], list));
  expect(await room().lift('bob', 'ban')).toMatchObject({ why: { code: 'wide_restriction' } });
  expect(list).toEqual(['*!*@*.example.org', 'm:b*!*@*', '*!*@other']);
});

test('a list that cannot be read says why', async () => {
  const { server, room } = await joined_chat();
  server.intercept = ({ command, tags }) => {
    if (command !== 'MODE') return false;
    server.tell(`@label=${tags.get('label') ?? ''} :s 482 ana #room :No operator`);
    return true;
  };
  expect(await room().lift('bob', 'ban')).toMatchObject({ why: { code: 'not_allowed' } });
});

test('a mask matches as a server matches it, and costs little whatever it holds', () => {
  const yes = [['*', ''], ['*', 'ana'], ['a?a', 'ana'], ['*n*', 'ana'], ['a*a*', 'aa'], ['', '']];
  const no = [['?', ''], ['a?a', 'aa'], ['*b', 'abc'], ['a', 'ab'], ['ab', 'a'], ['', 'a']];
  expect(yes.filter(([mask = '', text = '']) => !mask_matches(mask, text))).toEqual([]);
  expect(no.filter(([mask = '', text = '']) => mask_matches(mask, text))).toEqual([]);
  expect(mask_matches('*a'.repeat(250) + 'b', 'a'.repeat(2_000))).toBe(false);
});

test('a room is kept, and the reasons against it are in the page’s own words', async () => {
  const said = new Map<string, (readonly [code: string, words: string])[]>();
  const { server, room } = await joined_chat();
  server.intercept = ({ command, params, tags }) => {
    if (command !== 'CS') return false;
    server.tell(`@label=${tags.get('label') ?? ''} :s BATCH +a labeled-response`);
    for (const [code, words] of said.get(params.join(' ')) ?? []) {
      server.tell(`@batch=a;uvchat/code=${code} :ChanServ!ChanServ@s NOTICE ana :${words}`);
    }
    server.tell(':s BATCH -a');
    return true;
  };
  said.set('INFO #room', [['NOT_REGISTERED', '#room is not registered.']]);
  expect(await room().keeping()).toEqual({ ok: true, value: { is_kept: false } });
  for (const [words, code] of [
    ['NEED_LOGIN', 'not_logged_in'], ['ALREADY_REGISTERED', 'room_kept_already'],
    ['OF_CONFIGURATION', 'room_of_server'], ['NO_PERMISSIONS', 'not_allowed'],
    ['LIMIT_REACHED', 'too_many_kept'], ['TEMPORARILY_UNAVAILABLE', 'too_fast'],
    ['NO_SUCH_CHANNEL', 'no_such_room'], ['SOMETHING_NEW', 'other'],
  ] as const) {
    said.set('REGISTER #room', [[words, 'x']]);
    expect([words, await room().keep()]).toMatchObject([words, { ok: false, why: { code } }]);
  }
  said.set('REGISTER #room', [['DONE', 'x']]);
  expect(await room().keep()).toEqual({ ok: true });
  said.set('INFO #room', [
    ['CHANNEL\\s#room', 'x'], ['FOUNDER\\sana', 'x'], ['REGISTERED\\s2026-11-26T15:30:00Z', 'x'],
  ]);
  expect(await room().keeping()).toEqual({
    ok: true,
    value: { is_kept: true, founder: 'ana', since_ms: Date.UTC(2026, 10, 26, 15, 30) },
  });
});

test('the nick that stands for a missing reason is no reason', async () => {
  const { server, room } = await joined_chat();
  server.tell('@msgid=k1 :bob!u@h KICK #room eve :bob');
  server.tell('@msgid=k2 :bob!u@h KICK #room mallory :spam');
  await settle();
  expect(room().lines.rows.flatMap((row) => (row.kind === 'event' && row.what === 'kick'
    ? [[row.other, row.text]] : []))).toEqual([['eve', ''], ['mallory', 'spam']]);
});
