/** Every view of the page, and how to come there. */
import { made_picture } from './made_picture.mjs';

const show = (dialog) => (page) => page.evaluate((d) => window.view.show(d), dialog);
const of_open = (kind) => (page) =>
  page.evaluate((k) => window.view.show({ kind: k, conversation: window.view.now.open }), kind);
const open = (name) => (page) => page.evaluate((n) => window.view.open(window.made.find(n)), name);

const file_id = '0123456789abcdef0123456789abcde';
const picture = '#w=1200&h=800&name=field.png&size=2400000&blur=43c4c4c4c4m9n9o-m9n9Wjo-m9';

/** Lines that are files; the pictures are made up, and one is still on its way. */
const say_files = async (page) => {
  const body = made_picture(600, 400);
  await page.route(/files\/[0-9a-f]{32}\.png/, (route) =>
    (route.request().url().includes('f.png') ? null
      : route.fulfill({ contentType: 'image/png', body })));
  await page.evaluate(([id, claims]) => {
    const { open: room } = window.view.now;
    const url = `${location.origin}/files/${id}`;
    room.hear('luis', `${url}0.png${claims}`);
    room.hear('marta', `${url}1/x#size=1234567&name=Exercise sheet 12.pdf`.replaceAll(' ', '%20'));
    room.hear('yuki', `${url}2.mp3#size=345678&name=song.mp3`);
    room.hear('yuki', `${url}f.png#w=400&h=400&blur=44${'c4m9'.repeat(8)}`);
  }, [file_id, picture]);
};

const give = async (page) => {
  const buffer = made_picture(300, 200);
  await page.locator('input[type=file]').setInputFiles([
    { name: 'field.png', mimeType: 'image/png', buffer },
    { name: 'A rather long name of a file that says all of what is in it.pdf',
      mimeType: 'application/pdf', buffer: Buffer.alloc(1_234_567) },
  ]);
};

