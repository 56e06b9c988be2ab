import { describe, expect, it } from 'vitest';
import { RELEASED_DIRECTORY } from '../testing/speaking.ts';
import { openTestBackground, type TestBackground } from '../testing/test-background.ts';
import { keepListsCurrent, LISTS_ALARM } from './list-schedule.ts';

const schedule = (background: TestBackground): Promise<void> =>
  keepListsCurrent({ ...background.ports, changed: () => Promise.resolve() });

describe('the site directory', () => {
  it('is requested where one is published, once until its next due time, for which the worker is woken', async () => {
    const background = openTestBackground();
    background.surroundings.released = RELEASED_DIRECTORY;
    await background.restart();
    const asked: string[] = [];
    background.surroundings.fetchList = (url) => {
      asked.push(url);
      return Promise.resolve({ problem: { code: 'net.status', detail: url } });
    };
    await schedule(background);
    expect(asked).toEqual(RELEASED_DIRECTORY.urls);
    expect(background.alarms.get(LISTS_ALARM)).toBeGreaterThan(background.surroundings.now);
    await schedule(background);
    expect(asked).toEqual(RELEASED_DIRECTORY.urls);
    expect(await background.calls['directory.view'].run(null)).toMatchObject({ version: 1, problem: { code: 'net.status' } });
  });

  it('is requested neither because of a visit nor where none is published', async () => {
    const background = openTestBackground();
    background.surroundings.fetchList = () => Promise.reject(new Error('asked'));
    await background.arrive(1);
    await background.settled(1);
    await schedule(background);
    expect(background.alarms.has(LISTS_ALARM)).toBe(false);
  });
});
