import { expect, it } from 'vitest';
import { tabQueues } from './tab-queues.ts';

it('a job that comes while another of its tab runs waits for it, though the one before both has ended', async () => {
  const inTurn = tabQueues();
  const order: string[] = [];
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const first = inTurn(1, () => Promise.resolve(order.push('first')));
  const second = inTurn(1, async () => {
    await ended;
    order.push('second');
  });
  await first;
  await new Promise((resolve) => setTimeout(resolve));
  const third = inTurn(1, () => Promise.resolve(order.push('third')));
  await new Promise((resolve) => setTimeout(resolve));
  expect(order).toEqual(['first']);
  end();
  await Promise.all([second, third]);
  expect(order).toEqual(['first', 'second', 'third']);
});