export const VIEWS = [
  { name: 'first', address: 'none' },
  {
    name: 'first-refused',
    address: 'unprotected',
    run: async (page) => {
      await page.evaluate(() => window.made.set_link({ kind: 'offline' }));
      const fields = page.locator('form input');
      await fields.nth(0).fill('taken');
      await page.locator('button[type=submit]').click();
    },
  },
  {
    name: 'first-register',
    address: 'none',
    run: (page) => page.locator('.first-ways button').last().click(),
  },
  {
    name: 'first-forgotten',
    address: 'none',
    run: async (page) => {
      await page.locator('.first-ways button').first().click();
      await page.locator('.forgotten-lead').waitFor();
    },
  },
  { name: 'room' },
  {
    name: 'room-renamed',
    run: (page) => page.evaluate(() =>
      window.made.claim_nick({ kind: 'renamed', wanted: 'luis', nick: 'guest1' })),
  },
  {
    name: 'room-claimed',
    run: (page) => page.evaluate(() => window.made.claim_nick({ kind: 'warned', wanted: 'luis' })),
  },
  { name: 'room-unread', run: open('#maths') },
  { name: 'room-ciphered', run: open('#secret') },
  { name: 'private', run: open('luis') },
  { name: 'room-empty', run: (page) => page.evaluate(() => window.view.enter('#new')) },
  {
    name: 'room-locked',
    run: async (page) => {
      await open('#secret')(page);
      await page.evaluate(() => window.made.find('#secret').forget_passphrase());
    },
  },
  {
    name: 'room-others-encrypt',
    run: async (page) => {
      await open('#maths')(page);
      await page.evaluate(() => window.made.find('#maths').encrypt_others());
    },
  },
  {
    name: 'room-others-encrypt-send',
    run: async (page) => {
      await open('#maths')(page);
      await page.evaluate(() => window.made.find('#maths').encrypt_others());
      await page.locator('#composer').fill('Can anybody read this?');
      await page.locator('#composer').press('Enter');
    },
  },
  {
    name: 'line-active',
    run: async (page) => {
      await page.locator('[role=article]').nth(-3).focus();
    },
  },
  {
    name: 'line-menu',
    run: async (page) => {
      await page.locator('[role=article]').nth(-4).focus();
      await page.keyboard.press('Enter');
    },
  },
  {
    name: 'react',
    wait: 500,
    run: async (page) => {
      await page.locator('[role=article]').nth(-4).focus();
      await page.keyboard.press('+');
    },
  },
  {
    name: 'reply',
    run: async (page) => {
      await page.evaluate(() => {
        const { view } = window;
        const line = view.now.open.lines.rows.filter((r) => r.kind === 'line').pop();
        view.answer(view.now.open, { what: 'reply', line });
      });
      await page.locator('#composer').fill('I see it in the same way.\nBut not the other part.');
    },
  },
  {
    name: 'edit',
    run: (page) => page.evaluate(() => {
      const { view } = window;
      const line = view.now.open.lines.rows.filter((r) => r.kind === 'line' && r.is_mine).pop();
      view.answer(view.now.open, { what: 'edit', line });
    }),
  },
  {
    name: 'private-gone',
    run: (page) => page.evaluate(() => {
      const { view, made } = window;
      const talk = made.find('luis');
      talk.presence = 'gone';
      view.open(talk);
    }),
  },
  {
    name: 'completion',
    run: async (page) => {
      await page.locator('#composer').focus();
      await page.keyboard.type('/');
    },
  },
  {
    name: 'waiting',
    run: (page) =>
      page.evaluate(() => {
        const { made, view } = window;
        made.set_link({ kind: 'waiting', retry_at_ms: Date.now() + 7000, why: 'lost' });
        view.now.open.say('This one waits.');
        view.now.open.hear('luis', 'Hello ana, are you there?');
      }),
  },
  {
    name: 'failed-and-typing',
    run: (page) =>
      page.evaluate(() => {
        const { made, view } = window;
        made.find('#lobby').typing = ['luis', 'marta'];
        view.now.open.say('This one did not arrive.');
        setTimeout(() => {
          const rows = view.now.open.lines.rows;
          const why = { code: 'moderated', text: '' };
          view.now.open.lines.change(rows[rows.length - 1].id, { state: 'failed', why });
        }, 180);
      }),
    wait: 500,
  },
  {
    name: 'left-over',
    run: async (page) => {
      await page.locator('[role=article]').last().waitFor();
      await page.evaluate(() => {
        const { lines } = window.view.now.open;
        const line = {
          ...lines.nth_from_end(1), is_mine: true, sender: 'ana', state: 'failed', seal: 'ok',
        };
        lines.add({
          ...line, id: 'l1', key: 'l1', text: 'Typed before the page was loaded again.',
          why: { code: 'left_over', text: '' },
        });
        lines.add({
          ...line, id: 'l2', key: 'l2', text: '', why: { code: 'not_kept', text: '' },
        });
      });
    },
  },
  {
    name: 'reading-above',
    run: async (page) => {
      await page.locator('[role=article]').last().waitFor();
      await page.waitForTimeout(500);
      await page.locator('.feed-scroller').evaluate((e) => e.scrollBy(0, -900));
      await page.waitForTimeout(300);
      await page.evaluate(() => {
        for (let i = 0; i < 3; i += 1) window.view.now.open.hear('luis', `New line ${i}`);
      });
    },
  },
  { name: 'files', wait: 900, run: say_files },
  {
    name: 'files-remove-line',
    wait: 500,
    run: async (page) => {
      await page.route(/files\/[0-9a-f]{32}\.png/, (route) =>
        route.fulfill({ contentType: 'image/png', body: made_picture(600, 400) }));
      await page.evaluate(([id, claims]) => {
        const { open: conversation } = window.view.now;
        conversation.hear('ana', `${location.origin}/files/${id}0.png${claims}`);
        const line_id = conversation.lines.nth_from_end(1).id;
        const about = { conversation, nick: 'ana', line_id };
        window.view.show({ kind: 'moderate', what: 'remove', ...about });
      }, [file_id, picture]);
    },
  },
  { name: 'files-give', wait: 600, run: give },
  {
    name: 'files-give-sealed',
    wait: 600,
    run: async (page) => {
      await open('#secret')(page);
      await give(page);
    },
  },
  {
    name: 'uploads',
    run: (page) =>
      page.evaluate(() => {
        const of = (id, name, bytes, progress, state, why) =>
          ({ id, name, bytes, progress, state, ...(why ? { why } : {}) });
        window.view.now.open.set_uploads([
          of('1', 'holiday.mp4', 48_000_000, 0.43, 'sending'),
          of('2', 'field.png', 2_400_000, 0, 'preparing'),
          of('3', 'Exercise sheet 12.pdf', 1_234_567, 0.7, 'failed',
            { code: 'file_too_large', text: '', detail: '1000000' }),
          of('4', 'class.jpg', 1_234_567, 0, 'failed', { code: 'files_full', text: '' }),
          of('5', 'trip.jpg', 1_234_567, 0, 'failed', { code: 'way_too_narrow', text: '' }),
        ]);
      }),
  },
  {
    name: 'uploads-left',
    run: (page) =>
      page.evaluate(() => {
        const left = { progress: 0.61, state: 'left' };
        window.view.now.open.set_uploads([
          { id: '1', name: 'notes of the term.zip', bytes: 12_400_000, ...left },
          { id: '2', name: '', bytes: 0, ...left },
        ]);
      }),
  },
  {
    name: 'viewer',
    wait: 900,
    run: async (page) => {
      await say_files(page);
      await page.locator('.file-picture').first().click();
    },
  },
  { name: 'menu', run: (page) => page.locator('.top-tools button').last().click() },
  { name: 'rooms', wait: 500, run: show({ kind: 'rooms' }) },
  { name: 'switcher', run: show({ kind: 'switcher' }) },
  { name: 'search', wait: 700, run: show({ kind: 'search', text: 'morning' }) },
  { name: 'search-none', wait: 700, run: show({ kind: 'search', text: 'xyzzy' }) },
  { name: 'account-log-in', run: show({ kind: 'account', what: 'log_in' }) },
  {
    name: 'account-forgotten',
    run: async (page) => {
      await show({ kind: 'account', what: 'log_in' })(page);
      await page.locator('.dialog .link-button').nth(1).click();
    },
  },
  { name: 'account-register', run: show({ kind: 'account', what: 'register' }) },
  { name: 'settings', run: show({ kind: 'settings' }) },
  { name: 'settings-account', run: show({ kind: 'settings', page: 'account' }) },
  {
    name: 'settings-files',
    run: async (page) => {
      await show({ kind: 'settings', page: 'account' })(page);
      const button = page.locator('.dialog-part').nth(5).locator('button');
      await button.first().click();
      await button.last().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-files-remove',
    run: async (page) => {
      await show({ kind: 'settings', page: 'account' })(page);
      const part = page.locator('.dialog-part').nth(5);
      await part.locator('button').first().click();
      await part.locator('li button').first().click();
    },
  },
  {
    name: 'settings-ends',
    run: async (page) => {
      await show({ kind: 'settings', page: 'account' })(page);
      await page.locator('.dialog-part .is-danger').nth(1).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-drop',
    run: async (page) => {
      await show({ kind: 'settings', page: 'account' })(page);
      await page.locator('.dialog-part .is-danger').nth(1).click();
    },
  },
  { name: 'inbox', run: show({ kind: 'inbox' }) },
  {
    name: 'inbox-none',
    run: async (page) => {
      await page.evaluate(() => window.made.notices.clear());
      await show({ kind: 'inbox' })(page);
    },
  },
  {
    name: 'invited',
    run: (page) =>
      page.evaluate(() =>
        window.made.notices.add({
          id: 'new', at_ms: Date.now(), from: 'luis', text: '', invited_to: '#chess-club',
        }),
      ),
  },
  { name: 'keys', run: show({ kind: 'keys' }) },
  { name: 'topic', run: of_open('room') },
  {
    name: 'room-keeping',
    run: async (page) => {
      await of_open('room')(page);
      await page.locator('.dialog-part').nth(2).scrollIntoViewIfNeeded();
    },
  },
  { name: 'lock', run: of_open('lock') },
  {
    name: 'lock-ciphered',
    run: async (page) => {
      await open('#secret')(page);
      await of_open('lock')(page);
    },
  },
  { name: 'date', run: of_open('date') },
  { name: 'invite', run: of_open('invite') },
  {
    name: 'kick',
    run: (page) =>
      page.evaluate(() =>
        window.view.show({
          kind: 'moderate', what: 'kick', conversation: window.view.now.open, nick: 'luis',
          line_id: null,
        }),
      ),
  },
  {
    name: 'side',
    run: (page, size) => (size === 'phone' ? page.locator('.top button').first().click() : null),
  },
  {
    name: 'members',
    run: (page, size) => (size === 'phone' ? page.locator('.members-button').click() : null),
  },
  {
    name: 'member-menu',
    run: (page, size) => (size === 'phone' ? null : page.locator('.member').nth(5).click()),
  },
  {
    name: 'nothing',
    run: (page) =>
      page.evaluate(() => {
        window.made.conversations = [];
        window.made.changed();
      }),
  },
];
