import { setTimeout as pause } from 'node:timers/promises';

/**
 * The token of the link in the newest mail to an address, waiting for it to arrive.
 * @param {string} mailUrl the mail catcher's REST calls
 * @param {string} address
 */
export async function linkTokenFor(mailUrl, address, withinMs = 20_000) {
  const until = Date.now() + withinMs;
  while (Date.now() < until) {
    const answer = await fetch(`${mailUrl}/email?to.address=${encodeURIComponent(address)}`);
    const mails = (await answer.json()).filter(({ to }) => to.some((person) => person.address === address));
    const newest = mails.sort((a, b) => (a.time < b.time ? 1 : -1))[0];
    const text = newest?.text ?? '';
    const token = (/[?#&]token=([\w-]{20,})/.exec(text) ?? /\/([\w-]{40,})\b/.exec(text))?.[1];
    if (token) return token;
    await pause(150);
  }
  throw new Error(`No mail with a link has reached ${address} within ${withinMs / 1000} s.`);
}
