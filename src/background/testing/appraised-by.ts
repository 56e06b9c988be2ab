import type { TestBackground } from './test-background.ts';

async function appraisedAt(background: TestBackground, tabId: number): Promise<string> {
  const { state } = await background.settled(tabId);
  return state.at === 'appraised' ? state.result.judgedAt : state.at;
}

/** Which of these tabs were appraised again because of this. */
export async function appraisedBy(
  background: TestBackground,
  tabs: readonly number[],
  happens: () => Promise<unknown>,
): Promise<readonly number[]> {
  const before = await Promise.all(tabs.map((tabId) => appraisedAt(background, tabId)));
  background.surroundings.now += 1000;
  await happens();
  const after = await Promise.all(tabs.map((tabId) => appraisedAt(background, tabId)));
  return tabs.filter((_, index) => after[index] !== before[index]);
}
