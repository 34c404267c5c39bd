import { argon2_root, type RootQuestion } from './argon2';

onmessage = async (event: MessageEvent<RootQuestion>) => {
  try {
    const root = await argon2_root(event.data);
    postMessage(root, { transfer: [root.buffer] });
  } catch {
    postMessage(null);
  }
  event.data.passphrase.fill(0);
};
