/*
 * Keeps the shell, so that the page opens without a network. Nothing of a conversation passes
 * here: those come over the WebSocket. The page itself is asked for first and kept as a copy;
 * assets have their contents' hash in their names, so the copy is as good.
 */
const SHELL = 'shell-1';
const KEPT_MAX = 60;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.add('./')).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const others = caches.keys().then((names) =>
    Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name))),
  );
  event.waitUntil(others.then(() => self.clients.claim()));
});

async function keep(request, response) {
  const shell = await caches.open(SHELL);
  await shell.put(request, response);
  const kept = await shell.keys();
  // Of pages built before, the oldest go.
  await Promise.all(kept.slice(0, Math.max(0, kept.length - KEPT_MAX)).map((old) => shell.delete(old)));
}

async function page(request) {
  try {
    const response = await fetch(request);
    if (response.ok) await keep('./', response.clone());
    return response;
  } catch (problem) {
    const kept = await caches.match('./');
    if (kept) return kept;
    throw problem;
  }
}

async function asset(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await keep(request, response.clone());
  return response;
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const scope = new URL('./', self.location.href);
  if (request.method !== 'GET' || url.origin !== scope.origin) return;
  if (request.mode === 'navigate' && url.pathname === scope.pathname) {
    event.respondWith(page(request));
  } else if (url.pathname.startsWith(`${scope.pathname}assets/`)) {
    event.respondWith(asset(request));
  }
});
